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
    insta::assert_snapshot!(text(Method::Request, None, [entry()]).replace("\r\n", "\n"), @r#"
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Skyshard//SkillShare//EN
CALSCALE:GREGORIAN
METHOD:REQUEST
BEGIN:VEVENT
DESCRIPTION:Saturday 28 November 2026\, 21:30 (Europe/Paris)\nSunday 29 Nov
 ember 2026\, 05:30 (Asia/Tokyo)
DTEND:20261128T213000Z
DTSTAMP:20261118T110640Z
DTSTART:20261128T203000Z
ORGANIZER;CN="Ana Ruiz":mailto:skyshard@localhost
SEQUENCE:2
STATUS:CONFIRMED
SUMMARY:Spanish\, for travellers\; with Ana
UID:booking-07070707070707070707070707070707@skyshard
URL:http://localhost:8080/skillshare/bookings/07
ATTENDEE;CN="Bob 'B'; X:Y";PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT:mailto:bo
 b@example.com
END:VEVENT
END:VCALENDAR
"#);
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
