//! A thousand calls at a time on twenty connections, two hundred streams on four; and nothing of them stays.
use futures::{channel::mpsc, future::try_join_all, stream};
use tonic::{Status, transport::Channel};

use crate::{
    leaks::Before,
    served::{BIDIRECTIONAL, SERVER_STREAM, Server, UNARY, call, hello},
};

const CONNECTIONS: usize = 4;
const EACH: usize = 25;
const CALLS: usize = 1_000;
const CALLS_ON_EACH: usize = 50;

async fn connected(server: &Server, connections: usize) -> Vec<Channel> {
    let connecting = (0..connections).map(|_| async { Ok::<_, Status>(server.connect().await) });
    try_join_all(connecting).await.unwrap()
}

/// None is answered before all are there.
async fn a_thousand_at_a_time(server: &Server) {
    let channels = connected(server, CALLS / CALLS_ON_EACH).await;
    let mut senders = Vec::new();
    let calls = channels.iter().cycle().take(CALLS).map(|channel| {
        let (mut sender, names) = mpsc::channel(1);
        sender.try_send(hello("Ada")).unwrap();
        senders.push(sender);
        call(channel.clone(), UNARY, server.by_alice(names))
    });
    let answering = tokio::spawn(try_join_all(calls.collect::<Vec<_>>()));
    server.until_at_work(UNARY, CALLS as u64).await;
    drop(senders);
    for mut answer in answering.await.unwrap().unwrap() {
        let reply = answer.message().await.unwrap().unwrap();
        assert!(reply.message.starts_with("Hello, Ada!"), "{reply:?}");
        assert_eq!(answer.message().await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_at_a_time_are_answered_and_leave_nothing_behind() {
    let server = Server::start().await;
    let before = Before::of(&server).await;
    for round in 1..=3 {
        a_thousand_at_a_time(&server).await;
        before.is_back(&server).await;
        assert_eq!(server.ended(UNARY, "OK"), round * CALLS as u64);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_streams_are_at_work_at_a_time_and_all_come_to_their_end() {
    let server = Server::start().await;
    let before = Before::of(&server).await;
    let channels = connected(&server, CONNECTIONS).await;
    let on_each = || channels.iter().flat_map(|channel| std::iter::repeat_n(channel.clone(), EACH));

    let mut senders = Vec::new();
    let talks = on_each().map(|channel| {
        let (mut sender, names) = mpsc::channel(1);
        sender.try_send(hello("Ada")).unwrap();
        senders.push(sender);
        call(channel, BIDIRECTIONAL, server.by_alice(names))
    });
    let mut talks = try_join_all(talks.collect::<Vec<_>>()).await.unwrap();
    let one = || server.by_alice(stream::iter([hello("Grace")]));
    let spoken = on_each().map(|channel| call(channel, SERVER_STREAM, one()));
    let mut spoken = try_join_all(spoken).await.unwrap();
    for answers in talks.iter_mut().chain(&mut spoken) {
        answers.message().await.unwrap().unwrap();
    }
    let many = (CONNECTIONS * EACH) as u64;
    let at_work = [BIDIRECTIONAL, SERVER_STREAM].map(|path| server.app.calls.of(path).at_work());
    assert_eq!((at_work, server.app.calls.at_work()), ([many, many], 2 * many));

    for sender in &mut senders {
        sender.try_send(hello("Alan")).unwrap();
    }
    drop(senders);
    for answers in &mut talks {
        let reply = answers.message().await.unwrap().unwrap();
        assert!(reply.message.starts_with("Hello, Alan!"), "{reply:?}");
        assert_eq!(answers.message().await.unwrap(), None);
    }
    for answers in &mut spoken {
        let mut said = 1;
        while answers.message().await.unwrap().is_some() {
            said += 1;
        }
        assert_eq!(said, 10);
    }
    for path in [BIDIRECTIONAL, SERVER_STREAM] {
        server.until_at_work(path, 0).await;
        assert_eq!(server.ended(path, "OK"), many, "{path}");
    }
    drop((channels, talks, spoken));
    before.is_back(&server).await;
}
