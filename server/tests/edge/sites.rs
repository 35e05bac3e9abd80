//! The CSRF guard in front of real calls with a real session (SEC-27); the whole table is beside the guard itself.
use axum::body::Body;
use http::{Method, StatusCode};

use crate::{
    ask::{INFO, PROFILE, by_page, empty_frame, get, native, post, send},
    support::{TestApp, people},
};

const UNAUTHENTICATED: Option<u32> = Some(16);

async fn app_and_cookie() -> (TestApp, String) {
    let app = TestApp::sqlite().await;
    let token = people::enrolled(&app, "alice").await;
    (app, format!("at={token}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn our_page_is_signed_in_by_its_cookie() {
    let (app, cookie) = app_and_cookie().await;
    let answer = send(&app, by_page(PROFILE).header("cookie", &cookie), empty_frame()).await;
    assert_eq!((answer.status, answer.grpc_status), (StatusCode::OK, Some(0)));
    assert!(answer.text().contains("alice@example.com"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_raw_frame_by_no_cors_fetch_does_not_reach_the_call() {
    let (app, cookie) = app_and_cookie().await;
    for site in ["cross-site", "same-site", "same-origin"] {
        let request =
            post(PROFILE).header("content-type", "text/plain;charset=UTF-8").header("cookie", &cookie);
        let answer = send(&app, request.header("sec-fetch-site", site), empty_frame()).await;
        assert_eq!((answer.status, answer.grpc_status), (StatusCode::FORBIDDEN, None));
        assert!(!answer.text().contains("alice"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_native_call_does_not_see_the_cookie() {
    let (app, cookie) = app_and_cookie().await;
    let answer = send(&app, native(PROFILE).header("cookie", &cookie), empty_frame()).await;
    assert_eq!((answer.status, answer.grpc_status), (StatusCode::OK, UNAUTHENTICATED));
    let bearer = cookie.replace("at=", "Bearer ");
    let answer = send(&app, native(PROFILE).header("authorization", bearer), empty_frame()).await;
    assert_eq!(answer.grpc_status, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browsers_call_does_not_see_the_bearer() {
    let (app, cookie) = app_and_cookie().await;
    let bearer = cookie.replace("at=", "Bearer ");
    let answer = send(&app, by_page(PROFILE).header("authorization", bearer), empty_frame()).await;
    assert_eq!(answer.grpc_status, UNAUTHENTICATED);
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_siblings_and_rest_are_refused() {
    let (app, cookie) = app_and_cookie().await;
    let with_cookie = |request: http::request::Builder| request.header("cookie", &cookie);
    let form = post(PROFILE).header("content-type", "application/x-www-form-urlencoded");
    let sibling =
        post(PROFILE).header("content-type", "application/grpc-web+proto").header("x-grpc-web", "1");
    let nameless =
        post(PROFILE).header("content-type", "application/grpc-web+proto").header("x-grpc-web", "1");
    let delete = get("/api/files/delete/1").method(Method::DELETE);
    for request in [form, sibling.header("origin", "http://app.localhost:8080"), nameless, delete] {
        let answer = send(&app, with_cookie(request), empty_frame()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.text().ends_with(".\n"), "a sentence, not {:?}", answer.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebound_name_cannot_read_the_outbox() {
    let app = TestApp::sqlite().await;
    let call = "/skyshard.mail.v1.OutboxService/ListMails";
    let request =
        http::Request::post(format!("http://evil.example:8080{call}")).version(http::Version::HTTP_2);
    let request = request.header("content-type", "application/grpc-web+proto").header("x-grpc-web", "1");
    let answer = send(&app, request.header("sec-fetch-site", "same-origin"), empty_frame()).await;
    assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn native_grpc_on_http_1_is_told_what_it_needs() {
    let app = TestApp::sqlite().await;
    let answer = send(&app, native(INFO).version(http::Version::HTTP_11), Body::from(empty_frame())).await;
    assert_eq!(answer.status, StatusCode::HTTP_VERSION_NOT_SUPPORTED);
}
