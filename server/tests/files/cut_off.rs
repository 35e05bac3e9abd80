//! A session that ends takes with it what is under way: nothing more leaves, and nothing half stored stays (SEC-24).
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures::{SinkExt, StreamExt, channel::mpsc};
use http::Request;
use http_body_util::BodyExt;
use proto::storage::{DownloadFileRequest, LogoutRequest, UploadFileRequest};
use tokio::time::timeout;
use tonic::Code;
use tower::ServiceExt;

use crate::{
    books, on_both_engines,
    owner::{MIB, Owner, content, owner},
    support::{TestApp, rpc},
};

/// Longer than anything here takes: what hangs fails.
const PATIENCE: Duration = Duration::from_secs(60);
/// Longer than what is read ahead of a client.
const CHUNKS: usize = 12;

async fn sign_out(app: &TestApp, token: &str) {
    rpc::storage(app).logout(rpc::with_token(LogoutRequest {}, token)).await.expect("signed out");
}

/// A part of a file that is on its way.
fn piece(owner: &Owner, chunk: Bytes) -> UploadFileRequest {
    let (filename, auth_token) = ("half.bin".to_owned(), owner.token.clone());
    UploadFileRequest { filename, auth_token, chunk, ..Default::default() }
}

on_both_engines! {
    async fn an_upload_stream_ends_with_its_session(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let (mut sender, messages) = mpsc::channel(1);
        let mut calls = rpc::storage(&app);
        let call = tokio::spawn(async move { calls.upload_file(messages).await });
        sender.send(piece(&alice, content(1, MIB))).await.expect("sent");
        sender.send(piece(&alice, content(2, MIB))).await.expect("taken: the first one is under way");
        sign_out(&app, &alice.token).await;
        // What was on its way is answered for; one of the next ones is refused.
        for _ in 0..CHUNKS {
            if sender.send(piece(&alice, content(3, MIB))).await.is_err() {
                break;
            }
        }
        drop(sender);
        let refused = timeout(PATIENCE, call).await.expect("answered").expect("no panic").expect_err("cut off");
        assert_eq!((refused.code(), refused.message()), (Code::Unauthenticated, "This session has ended. Sign in again."));
        assert!(alice.list().await.is_empty());
        assert_eq!(alice.balance().await.in_flight, 0);
        books::check(&app).await;
    }

    async fn a_file_does_not_appear_after_its_session_ended(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let (mut sender, messages) = mpsc::channel(0);
        let mut calls = rpc::storage(&app);
        let call = tokio::spawn(async move { calls.upload_file(messages).await });
        for number in 0..4 {
            sender.send(piece(&alice, content(number, 1000))).await.expect("sent");
        }
        sign_out(&app, &alice.token).await;
        drop(sender);
        let refused = timeout(PATIENCE, call).await.expect("answered").expect("no panic").expect_err("too late");
        assert_eq!(refused.code(), Code::Unauthenticated);
        assert!(alice.list().await.is_empty());
        books::check(&app).await;
    }

    async fn a_download_stream_ends_with_its_session(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let stored = alice.store("long.bin", &content(1, CHUNKS * MIB)).await.expect("stored");
        let request = DownloadFileRequest { file_id: stored.file.to_string(), ..Default::default() };
        let answers = rpc::storage(&app).download_file(rpc::with_token(request, &alice.token)).await;
        let mut answers = answers.expect("begun").into_inner();
        answers.next().await.expect("a first piece").expect("good");
        sign_out(&app, &alice.token).await;
        let rest: Vec<_> = timeout(PATIENCE, answers.collect()).await.expect("ended");
        let end = rest.last().expect("more than nothing").as_ref().expect_err("no final message");
        assert_eq!(end.code(), Code::Unauthenticated);
        assert!(rest.len() < CHUNKS, "{} pieces followed", rest.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_by_http_breaks_off_with_its_session() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let stored = alice.store("long.bin", &content(1, CHUNKS * MIB)).await.expect("stored");
    let request = Request::get(format!("/api/files/download/{}", stored.file))
        .header("host", "localhost:8080")
        .header("authorization", format!("Bearer {}", alice.token))
        .body(Body::empty())
        .expect("a request");
    let response = app.port().oneshot(request).await.expect("an answer");
    let mut body = response.into_body();
    body.frame().await.expect("a first piece").expect("good");
    sign_out(&app, &alice.token).await;
    timeout(PATIENCE, body.collect()).await.expect("ended").expect_err("broken off");
}
