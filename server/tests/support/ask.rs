//! Raw requests through the real router, and their answers with the gRPC status wherever it stands.
use axum::body::Body;
use http::{HeaderMap, Request, StatusCode, Version, request::Builder};
use http_body_util::BodyExt;
use server::http::Front;
use tower::ServiceExt;

use super::TestApp;

/// A call without a session.
pub const INFO: &str = "/skyshard.account.v1.AccountService/GetServerInfo";
/// A call that needs one.
pub const PROFILE: &str = "/skyshard.account.v1.AccountService/GetProfile";
/// A call with a message of some size.
pub const REGISTER: &str = "/skyshard.storage.v1.CloudStorageService/Register";

/// Everything of an answer.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// From the header, the trailer, or gRPC-Web's trailer in the body.
    pub grpc_status: Option<u32>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A message without fields, framed.
pub fn empty_frame() -> Vec<u8> {
    frame(0, &[])
}

/// One frame: a flag, the length, the message.
pub fn frame(flag: u8, message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).expect("short");
    [&[flag][..], &length.to_be_bytes(), message].concat()
}

/// HTTP/2 to localhost.
pub fn post(path: &str) -> Builder {
    Request::post(path).version(Version::HTTP_2).header("host", "localhost:8080")
}

/// A native call.
pub fn native(path: &str) -> Builder {
    post(path).header("content-type", "application/grpc").header("te", "trailers")
}

/// A call of our own page.
pub fn by_page(path: &str) -> Builder {
    post(path)
        .header("content-type", "application/grpc-web+proto")
        .header("x-grpc-web", "1")
        .header("sec-fetch-site", "same-origin")
}

/// What somebody types into the address bar.
pub fn get(path: &str) -> Builder {
    Request::get(path).header("host", "localhost:8080").header("accept", "text/html,*/*;q=0.8")
}

/// Sends it through the router and reads the whole answer.
pub async fn send(app: &TestApp, request: Builder, body: impl Into<Body>) -> Answer {
    send_to(app.port(), request, body, usize::MAX).await
}

/// Sends it through this port and reads at most so many frames of the answer: there are streams that never end.
pub async fn send_to(port: Front, request: Builder, body: impl Into<Body>, frames_max: usize) -> Answer {
    let request = request.body(body.into()).expect("a request");
    let response = port.oneshot(request).await.expect("an answer");
    let (parts, mut stream) = response.into_parts();
    let (mut body, mut trailers) = (Vec::new(), HeaderMap::new());
    for _ in 0..frames_max {
        let Some(frame) = stream.frame().await else { break };
        match frame.expect("the answer does not break off").into_data() {
            Ok(data) => body.extend_from_slice(&data),
            Err(frame) => trailers = frame.into_trailers().unwrap_or_default(),
        }
    }
    let stated = parts.headers.get("grpc-status").or(trailers.get("grpc-status"));
    let grpc_status = stated.and_then(|value| value.to_str().ok()?.parse().ok()).or_else(|| in_body(&body));
    Answer { status: parts.status, headers: parts.headers, body, grpc_status }
}

/// gRPC-Web puts the trailers into a last frame with flag 0x80.
fn in_body(body: &[u8]) -> Option<u32> {
    let text = String::from_utf8_lossy(body);
    let (_, rest) = text.split_once("grpc-status:")?;
    rest.trim_start().split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
