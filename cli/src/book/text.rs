//! Courses, slots and bookings as text of at most 80 columns, and as JSON.
use client::proto::skillshare::{Booking, BookingState, Course, CourseCard, Money, NoSlot, SlotDay};
use domain::skillshare::money;
use serde_json::{Value, json};

use super::clock::{instant, reader, teacher, wall};

/// `48.00 EUR`, `free`.
fn price(price: Option<&Money>) -> String {
    let known = price.and_then(|price| money::Money::new(price.minor_units, &price.currency).ok());
    known.map(|price| price.to_string()).unwrap_or_default()
}

/// A course in three lines.
pub(super) fn course(card: &CourseCard) -> String {
    let Some(course) = &card.course else { return String::new() };
    let next = match &card.next_free {
        Some(time) => format!("next {}", reader(Some(time))),
        None => "nothing free in the next 60 days".to_owned(),
    };
    let Course { title, teacher_name, skill, length_minutes, course_id, .. } = course;
    let cost = price(course.price.as_ref());
    format!(
        "{title}\n  {teacher_name} | {skill} | {length_minutes} min | {cost} | {next}\n  course {course_id}"
    )
}

/// The same for programs.
pub(super) fn course_json(card: &CourseCard) -> Value {
    let course = card.course.clone().unwrap_or_default();
    json!({
        "course_id": course.course_id,
        "title": course.title,
        "teacher_name": course.teacher_name,
        "teacher_zone": course.teacher_zone,
        "skill": course.skill,
        "length_minutes": course.length_minutes,
        "capacity": course.capacity,
        "price": money_json(course.price.as_ref()),
        "policy": course.policy,
        "next_free": instant(card.next_free.as_ref()),
    })
}

fn money_json(price: Option<&Money>) -> Value {
    price.map_or(Value::Null, |price| json!({ "minor_units": price.minor_units, "currency": price.currency }))
}

/// A day with its slots, six a line, or why there are none.
pub(super) fn day(day: &SlotDay) -> String {
    if day.slots.is_empty() {
        return format!("{}  {}", day.day, why_none(day.why_none()));
    }
    let slots: Vec<String> =
        day.slots.iter().map(|slot| clock(slot.time.as_ref(), slot.seats_free)).collect();
    let lines: Vec<String> = slots.chunks(8).map(|line| line.join("   ")).collect();
    format!("{}  {}", day.day, lines.join("\n            "))
}

fn clock(time: Option<&client::proto::skillshare::LessonTime>, seats_free: i32) -> String {
    let shown = reader(time);
    let clock = shown.rsplit(' ').next().unwrap_or_default();
    if seats_free == 0 { format!("{clock} full") } else { clock.to_owned() }
}

fn why_none(why: NoSlot) -> &'static str {
    match why {
        NoSlot::TooSoon => "too soon, or over",
        NoSlot::TooFar => "too far ahead",
        NoSlot::NoHours => "no hours on this weekday",
        NoSlot::Away => "the teacher is away",
        NoSlot::Full => "fully booked",
        NoSlot::Unspecified => "nothing free",
    }
}

/// The same for programs.
pub(super) fn day_json(day: &SlotDay) -> Value {
    let slot = |slot: &client::proto::skillshare::Slot| json!({ "starts_at": instant(slot.time.as_ref()), "seats_free": slot.seats_free });
    json!({ "day": day.day, "slots": day.slots.iter().map(slot).collect::<Vec<_>>() })
}

/// A booking in a few lines: both clocks, the policy, the id.
pub(super) fn booking(booking: &Booking) -> String {
    let with = if booking.as_teacher { &booking.student_name } else { &booking.teacher_name };
    let Booking { course_title, length_minutes, booking_id, teacher_zone, .. } = booking;
    let (mine, theirs) = (reader(booking.time.as_ref()), teacher(booking.time.as_ref()));
    let walls = if mine == theirs { mine } else { format!("{mine} ({theirs} in {teacher_zone})") };
    let cost = price(booking.price.as_ref());
    let state = state(booking);
    let policy = policy(booking);
    format!(
        "{course_title} with {with}, {state}\n  {walls}\n  {length_minutes} min | {cost}{policy}\n  booking {booking_id}"
    )
}

/// Until when it costs nothing to change one's mind, as long as that can be.
fn policy(booking: &Booking) -> String {
    let offset = booking.time.map(|time| time.reader_offset_seconds).unwrap_or_default();
    match booking.can_cancel && booking.can_move {
        true => format!(" | cancel or move free of charge until {}", wall(booking.free_until, offset)),
        false if booking.can_cancel => " | it can only be cancelled now".to_owned(),
        false => String::new(),
    }
}

fn state(booking: &Booking) -> &'static str {
    match booking.state() {
        BookingState::Held => "held for you",
        BookingState::Booked => "booked",
        BookingState::Cancelled if booking.is_late => "cancelled late, the price is due",
        BookingState::Cancelled => "cancelled",
        BookingState::Unspecified => "unknown",
    }
}

/// The same for programs.
pub(super) fn booking_json(booking: &Booking) -> Value {
    json!({
        "booking_id": booking.booking_id,
        "course_id": booking.course_id,
        "course_title": booking.course_title,
        "teacher_name": booking.teacher_name,
        "student_name": booking.student_name,
        "starts_at": instant(booking.time.as_ref()),
        "length_minutes": booking.length_minutes,
        "price": money_json(booking.price.as_ref()),
        "state": match booking.state() {
            BookingState::Held => "held",
            BookingState::Booked => "booked",
            BookingState::Cancelled => "cancelled",
            BookingState::Unspecified => "unknown",
        },
        "is_late": booking.is_late,
        "note": booking.note,
    })
}
