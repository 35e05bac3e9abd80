//! The page's own paths. Whether it is built into this test binary depends on the machine; what must hold does not.
use axum::body::Body;
use http::{Method, StatusCode};

use crate::{
    ask::{Answer, get, send},
    support::TestApp,
};

async fn ask(request: http::request::Builder) -> Answer {
    send(&TestApp::sqlite().await, request, Body::empty()).await
}

/// The page, or the sentence that says how to build it.
fn page(answer: &Answer) {
    match answer.status {
        StatusCode::OK => {
            assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
            assert_eq!(answer.header("cache-control"), "no-cache");
            assert!(!answer.header("etag").is_empty());
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            assert!(answer.text().contains("cargo xtask build"), "{}", answer.text())
        }
        other => panic!("neither page nor advice: {other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_routes_lead_to_the_page() {
    for path in ["/", "/files", "/sign-up", "/nodes", "/files/deep/er", "/setup", "/name.with.dots"] {
        page(&ask(get(path)).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_missing() {
    for (path, accept) in [
        ("/assets/gone-0123456789abcdef.js", "*/*"),
        ("/favicon.png", "image/avif,image/webp,*/*;q=0.8"),
        ("/files", "application/json"),
        ("/api/nothing", "text/html"),
        ("/api/", "*/*"),
    ] {
        let mut request = get(path);
        request.headers_mut().unwrap().insert("accept", accept.parse().unwrap());
        assert_eq!(ask(request).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_only_read() {
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let answer = ask(get("/files").method(method.clone())).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_path_leads_out_of_the_site() {
    for path in [
        "/../Cargo.toml",
        "/assets/../../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/..%2fCargo.toml",
        "//etc/passwd",
        "/%00",
    ] {
        let mut request = get(path);
        request.headers_mut().unwrap().insert("accept", "*/*".parse().unwrap());
        let answer = ask(request).await;
        assert!(!answer.text().contains("[workspace]") && !answer.text().contains("root:"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unchanged_page_is_not_sent_again() {
    let first = ask(get("/")).await;
    if first.status == StatusCode::OK {
        let again = ask(get("/").header("if-none-match", first.header("etag"))).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    }
}
