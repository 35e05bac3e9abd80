//! What each pattern answers, and to what.
use futures::{SinkExt, channel::mpsc, stream};
use tonic::Code;
use tonic_types::StatusExt;

use crate::served::{
    BIDIRECTIONAL, CLIENT_STREAM, PATTERNS, SERVER_STREAM, Server, UNARY, call, hello, replies,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_pattern_names_the_greeted_the_caller_and_itself() {
    let server = Server::start().await;
    let mut client = server.client().await;
    let reply = client.say_hello(server.by_alice(hello(" Zoë "))).await.unwrap().into_inner();
    assert_eq!(reply.message, "Hello, Zoë! alice says so in a unary call: one request, one reply.");

    let mut answers = client.say_hello_stream(server.by_alice(hello("Ada"))).await.unwrap().into_inner();
    for number in 1..=10 {
        let reply = answers.message().await.unwrap().unwrap();
        let wanted = format!("Hello, Ada! alice says so in a server-streaming call: reply {number} of 10.");
        assert_eq!(reply.message, wanted);
    }
    assert_eq!(answers.message().await.unwrap(), None);

    let names = stream::iter(["Ada", "Grace", "Alan"].map(hello));
    let reply = client.say_hello_client_stream(server.by_alice(names)).await.unwrap().into_inner();
    let wanted =
        "Hello, Ada, Grace and Alan! alice says so in a client-streaming call: 3 requests, one reply.";
    assert_eq!(reply.message, wanted);
    server.until_at_work(CLIENT_STREAM, 0).await;
    for path in [UNARY, SERVER_STREAM, CLIENT_STREAM] {
        assert_eq!((server.ended(path, "OK"), server.ended(path, "CANCELLED")), (1, 0), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_both_ways_answers_each_request_as_it_comes() {
    let server = Server::start().await;
    let mut client = server.client().await;
    let (mut sender, names) = mpsc::channel(0);
    sender.try_send(hello("Ada")).unwrap();
    let mut answers = client.say_hello_bidirectional(server.by_alice(names)).await.unwrap().into_inner();
    for (number, next) in [(1, Some("Grace")), (2, Some("Alan")), (3, None)] {
        // The reply is there before the next request is sent.
        let reply = answers.message().await.unwrap().unwrap();
        assert!(reply.message.contains(&format!("the reply to request {number}, as it came")), "{reply:?}");
        if let Some(name) = next {
            sender.send(hello(name)).await.unwrap();
        }
    }
    drop(sender);
    assert_eq!(answers.message().await.unwrap(), None);
    server.until_at_work(BIDIRECTIONAL, 0).await;
    assert_eq!(server.ended(BIDIRECTIONAL, "OK"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_is_none_is_refused_at_its_field_by_each_pattern() {
    let server = Server::start().await;
    let channel = server.connect().await;
    let long = "é".repeat(101);
    for path in PATTERNS {
        for name in ["", "  ", "Ada\nGrace", &long] {
            let (said, refusal) = replies(channel.clone(), path, Some(&server.token), &[name]).await;
            let refusal = refusal.expect("refused");
            let violations = refusal.get_details_bad_request().unwrap().field_violations;
            assert_eq!((said.len(), refusal.code()), (0, Code::InvalidArgument), "{path}: {name:?}");
            assert_eq!((violations.len(), violations[0].field.as_str()), (1, "name"), "{path}: {name:?}");
            assert_eq!(refusal.get_details_error_info().unwrap().reason, "INVALID_NAME");
        }
    }
    let (_, refusal) = replies(channel, CLIENT_STREAM, Some(&server.token), &[]).await;
    let refusal = refusal.expect("nobody is greeted");
    assert_eq!(refusal.get_details_bad_request().unwrap().field_violations[0].field, "name");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_brings_a_hundred_names_and_no_more() {
    let server = Server::start().await;
    let channel = server.connect().await;
    let token = Some(server.token.as_str());
    let (said, refusal) = replies(channel.clone(), CLIENT_STREAM, token, &["Ada"; 100]).await;
    assert!(refusal.is_none() && said[0].contains("100 requests"), "{said:?} {refusal:?}");
    for (path, answered) in [(CLIENT_STREAM, 0), (BIDIRECTIONAL, 100)] {
        let (said, refusal) = replies(channel.clone(), path, token, &["Ada"; 101]).await;
        let refusal = refusal.expect("too many");
        assert_eq!((said.len(), refusal.code()), (answered, Code::ResourceExhausted), "{path}");
        assert_eq!(refusal.get_details_error_info().unwrap().reason, "TOO_MUCH_AT_ONCE");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streams_end_in_words_when_the_server_stops() {
    let server = Server::start().await;
    let channel = server.connect().await;
    let (mut sender, names) = mpsc::channel(1);
    sender.try_send(hello("Ada")).unwrap();
    let mut talk = call(channel.clone(), BIDIRECTIONAL, server.by_alice(names)).await.unwrap();
    let one = stream::iter([hello("Ada")]);
    let mut spoken = call(channel, SERVER_STREAM, server.by_alice(one)).await.unwrap();
    for answers in [&mut talk, &mut spoken] {
        answers.message().await.unwrap().unwrap();
    }
    server.app.stopping.cancel();
    for answers in [&mut talk, &mut spoken] {
        let end = answers.message().await.unwrap_err();
        assert_eq!(end.code(), Code::Unavailable);
        assert!(end.message().contains("The server stops"), "{end}");
    }
}
