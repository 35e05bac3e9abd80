//! The text line by line, and names that try to break out of it.
use std::time::Duration;

use super::*;

fn entry() -> Entry {
    let start = Timestamp::from_unix_seconds(1_795_897_800);
    Entry {
        booking: BookingId::from_random([7; 16]),
        sequence: 2,
        span: start..start.plus(Duration::from_secs(3600)),
        written_at: Timestamp::from_unix_seconds(1_795_000_000),
        is_cancelled: false,
        summary: "Spanish, for travellers; with Ana".to_owned(),
        description:
            "Saturday 28 November 2026, 21:30 (Europe/Paris)\nSunday 29 November 2026, 05:30 (Asia/Tokyo)"
                .to_owned(),
        url: "http://localhost:8080/skillshare/bookings/07".to_owned(),
        organizer: Party { name: "Ana Ruiz".to_owned(), email: "skyshard@localhost".to_owned() },
        attendee: Some(Party { name: "Bob \"B\"; X:Y".to_owned(), email: "bob@example.com".to_owned() }),
    }
}

#[test]
fn an_invitation_line_by_line() {
    insta::assert_snapshot!(text(Method::Request, None, [entry()]).replace("\r\n", "\n"), @"");
}

#[test]
fn a_cancellation_keeps_the_uid() {
    let text = text(Method::Cancel, None, [Entry { sequence: 3, ..entry() }]);
    for line in ["METHOD:CANCEL", "SEQUENCE:3", "STATUS:CANCELLED"] {
        assert!(text.contains(&format!("{line}\r\n")), "{line} is missing in {text}");
    }
    assert!(text.contains(&uid(entry().booking)));
}

#[test]
fn no_line_is_longer_than_75_bytes_and_none_ends_early() {
    let long = Entry { description: "é".repeat(400), summary: "x".repeat(300), ..entry() };
    let text = text(Method::Publish, Some("Lessons"), [long]);
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{} bytes: {line}", line.len());
        assert!(!line.contains(['\r', '\n']));
    }
    assert!(text.ends_with("END:VCALENDAR\r\n"));
}
