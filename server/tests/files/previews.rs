//! `GET /api/files/preview/{id}` and `GetPreview` through the whole edge (SEC-37): what is shown, as what, and to whom.
use bytes::Bytes;
use http::{Method, StatusCode, header};
use http_body_util::BodyExt;
use proto::storage::{GetPreviewRequest, GetPreviewResponse};
use tonic::Code;

use crate::{
    downloads_by_http::{ask, text},
    owner::{Owner, owner},
    support::{
        TestApp,
        rpc::{self, with_token},
    },
};

/// A whole picture of one pixel.
const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
const DRAWING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";

fn path(file: &str) -> String {
    format!("/api/files/preview/{file}")
}

async fn store(alice: &Owner, name: &str, content: &[u8]) -> String {
    alice.store(name, &Bytes::copy_from_slice(content)).await.unwrap().file.to_string()
}

async fn preview(app: &TestApp, who: &Owner, file: &str) -> Result<GetPreviewResponse, Code> {
    let request =
        with_token(GetPreviewRequest { file_id: file.to_owned(), ..Default::default() }, &who.token);
    let answer = rpc::storage(app).get_preview(request).await;
    answer.map(tonic::Response::into_inner).map_err(|status| status.code())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_shown_as_what_it_is_and_can_do_nothing() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let file = store(&alice, "holiday\".html", GIF).await;
    assert_eq!(preview(&app, &alice, &file).await.unwrap().media_type, "image/gif");
    let cookie = format!("at={}", alice.token);
    let marks = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")];
    let response = ask(&app, Method::GET, &path(&file), &marks).await;
    assert_eq!(response.status(), StatusCode::OK);
    let headers = response.headers().clone();
    assert_eq!(text(&headers, header::CONTENT_TYPE), "image/gif");
    assert_eq!(text(&headers, header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(text(&headers, header::CACHE_CONTROL), "no-store");
    let policy = text(&headers, header::CONTENT_SECURITY_POLICY);
    assert!(policy.starts_with("sandbox; default-src 'none'") && !policy.contains("script"), "{policy}");
    let disposition = text(&headers, header::CONTENT_DISPOSITION);
    assert!(disposition.starts_with("inline; filename=\"holiday_.html\""), "{disposition}");
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), GIF);

    let part = ask(&app, Method::GET, &path(&file), &[marks[0], marks[1], ("range", "bytes=0-5")]).await;
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.into_body().collect().await.unwrap().to_bytes(), &GIF[..6]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_run_never_leaves_as_what_it_is() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let bearer = format!("Bearer {}", alice.token);
    for (name, content) in [
        ("drawing.svg", DRAWING.as_bytes()),
        ("page.html", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("picture.png", DRAWING.as_bytes()),
        ("paper.pdf", b"%PDF-1.7\n%\xe2\xe3\n"),
        ("empty.png", b""),
    ] {
        let file = store(&alice, name, content).await;
        let response = ask(&app, Method::GET, &path(&file), &[("authorization", &bearer)]).await;
        assert_eq!(response.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "{name}");
        let seen = preview(&app, &alice, &file).await.unwrap();
        assert!(
            ["", "text/plain", "application/pdf"].contains(&seen.media_type.as_str()),
            "{name}: {seen:?}"
        );
        // Nothing of it is served as what it is: a PDF comes to the page as any download, and is drawn there.
        let path = format!("/api/files/download/{file}");
        let saved = ask(&app, Method::GET, &path, &[("authorization", &bearer)]).await;
        assert_eq!(text(saved.headers(), header::CONTENT_TYPE), "application/octet-stream", "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_comes_with_the_call() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let file = store(&alice, "drawing.svg", DRAWING.as_bytes()).await;
    let seen = preview(&app, &alice, &file).await.unwrap();
    assert_eq!((seen.media_type.as_str(), seen.text.as_str(), seen.is_whole), ("text/plain", DRAWING, true));
    let long = "0123456789abcde\n".repeat(60_000);
    let file = store(&alice, "long.txt", long.as_bytes()).await;
    let seen = preview(&app, &alice, &file).await.unwrap();
    assert_eq!((seen.text.as_str(), seen.is_whole), (&long[..64 * 1024], false));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_owner_looks() {
    let app = TestApp::sqlite().await;
    let (alice, mallory) = (owner(&app, "alice").await, owner(&app, "mallory").await);
    let file = store(&alice, "a.gif", GIF).await;
    assert_eq!(preview(&app, &mallory, &file).await, Err(Code::NotFound));
    let bearer = format!("Bearer {}", mallory.token);
    let refused = ask(&app, Method::GET, &path(&file), &[("authorization", &bearer)]).await;
    assert_eq!(refused.status(), StatusCode::NOT_FOUND);
    assert_eq!(ask(&app, Method::GET, &path(&file), &[]).await.status(), StatusCode::UNAUTHORIZED);
    let cookie = format!("at={}", alice.token);
    let foreign = [("cookie", cookie.as_str()), ("sec-fetch-site", "cross-site")];
    assert_eq!(ask(&app, Method::GET, &path(&file), &foreign).await.status(), StatusCode::FORBIDDEN);
}
