//! Taking a seat and giving it back: what holds, bookings and moves have in common. All of it within the caller's
//! transaction, which holds the lock on the teacher's calendar.
use domain::{
    id::{AccountId, BookingId, LessonId},
    skillshare::booking::HoldReason,
    time::Timestamp,
};

use super::{line, slots::Desk};
use crate::{
    app::App,
    clock::random,
    db::{
        self, Constraint, DbErr, Transaction, booking::NewBooking, course, lesson::Lesson, teacher::Teacher,
        violates,
    },
    service::{Reason, ServiceError},
};

/// A start that somebody wants.
pub(super) struct Wanted<'a> {
    /// Of which course.
    pub course: &'a course::Row,
    /// Whose course it is.
    pub teacher: &'a Teacher,
    /// When the lesson begins.
    pub starts_at: Timestamp,
    /// Now.
    pub now: Timestamp,
}

/// Why there is no seat.
pub(super) enum NoSeat {
    /// Somebody was faster.
    Taken,
    /// Something else, which is said.
    Other(ServiceError),
}

impl<E: Into<ServiceError>> From<E> for NoSeat {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

/// Takes a seat: of the lesson that begins then, or of a new one where the teacher is free.
pub(super) async fn take(tx: &Transaction, wanted: &Wanted<'_>) -> Result<Lesson, NoSeat> {
    let Wanted { course, teacher, starts_at, now } = *wanted;
    let desk = Desk::read(tx, course, teacher, now).await?;
    let search = desk.search(now);
    if !search.is_start(starts_at) {
        return Err(no_start().into());
    }
    if let Some(lesson) = db::lesson::find_open(tx, course.id, starts_at).await? {
        let seated = search.offers(starts_at) && db::lesson::take_seat(tx, lesson.id).await?;
        return if seated { Ok(lesson) } else { Err(NoSeat::Taken) };
    }
    if !search.offers(starts_at) {
        return Err(NoSeat::Taken);
    }
    let terms = desk.terms();
    let lesson = Lesson {
        id: LessonId::from_random(random()),
        course: course.id,
        teacher: teacher.id,
        span: terms.lesson(starts_at),
        taken: terms.taken(starts_at),
        capacity: terms.capacity,
        seats_taken: 1,
        cancel_notice_hours: course.course.frame.cancel_notice_hours,
    };
    db::lesson::insert(tx, &lesson).await.map_err(lost_race)?;
    db::lesson::take_cells(tx, teacher.account, lesson.id, None, &lesson.taken).await.map_err(lost_race)?;
    Ok(lesson)
}

/// Writes a held place down and takes the student's time for it.
pub(super) async fn hold(
    tx: &Transaction,
    lesson: &Lesson,
    course: &course::Row,
    student: AccountId,
    zone: &str,
    reason: HoldReason,
    now: Timestamp,
) -> Result<BookingId, NoSeat> {
    let id = BookingId::from_random(random());
    let booking = NewBooking {
        id,
        lesson: lesson.id,
        student,
        held_until: now.plus(reason.life()),
        is_offer: reason == HoldReason::Offer,
        zone,
        price: course.course.price,
        created_at: now,
    };
    db::booking::insert(tx, booking).await.map_err(second_place)?;
    take_time(tx, lesson, student, id).await?;
    Ok(id)
}

/// Takes the student's time for a booking.
pub(super) async fn take_time(
    tx: &Transaction,
    lesson: &Lesson,
    student: AccountId,
    booking: BookingId,
) -> Result<(), NoSeat> {
    let taken = db::lesson::take_cells(tx, student, lesson.id, Some(booking), &lesson.span).await;
    taken.map_err(|error| match violates(&error, Constraint::CalendarCell) {
        true => busy().into(),
        false => error.into(),
    })
}

/// Gives a seat back; it goes to whoever waits first. An empty lesson gives the teacher's time back.
pub(super) async fn give_back(
    app: &App,
    tx: &Transaction,
    lesson: LessonId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let left = db::lesson::give_seat_back(tx, lesson).await?;
    if line::offer_seat(app, tx, lesson, left, now).await? {
        return Ok(());
    }
    if left == 0 {
        db::lesson::close(tx, lesson).await?;
    }
    Ok(())
}

/// Whoever breaks one of these came second.
fn lost_race(error: DbErr) -> NoSeat {
    let is_lost = violates(&error, Constraint::LessonStart) || violates(&error, Constraint::CalendarCell);
    if is_lost { NoSeat::Taken } else { error.into() }
}

fn second_place(error: DbErr) -> NoSeat {
    if violates(&error, Constraint::BookingPlace) {
        let message = "You have a place in this lesson already. Look at My lessons.".to_owned();
        return ServiceError::Taken { reason: Reason::PlaceTaken, message }.into();
    }
    error.into()
}

fn busy() -> ServiceError {
    let message =
        "You have another lesson at that time. Choose another slot, or cancel that lesson first.".to_owned();
    ServiceError::Taken { reason: Reason::BusyThen, message }
}

fn no_start() -> ServiceError {
    let message = "No lesson of this course can be booked for that time.";
    ServiceError::invalid("starts_at", Reason::InvalidArgument, message)
}
