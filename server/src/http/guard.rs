//! The CSRF guard (SEC-27): decides, before tonic-web and tonic see a request, which credentials of it count.
//!
//! tonic never looks at a request's content-type, and tonic-web hands every HTTP/2 request that is not gRPC-Web
//! straight to the service. So any page could `fetch` with `mode: "no-cors"`, `content-type: text/plain` and a raw
//! gRPC frame as body: no preflight, and the call would run with the visitor's cookies. Therefore:
//!
//! | request | from our page | from elsewhere |
//! |---|---|---|
//! | POST gRPC-Web with `x-grpc-web: 1` | its cookies count | 403; without a browser's marks: bearer |
//! | POST of a file below [`UPLOADS`] with `x-grpc-web: 1` | its cookies count | 403; without a browser's marks: bearer |
//! | POST native gRPC | bearer only, cookies ignored | 403 |
//! | GET below [`DOWNLOADS`] | its cookies count | 403 with our cookies |
//! | POST `/register`, GET `/nodes` for JSON | 403 with our cookies, else bearer | 403 |
//! | GET of the description of REST, `/api/docs` and `/api/openapi.json` | public, no credentials | the same |
//! | POST of reports to `/api/reports/csp`, of files to `/s/upload` | public, no credentials | 403 |
//! | any other GET outside `/api/`, `/s/file` and `/s/preview` too | public, no credentials | the same |
//! | anything else | 403 with our cookies, else bearer | 403 |
//!
//! "Our page" is what the browser itself says in `Sec-Fetch-Site` (which no script can set), or without it an
//! `Origin` equal to where the request went. A name that is not ours is refused first ([`Hosts`]).
use axum::extract::Request;
use http::{
    HeaderMap, Method, Version,
    header::{AUTHORIZATION, CONTENT_TYPE, HOST, ORIGIN},
};

use super::{cookies::Cookies, filling::UPLOADS, hosts::Hosts, link, refusal::Refusal, reports, rest};
use crate::auth::Door;

#[cfg(test)]
mod tests;

/// Below here are the only GET routes that take cookies (K41): what a browser saves or shows by its own means.
const DOWNLOADS: [&str; 4] =
    ["/api/files/download/", "/api/files/preview/", "/api/privacy/archive", "/api/skillshare/calendar/"];

/// Where a request may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// To the calls.
    Call,
    /// To the calls, through gRPC-Web.
    WebCall,
    /// To downloads, health and the page.
    Page,
}

/// Puts the [`Door`] of a request into its extensions and says where it may go, or why it goes no further.
pub(super) fn admit(request: &mut Request, hosts: &Hosts) -> Result<Destination, Refusal> {
    let kind = Kind::of(request);
    let door = door(request, kind, hosts)?;
    request.extensions_mut().insert(door);
    Ok(match kind {
        Kind::Grpc => Destination::Call,
        Kind::GrpcWeb => Destination::WebCall,
        Kind::Page | Kind::Uncredited | Kind::Download | Kind::Filling | Kind::Rest | Kind::Foreign => {
            Destination::Page
        }
    })
}

fn door(request: &Request, kind: Kind, hosts: &Hosts) -> Result<Door, Refusal> {
    let headers = request.headers();
    let host = asked_host(request);
    if !all_hosts(request).all(|host| hosts.includes(host)) {
        return Err(Refusal::ForeignHost);
    }
    let cookies = Cookies::of(headers);
    let sender = Sender::of(headers, host, hosts);
    let native = || Door::Native { bearer: bearer(headers) };
    match kind {
        Kind::Page => Ok(Door::Native { bearer: None }),
        _ if sender == Sender::Elsewhere => Err(Refusal::ForeignSite),
        Kind::Uncredited => Ok(Door::Native { bearer: None }),
        Kind::GrpcWeb | Kind::Filling if sender == Sender::OurPage && marked(headers) => {
            Ok(cookies.into_door())
        }
        Kind::Download if sender == Sender::OurPage && !headers.contains_key(AUTHORIZATION) => {
            Ok(cookies.into_door())
        }
        Kind::Grpc if request.version() < Version::HTTP_2 => Err(Refusal::NeedsHttp2),
        Kind::Grpc => Ok(native()),
        _ if cookies.any() => Err(Refusal::CookieNotAccepted),
        Kind::Foreign => Err(Refusal::NotGrpc),
        Kind::GrpcWeb | Kind::Download | Kind::Filling | Kind::Rest => Ok(native()),
    }
}

