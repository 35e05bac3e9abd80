//! Only who attended says how it was, once; only the teacher answers.
use domain::skillshare::text::Prose;
use server::service::skillshare::{bookings, cancel, catalogue, reviews};

use super::{
    lesson::{FRAME, HOUR, at, book, member, stage},
    support::TestApp,
};

fn words(text: &str) -> Prose<{ domain::limits::NOTE_CHARS_MAX }> {
    Prose::parse(text).expect("words")
}

#[tokio::test]
async fn who_attended_says_how_it_was() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let (bob, carol) = (member(&app, "bob").await, member(&app, "carol").await);
    let booking = book(&app, &bob, stage.course, at(0)).await.expect("free");
    let write = async |member, stars| {
        reviews::write(&app, member, booking.id, stars, &words("Good")).await.map_err(|error| error.reason())
    };
    assert_eq!(write(&bob, 5).await, Err("NOT_ATTENDED".to_owned()), "it has not begun");
    app.advance(at(0).since(app.clock.now()) + HOUR);
    assert_eq!(write(&carol, 5).await, Err("NOT_FOUND".to_owned()));
    assert_eq!(write(&stage.teacher, 5).await, Err("NOT_FOUND".to_owned()));
    assert_eq!(write(&bob, 0).await, Err("INVALID_ARGUMENT".to_owned()));
    assert_eq!(write(&bob, 6).await, Err("INVALID_ARGUMENT".to_owned()));
    assert_eq!(write(&bob, 4).await, Ok(()));
    assert_eq!(write(&bob, 5).await, Err("REVIEWED_ALREADY".to_owned()));

    reviews::reply(&app, &bob, booking.id, &words("Mine")).await.expect_err("not his to answer");
    reviews::reply(&app, &stage.teacher, booking.id, &words("Thank you")).await.expect("hers");
    reviews::report(&app, &carol, booking.id).await.expect("anybody may");
    let shown = catalogue::course(&app, stage.course).await.expect("the course");
    assert_eq!((shown.card.rating.stars, shown.card.rating.reviews), (4, 1));
    assert_eq!(shown.reviews[0].reply.as_ref().map(|(reply, _)| reply.as_str()), Some("Thank you"));
    reviews::reply(&app, &stage.teacher, booking.id, &words("")).await.expect("taken back");
    let full = bookings::booking(&app, &bob, booking.id).await.expect("his");
    assert!(full.review.is_some_and(|review| review.reply.is_none()));
}

#[tokio::test]
async fn what_was_cancelled_was_not_attended() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let bob = member(&app, "bob").await;
    let booking = book(&app, &bob, stage.course, at(0)).await.expect("free");
    cancel::cancel(&app, &bob, booking.id).await.expect("in time");
    app.advance(at(0).since(app.clock.now()) + HOUR);
    let refused = reviews::write(&app, &bob, booking.id, 5, &words("")).await;
    assert_eq!(refused.expect_err("cancelled").reason(), "NOT_ATTENDED");
}
