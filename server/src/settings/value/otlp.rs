//! The collector of spans: its address, and the headers by which it knows whose they are.
use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use percent_encoding::percent_decode_str;

/// Scheme and host, perhaps with a path below which `/v1/traces` is.
pub(super) fn endpoint(text: &str) -> Result<Uri, String> {
    let is_right = |uri: &Uri| {
        let authority = uri.authority().is_some_and(|authority| !authority.as_str().contains('@'));
        matches!(uri.scheme_str(), Some("http" | "https")) && authority && uri.query().is_none()
    };
    let uri = text.parse().ok().filter(is_right);
    uri.ok_or_else(|| "use http:// or https:// and a host, like http://localhost:4318".to_owned())
}

/// `name=value,name=value`, with what else values have in the manner of URLs (`%20`), as OpenTelemetry writes them. What is
/// wrong is not repeated: it may be a secret.
pub(super) fn headers(text: &str) -> Result<HeaderMap, String> {
    let wrong = "use name=value with commas between, like authorization=Bearer%20TOKEN";
    text.split(',').map(|part| header(part).ok_or_else(|| wrong.to_owned())).collect()
}

fn header(part: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = part.split_once('=')?;
    let value = percent_decode_str(value.trim()).decode_utf8().ok()?;
    let mut value = HeaderValue::try_from(value.as_ref()).ok()?;
    // No log prints it.
    value.set_sensitive(true);
    Some((name.trim().parse().ok()?, value))
}

pub(super) fn show_endpoint(endpoint: Option<&Uri>) -> String {
    endpoint.map_or_else(|| "none".to_owned(), |uri| uri.to_string().trim_end_matches('/').to_owned())
}

pub(super) fn show_headers(headers: &HeaderMap) -> String {
    let names: Vec<String> = headers.keys().map(|name| format!("{name}=•••")).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_a_scheme_and_a_host() {
        for (text, shown) in [
            ("http://localhost:4318", "http://localhost:4318"),
            ("http://[::1]:4318/", "http://[::1]:4318"),
            ("https://traces.example.com/otlp", "https://traces.example.com/otlp"),
        ] {
            assert_eq!(show_endpoint(endpoint(text).ok().as_ref()), shown);
        }
        for wrong in [
            "",
            "localhost:4318",
            "grpc://localhost:4317",
            "http://a:b@host",
            "http://host/?key=x",
            "http://",
        ] {
            assert!(endpoint(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn headers_are_read_as_opentelemetry_writes_them_and_their_values_are_not_shown() {
        let read = headers("Authorization=Bearer%20hunter2, x-tenant = sky=1").expect("they are right");
        assert_eq!(read["authorization"], "Bearer hunter2");
        assert_eq!(read["x-tenant"], "sky=1");
        assert_eq!(show_headers(&read), "authorization=•••, x-tenant=•••");
        assert!(!format!("{read:?}").contains("hunter2"), "{read:?}");
        for wrong in ["", "hunter2", "a b=hunter2", "a=%0d%0ahunter2", "a=1,,b=2", "a=%ff"] {
            let said = headers(wrong).expect_err(wrong);
            assert!(!said.contains("hunter2"), "{said}");
        }
    }
}
