//! SEC-27 as a table: what a request looks like, and what comes of it. Each one travels through the front
//! desk to a handler that reports the credentials it was given, so that "403" means "before tonic".
#![expect(clippy::unwrap_used, reason = "tests")]
use axum::{Router, body::Body, extract::Extension, response::Response, routing::any};
use http::{Request, StatusCode, Version};
use tower::ServiceExt;

use super::*;
use crate::{
    calls::Calls,
    grpc::Services,
    http::{front::Front, proxies::Proxies},
    spans::Spans,
};

const RPC: &str = "/skyshard.storage.v1.CloudStorageService/DeleteFile";
const DOWNLOAD: &str = "/api/files/download/00000000000000000000000000000000";
const FILLING: &str = "/api/uploads/00000000000000000000000000000000";
const COOKIES: &str = "theme=dark; at=access; rt=refresh; pa=browser";
const FRAME: &[u8] = &[0, 0, 0, 0, 2, 0x12, 0];

/// A request in the making: HTTP/2 to `localhost:8080` until told otherwise.
struct Call(http::request::Builder);

fn call(method: &str, path: &str) -> Call {
    let request = Request::builder().method(method).uri(path).version(Version::HTTP_2);
    Call(request).with("host", "localhost:8080")
}

fn grpc_web() -> Call {
    call("POST", RPC).with("content-type", "application/grpc-web+proto").with("x-grpc-web", "1")
}

impl Call {
    fn with(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value))
    }

    fn cookies(self) -> Self {
        self.with("cookie", COOKIES)
    }

    async fn send(self) -> Response {
        let report = |Extension(door): Extension<Door>| async move { format!("{door:?}") };
        let anything = || Router::new().route("/{*path}", any(report)).route("/", any(report));
        let (hosts, counts, calls) =
            (Hosts::new(None, None), Calls::default(), Services::default().but(RPC, anything()));
        let front = Front::new(hosts, Proxies::default(), counts, Spans::default(), calls, anything());
        front.oneshot(self.0.body(Body::from(FRAME)).unwrap()).await.unwrap()
    }

    async fn refused(self, status: u16) {
        assert_eq!(self.send().await.status(), StatusCode::from_u16(status).unwrap());
    }

    async fn seen_as(self, door: Door) {
        let response = self.send().await;
        assert_eq!(response.status(), StatusCode::OK);
        let body = axum::body::to_bytes(response.into_body(), 4096).await.unwrap();
        let text = String::from_utf8_lossy(&body);
        assert!(text.contains(&format!("{door:?}")), "{text} instead of {door:?}");
    }
}

fn browser() -> Door {
    let some = |value: &str| Some(value.to_owned());
    Door::Browser { access: some("access"), refresh: some("refresh"), browser: some("browser"), device: None }
}

fn native(bearer: Option<&str>) -> Door {
    Door::Native { bearer: bearer.map(str::to_owned) }
}

#[tokio::test]
async fn a_no_cors_post_of_a_raw_frame_stops_before_tonic() {
    // What `fetch(url, {mode: "no-cors", credentials: "include"})` of any page can send without a preflight.
    for site in ["cross-site", "same-site", "same-origin", "none"] {
        let post = call("POST", RPC).with("content-type", "text/plain").cookies();
        post.with("sec-fetch-site", site).refused(403).await;
    }
    call("POST", RPC).with("content-type", "text/plain").cookies().refused(403).await;
    call("POST", RPC).cookies().refused(403).await;
}

#[tokio::test]
async fn a_raw_frame_under_another_type_is_no_call_even_without_cookies() {
    call("POST", RPC).with("content-type", "text/plain").refused(415).await;
    call("POST", RPC).with("content-type", "application/grpc-web+proto; charset=utf-8").refused(415).await;
    call("POST", RPC).with("content-type", "Application/gRPC-Web").refused(415).await;
    call("POST", RPC).refused(415).await;
}

#[tokio::test]
async fn a_form_post_with_cookies_is_refused() {
    for content_type in ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        call("POST", RPC).with("content-type", content_type).cookies().refused(403).await;
        call("POST", "/api/auth/logout").with("content-type", content_type).cookies().refused(403).await;
    }
}

#[tokio::test]
async fn our_own_page_is_the_browsers_door() {
    for content_type in [
        "application/grpc-web",
        "application/grpc-web+proto",
        "application/grpc-web-text",
        "application/grpc-web-text+proto",
    ] {
        let post = call("POST", RPC).with("content-type", content_type).with("x-grpc-web", "1").cookies();
        post.with("sec-fetch-site", "same-origin").seen_as(browser()).await;
    }
    grpc_web().cookies().with("origin", "http://localhost:8080").seen_as(browser()).await;
}

#[tokio::test]
async fn the_file_of_an_upload_comes_from_our_page_with_its_mark() {
    let form = || call("POST", FILLING).with("content-type", "multipart/form-data; boundary=x").cookies();
    let marked = || form().with("x-grpc-web", "1");
    marked().with("sec-fetch-site", "same-origin").seen_as(browser()).await;
    marked().with("origin", "http://localhost:8080").seen_as(browser()).await;
    // What a form of any page can send.
    for site in ["cross-site", "same-site", "same-origin"] {
        form().with("sec-fetch-site", site).refused(403).await;
    }
    for site in ["cross-site", "same-site", "something-new"] {
        marked().with("sec-fetch-site", site).refused(403).await;
    }
    marked().with("origin", "http://localhost:9090").refused(403).await;
    marked().refused(403).await;
    let put = call("PUT", FILLING).with("x-grpc-web", "1").with("sec-fetch-site", "same-origin");
    put.cookies().refused(403).await;
    let tool = call("POST", FILLING).with("authorization", "Bearer abc");
    tool.seen_as(native(Some("abc"))).await;
}

