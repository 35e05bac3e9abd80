//! Somebody else's booking is no booking (K39), whoever asks for it and however.
use server::service::skillshare::{bookings, cancel, confirm, feed, hold, reschedule};

use super::{
    lesson::{FRAME, at, book, member, stage, wish},
    support::TestApp,
};

#[tokio::test]
async fn a_strangers_booking_is_none() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let (bob, eve) = (member(&app, "bob").await, member(&app, "eve").await);
    let booking = book(&app, &bob, stage.course, at(0)).await.expect("free").id;
    let held = hold::hold(&app, &bob, &wish(stage.course, at(2))).await.expect("free").id;
    let reasons = [
        bookings::booking(&app, &eve, booking).await.err(),
        cancel::cancel(&app, &eve, booking).await.err(),
        confirm::confirm(&app, &eve, held, "").await.err(),
        hold::release(&app, &eve, held).await.err(),
        reschedule::reschedule(&app, &eve, booking, at(4)).await.err(),
        feed::file(&app, &eve, booking).await.err(),
        // A hold is nobody's business but its student's.
        bookings::booking(&app, &stage.teacher, held).await.err(),
        cancel::cancel(&app, &stage.teacher, held).await.err(),
    ];
    for reason in reasons {
        assert_eq!(reason.map(|error| error.reason()).as_deref(), Some("NOT_FOUND"));
    }
    assert!(
        bookings::booking(&app, &stage.teacher, booking).await.is_ok(),
        "the teacher sees what is booked"
    );
}
