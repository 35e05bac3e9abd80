//! What every answer says besides its content: health, security headers, caching.
use std::collections::BTreeSet;

use axum::body::Body;
use http::{Request, StatusCode, request::Builder};
use proto::catalogue::methods;
use tower::ServiceExt;

use crate::{
    ask::{Answer, INFO, by_page, empty_frame, get, native, post, send, send_to},
    support::TestApp,
};

fn for_browsers(answer: &Answer) {
    let policy = answer.header("content-security-policy");
    for directive in [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "report-to csp",
    ] {
        assert!(policy.contains(directive), "{policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    assert_eq!(answer.header("reporting-endpoints"), "csp=\"/api/reports/csp\"");
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
        by_page(INFO),
    ] {
        for_browsers(&send(&app, request, empty_frame()).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_are_not_stored_by_anybody() {
    let app = TestApp::sqlite().await;
    for request in [by_page(INFO), native(INFO), get("/api/nothing"), get("/healthz")] {
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
async fn readiness_tells_the_truth_about_database_and_nodes() {
    let app = TestApp::sqlite().await;
    let readyz = async || {
        let answer = send(&app, get("/readyz"), Body::empty()).await;
        (answer.status.as_u16(), answer.text())
    };
    let (ready, unready) = ((200, "ready\n".to_owned()), (503, "not ready\n".to_owned()));
    assert_eq!(readyz().await, ready);
    let names: Vec<_> = app.cluster.nodes().into_iter().map(|node| node.spec.name).collect();
    for name in &names[..3] {
        app.cluster.stop_node(name).await.unwrap();
    }
    assert_eq!(readyz().await, ready, "two of five acknowledge an upload");
    app.cluster.stop_node(&names[3]).await.unwrap();
    assert_eq!(readyz().await, unready);
    assert_eq!(send(&app, get("/healthz"), Body::empty()).await.status, StatusCode::OK);
    app.cluster.start_node(&names[0]).await.unwrap();
    assert_eq!(readyz().await, ready);
    app.db.clone().close().await.unwrap();
    assert_eq!(readyz().await, unready);
    app.stopping.cancel();
    assert_eq!(readyz().await, (503, "draining\n".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn grpc_health_tells_of_each_service() {
    let app = TestApp::sqlite().await;
    let port = app.port();
    let check = async |service: &str| {
        let length = u8::try_from(service.len()).unwrap();
        let message = [&[0x0a, length][..], service.as_bytes()].concat();
        let path = native("/grpc.health.v1.Health/Check");
        let answer = send_to(port.clone(), path, crate::ask::frame(0, &message), usize::MAX).await;
        (answer.grpc_status, answer.body.get(6).copied())
    };
    let services: BTreeSet<&str> = methods().iter().map(|method| method.service()).collect();
    assert!(services.len() > 15 && services.contains("skyshard.greeter.v1.Greeter"));
    // The reporter is a task of its own.
    let all_say = async |status: u8| {
        for service in services.iter().copied().chain([""]) {
            while check(service).await != (Some(0), Some(status)) {
                tokio::task::yield_now().await;
            }
        }
    };
    let patience = std::time::Duration::from_secs(10);
    tokio::time::timeout(patience, all_say(1)).await.expect("all serve");
    assert_eq!(check("skyshard.nothing.v1.Nothing").await.0, Some(5));
    app.stopping.cancel();
    tokio::time::timeout(patience, all_say(2)).await.expect("none serves any more");
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
            "skyshard.storage.v1.DriveService",
            "skyshard.storage.v1.UploadService",
            "skyshard.storage.v1.VersionService",
            "grpc.health.v1.Health",
        ] {
            assert!(answer.text().contains(service), "{version} lists {service}");
        }
    }
}

/// Neither by asking first, as a browser does, nor by any answer (SEC-28).
#[tokio::test(flavor = "multi_thread")]
async fn no_answer_lets_other_origins_read_it() {
    let app = TestApp::sqlite().await;
    let preflight = |path: &str| {
        Request::options(path)
            .header("host", "localhost:8080")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "x-grpc-web,content-type,authorization")
    };
    for origin in ["https://evil.example", "http://localhost:8080", "http://localhost:9999", "null"] {
        for request in [
            preflight(INFO),
            preflight("/api/skillshare/courses"),
            get("/"),
            get("/healthz"),
            get("/gone.js"),
            get("/api/skillshare/courses"),
            get("/api/files/download/x"),
            by_page(INFO),
            native(INFO),
            post("/api/reports/csp"),
        ] {
            let answer = send(&app, request.header("origin", origin), empty_frame()).await;
            let shared = answer.headers.keys().find(|name| name.as_str().starts_with("access-control-"));
            assert_eq!(shared, None, "{origin}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_of_a_broken_policy_are_taken_within_bounds() {
    let app = TestApp::sqlite().await;
    let router = app.port();
    let report = |kind: &str| {
        let request = Request::post("/api/reports/csp").header("host", "localhost:8080");
        // Browsers send their cookies along; here nobody looks at them.
        request.header("content-type", kind).header("cookie", "at=x").header("sec-fetch-site", "same-origin")
    };
    let send = async |request: Builder, body: Vec<u8>| {
        router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap().status().as_u16()
    };
    let kind = "application/reports+json";
    let good = br#"[{"type":"csp-violation","body":{"effectiveDirective":"img-src"}}]"#.to_vec();
    assert_eq!(send(report(kind), good.clone()).await, 204);
    assert_eq!(send(report(kind), b"{".to_vec()).await, 400);
    assert_eq!(send(report("text/plain"), good.clone()).await, 415);
    assert_eq!(send(report(kind), vec![b' '; 17 * 1024]).await, 413);
    let foreign = Request::post("/api/reports/csp").header("sec-fetch-site", "cross-site");
    assert_eq!(send(foreign.header("content-type", kind), good.clone()).await, 403);
    let mut last = 0;
    for _ in 0..20 {
        last = send(report(kind), good.clone()).await;
    }
    assert_eq!(last, 429);
}
