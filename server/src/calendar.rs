//! Lessons as iCalendar (RFC 5545) and as its messages (iTIP, RFC 5546): an invitation, its changes, its cancellation.
//!
//! A booking has one UID for ever; each change raises its SEQUENCE, so that a calendar program replaces what it has. Times
//! are written in UTC, which needs no table of zones and means the same everywhere; both wall clocks stand in the text.
use domain::{id::BookingId, skillshare::Span, time::Timestamp};
use icalendar::{Calendar, Component, Event, EventStatus, Property};

use crate::zones;

/// What a calendar is for. It stands once, above its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// To be put into a calendar, or replaced there.
    Request,
    /// To be taken out.
    Cancel,
    /// To be read: a file that somebody fetched, a feed.
    Publish,
}

impl Method {
    /// As RFC 5546 names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
            Self::Publish => "PUBLISH",
        }
    }
}

/// Somebody with an address.
#[derive(Clone, Debug)]
pub struct Party {
    /// What people call him.
    pub name: String,
    /// Where mail goes.
    pub email: String,
}

/// One lesson in somebody's calendar.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Of which booking.
    pub booking: BookingId,
    /// How often it changed.
    pub sequence: u32,
    /// From when to when.
    pub span: Span,
    /// When this was written.
    pub written_at: Timestamp,
    /// Whether it does not stand any more.
    pub is_cancelled: bool,
    /// Its title.
    pub summary: String,
    /// What is told below.
    pub description: String,
    /// Where it can be looked at.
    pub url: String,
    /// Who sends it.
    pub organizer: Party,
    /// Whose calendar it is for; a published one is for nobody in particular.
    pub attendee: Option<Party>,
}

/// The UID of a booking.
pub fn uid(booking: BookingId) -> String {
    format!("booking-{booking}@skyshard")
}

/// A calendar as text; its lines end with CRLF.
pub fn text(method: Method, name: Option<&str>, entries: impl IntoIterator<Item = Entry>) -> String {
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0"));
    calendar.append_property(("PRODID", "-//Skyshard//SkillShare//EN"));
    calendar.append_property(("CALSCALE", "GREGORIAN"));
    calendar.append_property(("METHOD", method.name()));
    if let Some(name) = name {
        calendar.name(name);
    }
    for entry in entries {
        calendar.push(event(method, &entry));
    }
    calendar.to_string()
}

fn event(method: Method, entry: &Entry) -> Event {
    let mut event = Event::with_uid(&uid(entry.booking));
    let is_cancelled = entry.is_cancelled || method == Method::Cancel;
    event
        .summary(&entry.summary)
        .description(&entry.description)
        .url(&entry.url)
        .sequence(entry.sequence)
        .add_property("DTSTAMP", instant(entry.written_at))
        .add_property("DTSTART", instant(entry.span.start))
        .add_property("DTEND", instant(entry.span.end))
        .append_property(person("ORGANIZER", &entry.organizer))
        .append_property(if is_cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed });
    if let Some(attendee) = &entry.attendee {
        let mut property = person("ATTENDEE", attendee);
        property.add_parameter("ROLE", "REQ-PARTICIPANT").add_parameter("PARTSTAT", "ACCEPTED");
        event.append_multi_property(property);
    }
    event.done()
}

/// `20261128T203000Z`.
fn instant(at: Timestamp) -> String {
    zones::zoned(at, &domain::skillshare::TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A name stands in quotes, so it has none of its own; what else parameters cannot have, lines never had.
fn person(property: &str, party: &Party) -> Property {
    let name = party.name.replace('"', "'");
    let mut property = Property::new(property, format!("mailto:{}", party.email));
    property.add_parameter("CN", &format!("\"{name}\""));
    property
}

#[cfg(test)]
mod tests;
