//! The REST door and the calendars by plain HTTP, through the whole edge: the same answers as by gRPC, bearer tokens only,
//! errors that say what to do.
use axum::body::Body;
use http::{Request, StatusCode, request::Builder};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use server::service::skillshare::feed;
use tower::ServiceExt;

use super::{
    lesson::{FRAME, at, book, member, stage},
    support::{TestApp, people},
};

async fn send(
    app: &TestApp,
    request: Builder,
    body: impl Into<Body>,
) -> (StatusCode, http::HeaderMap, String) {
    let request = request.header("host", "localhost:8080").body(body.into()).expect("a request");
    let response = app.port().oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.expect("a body").to_bytes();
    (parts.status, parts.headers, String::from_utf8_lossy(&bytes).into_owned())
}

async fn get(app: &TestApp, path: &str) -> (StatusCode, Value) {
    let (status, _, body) = send(app, Request::get(path), "").await;
    (status, serde_json::from_str(&body).unwrap_or(Value::String(body)))
}

async fn post(app: &TestApp, path: &str, token: &str, key: &str, body: Value) -> (StatusCode, Value) {
    let request = Request::post(path)
        .header("authorization", format!("Bearer {token}"))
        .header("idempotency-key", key)
        .header("content-type", "application/json");
    let (status, _, body) = send(app, request, body.to_string()).await;
    (status, serde_json::from_str(&body).unwrap_or(Value::String(body)))
}

#[tokio::test]
async fn a_lesson_is_found_and_booked() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let (bob, carol) = (people::enrolled(&app, "bob").await, people::enrolled(&app, "carol").await);
    let (status, teachers) = get(&app, "/api/skillshare/teachers?query=tara").await;
    assert_eq!((status, &teachers["teachers"][0]["zone"]), (StatusCode::OK, &json!("Europe/Paris")));
    let (_, courses) =
        get(&app, "/api/skillshare/courses?skill=Rust&zone=Asia/Tokyo&price_max=2500&currency=EUR").await;
    let course = courses["courses"][0].clone();
    assert_eq!(course["course_id"], json!(stage.course.to_string()));
    assert_eq!(course["next_free"]["reader"]["zone"], json!("Asia/Tokyo"));
    let (_, slots) = get(&app, &format!("/api/skillshare/courses/{}/slots?days=5", stage.course)).await;
    assert_eq!(slots["days"].as_array().map(Vec::len), Some(5));

    let starts_at = jiff_text(at(0));
    let wish = json!({ "course_id": stage.course.to_string(), "starts_at": starts_at, "zone": "Asia/Tokyo", "note": "Hi" });
    let (status, booked) = post(&app, "/api/skillshare/booking", &bob, "k1", wish.clone()).await;
    assert_eq!((status, &booked["state"]), (StatusCode::CREATED, &json!("booked")), "{booked}");
    assert!(booked["time"]["reader"]["time"].as_str().is_some_and(|time| time.ends_with("T21:00:00+09:00")));
    let (status, again) = post(&app, "/api/skillshare/booking", &bob, "k1", wish.clone()).await;
    assert_eq!((status, &again["booking_id"]), (StatusCode::CREATED, &booked["booking_id"]));
    let (status, taken) = post(&app, "/api/skillshare/booking", &carol, "k1", wish).await;
    assert_eq!((status, &taken["reason"]), (StatusCode::CONFLICT, &json!("SLOT_TAKEN")));
    assert_eq!(taken["nearest"].as_array().map(Vec::len), Some(3));

    let path = format!("/api/skillshare/bookings/{}", booked["booking_id"].as_str().expect("an id"));
    let (status, moved) =
        post(&app, &format!("{path}/move"), &bob, "", json!({ "starts_at": jiff_text(at(3)) })).await;
    assert_eq!((status, &moved["time"]["starts_at"]), (StatusCode::OK, &json!(jiff_text(at(3)))));
    let delete = Request::delete(&path).header("authorization", format!("Bearer {bob}"));
    let (status, _, body) = send(&app, delete, "").await;
    assert_eq!(status, StatusCode::OK);
    assert!(body.contains("\"cancelled\""), "{body}");
}

fn jiff_text(at: domain::time::Timestamp) -> String {
    server::zones::zoned(at, &domain::skillshare::TimeZone::UTC).timestamp().to_string()
}

