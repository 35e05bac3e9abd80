//! The page: files of `target/site`, inside the binary in release builds, from the folder in debug builds.
//!
//! Names below `assets/` carry a hash of their content and never change; all others are revalidated by their ETag.
//! A path that nothing else answers and that a person may have typed gets `index.html`: its routes live in the page.
use axum::{
    body::Body,
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::failure::{Failure, Language};

#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Site;

const INDEX: &str = "index.html";
const UNBUILT: &str =
    "Skyshard is running, but its page is not built in. Run `cargo xtask build` and start again.\n";

/// Answers what no other route does.
pub(super) async fn serve(request: Request) -> Response {
    let (path, headers) = (request.uri().path(), request.headers());
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads || path.starts_with("/api/") {
        return Failure::Unknown.answer(Language::of(headers));
    }
    let name = path.trim_start_matches('/');
    match file(name, headers) {
        Some(response) => response,
        None if is_for_a_person(name, headers) => index(headers),
        None => Failure::Unknown.answer(Language::Plain),
    }
}

fn index(headers: &HeaderMap) -> Response {
    file(INDEX, headers).unwrap_or_else(|| (StatusCode::SERVICE_UNAVAILABLE, UNBUILT).into_response())
}

/// A browser's address bar asks for HTML; a script or a picture that is missing must not become a page.
fn is_for_a_person(name: &str, headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("*/*");
    let looks_like_a_file = name.rsplit('/').next().unwrap_or_default().contains('.');
    accept.contains("text/html") || (accept.contains("*/*") && !looks_like_a_file)
}

fn file(name: &str, headers: &HeaderMap) -> Option<Response> {
    let plain = Site::get(name)?;
    let (coding, found) =
        smallest(name, headers).map_or((None, plain), |(coding, found)| (Some(coding), found));
    let etag = etag(&found);
    let mut response = if headers.get(header::IF_NONE_MATCH).is_some_and(|known| *known == etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(found.data).into_response()
    };
    let out = response.headers_mut();
    out.insert(header::ETAG, etag);
    out.insert(header::CACHE_CONTROL, caching(name));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let kind = content_type(name);
    out.insert(header::CONTENT_TYPE, kind);
    if let Some(coding) = coding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    Some(response)
}

/// The build leaves a compressed neighbour beside what shrinks.
fn smallest(name: &str, headers: &HeaderMap) -> Option<(&'static str, EmbeddedFile)> {
    let accepted = headers.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
    [("br", "br"), ("gzip", "gz")].into_iter().filter(|(coding, _)| accepts(accepted, coding)).find_map(
        |(coding, extension)| Site::get(&format!("{name}.{extension}")).map(|found| (coding, found)),
    )
}

/// Whether a list like `gzip, br;q=0.5` names this coding, and not with `q=0`.
fn accepts(list: &str, coding: &str) -> bool {
    list.split(',').any(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let refused = parts.any(|part| part.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0)));
        named && !refused
    })
}

fn caching(name: &str) -> HeaderValue {
    HeaderValue::from_static(if name.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    })
}

fn content_type(name: &str) -> HeaderValue {
    let guess = mime_guess::from_path(name).first_or_octet_stream();
    let text = guess.type_() == "text" || guess.subtype() == "javascript";
    let full = if text { format!("{guess}; charset=utf-8") } else { guess.to_string() };
    HeaderValue::try_from(full).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

fn etag(file: &EmbeddedFile) -> HeaderValue {
    let digest: String = file.metadata.sha256_hash()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    // Weak, because the codings of one file share it.
    HeaderValue::try_from(format!("W/\"{digest}\"")).expect("hexadecimal digits are a header value")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codings_are_read_with_their_weights() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("BR;q=0.5", "br"));
        assert!(!accepts("br;q=0", "br"));
        assert!(!accepts("br; q=0.000, gzip", "br"));
        assert!(!accepts("brotli, *", "br"));
    }

    #[test]
    fn only_hashed_names_never_change() {
        assert_eq!(caching("assets/app-0123456789abcdef.js"), "public, max-age=31536000, immutable");
        assert_eq!(caching("index.html"), "no-cache");
    }

    #[test]
    fn pages_are_for_people_and_files_are_not() {
        let accepting =
            |accept: &'static str| HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]);
        assert!(is_for_a_person("files", &accepting("text/html,*/*;q=0.8")));
        assert!(is_for_a_person("files", &HeaderMap::new()));
        assert!(!is_for_a_person("assets/gone-0123.js", &accepting("*/*")));
        assert!(!is_for_a_person("nodes", &accepting("application/json")));
    }
}
