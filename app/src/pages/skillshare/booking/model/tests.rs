//! How a booking stands, and what cancelling it means.

use client::proto::skillshare::{LessonTime, Money};

use super::*;

const HOUR: i64 = 3600;
/// 2026-11-28 20:30 UTC.
const START: i64 = 1_795_897_800;

fn booking(state: BookingState) -> Booking {
    let time = LessonTime { starts_at: START, reader_offset_seconds: 3600, teacher_offset_seconds: 32_400 };
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
