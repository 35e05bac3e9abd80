//! A caller's deadline ends each pattern on the server, too, and is counted as what it is.
use std::{convert::Infallible, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use futures::{StreamExt, stream};
use prost::Message;
use tokio::time::Instant;
use tonic::Code;

use crate::{
    served::{PATTERNS, SERVER_STREAM, Server, call, hello},
    support::ask::{frame, native, send},
};

const DEADLINE_EXCEEDED: Option<u32> = Some(4);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_of_replies_ends_at_its_callers_deadline() {
    let server = Server::start().await;
    let mut request = server.by_alice(stream::iter([hello("Ada")]));
    request.metadata_mut().insert("grpc-timeout", "1200m".parse().unwrap());
    let began = Instant::now();
    let mut answers = call(server.connect().await, SERVER_STREAM, request).await.unwrap();
    let mut said = 0;
    let end = loop {
        match answers.message().await {
            Ok(Some(_)) => said += 1,
            Ok(None) => panic!("it ended well after {said} replies"),
            Err(end) => break end,
        }
    };
    assert_eq!(end.code(), Code::DeadlineExceeded);
    assert!((1..10).contains(&said) && began.elapsed() >= Duration::from_millis(1_200), "{said} replies");
    server.until_at_work(SERVER_STREAM, 0).await;
    assert_eq!(server.ended(SERVER_STREAM, "DEADLINE_EXCEEDED"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_does_not_end_is_given_up_at_its_deadline() {
    let server = Server::start().await;
    for path in PATTERNS {
        let request = native(path)
            .header("authorization", format!("Bearer {}", server.token))
            .header("grpc-timeout", "300m");
        let first = Bytes::from(frame(0, &hello("Ada").encode_to_vec()));
        let endless = stream::iter([Ok::<_, Infallible>(first)]).chain(stream::pending());
        let answer = send(&server.app, request, Body::from_stream(endless)).await;
        assert_eq!(answer.grpc_status, DEADLINE_EXCEEDED, "{path}");
        assert_eq!(server.ended(path, "DEADLINE_EXCEEDED"), 1, "{path}");
    }
    assert_eq!(server.app.calls.at_work(), 0);
}