#[tokio::test]
async fn the_first_call_of_our_page_has_no_cookies_yet() {
    let nobody = Door::Browser { access: None, refresh: None, browser: None, device: None };
    grpc_web().with("sec-fetch-site", "same-origin").seen_as(nobody).await;
}

#[tokio::test]
async fn other_sites_are_refused() {
    for site in ["cross-site", "same-site", "something-new"] {
        grpc_web().cookies().with("sec-fetch-site", site).refused(403).await;
        grpc_web().with("sec-fetch-site", site).refused(403).await;
    }
}

#[tokio::test]
async fn without_fetch_metadata_the_origin_decides() {
    for origin in [
        "http://evil.localhost:8080",
        "http://localhost:9090",
        "https://localhost:8080",
        "http://localhost",
        "http://localhost:8080.example.com",
        "null",
        "",
    ] {
        grpc_web().cookies().with("origin", origin).refused(403).await;
    }
    grpc_web().cookies().refused(403).await;
}

#[tokio::test]
async fn cookies_need_the_grpc_web_header() {
    let post = || call("POST", RPC).with("content-type", "application/grpc-web+proto").cookies();
    post().with("sec-fetch-site", "same-origin").refused(403).await;
    post().with("x-grpc-web", "0").with("sec-fetch-site", "same-origin").refused(403).await;
}

#[tokio::test]
async fn native_calls_bring_a_bearer_and_their_cookies_are_ignored() {
    let native_call = || call("POST", RPC).with("content-type", "application/grpc").with("te", "trailers");
    native_call().cookies().seen_as(native(None)).await;
    native_call().cookies().with("authorization", "Bearer abc").seen_as(native(Some("abc"))).await;
    native_call().with("authorization", "bearer abc").seen_as(native(Some("abc"))).await;
    native_call().with("authorization", "Basic abc").seen_as(native(None)).await;
    native_call().cookies().with("sec-fetch-site", "cross-site").refused(403).await;
}

#[tokio::test]
async fn grpc_web_from_a_tool_is_a_native_call() {
    grpc_web().with("authorization", "Bearer abc").seen_as(native(Some("abc"))).await;
}

#[tokio::test]
async fn state_never_changes_by_rest_and_cookie() {
    for method in ["DELETE", "PUT", "PATCH", "POST"] {
        let rest = || call(method, "/api/files/delete/1").cookies().with("content-type", "application/json");
        rest().with("sec-fetch-site", "same-origin").refused(403).await;
        rest().refused(403).await;
    }
    call("DELETE", "/api/files/delete/1")
        .with("authorization", "Bearer abc")
        .seen_as(native(Some("abc")))
        .await;
    call("GET", "/api/files/list").cookies().with("sec-fetch-site", "same-origin").refused(403).await;
}

#[tokio::test]
async fn downloads_take_the_cookie_from_our_own_page_only() {
    for site in ["same-origin", "none"] {
        call("GET", DOWNLOAD).cookies().with("sec-fetch-site", site).seen_as(browser()).await;
    }
    call("GET", DOWNLOAD).cookies().with("sec-fetch-site", "same-site").refused(403).await;
    call("GET", DOWNLOAD).cookies().refused(403).await;
    call("POST", DOWNLOAD).cookies().with("sec-fetch-site", "same-origin").refused(403).await;
    call("GET", DOWNLOAD).with("authorization", "Bearer abc").seen_as(native(Some("abc"))).await;
}

#[tokio::test]
async fn pages_are_public_and_see_no_credentials() {
    call("GET", "/files").cookies().with("sec-fetch-site", "cross-site").seen_as(native(None)).await;
    call("GET", "/").cookies().seen_as(native(None)).await;
}

#[tokio::test]
async fn other_names_for_this_machine_are_refused() {
    // A page of evil.example that points its name at 127.0.0.1 is "same-origin" with us: the name gives it away.
    let rebound = || Call(Request::builder().method("POST").uri(RPC).version(Version::HTTP_2));
    rebound().with("host", "evil.example:8080").refused(421).await;
    Call(Request::get("http://evil.example:8080/").version(Version::HTTP_2)).refused(421).await;
    for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080", "skyshard.localhost:8080"] {
        Call(Request::get("/").version(Version::HTTP_11)).with("host", host).seen_as(native(None)).await;
    }
}

#[tokio::test]
async fn rest_outside_of_its_folder_takes_the_bearer_only() {
    let nodes = || call("GET", "/nodes").with("accept", "application/json");
    let register = || call("POST", "/register").with("content-type", "application/json");
    for site in ["same-origin", "none"] {
        nodes().cookies().with("sec-fetch-site", site).refused(403).await;
        register().cookies().with("sec-fetch-site", site).refused(403).await;
    }
    nodes().with("sec-fetch-site", "cross-site").refused(403).await;
    register().with("sec-fetch-site", "cross-site").refused(403).await;
    nodes().with("authorization", "Bearer abc").seen_as(native(Some("abc"))).await;
    register().seen_as(native(None)).await;
    // The page of the same name, and what tells of REST, see no credentials whatever comes.
    for path in ["/nodes", "/api/docs", "/api/docs/style.css", "/api/openapi.json"] {
        call("GET", path).with("accept", "text/html").cookies().seen_as(native(None)).await;
    }
    call("POST", "/api/docs").cookies().refused(403).await;
}
