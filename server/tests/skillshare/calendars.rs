//! Invitations keep their UID and raise their SEQUENCE; the feed is private and tells nobody's address.
use server::{
    mail::outbox,
    service::skillshare::{cancel, feed, reschedule},
};

use super::{
    lesson::{FRAME, at, book, member, stage},
    support::{TestApp, people},
};

/// Method, UID, sequence and status of the last invitation to `name`.
async fn last_invitation(app: &TestApp, name: &str) -> [String; 4] {
    let mails = outbox::recent(app, Some(&people::email(name))).await.expect("mails");
    let letter = &mails.first().expect("a mail").letter;
    let invitation = letter.invitation.as_ref().expect("an invitation");
    let text = invitation.text.replace("\r\n ", "");
    let value = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("{name}:")));
        line.unwrap_or_default().to_owned()
    };
    assert_eq!(value("METHOD"), invitation.method);
    ["METHOD", "UID", "SEQUENCE", "STATUS"].map(value)
}

#[tokio::test]
async fn a_booking_is_one_entry_for_ever() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let bob = member(&app, "bob").await;
    let booking = book(&app, &bob, stage.course, at(0)).await.expect("free");
    app.advance(std::time::Duration::from_secs(1));
    let uid = format!("booking-{}@skyshard", booking.id);
    let expected = |method: &str, sequence: &str, status: &str| {
        [method.to_owned(), uid.clone(), sequence.to_owned(), status.to_owned()]
    };
    for name in ["bob", "tara"] {
        assert_eq!(last_invitation(&app, name).await, expected("REQUEST", "0", "CONFIRMED"));
    }
    reschedule::reschedule(&app, &bob, booking.id, at(3)).await.expect("free");
    app.advance(std::time::Duration::from_secs(1));
    assert_eq!(last_invitation(&app, "bob").await, expected("REQUEST", "1", "CONFIRMED"));
    cancel::cancel(&app, &bob, booking.id).await.expect("in time");
    for name in ["bob", "tara"] {
        assert_eq!(last_invitation(&app, name).await, expected("CANCEL", "2", "CANCELLED"));
    }
}

#[tokio::test]
async fn nobody_learns_the_others_address() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let bob = member(&app, "bob").await;
    let booking = book(&app, &bob, stage.course, at(0)).await.expect("free");
    let mail = outbox::recent(&app, Some(&people::email("bob"))).await.expect("mails").remove(0);
    let invitation = mail.letter.invitation.as_ref().expect("an invitation").text.replace("\r\n ", "");
    assert!(invitation.contains("bob@example.com") && !invitation.contains("tara@example.com"));
    assert!(!mail.letter.body.contains("tara@example.com"));
    let file = feed::file(&app, &stage.teacher, booking.id).await.expect("hers").replace("\r\n ", "");
    assert!(file.contains("METHOD:PUBLISH") && !file.contains("@example.com"), "{file}");
}

#[tokio::test]
async fn both_clocks_stand_in_the_mail() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let bob = member(&app, "bob").await;
    book(&app, &bob, stage.course, at(0)).await.expect("free");
    let mail = outbox::recent(&app, Some(&people::email("bob"))).await.expect("mails").remove(0);
    for line in ["21:00 (Asia/Tokyo)", "13:00 (Europe/Paris) for Tara Lindqvist", "/skillshare/bookings/"] {
        assert!(mail.letter.body.contains(line), "{line} is missing:\n{}", mail.letter.body);
    }
}

#[tokio::test]
async fn a_feed_is_its_owners_and_ends_with_its_key() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let (bob, carol) = (member(&app, "bob").await, member(&app, "carol").await);
    assert!(feed::feed(&app, &bob, false).await.expect("asked").is_none());
    let key = feed::feed(&app, &bob, true).await.expect("made").and_then(|it| it.key).expect("a key");
    book(&app, &bob, stage.course, at(0)).await.expect("free");
    book(&app, &carol, stage.course, at(2)).await.expect("free");
    let count = |text: String| text.matches("BEGIN:VEVENT").count();
    assert_eq!(count(feed::read(&app, key.as_str()).await.expect("his")), 1, "not what others booked");
    let hers =
        feed::feed(&app, &stage.teacher, true).await.expect("made").and_then(|it| it.key).expect("a key");
    assert_eq!(count(feed::read(&app, hers.as_str()).await.expect("hers")), 2, "all that she gives");
    assert!(
        feed::feed(&app, &bob, false).await.expect("asked").is_some_and(|it| it.key.is_none()),
        "told once"
    );
    feed::feed(&app, &bob, true).await.expect("renewed");
    for wrong in [key.as_str(), "", "nonsense", &"0".repeat(64)] {
        assert!(feed::read(&app, wrong).await.is_err());
    }
}
