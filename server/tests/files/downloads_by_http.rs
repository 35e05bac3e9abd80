//! `GET /api/files/download/{id}` through the whole edge: headers, ranges, and bodies that never end well by mistake.
use axum::body::Body;
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::{
    owner::{MIB, Owner, content, owner},
    support::TestApp,
};

pub async fn ask(app: &TestApp, method: Method, path: &str, headers: &[(&str, &str)]) -> Response<Body> {
    let mut request = Request::builder().method(method).uri(path).header("host", "localhost:8080");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let router = app.port();
    router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn get(
    app: &TestApp,
    alice: &Owner,
    file: &str,
    range: Option<&str>,
) -> (StatusCode, HeaderMap, Vec<u8>) {
    let bearer = format!("Bearer {}", alice.token);
    let mut headers = vec![("authorization", bearer.as_str())];
    headers.extend(range.map(|range| ("range", range)));
    let response = ask(app, Method::GET, &format!("/api/files/download/{file}"), &headers).await;
    let (parts, body) = response.into_parts();
    (parts.status, parts.headers, body.collect().await.unwrap().to_bytes().to_vec())
}

pub fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_an_attachment_that_no_browser_looks_into() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let bytes = content(1, MIB + 7);
    let file = alice.store("<script>alert(1)<script> \"ü\" .html", &bytes).await.unwrap();
    let (status, headers, body) = get(&app, &alice, &file.file.to_string(), None).await;
    assert_eq!((status, body.len()), (StatusCode::OK, bytes.len()));
    assert!(body == bytes);
    assert_eq!(text(&headers, header::CONTENT_TYPE), "application/octet-stream");
    assert_eq!(text(&headers, header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(text(&headers, header::CACHE_CONTROL), "no-store");
    assert_eq!(text(&headers, header::ACCEPT_RANGES), "bytes");
    assert_eq!(text(&headers, header::ETAG), format!("\"{}\"", file.sha256));
    assert_eq!(text(&headers, header::CONTENT_LENGTH), bytes.len().to_string());
    assert!(text(&headers, header::CONTENT_SECURITY_POLICY).contains("sandbox"));
    let disposition = text(&headers, header::CONTENT_DISPOSITION);
    assert!(
        disposition.starts_with("attachment; filename=\"_script_alert(1)_script_ ___ .html\"; filename*="),
        "{disposition}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_range_of_bytes_is_served_across_chunks() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let bytes = content(1, 2 * MIB + 100);
    let file = alice.store("a", &bytes).await.unwrap().file.to_string();
    let size = bytes.len();
    for (range, expected) in [
        ("bytes=0-0", 0..1),
        ("bytes=0-", 0..size),
        ("bytes=1048570-1048590", 1_048_570..1_048_591),
        ("bytes=1048576-2097151", MIB..2 * MIB),
        ("bytes=-150", size - 150..size),
        ("bytes=2097200-99999999", 2_097_200..size),
    ] {
        let (status, headers, body) = get(&app, &alice, &file, Some(range)).await;
        assert_eq!(status, StatusCode::PARTIAL_CONTENT, "{range}");
        assert!(body == bytes[expected.clone()], "{range}");
        let told = format!("bytes {}-{}/{size}", expected.start, expected.end - 1);
        assert_eq!(text(&headers, header::CONTENT_RANGE), told);
        assert_eq!(text(&headers, header::CONTENT_LENGTH), expected.len().to_string());
    }
    let (status, headers, _) = get(&app, &alice, &file, Some(&format!("bytes={size}-"))).await;
    assert_eq!(status, StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(text(&headers, header::CONTENT_RANGE), format!("bytes */{size}"));
    for whole in ["bytes=0-1,3-4", "lines=1-2", "bytes=9-1"] {
        assert_eq!(get(&app, &alice, &file, Some(whole)).await.0, StatusCode::OK, "{whole}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_of_another_version_is_the_whole() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let file = alice.store("a", &content(1, 100)).await.unwrap();
    let path = format!("/api/files/download/{}", file.file);
    let bearer = format!("Bearer {}", alice.token);
    for (tag, status) in [
        ("\"0000\"".to_owned(), StatusCode::OK),
        (format!("\"{}\"", file.sha256), StatusCode::PARTIAL_CONTENT),
    ] {
        let headers =
            [("authorization", bearer.as_str()), ("range", "bytes=50-"), ("if-range", tag.as_str())];
        assert_eq!(ask(&app, Method::GET, &path, &headers).await.status(), status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_file_is_empty() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let file = alice.store("a", &content(1, 0)).await.unwrap().file.to_string();
    let (status, headers, body) = get(&app, &alice, &file, None).await;
    assert_eq!((status, body.len()), (StatusCode::OK, 0));
    assert_eq!(text(&headers, header::CONTENT_LENGTH), "0");
    assert_eq!(get(&app, &alice, &file, Some("bytes=0-")).await.0, StatusCode::RANGE_NOT_SATISFIABLE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_tells_the_size_and_reads_nothing() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let file = alice.store("a", &content(1, 1_000)).await.unwrap().file;
    let bearer = format!("Bearer {}", alice.token);
    let path = format!("/api/files/download/{file}");
    let response = ask(&app, Method::HEAD, &path, &[("authorization", &bearer)]).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(text(response.headers(), header::CONTENT_LENGTH), "1000");
    assert!(response.into_body().collect().await.unwrap().to_bytes().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_owner_downloads() {
    let app = TestApp::sqlite().await;
    let (alice, mallory) = (owner(&app, "alice").await, owner(&app, "mallory").await);
    let file = alice.store("a", &content(1, 10)).await.unwrap().file.to_string();
    assert_eq!(get(&app, &mallory, &file, None).await.0, StatusCode::NOT_FOUND);
    for id in ["", "..", "0", &"0".repeat(32), &file.to_uppercase()] {
        assert_eq!(get(&app, &alice, id, None).await.0, StatusCode::NOT_FOUND, "{id}");
    }
    let path = format!("/api/files/download/{file}");
    assert_eq!(ask(&app, Method::GET, &path, &[]).await.status(), StatusCode::UNAUTHORIZED);
    let cookie = format!("at={}", alice.token);
    let from = |site: &'static str| [("cookie", cookie.clone()), ("sec-fetch-site", site.to_owned())];
    for (site, status) in [("same-origin", StatusCode::OK), ("cross-site", StatusCode::FORBIDDEN)] {
        let headers = from(site);
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(ask(&app, Method::GET, &path, &headers).await.status(), status, "{site}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chunk_that_cannot_be_read_breaks_the_body() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let bytes = content(1, 12 * MIB);
    let file = alice.store("a", &bytes).await.unwrap().file.to_string();
    let bearer = format!("Bearer {}", alice.token);
    let path = format!("/api/files/download/{file}");
    let response = ask(&app, Method::GET, &path, &[("authorization", &bearer)]).await;
    assert_eq!(response.status(), StatusCode::OK);
    for node in app.cluster.nodes() {
        app.cluster.stop_node(&node.spec.name).await.unwrap();
    }
    assert!(response.into_body().collect().await.is_err(), "the body must not end as if it were whole");
    // And one that cannot even begin is an error, not a broken body.
    let response = ask(&app, Method::GET, &path, &[("authorization", &bearer)]).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
}