#[tokio::test]
async fn what_cannot_be_read_is_named() {
    let app = TestApp::sqlite().await;
    let token = people::enrolled(&app, "bob").await;
    for (path, field) in [
        ("/api/skillshare/courses?zone=Mars", "zone"),
        ("/api/skillshare/courses?level=expert", "level"),
        ("/api/skillshare/courses?price_max=5", "price_max"),
        ("/api/skillshare/courses?limit=x", "query"),
        ("/api/skillshare/courses?colour=red", "query"),
        ("/api/skillshare/courses/nonsense", "course_id"),
        ("/api/skillshare/courses?limit=-1", "limit"),
    ] {
        let (status, answer) = get(&app, path).await;
        assert_eq!((status, &answer["field"]), (StatusCode::BAD_REQUEST, &json!(field)), "{path}: {answer}");
    }
    let id = "0".repeat(32);
    let (status, _) = get(&app, &format!("/api/skillshare/teachers/{id}")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    for (body, field) in [
        (json!({}), "body"),
        (json!({ "course_id": id, "starts_at": "tomorrow" }), "starts_at"),
        (json!({ "course_id": id, "starts_at": "10000-01-01T00:00:00Z" }), "starts_at"),
        (json!({ "course_id": id, "starts_at": "2027-01-01T00:00:00Z", "price": 0 }), "body"),
    ] {
        let (status, answer) = post(&app, "/api/skillshare/booking", &token, "", body).await;
        assert_eq!((status, &answer["field"]), (StatusCode::BAD_REQUEST, &json!(field)), "{answer}");
    }
    let (status, answer) = post(&app, "/api/skillshare/booking", "nonsense", "", json!({})).await;
    assert_eq!((status, &answer["reason"]), (StatusCode::UNAUTHORIZED, &json!("TOKEN_INVALID")));
    let large = json!({ "course_id": id, "starts_at": "x".repeat(100_000) });
    let (status, _) = post(&app, "/api/skillshare/booking", &token, "", large).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_cookie_books_nothing_but_may_save_a_calendar_file() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let token = people::enrolled(&app, "bob").await;
    let bob = people::member_of(&app, &token).await.expect("signed in");
    let booking = book(&app, &bob, stage.course, at(0)).await.expect("free").id;
    let cookie = format!("at={token}");
    let wish = Request::post("/api/skillshare/booking")
        .header("cookie", &cookie)
        .header("sec-fetch-site", "same-origin");
    assert_eq!(send(&app, wish, "{}").await.0, StatusCode::FORBIDDEN);

    let path = format!("/api/skillshare/calendar/{booking}.ics");
    let bearer = Request::get(&path).header("authorization", format!("Bearer {token}"));
    let (status, headers, text) = send(&app, bearer, "").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["content-type"], "text/calendar; charset=utf-8");
    assert!(headers["content-disposition"].to_str().is_ok_and(|value| value.starts_with("attachment")));
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n"));
    let elsewhere = Request::get(&path).header("cookie", &cookie).header("sec-fetch-site", "cross-site");
    assert_eq!(send(&app, elsewhere, "").await.0, StatusCode::FORBIDDEN);
    assert_eq!(send(&app, Request::get(&path), "").await.0, StatusCode::UNAUTHORIZED);
    let carol = people::enrolled(&app, "carol").await;
    let hers = Request::get(&path).header("authorization", format!("Bearer {carol}"));
    assert_eq!(send(&app, hers, "").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_feed_is_read_by_its_key_alone() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let bob = member(&app, "bob").await;
    book(&app, &bob, stage.course, at(0)).await.expect("free");
    let key = feed::feed(&app, &bob, true).await.expect("made").and_then(|it| it.key).expect("a key");
    let (status, headers, text) =
        send(&app, Request::get(format!("{}{}", feed::PATH, key.as_str())), "").await;
    assert_eq!(
        (status, &headers["cache-control"]),
        (StatusCode::OK, &http::HeaderValue::from_static("no-store"))
    );
    assert!(text.contains("X-WR-CALNAME:Skyshard lessons") && text.contains("BEGIN:VEVENT"), "{text}");
    for path in ["/calendar/feed.ics", "/calendar/feed.ics?key=x"] {
        assert_eq!(send(&app, Request::get(path), "").await.0, StatusCode::NOT_FOUND, "{path}");
    }
}
