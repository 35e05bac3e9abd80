//! Holding, confirming, cancelling: what each changes, what each refuses, what both sides are told.
use domain::skillshare::booking::State;
use server::{
    mail::outbox,
    service::{
        Reason, ServiceError,
        skillshare::{bookings, cancel, confirm, hold},
    },
};

use super::{
    lesson::{
        DAY, FRAME, HOUR, at, book, check_books, course, member, second_teacher, stage, wish, wish_once,
    },
    support::{TestApp, people},
};
use crate::on_both_engines;

fn reason(error: ServiceError) -> String {
    error.reason()
}

on_both_engines! {
    async fn a_lesson_is_held_booked_and_cancelled(app: TestApp) {
        let stage = stage(&app, FRAME).await;
        let (bob, carol) = (member(&app, "bob").await, member(&app, "carol").await);

        let held = hold::hold(&app, &bob, &wish(stage.course, at(0))).await.expect("free");
        assert_eq!(held.state, State::Held { until: app.clock.now().plus(domain::limits::HOLD_LIFE) });
        check_books(&app).await;
        let late = hold::hold(&app, &carol, &wish(stage.course, at(0))).await.expect_err("held");
        let ServiceError::SlotTaken { message, nearest } = late else { panic!("{late:?}") };
        // In Tokyo it is 21:00; an hour is taken around it.
        assert_eq!(message, "That slot was taken a moment ago. Nearest: 19:30, 20:00, 22:00.");
        assert_eq!(nearest.len(), 3);

        let booked = confirm::confirm(&app, &bob, held.id, "I am new").await.expect("held");
        assert_eq!((booked.state, booked.note.as_str(), booked.sequence), (State::Booked, "I am new", 0));
        let again = confirm::confirm(&app, &bob, held.id, "twice").await.expect("booked");
        assert_eq!(again.note, "I am new", "a second confirmation changes nothing");
        assert_eq!(people::mails_to(&app, "bob").await[0], "Booked: Rust with Tara Lindqvist");
        assert_eq!(people::mails_to(&app, "tara").await[0], "Booked: Rust with bob");

        let cancelled = cancel::cancel(&app, &bob, held.id).await.expect("in time");
        assert_eq!((cancelled.state, cancelled.sequence, cancelled.is_late), (State::Cancelled, 1, false));
        check_books(&app).await;
        book(&app, &carol, stage.course, at(0)).await.expect("free at once");
        check_books(&app).await;
    }

    async fn a_hold_ends_by_itself(app: TestApp) {
        let stage = stage(&app, FRAME).await;
        let (bob, carol) = (member(&app, "bob").await, member(&app, "carol").await);
        let held = hold::hold(&app, &bob, &wish(stage.course, at(0))).await.expect("free");
        app.advance(domain::limits::HOLD_LIFE);
        let error = confirm::confirm(&app, &bob, held.id, "").await.expect_err("its time is over");
        assert_eq!(reason(error), Reason::HoldOver.to_string());
        book(&app, &carol, stage.course, at(0)).await.expect("free again, though nobody swept");
        let error = confirm::confirm(&app, &bob, held.id, "").await.expect_err("forgotten");
        assert!(matches!(error, ServiceError::NotFound(_)), "{error:?}");
        check_books(&app).await;
    }

    async fn a_hold_is_given_back(app: TestApp) {
        let stage = stage(&app, FRAME).await;
        let (bob, carol) = (member(&app, "bob").await, member(&app, "carol").await);
        let held = hold::hold(&app, &bob, &wish(stage.course, at(0))).await.expect("free");
        hold::release(&app, &carol, held.id).await.expect_err("not hers");
        hold::release(&app, &bob, held.id).await.expect("his");
        check_books(&app).await;
        book(&app, &carol, stage.course, at(0)).await.expect("free again");
    }

    async fn who_holds_a_place_holds_it_once(app: TestApp) {
        let stage = stage(&app, FRAME).await;
        let bob = member(&app, "bob").await;
        let held = hold::hold(&app, &bob, &wish_once(stage.course, at(0), "one")).await.expect("free");
        app.advance(domain::limits::HOLD_LIFE / 2);
        let again = hold::hold(&app, &bob, &wish_once(stage.course, at(0), "two")).await.expect("his");
        assert_eq!((again.id, again.state), (held.id, held.state), "a new key makes a hold no longer");
        let booked = book(&app, &bob, stage.course, at(0)).await.expect("his");
        assert_eq!(booked.id, held.id);
        check_books(&app).await;
    }

    async fn the_policy_decides_what_cancelling_costs(app: TestApp) {
        let stage = stage(&app, FRAME).await;
        let bob = member(&app, "bob").await;
        let booking = book(&app, &bob, stage.course, at(0)).await.expect("free");
        app.advance(at(0).since(app.clock.now()) - HOUR);
        let cancelled = cancel::cancel(&app, &bob, booking.id).await.expect("until it begins");
        assert!(cancelled.is_late);
        let mail = outbox::recent(&app, Some(&people::email("bob"))).await.expect("mails").remove(0);
        assert!(mail.letter.body.contains("25.00 EUR is due"), "{}", mail.letter.body);

        let second = book(&app, &bob, stage.course, at(2)).await.expect("free");
        app.advance(at(2).since(app.clock.now()));
        let error = cancel::cancel(&app, &bob, second.id).await.expect_err("it has begun");
        assert_eq!(reason(error), Reason::PolicyRefused.to_string());
        let error = cancel::cancel(&app, &bob, booking.id).await.expect_err("cancelled before");
        assert_eq!(reason(error), Reason::PolicyRefused.to_string());
        check_books(&app).await;
    }

    async fn a_teacher_cancels_free_of_charge(app: TestApp) {
        let stage = stage(&app, FRAME).await;
        let bob = member(&app, "bob").await;
        let booking = book(&app, &bob, stage.course, at(0)).await.expect("free");
        app.advance(at(0).since(app.clock.now()) - HOUR);
        let cancelled = cancel::cancel(&app, &stage.teacher, booking.id).await.expect("hers");
        assert!(!cancelled.is_late);
        let mail = outbox::recent(&app, Some(&people::email("bob"))).await.expect("mails").remove(0);
        assert!(mail.letter.body.starts_with("Tara Lindqvist cancelled"), "{}", mail.letter.body);
    }

    async fn a_key_takes_effect_once(app: TestApp) {
        let stage = stage(&app, FRAME).await;
        let bob = member(&app, "bob").await;
        let wish = wish_once(stage.course, at(0), "one");
        let first = hold::book(&app, &bob, &wish, "").await.expect("free");
        let mails = people::mails_to(&app, "bob").await.len();
        let again = hold::book(&app, &bob, &wish, "").await.expect("the same");
        assert_eq!(first.id, again.id);
        assert_eq!(people::mails_to(&app, "bob").await.len(), mails, "nothing is told twice");
        let error = hold::book(&app, &bob, &wish_once(stage.course, at(2), "one"), "").await.expect_err("another");
        assert_eq!(reason(error), Reason::KeyReused.to_string());
        // Somebody else's key of the same name is another key.
        let carol = member(&app, "carol").await;
        hold::book(&app, &carol, &wish_once(stage.course, at(2), "one"), "").await.expect("hers");
        check_books(&app).await;
    }

    async fn nobody_is_in_two_places(app: TestApp) {
        let stage = stage(&app, FRAME).await;
        let bob = member(&app, "bob").await;
        book(&app, &bob, stage.course, at(0)).await.expect("free");
        let kim = second_teacher(&app).await;
        let error = book(&app, &bob, kim.course, at(0)).await.expect_err("he is with Tara then");
        assert_eq!(reason(error), Reason::BusyThen.to_string());
        // A teacher who takes a lesson gives none meanwhile.
        book(&app, &stage.teacher, kim.course, at(2)).await.expect("free");
        let error = book(&app, &bob, stage.course, at(2)).await.expect_err("she is with Kim then");
        assert!(matches!(error, ServiceError::SlotTaken { .. }), "{error:?}");
        check_books(&app).await;
    }
}