/// What a request wants, as far as credentials go.
#[derive(Clone, Copy)]
enum Kind {
    /// A file of the site, public.
    Page,
    /// What a browser reports by itself, and what comes by a link: perhaps with cookies that nobody looks at.
    Uncredited,
    /// A download by the browser's own means.
    Download,
    /// The file of an upload that our page has begun.
    Filling,
    /// A gRPC-Web call, by one of the four content types that tonic-web translates, spelt exactly.
    GrpcWeb,
    /// A native gRPC call.
    Grpc,
    /// REST, or a method that no call uses.
    Rest,
    /// A POST to a call, but not a call.
    Foreign,
}

impl Kind {
    fn of(request: &Request) -> Self {
        let path = request.uri().path();
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        if reads && DOWNLOADS.iter().any(|downloads| path.starts_with(downloads)) {
            return Self::Download;
        }
        if reads && path == rest::nodes::PATH && rest::nodes::wants_json(request.headers()) {
            return Self::Rest;
        }
        if reads && (!path.starts_with("/api/") || rest::docs::PUBLIC.contains(&path)) {
            return Self::Page;
        }
        if *request.method() != Method::POST {
            return Self::Rest;
        }
        if path == reports::PATH || path == link::UPLOAD {
            return Self::Uncredited;
        }
        if path.starts_with(UPLOADS) {
            return Self::Filling;
        }
        match request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default() {
            "application/grpc-web"
            | "application/grpc-web+proto"
            | "application/grpc-web-text"
            | "application/grpc-web-text+proto" => Self::GrpcWeb,
            "application/grpc" | "application/grpc+proto" => Self::Grpc,
            _ if path.starts_with("/api/") || path == rest::accounts::REGISTER => Self::Rest,
            _ => Self::Foreign,
        }
    }
}

/// Which page sent a request, by the marks that browsers set and scripts cannot.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sender {
    OurPage,
    Elsewhere,
    /// No mark at all: not a browser of our decade.
    Unknown,
}

impl Sender {
    fn of(headers: &HeaderMap, host: Option<&str>, hosts: &Hosts) -> Self {
        if let Some(site) = headers.get("sec-fetch-site") {
            return if site == "same-origin" || site == "none" { Self::OurPage } else { Self::Elsewhere };
        }
        match headers.get(ORIGIN).map(|origin| origin.to_str().unwrap_or_default()) {
            Some(origin) if hosts.is_origin(origin, host) => Self::OurPage,
            Some(_) => Self::Elsewhere,
            None => Self::Unknown,
        }
    }
}

/// Whether our own client sent it: a header that a form or a plain `fetch` cannot carry without a preflight.
fn marked(headers: &HeaderMap) -> bool {
    headers.get("x-grpc-web").is_some_and(|value| value == "1")
}

/// HTTP/2 names the host in `:authority`, HTTP/1.1 in `host`.
pub(super) fn asked_host<B>(request: &Request<B>) -> Option<&str> {
    let authority = request.uri().authority().map(http::uri::Authority::as_str);
    authority.or_else(|| request.headers().get(HOST).map(|host| host.to_str().unwrap_or_default()))
}

/// A request can name several: an absolute URI, and any number of `host` headers. None of them may be foreign, whichever
/// of them somebody on the way went by.
fn all_hosts(request: &Request) -> impl Iterator<Item = &str> {
    let authority = request.uri().authority().map(http::uri::Authority::as_str);
    let headers = request.headers().get_all(HOST).into_iter();
    authority.into_iter().chain(headers.map(|host| host.to_str().unwrap_or_default()))
}

pub(super) fn bearer(headers: &HeaderMap) -> Option<String> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}
