//! What every answer says besides its content: health, security headers, caching.
use axum::body::Body;
use http::StatusCode;

use crate::{
    ask::{Answer, INFO, empty_frame, from_page, get, native, post, send},
    support::TestApp,
};

fn for_browsers(answer: &Answer) {
    let policy = answer.header("content-security-policy");
    for directive in [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ] {
        assert!(policy.contains(directive), "{policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
    assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
    assert!(answer.header("permissions-policy").contains("camera=()"));
    assert_eq!(answer.header("server"), "");
    assert!(!answer.header("x-request-id").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_policy() {
    let app = TestApp::sqlite().await;
    for request in [
        get("/"),
        get("/files"),
        get("/healthz"),
        get("/api/nothing"),
        get("/gone.js"),
        post("/x"),
        from_page(INFO),
    ] {
        for_browsers(&send(&app, request, empty_frame()).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_are_not_stored_by_anybody() {
    let app = TestApp::sqlite().await;
    for request in [from_page(INFO), native(INFO), get("/api/nothing"), get("/healthz")] {
        assert_eq!(send(&app, request, empty_frame()).await.header("cache-control"), "no-store");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn health_tells_the_serving_state_and_nothing_else() {
    let app = TestApp::sqlite().await;
    let healthz = || send(&app, get("/healthz"), Body::empty());
    let answer = healthz().await;
    assert_eq!((answer.status, answer.text().as_str()), (StatusCode::OK, "ok\n"));
    app.stopping.cancel();
    let answer = healthz().await;
    assert_eq!((answer.status, answer.text().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "draining\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn grpc_health_and_reflection_answer() {
    let app = TestApp::sqlite().await;
    let health = send(&app, native("/grpc.health.v1.Health/Check"), empty_frame()).await;
    // Field 1, SERVING.
    assert_eq!((health.grpc_status, &health.body[5..]), (Some(0), &[0x08, 0x01][..]));
    for version in ["v1", "v1alpha"] {
        let path = format!("/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo");
        // Field 7, list_services: "".
        let answer = send(&app, native(&path), crate::ask::frame(0, &[0x3a, 0x00])).await;
        assert_eq!(answer.grpc_status, Some(0));
        for service in [
            "skyshard.account.v1.AccountService",
            "skyshard.storage.v1.UploadService",
            "grpc.health.v1.Health",
        ] {
            assert!(answer.text().contains(service), "{version} lists {service}");
        }
    }
}
