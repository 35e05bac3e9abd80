//! The browser's `fetch` as a tower service, under tonic's gRPC-Web framing.
//!
//! Cookies travel with every call (same origin only). A call that is dropped before its end is aborted, which the
//! server sees as a cancellation; a call that has ended is not (see `body`). The answer's content type is checked,
//! because an address that no service answers is answered by the page itself.

mod abort;
mod body;
mod content;
mod form;
mod request;

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};
use http_body::Body;
use send_wrapper::SendWrapper;
use tonic::Status;
use tonic_web::GrpcWebClientService;
use tower::Service;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

pub use self::content::Content;
use self::{abort::AbortOnDrop, body::FetchBody};
pub(crate) use self::{form::fill, request::unsigned};
use crate::ClientError;

/// What the generated clients send through.
pub(crate) type Wire = GrpcWebClientService<FetchService>;

/// The server at this origin.
#[expect(clippy::unnecessary_wraps, reason = "the native wire can fail to parse its address")]
pub(crate) fn open(origin: &str) -> Result<Wire, ClientError> {
    Ok(GrpcWebClientService::new(FetchService { origin: origin.into() }))
}

/// Sends requests to one origin.
#[derive(Clone)]
pub(crate) struct FetchService {
    origin: Arc<str>,
}

type Fetching = SendWrapper<Pin<Box<dyn Future<Output = Result<Response<FetchBody>, Status>>>>>;

impl<B> Service<Request<B>> for FetchService
where
    B: Body + 'static,
    B::Error: std::fmt::Display,
{
    type Response = Response<FetchBody>;
    type Error = Status;
    type Future = Fetching;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Fetching {
        SendWrapper::new(Box::pin(fetch(self.origin.clone(), request)))
    }
}

async fn fetch<B>(origin: Arc<str>, request: Request<B>) -> Result<Response<FetchBody>, Status>
where
    B: Body,
    B::Error: std::fmt::Display,
{
    let abort = AbortOnDrop::new()?;
    let (request, mut watched) = request::build(&origin, request, &abort.signal()).await?;
    let mut answer = exchange(&request, abort).await;
    if let Some(watched) = &mut watched {
        match &answer {
            Ok(answer) => watched.answered(answer.headers()),
            Err(status) => watched.failed(status),
        }
    }
    if let Ok(answer) = &mut answer {
        answer.body_mut().watched = watched.map(SendWrapper::new);
    }
    answer
}

/// Sends a request, and waits for the head of its answer.
async fn exchange(request: &web_sys::Request, mut abort: AbortOnDrop) -> Result<Response<FetchBody>, Status> {
    let window = web_sys::window().ok_or_else(|| Status::internal("There is no window."))?;
    let answered = JsFuture::from(window.fetch_with_request(request)).await;
    let response: web_sys::Response = answered
        .ok()
        .and_then(|answer| answer.dyn_into().ok())
        .ok_or_else(|| Status::unavailable("The server cannot be reached."))?;
    check(&response)?;
    let headers = response.headers();
    if headers.has("grpc-status").unwrap_or(false) {
        abort.disarm();
    }
    let mut answer = Response::new(FetchBody::new(&response, abort)?);
    *answer.headers_mut() = map_of(&headers);
    Ok(answer)
}

/// Refuses what is no gRPC-Web answer.
fn check(response: &web_sys::Response) -> Result<(), Status> {
    let content_type = response.headers().get("content-type").ok().flatten().unwrap_or_default();
    let is_grpc = content_type.starts_with("application/grpc-web");
    match response.status() {
        200 if is_grpc => Ok(()),
        200 | 404 | 405 => Err(Status::unimplemented("This server does not offer the call.")),
        401 => Err(Status::unauthenticated("Sign in first.")),
        403 => Err(Status::permission_denied("The server refused a call from this page.")),
        413 => Err(Status::resource_exhausted("The request is too large.")),
        429 | 502 | 503 | 504 => Err(Status::unavailable("The server is not ready.")),
        other => Err(Status::internal(format!("The server answered with HTTP {other}."))),
    }
}

/// The headers that Rust can hold.
fn map_of(headers: &web_sys::Headers) -> HeaderMap {
    let entries = js_sys::try_iter(headers).ok().flatten().into_iter().flatten();
    let pairs = entries.filter_map(|entry| {
        let entry: js_sys::Array = entry.ok()?.dyn_into().ok()?;
        let name = HeaderName::try_from(entry.get(0).as_string()?).ok()?;
        let value = HeaderValue::try_from(entry.get(1).as_string()?).ok()?;
        Some((name, value))
    });
    pairs.collect()
}
