//! Signing up, in and out by REST.
use http::{Request, StatusCode};
use serde_json::json;

use crate::{
    program::{member, stranger},
    support::{TestApp, people},
};

#[tokio::test]
async fn somebody_signs_up_in_and_out() {
    let app = TestApp::sqlite().await;
    let mut program = stranger(&app);
    let wish = json!({ "username": "alice", "email": "alice@example.com", "password": people::PASSWORD });
    let registered = program.post("/register", wish).await;
    assert_eq!(registered.status, StatusCode::CREATED, "{registered:?}");
    let proof = json!({
        "email": "alice@example.com",
        "otp": people::last_code(&app, "alice").await,
        "challenge_id": registered.json()["challenge_id"],
    });
    let confirmed = program.post("/api/auth/verify-email", proof).await;
    assert_eq!((confirmed.status, &confirmed.json()["waiting_position"]), (StatusCode::OK, &json!(0)));

    let sign_in = json!({ "username": "alice@example.com", "password": people::PASSWORD });
    let awaited = program.post("/api/auth/login", sign_in).await;
    assert_eq!((awaited.status, &awaited.json()["otp_method"]), (StatusCode::OK, &json!("email")));
    let proof = json!({
        "session_id": awaited.json()["session_id"],
        "otp": people::last_code(&app, "alice").await,
    });
    let signed_in = program.post("/api/auth/verify-otp", proof.clone()).await;
    assert_eq!(signed_in.status, StatusCode::OK, "{signed_in:?}");
    assert!(!signed_in.headers.contains_key("set-cookie"), "a program keeps its token itself");
    assert_eq!(program.post("/api/auth/verify-otp", proof).await.problem(401), "INVALID_OTP");

    program.token = signed_in.json()["auth_token"].as_str().unwrap().to_owned();
    let user = program.get("/api/user/info").await.json();
    assert_eq!((&user["username"], &user["email"]), (&json!("alice"), &json!("alice@example.com")));
    assert_eq!(user["available_bytes"], confirmed.json()["allocated_bytes"]);
    assert_eq!(program.post("/api/auth/logout", json!({})).await.status, StatusCode::OK);
    let over = program.get("/api/user/info").await;
    assert_eq!((over.problem(401), over.header("www-authenticate")), ("TOKEN_INVALID".to_owned(), "Bearer"));
}

#[tokio::test]
async fn what_cannot_be_read_is_named() {
    let app = TestApp::sqlite().await;
    let program = stranger(&app);
    let fine = json!({ "username": "alice", "email": "alice@example.com", "password": people::PASSWORD });
    for (member, value, field, reason) in [
        ("username", "a b", "username", "INVALID_USERNAME"),
        ("email", "nobody", "email", "INVALID_EMAIL"),
        ("password", "short", "password", "WEAK_PASSWORD"),
        ("role", "admin", "body", "INVALID_ARGUMENT"),
    ] {
        let mut wish = fine.clone();
        wish[member] = json!(value);
        let refused = program.post("/register", wish).await;
        assert_eq!((refused.problem(400), &refused.json()["field"]), (reason.to_owned(), &json!(field)));
    }
    let wrong = json!({ "username": "nobody", "password": people::PASSWORD });
    assert_eq!(program.post("/api/auth/login", wrong).await.problem(401), "INVALID_CREDENTIALS");
    let text = Request::post("/api/auth/login").header("content-type", "text/plain");
    assert_eq!(program.send(text, fine.to_string()).await.problem(400), "INVALID_ARGUMENT");
    let large = json!({ "username": "alice", "password": "x".repeat(100_000) });
    assert_eq!(program.post("/api/auth/login", large).await.problem(400), "INVALID_ARGUMENT");
}

#[tokio::test]
async fn who_tries_too_often_is_told_how_long_to_wait() {
    let app = TestApp::sqlite().await;
    people::registered(&app, "alice").await;
    let program = stranger(&app);
    let wrong = json!({ "username": "alice", "password": "not the right one at all" });
    for _ in 0..50 {
        let refused = program.post("/api/auth/login", wrong.clone()).await;
        if refused.status == StatusCode::TOO_MANY_REQUESTS {
            assert_eq!(refused.problem(429), "THROTTLED");
            assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
            return;
        }
        assert_eq!(refused.problem(401), "INVALID_CREDENTIALS");
    }
    panic!("fifty wrong passwords were compared");
}

#[tokio::test]
async fn a_cookie_changes_nothing_and_tells_nothing() {
    let app = TestApp::sqlite().await;
    let alice = member(&app, "alice").await;
    let (file, cookie) = (alice.store("a", b"a").await, format!("at={}", alice.token));
    let program = stranger(&app);
    for (method, path) in [
        ("POST", "/api/auth/logout"),
        ("POST", "/api/files/upload"),
        ("POST", "/register"),
        ("DELETE", &format!("/api/files/delete/{file}")),
        ("POST", &format!("/api/files/replicate/{file}")),
        ("GET", "/api/files/list"),
        ("GET", "/api/user/info"),
        ("GET", "/nodes"),
    ] {
        let request = || Request::builder().method(method).uri(path).header("accept", "application/json");
        let by_page = request().header("cookie", &cookie).header("sec-fetch-site", "same-origin");
        assert_eq!(program.send(by_page, "").await.status, StatusCode::FORBIDDEN, "{path}");
        let elsewhere = request().header("sec-fetch-site", "cross-site");
        assert_eq!(program.send(elsewhere, "").await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(alice.names("").await, ["a"]);
}
