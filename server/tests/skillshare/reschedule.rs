//! Moving a booking: never none, never two (INV-B2).
use server::service::skillshare::{bookings, reschedule};

use super::{
    lesson::{DAY, FRAME, HOUR, at, book, check_books, member, stage},
    support::{TestApp, people},
};
use crate::on_both_engines;

on_both_engines! {
    async fn a_booking_moves_by_half_its_length(app: TestApp) {
        let stage = stage(&app, FRAME).await;
        let (bob, carol) = (member(&app, "bob").await, member(&app, "carol").await);
        let booking = book(&app, &bob, stage.course, at(0)).await.expect("free");
        let half = at(0).plus(HOUR / 2);
        // So that the next mail is newer.
        app.advance(std::time::Duration::from_secs(1));
        let moved = reschedule::reschedule(&app, &bob, booking.id, half).await.expect("free");
        assert_eq!((moved.id, moved.lesson.span.start, moved.sequence), (booking.id, half, 1));
        check_books(&app).await;
        assert_eq!(people::mails_to(&app, "tara").await[0], "Moved: Rust with bob");
        book(&app, &carol, stage.course, half.minus(HOUR)).await.expect("what it left is free");
        check_books(&app).await;
    }

    async fn a_move_that_fails_changes_nothing(app: TestApp) {
        let stage = stage(&app, FRAME).await;
        let (bob, carol) = (member(&app, "bob").await, member(&app, "carol").await);
        let booking = book(&app, &bob, stage.course, at(0)).await.expect("free");
        book(&app, &carol, stage.course, at(2)).await.expect("free");
        let error = reschedule::reschedule(&app, &bob, booking.id, at(2)).await.expect_err("taken");
        assert_eq!(error.reason(), "SLOT_TAKEN");
        let still = bookings::booking(&app, &bob, booking.id).await.expect("his").booking;
        assert_eq!((still.lesson.span.start, still.sequence), (at(0), 0));
        check_books(&app).await;
        let same = reschedule::reschedule(&app, &bob, booking.id, at(0)).await.expect("where it is");
        assert_eq!(same.sequence, 0);
    }
}

#[tokio::test]
async fn the_policy_ends_moving() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let bob = member(&app, "bob").await;
    let booking = book(&app, &bob, stage.course, at(0)).await.expect("free");
    let by_teacher = reschedule::reschedule(&app, &stage.teacher, booking.id, at(2)).await;
    assert_eq!(by_teacher.expect_err("not hers to move").reason(), "NOT_FOUND");
    app.advance(at(0).since(app.clock.now()) - DAY + HOUR);
    let error = reschedule::reschedule(&app, &bob, booking.id, at(48)).await.expect_err("too late");
    assert_eq!(error.reason(), "POLICY_REFUSED");
    check_books(&app).await;
}
