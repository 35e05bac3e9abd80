//! What the pages of one's lessons decide, without a browser: how a booking stands, when it begins, and what cancelling it
//! means.

use std::time::Duration;

use client::proto::skillshare::{Booking, BookingEvent, BookingEventKind, BookingState};
use domain::{format, limits::OFFER_LIFE, skillshare::reminder::Reminder};

use crate::{
    moment::OnTheWall,
    notice::Tone,
    pages::skillshare::shared::words::{day_and_clock, length_words, reader},
};

/// How a booking stands, as its pill says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What people read.
    pub words: String,
    /// What it means; none for what is neither good nor bad.
    pub tone: Option<Tone>,
}

/// When the lesson ends, in Unix seconds.
pub fn ends_at(booking: &Booking) -> i64 {
    starts_at(booking) + i64::from(booking.length_minutes) * 60
}

/// When the lesson begins, in Unix seconds.
pub fn starts_at(booking: &Booking) -> i64 {
    booking.time.unwrap_or_default().starts_at
}

/// Whether the place is kept for the caller, who has not booked it.
pub fn is_held(booking: &Booking, now: i64) -> bool {
    booking.state() == BookingState::Held && booking.held_until > now
}

/// How a booking stands at a moment.
pub fn standing(booking: &Booking, now: i64) -> Standing {
    let (words, tone) = match booking.state() {
        BookingState::Held if is_held(booking, now) => {
            // Nothing is kept longer: an answer from beyond that means that the clocks differ.
            let left = Duration::from_secs((booking.held_until - now).unsigned_abs()).min(OFFER_LIFE);
            let left = format::countdown(left);
            return Standing { words: format!("Held, {left} left"), tone: Some(Tone::Warning) };
        }
        BookingState::Held | BookingState::Unspecified => ("No longer held", None),
        BookingState::Cancelled if booking.is_late => ("Late cancellation", Some(Tone::Danger)),
        BookingState::Cancelled => ("Cancelled", None),
        BookingState::Booked if now >= ends_at(booking) => ("Over", None),
        BookingState::Booked => ("Booked", Some(Tone::Good)),
    };
    Standing { words: words.to_owned(), tone }
}

/// "begins in 42 min", within the day before it; "has begun" while it lasts.
pub fn begins_words(booking: &Booking, now: i64) -> Option<String> {
    let left = starts_at(booking) - now;
    let is_near = leads(Reminder::DayBefore, left);
    match booking.state() {
        BookingState::Booked if left <= 0 && now < ends_at(booking) => Some("has begun".to_owned()),
        BookingState::Booked if is_near => Some(format!("begins in {}", minutes_words(left))),
        BookingState::Booked | BookingState::Held | BookingState::Cancelled | BookingState::Unspecified => {
            None
        }
    }
}

/// Whether the lesson begins within the hour.
pub fn begins_soon(booking: &Booking, now: i64) -> bool {
    booking.state() == BookingState::Booked && leads(Reminder::HourBefore, starts_at(booking) - now)
}

fn leads(reminder: Reminder, seconds_left: i64) -> bool {
    u64::try_from(seconds_left).is_ok_and(|left| left > 0 && left <= reminder.lead().as_secs())
}

/// Hours and whole minutes, rounded up: "42 min", "3 h 5 min", "24 h".
fn minutes_words(seconds: i64) -> String {
    length_words(i32::try_from(seconds.unsigned_abs().div_ceil(60)).unwrap_or(i32::MAX))
}

/// What can be done with a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Books the place that is held.
    Confirm,
    /// Gives it back.
    GiveBack,
    /// Looks for another time.
    Move,
    /// Ends it.
    Cancel,
    /// Looks for a time of the same course.
    BookAgain,
}

impl Act {
    /// What its button says.
    pub fn words(self) -> &'static str {
        match self {
            Self::Confirm => "Confirm",
            Self::GiveBack => "Give back",
            Self::Move => "Move",
            Self::Cancel => "Cancel",
            Self::BookAgain => "Book again",
        }
    }
}

