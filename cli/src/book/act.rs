//! What needs a session.
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Result, bail};
use client::{
    Authorized,
    proto::skillshare::{BookSlotRequest, Booking, ListBookingsRequest},
};
use serde_json::{Value, json};

use super::{clock::Clock, text};
use crate::arguments::BookAction;

/// Bookings of one answer.
const LIMIT: i32 = 100;

/// Does it and tells what came of it.
pub(super) async fn act(
    member: &Authorized,
    action: &BookAction,
    clock: &Clock,
    json: bool,
) -> Result<String> {
    Ok(match action {
        BookAction::Lesson { course, start, note } => {
            let wish = BookSlotRequest {
                course_id: course.clone(),
                starts_at: clock.read(start)?,
                zone: clock.id.clone(),
                idempotency_key: fresh_key(),
                note: note.clone(),
            };
            told(&member.book_slot(wish).await?, json)
        }
        BookAction::List { past, teacher } => list(member, *past, *teacher, clock, json).await?,
        BookAction::Move { booking, start } => {
            told(&member.reschedule_booking(booking, clock.read(start)?).await?, json)
        }
        BookAction::Cancel { booking } => told(&member.cancel_booking(booking).await?, json),
        BookAction::Ics { booking } => member.calendar_file(booking).await?.ics,
        BookAction::Courses { .. } | BookAction::Slots { .. } => bail!("this needs no session"),
    })
}

async fn list(
    member: &Authorized,
    past: bool,
    as_teacher: bool,
    clock: &Clock,
    json: bool,
) -> Result<String> {
    let which =
        ListBookingsRequest { past, as_teacher, zone: clock.id.clone(), limit: LIMIT, ..Default::default() };
    let found = member.list_bookings(which).await?;
    if json {
        let bookings: Vec<Value> = found.bookings.iter().map(text::booking_json).collect();
        return Ok(format!("{:#}", json!({ "bookings": bookings, "total_count": found.total_count })));
    }
    if found.bookings.is_empty() {
        return Ok("No lessons. Find one with: skyshard book courses".to_owned());
    }
    Ok(found.bookings.iter().map(text::booking).collect::<Vec<_>>().join("\n\n"))
}

fn told(booking: &Booking, json: bool) -> String {
    if json { format!("{:#}", text::booking_json(booking)) } else { text::booking(booking) }
}

/// One wish of this process: the client repeats a call under it, and a person who repeats a command means another one.
fn fresh_key() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("cli-{}-{}", std::process::id(), now.as_nanos())
}
