//! What every answer says to a browser (SEC-29, SEC-30, SEC-32).
use http::{HeaderMap, HeaderName, HeaderValue, header};

/// Scripts and styles of our own origin only; WebAssembly may be compiled, nothing may be evaluated or written inline.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' blob: data:; media-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
    object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; report-to csp";

/// Where browsers report what breaks the policy: [`reports`](super::reports).
const REPORTING_ENDPOINTS: &str = "csp=\"/api/reports/csp\"";

const PERMISSIONS_POLICY: &str =
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), serial=(), usb=()";

/// For documents and what they load.
const FOR_BROWSERS: [(HeaderName, HeaderValue); 7] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)),
    (HeaderName::from_static("reporting-endpoints"), HeaderValue::from_static(REPORTING_ENDPOINTS)),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    // What people keep here is no search engine's, whoever leads one here (SEC-43).
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS_POLICY)),
];

/// A year of `https` and nothing else, for this name and those below it.
const STRICT: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// Adds what an answer does not say by itself: a download keeps its stricter policy, the site its caching.
///
/// Native gRPC is spared the headers that only documents obey: a browser cannot be given such an answer without asking
/// for it by `fetch`, and they would cost each small call more than its own work.
///
/// `is_strict` where the browser may be told to come by `https` alone.
pub(super) fn complete(headers: &mut HeaderMap, is_strict: bool) {
    headers.entry(header::X_CONTENT_TYPE_OPTIONS).or_insert(HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if headers.get(header::CONTENT_TYPE).is_none_or(|content_type| content_type != "application/grpc") {
        for (name, value) in FOR_BROWSERS {
            headers.entry(name).or_insert(value);
        }
        if is_strict {
            headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(STRICT);
        }
    }
}
