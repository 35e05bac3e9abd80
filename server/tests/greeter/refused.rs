//! Who is refused, by each pattern alike.
use std::time::Duration;

use futures::{SinkExt, channel::mpsc, stream};
use proto::storage::LogoutRequest;
use tonic::Code;
use tonic_types::StatusExt;

use crate::{
    served::{BIDIRECTIONAL, CLIENT_STREAM, PATTERNS, SERVER_STREAM, Server, call, hello, replies},
    support::rpc,
};

/// An access token's life, and the leeway of clocks.
const EXPIRED: Duration = Duration::from_secs(3_600 + 6);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_good_token_no_pattern_answers() {
    let server = Server::start().await;
    let channel = server.connect().await;
    let mut garbled = server.token.clone().into_bytes();
    let middle = garbled.len() / 2;
    garbled[middle] = if garbled[middle] == b'A' { b'B' } else { b'A' };
    let garbled = String::from_utf8(garbled).unwrap();
    let refused = async |token: Option<&str>, reason: &str| {
        for path in PATTERNS {
            let (said, refusal) = replies(channel.clone(), path, token, &["Ada"]).await;
            let refusal = refusal.expect("refused");
            let told = refusal.get_details_error_info().unwrap().reason;
            assert_eq!(
                (said.len(), refusal.code(), told.as_str()),
                (0, Code::Unauthenticated, reason),
                "{path}"
            );
        }
    };
    for token in [None, Some(garbled.as_str()), Some("x"), Some("")] {
        refused(token, "TOKEN_INVALID").await;
    }
    server.app.advance(EXPIRED);
    refused(Some(&server.token), "TOKEN_EXPIRED").await;
    for path in PATTERNS {
        server.until_at_work(path, 0).await;
        assert_eq!(server.ended(path, "UNAUTHENTICATED"), 5, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_ends_with_its_session() {
    let server = Server::start().await;
    let channel = server.connect().await;
    let (mut sender, names) = mpsc::channel(1);
    sender.try_send(hello("Ada")).unwrap();
    let mut talk = call(channel.clone(), BIDIRECTIONAL, server.by_alice(names)).await.unwrap();
    let one = stream::iter([hello("Ada")]);
    let mut spoken = call(channel.clone(), SERVER_STREAM, server.by_alice(one)).await.unwrap();
    for answers in [&mut talk, &mut spoken] {
        answers.message().await.unwrap().unwrap();
    }
    let (mut more, names) = mpsc::channel(1);
    let request = server.by_alice(names);
    let listening = tokio::spawn(call(channel, CLIENT_STREAM, request));
    server.until_at_work(CLIENT_STREAM, 1).await;
    rpc::storage(&server.app).logout(rpc::with_token(LogoutRequest {}, &server.token)).await.unwrap();
    sender.send(hello("Grace")).await.unwrap();
    more.send(hello("Grace")).await.unwrap();
    for answers in [&mut talk, &mut spoken] {
        let end = answers.message().await.unwrap_err();
        assert_eq!(
            (end.code(), end.message()),
            (Code::Unauthenticated, "This session has ended. Sign in again.")
        );
    }
    let end = match listening.await.unwrap() {
        Ok(mut answers) => answers.message().await.unwrap_err(),
        Err(end) => end,
    };
    assert_eq!(end.code(), Code::Unauthenticated);
}