#[tokio::test]
async fn what_is_no_slot_is_refused() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let bob = member(&app, "bob").await;
    let refused =
        async |starts_at| book(&app, &bob, stage.course, starts_at).await.expect_err("no slot").reason();
    assert_eq!(refused(at(0).plus(HOUR / 4)).await, "INVALID_ARGUMENT", "between two starts");
    assert_eq!(refused(at(12)).await, "INVALID_ARGUMENT", "at midnight");
    assert_eq!(refused(app.clock.now()).await, "INVALID_ARGUMENT", "now");
    assert_eq!(refused(at(24 * 70)).await, "INVALID_ARGUMENT", "too far ahead");
    let own = book(&app, &stage.teacher, stage.course, at(0)).await.expect_err("her own");
    assert_eq!(own.reason(), "OWN_COURSE");
}

#[tokio::test]
async fn holds_are_few() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let bob = member(&app, "bob").await;
    for hour in 0..3 {
        hold::hold(&app, &bob, &wish(stage.course, at(hour))).await.expect("free");
    }
    let error = hold::hold(&app, &bob, &wish(stage.course, at(4))).await.expect_err("too many");
    assert_eq!(error.reason(), "TOO_MANY_HOLDS");
}

#[tokio::test]
async fn history_tells_what_happened() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let bob = member(&app, "bob").await;
    let booking = book(&app, &bob, stage.course, at(0)).await.expect("free");
    app.advance(DAY);
    cancel::cancel(&app, &stage.teacher, booking.id).await.expect("hers");
    let full = bookings::booking(&app, &bob, booking.id).await.expect("his");
    let told: Vec<_> = full.events.iter().map(|event| (event.kind, event.party)).collect();
    use domain::skillshare::booking::Party;
    use server::db::booking_event::EventKind;
    assert_eq!(
        told,
        [(EventKind::Booked, Some(Party::Student)), (EventKind::Cancelled, Some(Party::Teacher))]
    );
}

#[tokio::test]
async fn what_was_agreed_stays_when_a_course_changes() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let bob = member(&app, "bob").await;
    let booking = book(&app, &bob, stage.course, at(0)).await.expect("free");
    let longer = domain::skillshare::course::Frame { length_minutes: 120, cancel_notice_hours: 200, ..FRAME };
    server::service::skillshare::teaching::save_course(
        &app,
        &stage.teacher,
        Some(stage.course),
        &course("New", longer),
    )
    .await
    .expect("hers");
    let full = bookings::booking(&app, &bob, booking.id).await.expect("his").booking;
    assert_eq!(full.lesson.span, booking.lesson.span);
    assert!(!cancel::cancel(&app, &bob, booking.id).await.expect("in time by the old policy").is_late);
}
