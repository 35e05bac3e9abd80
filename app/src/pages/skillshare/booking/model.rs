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
mod tests {
    use client::proto::skillshare::{LessonTime, Money};

    use super::*;

    const HOUR: i64 = 3600;
    /// 2026-11-28 20:30 UTC.
    const START: i64 = 1_795_897_800;

    fn booking(state: BookingState) -> Booking {
        let time =
            LessonTime { starts_at: START, reader_offset_seconds: 3600, teacher_offset_seconds: 32_400 };
        Booking {
            state: state.into(),
            time: Some(time),
            length_minutes: 60,
            student_name: "sam".to_owned(),
            teacher_name: "Ana".to_owned(),
            price: Some(Money { minor_units: 2_500, currency: "EUR".to_owned() }),
            free_until: START - 24 * HOUR,
            ..Booking::default()
        }
    }

    #[test]
    fn the_pill_says_how_a_booking_stands() {
        let check = |state, is_late, now: i64, expected: (&str, Option<Tone>)| {
            let booking = Booking { is_late, held_until: START - HOUR, ..booking(state) };
            let Standing { words, tone } = standing(&booking, now);
            assert_eq!((words.as_str(), tone), expected);
        };
        check(BookingState::Held, false, START - HOUR - 272, ("Held, 4:32 left", Some(Tone::Warning)));
        check(BookingState::Held, false, START - HOUR, ("No longer held", None));
        check(BookingState::Booked, false, START, ("Booked", Some(Tone::Good)));
        check(BookingState::Booked, false, START + HOUR, ("Over", None));
        check(BookingState::Cancelled, false, START, ("Cancelled", None));
        check(BookingState::Cancelled, true, START, ("Late cancellation", Some(Tone::Danger)));
    }

    #[test]
    fn a_lesson_of_the_next_day_says_when_it_begins() {
        let check = |before: i64, expected: Option<&str>| {
            let words = begins_words(&booking(BookingState::Booked), START - before);
            assert_eq!(words.map(|words| words.replace('\u{a0}', " ")).as_deref(), expected, "{before} s");
        };
        check(24 * HOUR + 1, None);
        check(24 * HOUR, Some("begins in 24 h"));
        check(42 * 60 - 30, Some("begins in 42 min"));
        check(1, Some("begins in 1 min"));
        check(0, Some("has begun"));
        check(-HOUR, None);
        assert_eq!(begins_words(&booking(BookingState::Cancelled), START - HOUR), None);
        let soon = |before| begins_soon(&booking(BookingState::Booked), START - before);
        assert_eq!([soon(HOUR + 1), soon(HOUR), soon(1), soon(0)], [false, true, true, false]);
    }

    #[test]
    fn what_can_be_done_ends_with_its_time() {
        let check = |booking: Booking, now: i64, expected: &[Act]| assert_eq!(acts(&booking, now), expected);
        let held = Booking { held_until: START, ..booking(BookingState::Held) };
        check(held.clone(), START - 1, &[Act::Confirm, Act::GiveBack]);
        check(held, START, &[Act::BookAgain]);
        let booked = Booking { can_move: true, can_cancel: true, ..booking(BookingState::Booked) };
        check(booked.clone(), START - 24 * HOUR, &[Act::Move, Act::Cancel]);
        check(booked.clone(), START - HOUR, &[Act::Cancel]);
        check(booked.clone(), START, &[Act::BookAgain]);
        check(booking(BookingState::Cancelled), START - HOUR, &[Act::BookAgain]);
        let as_teacher = Booking { as_teacher: true, can_move: false, ..booked };
        check(as_teacher.clone(), START - HOUR, &[Act::Cancel]);
        check(as_teacher, START, &[]);
    }

    #[test]
    fn cancelling_says_what_it_costs() {
        let first = |booking: &Booking, now| cancel_words(booking, "25.00 EUR", now)[0].clone();
        let student = booking(BookingState::Booked);
        assert_eq!(first(&student, START - 24 * HOUR), "It is free of charge.");
        assert!(first(&student, START - HOUR).ends_with("the price of 25.00 EUR is due."));
        let free = Booking { price: None, ..student.clone() };
        assert_eq!(first(&free, START - HOUR), "It is free of charge.");
        let teacher = Booking { as_teacher: true, ..student };
        assert_eq!(first(&teacher, START - HOUR), "sam is told by mail.");
    }

    #[test]
    fn events_are_told_from_the_readers_side() {
        let event = |kind: BookingEventKind, by: &str| BookingEvent {
            kind: kind.into(),
            by: by.to_owned(),
            time: booking(BookingState::Booked).time,
            ..BookingEvent::default()
        };
        let student = booking(BookingState::Booked);
        let moved = event(BookingEventKind::Moved, "student");
        assert_eq!(event_words(&moved, &student), "You moved it");
        assert_eq!(event_words(&moved, &Booking { as_teacher: true, ..student.clone() }), "sam moved it");
        assert_eq!(event_words(&event(BookingEventKind::Cancelled, "teacher"), &student), "Ana cancelled it");
        let here = OnTheWall { at: START, east_of_utc: 3600 };
        assert_eq!(event_time(&moved, here).as_deref(), Some("for Sat 28 Nov, 21:30"));
        let reminded = event(BookingEventKind::Reminded, "");
        assert_eq!(
            (event_words(&reminded, &student).as_str(), event_time(&reminded, here)),
            ("Reminder sent", None)
        );
    }
}
