//! Somebody goes away in the middle: the call ends on the server, is counted, and leaves nothing at work.
use futures::channel::mpsc::{self, Sender};
use proto::greeter::{HelloReply, HelloRequest};
use tokio::task::JoinHandle;
use tonic::{Status, Streaming, transport::Channel};

use crate::{
    leaks::Before,
    served::{
        BIDIRECTIONAL, CLIENT_STREAM, Line, PATTERNS, SERVER_STREAM, Server, UNARY, call, hello, replies,
    },
};

/// A call in the middle of its work.
enum Middle {
    /// It waits for its request to end, which it never does.
    Asking(JoinHandle<Result<Streaming<HelloReply>, Status>>, Sender<HelloRequest>),
    /// A first reply came.
    Answering(Box<Streaming<HelloReply>>, Option<Sender<HelloRequest>>),
}

async fn in_the_middle(server: &Server, channel: Channel, path: &'static str) -> Middle {
    let (mut sender, names) = mpsc::channel(1);
    sender.try_send(hello("Ada")).unwrap();
    let request = server.by_alice(names);
    match path {
        UNARY | CLIENT_STREAM => {
            let asking = tokio::spawn(call(channel, path, request));
            server.until_at_work(path, 1).await;
            Middle::Asking(asking, sender)
        }
        _ => {
            // One request is all that a server stream has.
            let sender = (path == BIDIRECTIONAL).then_some(sender);
            let mut answers = call(channel, path, request).await.unwrap();
            answers.message().await.unwrap().unwrap();
            server.until_at_work(path, 1).await;
            Middle::Answering(Box::new(answers), sender)
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_connection_leaves_nothing_at_work() {
    let server = Server::start().await;
    let before = Before::of(&server).await;
    for path in PATTERNS {
        let line = Line::to(server.address).await;
        let channel = server.connect_through(line.address).await;
        let middle = in_the_middle(&server, channel, path).await;
        line.cut();
        server.until_at_work(path, 0).await;
        // As what it ends depends on who notices first: the handler, whose request breaks off, or the connection.
        assert_eq!((server.app.calls.of(path).all(), server.ended(path, "OK")), (1, 0), "{path}");
        match middle {
            Middle::Asking(asking, sender) => drop((asking.await.unwrap().unwrap_err(), sender)),
            Middle::Answering(mut answers, sender) => drop((answers.message().await.unwrap_err(), sender)),
        }
    }
    before.is_back(&server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_is_cancelled_ends_on_the_server_and_its_connection_goes_on() {
    let server = Server::start().await;
    let before = Before::of(&server).await;
    let channel = server.connect().await;
    for path in PATTERNS {
        match in_the_middle(&server, channel.clone(), path).await {
            Middle::Asking(asking, sender) => {
                asking.abort();
                server.until_at_work(path, 0).await;
                drop(sender);
            }
            // Of a stream both ways, tonic's client cannot give up the replies alone.
            Middle::Answering(answers, sender) => drop((answers, sender)),
        }
        server.until_at_work(path, 0).await;
        let ended = [server.ended(path, "CANCELLED"), server.ended(path, "OK")];
        assert!(ended == [1, 0] || path == BIDIRECTIONAL && ended == [0, 1], "{path}: {ended:?}");
    }
    let (said, refusal) = replies(channel, UNARY, Some(&server.token), &["Ada"]).await;
    assert!(said.len() == 1 && refusal.is_none(), "{refusal:?}");
    // Nobody waits any more for what a server stream still had to say.
    assert_eq!(server.ended(SERVER_STREAM, "OK"), 0);
    before.is_back(&server).await;
}
