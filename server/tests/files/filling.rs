//! An open upload is filled with a body that comes as one: it becomes the parts that a client would have sent, and what of it
//! did not come is sent in parts.
use axum::{body::Body, http::Request};
use bytes::Bytes;
use domain::id::UploadId;
use futures::future::{join, join_all};
use http::StatusCode;
use server::service::{
    ServiceError, hex,
    upload::{self, Filling, Told},
};
use sha2::{Digest, Sha256};
use tower::ServiceExt;

use crate::{
    books, on_both_engines,
    owner::{MIB, Owner, content, owner, part_digest, reason, sha256},
    support::TestApp,
};

/// What a client tells that has read all of it.
fn over_parts(content: &Bytes) -> Told {
    let mut over = Sha256::new();
    content.chunks(MIB).for_each(|part| over.update(part_digest(part).as_bytes()));
    Told { over_parts: Some(over.finalize().into()), ..Told::default() }
}

/// Pushes it in pieces of this size, and waits for what came whole.
pub async fn fill(alice: &Owner, id: UploadId, content: &Bytes, piece: usize) -> Result<(), ServiceError> {
    let mut filling = Filling::begin(&alice.app, &alice.member, id).await?;
    for piece in content.chunks(piece) {
        if let Err(error) = filling.push(content.slice_ref(piece)).await {
            filling.finish().await?;
            return Err(error);
        }
    }
    filling.finish().await
}

async fn missing(alice: &Owner, id: UploadId) -> Vec<u64> {
    upload::find(&alice.app, &alice.member, id).await.unwrap().1
}

on_both_engines! {
    async fn a_body_becomes_parts(app: TestApp) {
        let alice = owner(&app, "alice").await;
        for (number, size) in (0..).zip([1, MIB - 1, MIB, MIB + 1, 7 * MIB + 77]) {
            let bytes = content(number, size);
            let id = alice.create(&format!("file {number}"), size).await.unwrap();
            fill(&alice, id, &bytes, 65_537).await.unwrap();
            assert!(missing(&alice, id).await.is_empty());
            let stored = upload::complete(&app, &alice.member, id, over_parts(&bytes)).await.unwrap();
            assert_eq!(stored.sha256, hex::encode(&sha256(&bytes)));
            assert_eq!(alice.read(stored.file).await.unwrap(), bytes);
        }
        books::check(&app).await;
    }

    async fn what_a_body_did_not_bring_is_sent_in_parts(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(3, 4 * MIB + 5);
        let id = alice.create("a", bytes.len()).await.unwrap();
        // The second part breaks off in its middle.
        fill(&alice, id, &bytes.slice(..2 * MIB - 9), 100_000).await.unwrap();
        assert_eq!(missing(&alice, id).await, [1, 2, 3, 4].map(|part| part * MIB as u64));
        // Once more from the first byte on is harmless; other bytes are refused, and change nothing.
        fill(&alice, id, &bytes.slice(..MIB), 100_000).await.unwrap();
        assert_eq!(reason(fill(&alice, id, &content(4, MIB), MIB).await), "PART_MISMATCH");
        for part in [3, 1, 2, 4] {
            alice.send(id, &bytes, part).await.unwrap();
        }
        let stored = upload::complete(&app, &alice.member, id, over_parts(&bytes)).await.unwrap();
        assert_eq!(stored.sha256, hex::encode(&sha256(&bytes)));
        assert_eq!(alice.read(stored.file).await.unwrap(), bytes);
        books::check(&app).await;
    }

    async fn a_body_and_parts_may_come_at_the_same_time(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(8, 24 * MIB + 5);
        let id = alice.create("a", bytes.len()).await.unwrap();
        let parts = join_all((0..25).rev().map(|part| alice.send(id, &bytes, part)));
        let (body, parts) = join(fill(&alice, id, &bytes, 65_537), parts).await;
        body.unwrap();
        assert!(parts.iter().all(Result::is_ok));
        let stored = upload::complete(&app, &alice.member, id, over_parts(&bytes)).await.unwrap();
        assert_eq!(stored.sha256, hex::encode(&sha256(&bytes)));
        assert_eq!(alice.read(stored.file).await.unwrap(), bytes);
        books::check(&app).await;
    }

    async fn a_body_that_is_not_the_file_becomes_no_version(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(5, 2 * MIB);
        let id = alice.create("a", bytes.len()).await.unwrap();
        fill(&alice, id, &bytes, MIB).await.unwrap();
        let other = over_parts(&content(6, 2 * MIB));
        let refused = upload::complete(&app, &alice.member, id, other).await;
        assert_eq!(reason(refused), "CHECKSUM_MISMATCH");
        assert!(alice.list().await.is_empty());
        upload::complete(&app, &alice.member, id, over_parts(&bytes)).await.unwrap();
        books::check(&app).await;
    }

    async fn more_than_the_file_is_not_taken(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(7, 2 * MIB);
        let id = alice.create("a", 2 * MIB - 1).await.unwrap();
        assert_eq!(reason(fill(&alice, id, &bytes, 4 * MIB).await), "BAD_PART");
        assert!(missing(&alice, id).await.is_empty());
        upload::complete(&app, &alice.member, id, over_parts(&bytes.slice(..2 * MIB - 1))).await.unwrap();
        books::check(&app).await;
    }
}

const BOUNDARY: &str = "a-line-that-no-file-has";

/// A form with this file, or with what is left of it when the wire breaks.
fn form(bytes: &[u8], end: &str) -> Vec<u8> {
    let head = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\
         content-type: application/octet-stream\r\n\r\n"
    );
    [head.as_bytes(), bytes, end.as_bytes()].concat()
}

async fn post(app: &TestApp, token: &str, id: UploadId, body: Vec<u8>) -> StatusCode {
    let request = Request::post(format!("/api/uploads/{id}"))
        .header("host", "localhost:8080")
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
    app.port().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap().status()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_fills_an_upload_of_its_sender_alone() {
    let app = TestApp::sqlite().await;
    let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
    let bytes = content(1, 3 * MIB + 1);
    let id = alice.create("a", bytes.len()).await.unwrap();
    let end = format!("\r\n--{BOUNDARY}--\r\n");
    assert_eq!(post(&app, &bob.token, id, form(&bytes, &end)).await, StatusCode::NOT_FOUND);
    assert_eq!(post(&app, "nobody's", id, form(&bytes, &end)).await, StatusCode::UNAUTHORIZED);
    assert_eq!(missing(&alice, id).await.len(), 4);
    // What came whole stays when the form breaks off.
    assert_eq!(post(&app, &alice.token, id, form(&bytes[..2 * MIB + 9], "")).await, StatusCode::BAD_REQUEST);
    assert_eq!(missing(&alice, id).await, [2, 3].map(|part| part * MIB as u64));
    assert_eq!(post(&app, &alice.token, id, form(&bytes, &end)).await, StatusCode::NO_CONTENT);
    let stored = upload::complete(&app, &alice.member, id, over_parts(&bytes)).await.unwrap();
    assert_eq!(alice.read(stored.file).await.unwrap(), bytes);
    books::check(&app).await;
}
