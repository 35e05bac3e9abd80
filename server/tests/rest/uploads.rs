//! Storing files by REST: a form goes through the same stream as native uploads, and what goes wrong leaves nothing.
use axum::{BoxError, body::Body};
use bytes::Bytes;
use futures::{StreamExt, stream};
use http::{Request, StatusCode};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{
    form::{self, end, head, part},
    program::{Program, member, stranger},
    support::TestApp,
};

const UPLOAD: &str = "/api/files/upload";
const MIB: usize = 1_048_576;

/// Nothing is listed, used or held.
async fn nothing_is_left(program: &Program, what: &str) {
    assert!(program.names("").await.is_empty(), "{what}");
    let user = program.get("/api/user/info").await.json();
    assert_eq!((&user["used_bytes"], &user["in_flight_bytes"]), (&json!(0), &json!(0)), "{what}");
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes that look like the beginning of the end again and again.
fn tempting(length: usize) -> Vec<u8> {
    format!("\r\n--{}", &form::BOUNDARY[..form::BOUNDARY.len() - 1]).bytes().cycle().take(length).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_back_as_it_was_sent() {
    let app = TestApp::sqlite().await;
    let alice = member(&app, "alice").await;
    for (at, size) in [0, 1, 5, MIB - 1, MIB, MIB + 1, 3 * MIB + 7].into_iter().enumerate() {
        let content = tempting(size);
        // Every second one says how long it is.
        let path = if at % 2 == 0 { UPLOAD.to_owned() } else { format!("{UPLOAD}?declared_size={size}") };
        let stored = alice.form(&path, form::file(&format!("{size}.bin"), &content)).await;
        assert_eq!(stored.status, StatusCode::CREATED, "{size}: {stored:?}");
        let stored = stored.json();
        assert_eq!((&stored["file_size"], &stored["checksum"]), (&json!(size), &json!(sha256(&content))));
        let id = stored["file_id"].as_str().unwrap();
        assert!(alice.get(&format!("/api/files/download/{id}")).await.body == content, "{size}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_may_be_cut_anywhere() {
    let app = TestApp::sqlite().await;
    let alice = member(&app, "alice").await;
    let content = tempting(3_000);
    let body = form::file("cut.bin", &content);
    for (name, length) in [("one", 1), ("seven", 7), ("sixty", 60)] {
        let body = String::from_utf8(body.clone()).unwrap().replace("cut.bin", name).into_bytes();
        let frames: Vec<_> = body.chunks(length).map(Bytes::copy_from_slice).map(Ok::<_, BoxError>).collect();
        let stored = alice.form(UPLOAD, Body::from_stream(stream::iter(frames))).await;
        assert_eq!(stored.json()["checksum"], sha256(&content), "{length}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_form_leaves_nothing_behind() {
    let app = TestApp::sqlite().await;
    let alice = member(&app, "alice").await;
    let (named, content) = ("name=\"file\"; filename=\"a.bin\"", vec![7; 2 * MIB]);
    let whole = form::file("a.bin", &content);
    for (what, body) in [
        ("no part", end()),
        ("no file name", [part("name=\"file\"", &content), end()].concat()),
        ("two files", [part(named, &content), part("name=\"b\"; filename=\"b.bin\"", b"b"), end()].concat()),
        ("a field behind it", [part(named, &content), part("name=\"note\"", b"b"), end()].concat()),
        ("a field before it", [part("name=\"note\"", b"b"), part(named, &content), end()].concat()),
        ("cut off in the head", whole[..100].to_vec()),
        ("cut off in the file", whole[..MIB + MIB / 2].to_vec()),
        ("cut off before the end", whole[..whole.len() - end().len()].to_vec()),
        ("cut off in the end", whole[..whole.len() - 4].to_vec()),
        ("nothing", Vec::new()),
        ("no form", content.clone()),
    ] {
        assert_eq!(alice.form(UPLOAD, body).await.problem(400), "INVALID_ARGUMENT", "{what}");
        nothing_is_left(&alice, what).await;
    }
    for media_type in ["application/octet-stream", "multipart/form-data", "multipart/mixed; boundary=x", ""] {
        let request = Request::post(UPLOAD).header("content-type", media_type);
        assert_eq!(alice.send(request, whole.clone()).await.problem(400), "INVALID_ARGUMENT", "{media_type}");
    }
    nothing_is_left(&alice, "no form").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_breaks_leaves_nothing_behind() {
    let app = TestApp::sqlite().await;
    let alice = member(&app, "alice").await;
    for declared in ["", "?declared_size=9000000"] {
        let begin = [head("name=\"file\"; filename=\"a.bin\""), vec![7; 2 * MIB]].concat();
        let lost = std::io::Error::other("the connection is gone");
        let frames = [Ok(Bytes::from(begin)), Err(BoxError::from(lost))];
        let refused =
            alice.form(&format!("{UPLOAD}{declared}"), Body::from_stream(stream::iter(frames))).await;
        assert_eq!(refused.problem(400), "INVALID_ARGUMENT");
        nothing_is_left(&alice, declared).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_without_an_end_is_refused_early() {
    let app = TestApp::sqlite().await;
    let alice = member(&app, "alice").await;
    // As much as is asked for, and it is known how much was.
    let asked = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = std::sync::Arc::clone(&asked);
    let begin = format!("--{}\r\nX-Long: ", form::BOUNDARY).into_bytes();
    let endless = stream::repeat_with(move || {
        count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Bytes::from(vec![b'x'; 16 * 1024])
    });
    let body = stream::iter([Bytes::from(begin)]).chain(endless).map(Ok::<_, BoxError>);
    assert_eq!(alice.form(UPLOAD, Body::from_stream(body)).await.problem(400), "INVALID_ARGUMENT");
    let asked = asked.load(std::sync::atomic::Ordering::Relaxed);
    assert!(asked <= 10, "{asked} pieces of 16 KiB were read");
    nothing_is_left(&alice, "a head without an end").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn quota_and_names_are_refused_as_elsewhere() {
    let app = TestApp::sqlite().await;
    let alice = member(&app, "alice").await;
    let space = alice.get("/api/user/info").await.json()["available_bytes"].as_u64().unwrap();
    let declared = |size: u64| format!("{UPLOAD}?declared_size={size}");
    let body = || form::file("a.bin", b"0123456789");
    assert_eq!(alice.form(&declared(space + 1), body()).await.problem(507), "QUOTA_EXCEEDED");
    assert_eq!(alice.form(&declared(9), body()).await.problem(400), "BAD_PART");
    assert_eq!(alice.form(&declared(11), body()).await.problem(400), "BAD_PART");
    assert_eq!(alice.form(&declared(2_000_000), body()).await.problem(400), "BAD_PART");
    assert_eq!(
        alice.form(&format!("{UPLOAD}?declared_size=-1"), body()).await.problem(400),
        "INVALID_ARGUMENT"
    );
    assert_eq!(alice.form(&format!("{UPLOAD}?size=1"), body()).await.problem(400), "INVALID_ARGUMENT");
    for name in ["", "..", "a/b", "a\\\\b", &"x".repeat(300)] {
        assert_eq!(alice.form(UPLOAD, form::file(name, b"a")).await.problem(400), "INVALID_NAME", "{name}");
    }
    nothing_is_left(&alice, "refusals").await;
    alice.store("a.bin", b"a").await;
    for path in [UPLOAD.to_owned(), declared(10), declared(2_000_000)] {
        assert_eq!(alice.form(&path, body()).await.problem(409), "NAME_TAKEN", "{path}");
    }
    assert_eq!(alice.names("").await, ["a.bin"]);
    assert_eq!(stranger(&app).form(UPLOAD, body()).await.problem(401), "TOKEN_INVALID");
}