/// What can be done at a moment: as the server said, less what has become too late since.
pub fn acts(booking: &Booking, now: i64) -> Vec<Act> {
    let offered = [
        (Act::Confirm, !booking.as_teacher && is_held(booking, now)),
        (Act::GiveBack, !booking.as_teacher && is_held(booking, now)),
        (Act::Move, !booking.as_teacher && booking.can_move && now <= booking.free_until),
        (Act::Cancel, booking.can_cancel && now < starts_at(booking)),
        (Act::BookAgain, !booking.as_teacher && is_done(booking, now)),
    ];
    offered.into_iter().filter(|(_, is_offered)| *is_offered).map(|(act, _)| act).collect()
}

/// Whether nothing more can become of it.
fn is_done(booking: &Booking, now: i64) -> bool {
    match booking.state() {
        BookingState::Booked => now >= starts_at(booking),
        BookingState::Held | BookingState::Unspecified => !is_held(booking, now),
        BookingState::Cancelled => true,
    }
}

/// With whom the caller has the lesson.
pub fn other_party(booking: &Booking) -> &str {
    if booking.as_teacher { &booking.student_name } else { &booking.teacher_name }
}

/// "21:30 – 22:30".
pub fn from_to(wall: OnTheWall, length_minutes: i32) -> String {
    let end = OnTheWall { at: wall.at + i64::from(length_minutes) * 60, ..wall };
    format!("{} – {}", wall.clock(), end.clock())
}

/// What happens when the caller cancels, in the order in which it matters.
pub fn cancel_words(booking: &Booking, price: &str, now: i64) -> [String; 2] {
    if booking.as_teacher {
        let student = format!("{} is told by mail.", booking.student_name);
        return [student, "It costs nothing.".to_owned()];
    }
    let told = format!("{} is told by mail; the slot is free at once.", booking.teacher_name);
    match costs_the_price(booking, now) {
        true => [format!("You are past the time of free cancellation: the price of {price} is due."), told],
        false => ["It is free of charge.".to_owned(), told],
    }
}

/// What a cancellation led to.
pub fn cancelled_words(booking: &Booking, price: &str) -> String {
    match (booking.as_teacher, booking.is_late) {
        (true, _) => format!("{} is told by mail.", booking.student_name),
        (false, true) => format!("It was past the time of free cancellation: the price of {price} is due."),
        (false, false) => "Free of charge. You can book another time.".to_owned(),
    }
}

/// Whether cancelling now costs the student something.
pub fn costs_the_price(booking: &Booking, now: i64) -> bool {
    let has_price = booking.price.as_ref().is_some_and(|price| price.minor_units > 0);
    !booking.as_teacher && has_price && now > booking.free_until
}

/// What happened, by whom: "You moved it".
pub fn event_words(event: &BookingEvent, booking: &Booking) -> String {
    let verb = match event.kind() {
        BookingEventKind::Booked => "booked it",
        BookingEventKind::Moved => "moved it",
        BookingEventKind::Cancelled => "cancelled it",
        BookingEventKind::Reminded | BookingEventKind::Unspecified => return "Reminder sent".to_owned(),
    };
    let who = match (event.by.as_str(), booking.as_teacher) {
        ("student", false) | ("teacher", true) => "You",
        ("student", true) => &booking.student_name,
        ("teacher", false) => &booking.teacher_name,
        _ => "Somebody",
    };
    format!("{who} {verb}")
}

/// When the lesson was to begin after it, where that is news: "for Sat 28 Nov, 21:30".
pub fn event_time(event: &BookingEvent, today: OnTheWall) -> Option<String> {
    let is_news = matches!(event.kind(), BookingEventKind::Booked | BookingEventKind::Moved);
    let time = event.time.filter(|_| is_news)?;
    Some(format!("for {}", day_and_clock(reader(&time), today)))
}

#[cfg(test)]
mod tests;
