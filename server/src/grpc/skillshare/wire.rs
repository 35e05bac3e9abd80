//! How teachers, courses, slots and bookings look on the wire.
use domain::{
    skillshare::{
        Date, TimeZone,
        booking::State,
        offset_seconds,
        slots::{Day, NoSlot, Slot},
    },
    time::Timestamp,
};
use proto::{
    convert::{count, seconds, skillshare},
    skillshare as wire,
};

use crate::{
    app::App,
    auth::Member,
    db::{
        booking::Booking,
        booking_event::{Event, EventKind},
        course::{self, Rating},
        lesson_line::Place,
        review::Review,
        teacher::Teacher,
    },
    service::skillshare::{
        bookings::{self, InFull, allowed},
        catalogue::{Card, TeacherCard},
        slots::{ClockChange, Slots},
    },
    zones,
};

/// A moment on both walls.
pub(super) fn lesson_time(at: Timestamp, reader: &TimeZone, teacher: &TimeZone) -> wire::LessonTime {
    wire::LessonTime {
        starts_at: seconds(at),
        reader_offset_seconds: offset_seconds(at, reader),
        teacher_offset_seconds: offset_seconds(at, teacher),
    }
}

pub(super) fn course(row: &course::Row, teacher: (&str, &str), rating: Rating) -> wire::Course {
    let (course, frame) = (&row.course, &row.course.frame);
    wire::Course {
        course_id: row.id.to_string(),
        teacher_id: row.teacher.to_string(),
        teacher_name: teacher.0.to_owned(),
        title: course.title.to_string(),
        description: course.description.to_string(),
        skill: course.skill.to_string(),
        level: wire::Level::from(course.level).into(),
        price: Some(course.price.into()),
        length_minutes: count(frame.length_minutes),
        capacity: count(frame.capacity),
        buffer_before_minutes: count(frame.buffer_before_minutes),
        buffer_after_minutes: count(frame.buffer_after_minutes),
        notice_hours: count(frame.notice_hours),
        cancel_notice_hours: count(frame.cancel_notice_hours),
        policy: frame.policy().words(),
        is_archived: row.archived_at.is_some(),
        rating: Some(stars(rating)),
        teacher_zone: teacher.1.to_owned(),
    }
}

pub(super) fn card(card: &Card, reader: &TimeZone) -> wire::CourseCard {
    let zone = zones::stored(&card.teacher_zone);
    wire::CourseCard {
        course: Some(course(&card.course, (&card.teacher_name, &card.teacher_zone), card.rating)),
        next_free: card.next_free.map(|slot| lesson_time(slot.starts_at, reader, &zone)),
    }
}

fn stars(rating: Rating) -> wire::Rating {
    let average = match rating.reviews {
        0 => 0.0,
        #[expect(clippy::cast_precision_loss, reason = "an average of small numbers")]
        reviews => rating.stars as f64 / reviews as f64,
    };
    wire::Rating { stars: average, reviews: count(rating.reviews) }
}

pub(super) fn teacher(teacher: &Teacher, rating: Rating, courses: usize) -> wire::Teacher {
    let profile = &teacher.profile;
    wire::Teacher {
        teacher_id: teacher.id.to_string(),
        name: profile.name.to_string(),
        headline: profile.headline.to_string(),
        about: profile.about.to_string(),
        specialties: profile.specialties.iter().map(ToString::to_string).collect(),
        rate: Some(profile.rate.into()),
        zone: teacher.zone.clone(),
        hours: skillshare::week(&teacher.week),
        per_day_max: count(profile.per_day_max.unwrap_or_default()),
        is_listed: profile.is_listed,
        rating: Some(stars(rating)),
        courses: count(courses),
    }
}

pub(super) fn teacher_card(card: &TeacherCard) -> wire::Teacher {
    teacher(&card.teacher, card.rating, card.courses)
}

pub(super) fn slots(slots: &Slots) -> wire::ListSlotsResponse {
    wire::ListSlotsResponse {
        days: slots.days.iter().map(|it| day(it, &slots.reader, &slots.teacher)).collect(),
        reader_zone: zones::id(&slots.reader).to_owned(),
        teacher_zone: zones::id(&slots.teacher).to_owned(),
        clock_changes: slots.clock_changes.iter().map(clock_change).collect(),
    }
}

