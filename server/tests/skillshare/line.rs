//! Waiting for a place of a full lesson: first come, first offered, for a quarter of an hour.
use std::time::Duration;

use domain::{
    limits::OFFER_LIFE,
    skillshare::{
        booking::{Party, State},
        course::Frame,
    },
};
use server::{
    auth::Member,
    db::booking::Which,
    service::skillshare::{bookings, cancel, confirm, line, reschedule},
};

use super::{
    lesson::{FRAME, HOUR, Stage, at, book, check_books, member, second_teacher, stage, zone},
    support::{TestApp, people},
};
use crate::on_both_engines;

const AHEAD: Which = Which { party: Party::Student, past: false, limit: 50, offset: 0 };

async fn held(app: &TestApp, member: &Member) -> Option<server::db::booking::Booking> {
    let page = bookings::list(app, member, AHEAD).await.expect("a list");
    page.bookings.into_iter().find(|booking| matches!(booking.state, State::Held { .. }))
}

/// Stands in line for the lesson at noon; nobody at the same moment as somebody else.
async fn wait(app: &TestApp, member: &Member, stage: &Stage) -> u32 {
    app.advance(Duration::from_micros(1));
    line::join(app, member, stage.course, at(0), &zone("")).await.expect("full")
}

on_both_engines! {
    async fn a_free_seat_goes_along_the_line(app: TestApp) {
        let stage = stage(&app, FRAME).await;
        let (bob, carol, dave) = (member(&app, "bob").await, member(&app, "carol").await, member(&app, "dave").await);
        let free = line::join(&app, &carol, stage.course, at(0), &zone("")).await.expect_err("nobody has it");
        assert_eq!(free.reason(), "NOT_FOUND");
        let booking = book(&app, &bob, stage.course, at(0)).await.expect("free");
        for (waiting, position) in [(&carol, 1), (&dave, 2), (&carol, 1)] {
            assert_eq!(wait(&app, waiting, &stage).await, position);
        }
        cancel::cancel(&app, &bob, booking.id).await.expect("in time");
        check_books(&app).await;
        let offered = held(&app, &carol).await.expect("she was first");
        assert_eq!(people::mails_to(&app, "carol").await[0], "A place is free: Rust with Tara Lindqvist");
        assert!(held(&app, &dave).await.is_none());

        // She lets it go, and the next one has it, though nobody asked.
        app.advance(OFFER_LIFE);
        server::service::skillshare::reminders::round(&app).await.expect("a round");
        confirm::confirm(&app, &carol, offered.id, "").await.expect_err("too late");
        let offered = held(&app, &dave).await.expect("he was second");
        confirm::confirm(&app, &dave, offered.id, "").await.expect("his");
        check_books(&app).await;
    }

    async fn a_group_offers_the_one_seat_that_left(app: TestApp) {
        let stage = stage(&app, Frame { capacity: 2, ..FRAME }).await;
        let (bob, carol, dave) = (member(&app, "bob").await, member(&app, "carol").await, member(&app, "dave").await);
        let first = book(&app, &bob, stage.course, at(0)).await.expect("free");
        let early = line::join(&app, &dave, stage.course, at(0), &zone("")).await.expect_err("a seat is free");
        assert_eq!(early.reason(), "SLOT_FREE");
        book(&app, &carol, stage.course, at(0)).await.expect("free");
        wait(&app, &dave, &stage).await;
        reschedule::reschedule(&app, &bob, first.id, at(3)).await.expect("free");
        check_books(&app).await;
        assert!(held(&app, &dave).await.is_some(), "the seat that moved away is his");
    }

    async fn a_lesson_that_moved_over_its_own_time_ends_the_line(app: TestApp) {
        let stage = stage(&app, FRAME).await;
        let (bob, carol) = (member(&app, "bob").await, member(&app, "carol").await);
        let booking = book(&app, &bob, stage.course, at(0)).await.expect("free");
        wait(&app, &carol, &stage).await;
        reschedule::reschedule(&app, &bob, booking.id, at(0).plus(HOUR / 2)).await.expect("free");
        check_books(&app).await;
        assert_eq!(people::mails_to(&app, "carol").await[0], "No lesson: Rust with Tara Lindqvist");
        assert!(bookings::list(&app, &carol, AHEAD).await.expect("a list").lines.is_empty());
    }

    async fn a_seat_that_moved_away_is_offered_with_its_time(app: TestApp) {
        let stage = stage(&app, FRAME).await;
        let (bob, carol) = (member(&app, "bob").await, member(&app, "carol").await);
        let booking = book(&app, &bob, stage.course, at(0)).await.expect("free");
        wait(&app, &carol, &stage).await;
        reschedule::reschedule(&app, &bob, booking.id, at(4)).await.expect("free");
        check_books(&app).await;
        let offered = held(&app, &carol).await.expect("offered");
        confirm::confirm(&app, &carol, offered.id, "").await.expect("hers");
        check_books(&app).await;
    }

    async fn who_has_no_time_then_is_passed_over(app: TestApp) {
        let stage = stage(&app, FRAME).await;
        let (bob, carol, dave) = (member(&app, "bob").await, member(&app, "carol").await, member(&app, "dave").await);
        let booking = book(&app, &bob, stage.course, at(0)).await.expect("free");
        wait(&app, &carol, &stage).await;
        wait(&app, &dave, &stage).await;
        let kim = second_teacher(&app).await;
        book(&app, &carol, kim.course, at(0)).await.expect("free");
        cancel::cancel(&app, &bob, booking.id).await.expect("in time");
        assert!(held(&app, &dave).await.is_some());
        check_books(&app).await;
    }

    async fn a_teacher_who_cancels_ends_the_line(app: TestApp) {
        let stage = stage(&app, FRAME).await;
        let (bob, carol) = (member(&app, "bob").await, member(&app, "carol").await);
        let booking = book(&app, &bob, stage.course, at(0)).await.expect("free");
        wait(&app, &carol, &stage).await;
        cancel::cancel(&app, &stage.teacher, booking.id).await.expect("hers");
        assert!(held(&app, &carol).await.is_none());
        assert_eq!(people::mails_to(&app, "carol").await[0], "No lesson: Rust with Tara Lindqvist");
        check_books(&app).await;
    }
}

#[tokio::test]
async fn a_line_is_left() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let (bob, carol) = (member(&app, "bob").await, member(&app, "carol").await);
    let booking = book(&app, &bob, stage.course, at(0)).await.expect("free");
    wait(&app, &carol, &stage).await;
    line::leave(&app, &carol, stage.course, at(0)).await.expect("she stood there");
    cancel::cancel(&app, &bob, booking.id).await.expect("in time");
    assert!(held(&app, &carol).await.is_none());
    check_books(&app).await;
}
