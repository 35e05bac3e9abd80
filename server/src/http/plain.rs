//! Plain HTTP that comes to a port with TLS (SEC-55): somebody who types an address into a browser is led to `https`;
//! whatever else asks is refused, because a program that is led on would go on sending its secrets in the clear first.
//! Nothing of the request reaches a service.
use axum::{
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, Method, StatusCode, header};

use super::{
    failure::{Failure, Language},
    guard,
    hosts::Hosts,
    refusal::Refusal,
};

/// The answer, after which the connection ends.
pub(super) fn answer<B>(request: &Request<B>, hosts: &Hosts) -> Response {
    let mut response = match guard::asked_host(request) {
        Some(host) if !hosts.includes(host) => Refusal::ForeignHost.into_response(),
        Some(host) if wants_page(request) => redirect(request, host),
        _ => Failure::NeedsTls.answer(Language::of(request.headers())),
    };
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// A browser's address bar asks for HTML.
fn wants_page<B>(request: &Request<B>) -> bool {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let accept = request.headers().get(header::ACCEPT).map(HeaderValue::as_bytes).unwrap_or_default();
    let html = accept.windows(b"text/html".len()).any(|part| part == b"text/html");
    reads && html && !request.uri().path().starts_with("/api/")
}

/// The same path on the same host and port.
fn redirect<B>(request: &Request<B>, host: &str) -> Response {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    match HeaderValue::try_from(format!("https://{host}{path}")) {
        Ok(place) => (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, place)]).into_response(),
        Err(_) => Failure::NeedsTls.answer(Language::Plain),
    }
}