fn day(day: &Day, reader: &TimeZone, teacher: &TimeZone) -> wire::SlotDay {
    let slot = |slot: &Slot| wire::Slot {
        time: Some(lesson_time(slot.starts_at, reader, teacher)),
        seats_free: count(slot.seats_free),
    };
    let why_none = day.why_none.map_or(wire::NoSlot::Unspecified, |why| match why {
        NoSlot::TooSoon => wire::NoSlot::TooSoon,
        NoSlot::TooFar => wire::NoSlot::TooFar,
        NoSlot::NoHours => wire::NoSlot::NoHours,
        NoSlot::Away => wire::NoSlot::Away,
        NoSlot::Full => wire::NoSlot::Full,
    });
    let Day { date, slots, .. } = day;
    wire::SlotDay {
        day: Date::to_string(date),
        slots: slots.iter().map(slot).collect(),
        why_none: why_none.into(),
    }
}

pub(super) fn clock_change(change: &ClockChange) -> wire::ClockChange {
    let ClockChange { at, zone, forward_seconds, offset_seconds } = change.clone();
    wire::ClockChange { at: seconds(at), zone, forward_seconds, offset_seconds }
}

/// A booking as its caller sees it, by the reader's clock or, without one, by the student's.
pub(super) fn booking(
    app: &App,
    member: &Member,
    booking: &Booking,
    reader: Option<&TimeZone>,
) -> wire::Booking {
    let (allowed, span) = (allowed(app, member, booking), &booking.lesson.span);
    let (state, held_until) = match booking.state {
        State::Held { until } => (wire::BookingState::Held, seconds(until)),
        State::Booked => (wire::BookingState::Booked, 0),
        State::Cancelled => (wire::BookingState::Cancelled, 0),
    };
    let student_zone = zones::stored(&booking.student.zone);
    let time =
        lesson_time(span.start, reader.unwrap_or(&student_zone), &zones::stored(&booking.teacher.zone));
    wire::Booking {
        booking_id: booking.id.to_string(),
        course_id: booking.course().to_string(),
        course_title: booking.course_title.clone(),
        teacher_id: booking.teacher_id().to_string(),
        teacher_name: booking.teacher.name.clone(),
        student_name: booking.student.name.clone(),
        time: Some(time),
        length_minutes: count(span.end.since(span.start).as_secs() / 60),
        student_zone: booking.student.zone.clone(),
        teacher_zone: booking.teacher.zone.clone(),
        price: Some(booking.price.into()),
        state: state.into(),
        held_until,
        note: booking.note.clone(),
        policy: bookings::policy(booking).words(),
        free_until: seconds(allowed.free_until),
        can_cancel: allowed.cancel,
        can_move: allowed.reschedule,
        can_review: allowed.review,
        is_late: booking.is_late,
        as_teacher: allowed.as_teacher,
        capacity: count(booking.lesson.capacity),
        timeline: Vec::new(),
        review: None,
    }
}

/// A booking with all that happened to it.
pub(super) fn in_full(app: &App, member: &Member, full: &InFull, reader: &TimeZone) -> wire::Booking {
    let short = booking(app, member, &full.booking, Some(reader));
    let teacher = zones::stored(&full.booking.teacher.zone);
    wire::Booking {
        timeline: full.events.iter().map(|it| event(it, reader, &teacher)).collect(),
        can_review: short.can_review && full.review.is_none(),
        review: full.review.as_ref().map(review),
        ..short
    }
}

fn event(event: &Event, reader: &TimeZone, teacher: &TimeZone) -> wire::BookingEvent {
    let kind = match event.kind {
        EventKind::Booked => wire::BookingEventKind::Booked,
        EventKind::Moved => wire::BookingEventKind::Moved,
        EventKind::Cancelled => wire::BookingEventKind::Cancelled,
        EventKind::Reminded => wire::BookingEventKind::Reminded,
    };
    wire::BookingEvent {
        kind: kind.into(),
        at: seconds(event.at),
        by: event.party.map(|party| party.name().to_owned()).unwrap_or_default(),
        time: Some(lesson_time(event.starts_at, reader, teacher)),
    }
}

pub(super) fn line_entry(place: &Place, reader: &TimeZone) -> wire::LineEntry {
    wire::LineEntry {
        course_id: place.course.to_string(),
        course_title: place.course_title.clone(),
        teacher_name: place.teacher_name.clone(),
        time: Some(lesson_time(place.starts_at, reader, &zones::stored(&place.teacher_zone))),
        position: count(place.position),
    }
}

pub(super) fn review(review: &Review) -> wire::Review {
    let (reply, replied_at) = match &review.reply {
        Some((reply, at)) => (reply.clone(), seconds(*at)),
        None => (String::new(), 0),
    };
    wire::Review {
        booking_id: review.booking.to_string(),
        student_name: review.student_name.clone(),
        course_title: review.course_title.clone(),
        stars: count(review.stars),
        text: review.text.clone(),
        written_at: seconds(review.written_at),
        reply,
        replied_at,
    }
}
