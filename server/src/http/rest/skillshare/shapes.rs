//! How teachers, courses, slots and bookings look as JSON.
use domain::{
    skillshare::{
        TimeZone,
        money::Money,
        slots::{NoSlot, Slot},
    },
    time::Timestamp,
};
use serde_json::{Value, json};

use super::super::json::instant;
use crate::{
    app::App,
    auth::Member,
    db::{booking::Booking, course::Rating, review::Review},
    service::skillshare::{
        bookings::{allowed, policy},
        catalogue::{Card, TeacherCard},
        slots::Slots,
    },
    zones,
};

fn money(money: Money) -> Value {
    json!({ "minor_units": money.minor_units, "currency": money.currency.code() })
}

fn rating(rating: Rating) -> Value {
    json!({ "stars_in_all": rating.stars, "reviews": rating.reviews })
}

/// One moment: in UTC, on the reader's wall, on the teacher's.
fn walls(at: Timestamp, reader: &TimeZone, teacher: &TimeZone) -> Value {
    let wall = |zone: &TimeZone| {
        json!({
            "time": zones::zoned(at, zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            "zone": zones::id(zone),
        })
    };
    json!({ "starts_at": instant(at), "reader": wall(reader), "teacher": wall(teacher) })
}

pub(super) fn teacher(card: &TeacherCard) -> Value {
    let profile = &card.teacher.profile;
    let specialties: Vec<&str> = profile.specialties.iter().map(|skill| skill.as_str()).collect();
    json!({
        "teacher_id": card.teacher.id.to_string(),
        "name": profile.name.as_str(),
        "headline": profile.headline.as_str(),
        "about": profile.about.as_str(),
        "specialties": specialties,
        "rate_per_hour": money(profile.rate),
        "zone": card.teacher.zone,
        "hours": card.teacher.week.to_string(),
        "rating": rating(card.rating),
        "courses": card.courses,
    })
}

pub(super) fn course(card: &Card, reader: &TimeZone) -> Value {
    let (course, frame) = (&card.course.course, &card.course.course.frame);
    let teacher = zones::stored(&card.teacher_zone);
    json!({
        "course_id": card.course.id.to_string(),
        "teacher_id": card.course.teacher.to_string(),
        "teacher_name": card.teacher_name,
        "title": course.title.as_str(),
        "description": course.description.as_str(),
        "skill": course.skill.as_str(),
        "level": course.level.name(),
        "price": money(course.price),
        "length_minutes": frame.length_minutes,
        "capacity": frame.capacity,
        "notice_hours": frame.notice_hours,
        "cancel_notice_hours": frame.cancel_notice_hours,
        "policy": frame.policy().words(),
        "rating": rating(card.rating),
        "next_free": card.next_free.map(|slot| walls(slot.starts_at, reader, &teacher)),
    })
}

pub(super) fn review(review: &Review) -> Value {
    json!({
        "student_name": review.student_name,
        "course_title": review.course_title,
        "stars": review.stars,
        "text": review.text,
        "written_at": instant(review.written_at),
        "reply": review.reply.as_ref().map(|(reply, _)| reply),
    })
}

pub(super) fn slots(slots: &Slots) -> Value {
    let slot = |slot: &Slot| {
        let mut shape = walls(slot.starts_at, &slots.reader, &slots.teacher);
        shape["seats_free"] = json!(slot.seats_free);
        shape
    };
    let days: Vec<Value> = slots
        .days
        .iter()
        .map(|day| {
            let free: Vec<Value> = day.slots.iter().map(slot).collect();
            json!({ "day": day.date.to_string(), "slots": free, "why_none": day.why_none.map(why_none) })
        })
        .collect();
    json!({ "days": days, "reader_zone": zones::id(&slots.reader), "teacher_zone": zones::id(&slots.teacher) })
}

fn why_none(why: NoSlot) -> &'static str {
    match why {
        NoSlot::TooSoon => "too_soon",
        NoSlot::TooFar => "too_far",
        NoSlot::NoHours => "no_hours",
        NoSlot::Away => "away",
        NoSlot::Full => "full",
    }
}

pub(super) fn booking(app: &App, member: &Member, booking: &Booking, reader: &TimeZone) -> Value {
    let (allowed, span) = (allowed(app, member, booking), &booking.lesson.span);
    json!({
        "booking_id": booking.id.to_string(),
        "state": booking.state.name(),
        "course_id": booking.course().to_string(),
        "course_title": booking.course_title,
        "teacher_name": booking.teacher.name,
        "student_name": booking.student.name,
        "time": walls(span.start, reader, &zones::stored(&booking.teacher.zone)),
        "length_minutes": span.end.since(span.start).as_secs() / 60,
        "price": money(booking.price),
        "note": booking.note,
        "policy": policy(booking).words(),
        "free_until": instant(allowed.free_until),
        "can_cancel": allowed.cancel,
        "can_move": allowed.reschedule,
        "is_late": booking.is_late,
    })
}
