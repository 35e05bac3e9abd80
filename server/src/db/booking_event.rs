//! What happened to a booking, for its history.
use domain::{id::BookingId, skillshare::booking::Party, time::Timestamp};
use sea_orm::QueryResult;

use super::{ConnectionTrait, DbErr, booking::text_of, damaged, instant, one, sql, text_or_none};

/// What can happen to a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// It was confirmed.
    Booked,
    /// It was moved.
    Moved,
    /// It was cancelled.
    Cancelled,
    /// The student and the teacher were reminded.
    Reminded,
}

impl EventKind {
    const ALL: [Self; 4] = [Self::Booked, Self::Moved, Self::Cancelled, Self::Reminded];

    const fn name(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
            Self::Reminded => "reminded",
        }
    }
}

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// Who did it; nobody did a reminder.
    pub party: Option<Party>,
    /// When the lesson was to begin after it.
    pub starts_at: Timestamp,
}

/// Writes down what happened.
pub async fn insert(on: &impl ConnectionTrait, id: BookingId, event: Event) -> Result<bool, DbErr> {
    let text = "INSERT INTO booking_event (booking_id, position, kind, at, party, starts_at)
        SELECT $1, COUNT(*), $2, $3, $4, $5 FROM booking_event WHERE booking_id = $1";
    let values = [
        id.to_string().into(),
        event.kind.name().into(),
        event.at.micros().into(),
        event.party.map(|party| party.name().to_owned()).into(),
        event.starts_at.micros().into(),
    ];
    one(on, text, values).await
}

/// What happened to a booking, oldest first.
pub async fn list(on: &impl ConnectionTrait, id: BookingId) -> Result<Vec<Event>, DbErr> {
    let events =
        "SELECT kind, at, party, starts_at FROM booking_event WHERE booking_id = $1 ORDER BY position";
    let rows = on.query_all_raw(sql(on, events, [id.to_string().into()])).await?;
    let event = |row: &QueryResult| {
        let kind = text_of(row, "kind", |name| EventKind::ALL.into_iter().find(|kind| kind.name() == name))?;
        let party = match text_or_none(row, "party")?.as_deref() {
            None => None,
            Some("student") => Some(Party::Student),
            Some("teacher") => Some(Party::Teacher),
            Some(other) => return Err(damaged("party", other)),
        };
        Ok(Event { kind, at: instant(row, "at")?, party, starts_at: instant(row, "starts_at")? })
    };
    rows.iter().map(event).collect()
}
