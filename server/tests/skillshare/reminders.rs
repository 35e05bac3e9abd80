//! A day before and an hour before, once each, also across a restart (G15).
use server::service::skillshare::{cancel, reminders, reschedule};

use super::{
    lesson::{DAY, FRAME, HOUR, at, book, member, stage},
    support::{TestApp, people},
};

async fn told(app: &TestApp, name: &str) -> Vec<String> {
    reminders::round(app).await.expect("a round");
    let mails = people::mails_to(app, name).await.into_iter().filter(|subject| subject.starts_with("In one"));
    mails.collect()
}

#[tokio::test]
async fn each_reminder_comes_once_across_a_restart() {
    let mut app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let bob = member(&app, "bob").await;
    book(&app, &bob, stage.course, at(0)).await.expect("free");
    assert!(told(&app, "bob").await.is_empty());
    app.advance(at(0).since(app.clock.now()) - DAY);
    assert_eq!(told(&app, "bob").await, ["In one day: Rust with Tara Lindqvist"]);
    app = app.restart().await;
    assert_eq!(told(&app, "bob").await.len(), 1, "not again after a restart");
    app.advance(DAY - HOUR);
    app = app.restart().await;
    assert_eq!(told(&app, "bob").await[0], "In one hour: Rust with Tara Lindqvist");
    for _ in 0..3 {
        assert_eq!(told(&app, "bob").await.len(), 2, "never twice");
    }
    assert_eq!(told(&app, "tara").await.len(), 2, "both sides are told");
}

#[tokio::test]
async fn two_rounds_at_once_remind_once() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let bob = member(&app, "bob").await;
    book(&app, &bob, stage.course, at(0)).await.expect("free");
    app.advance(at(0).since(app.clock.now()) - HOUR);
    let rounds = (0..8).map(|_| {
        let app = app.shared();
        tokio::spawn(async move { reminders::round(&app).await.map(drop) })
    });
    for round in futures::future::join_all(rounds).await {
        round.expect("no panic").expect("a round");
    }
    // The one of the day before was left out: the one of the hour before says more.
    assert_eq!(told(&app, "bob").await, ["In one hour: Rust with Tara Lindqvist"]);
}

#[tokio::test]
async fn what_does_not_stand_is_not_reminded_of() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let (bob, carol) = (member(&app, "bob").await, member(&app, "carol").await);
    let first = book(&app, &bob, stage.course, at(0)).await.expect("free");
    let second = book(&app, &carol, stage.course, at(2)).await.expect("free");
    cancel::cancel(&app, &bob, first.id).await.expect("in time");
    reschedule::reschedule(&app, &carol, second.id, at(48)).await.expect("free");
    app.advance(at(2).since(app.clock.now()) - HOUR);
    assert!(told(&app, "bob").await.is_empty());
    assert!(told(&app, "carol").await.is_empty(), "hers is two days later now");
    app.advance(at(48).since(app.clock.now()) - DAY);
    assert_eq!(told(&app, "carol").await, ["In one day: Rust with Tara Lindqvist"]);
}
