//! Waiting for a place of a full lesson (G17). A seat that is given back is offered to whoever waits first: held for him
//! for a quarter of an hour, and told by mail. If he lets it go, the next one has it.
use domain::{
    id::{CourseId, LessonId},
    skillshare::{TimeZone, booking::HoldReason},
    time::Timestamp,
};

use super::{
    course_and_teacher, news,
    seat::{self, NoSeat},
    slots::Desk,
};
use crate::{
    app::App,
    auth::Member,
    db::{self, Transaction, booking::Booking},
    service::{
        Reason, ServiceError,
        audit::{self, Outcome},
    },
    zones,
};

/// Puts the caller in line for a lesson that is full; answers the position, 1 is next.
pub async fn join(
    app: &App,
    member: &Member,
    course: CourseId,
    starts_at: Timestamp,
    zone: &TimeZone,
) -> Result<u32, ServiceError> {
    super::hold::release_overdue(app).await?;
    let now = app.clock.now();
    let tx = app.db.write().await?;
    let (row, teacher) = course_and_teacher(&tx, course).await?;
    db::lock::calendar(&tx, teacher.id).await?;
    let lesson = db::lesson::find_open(&tx, course, starts_at).await?.filter(|_| starts_at > now);
    let Some(lesson) = lesson.filter(|_| teacher.account != member.account()) else { return Err(no_line()) };
    if Desk::read(&tx, &row, &teacher, now).await?.search(now).offers(starts_at) {
        return Err(is_free());
    }
    if db::lesson_line::join(&tx, lesson.id, member.account(), zones::id(zone), now).await? {
        audit::record(&tx, member, "lesson.wait", lesson.id, Outcome::Success, now);
    }
    let places = db::lesson_line::places_of(&tx, member.account(), now).await?;
    tx.commit().await?;
    let mine = places.iter().find(|place| place.course == course && place.starts_at == starts_at);
    Ok(mine.map_or(1, |place| place.position))
}

/// Takes the caller out of a line.
pub async fn leave(
    app: &App,
    member: &Member,
    course: CourseId,
    starts_at: Timestamp,
) -> Result<(), ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    if let Some(lesson) = db::lesson::find_open(&tx, course, starts_at).await?
        && db::lesson_line::leave(&tx, lesson.id, member.account()).await?
    {
        audit::record(&tx, member, "lesson.leave", lesson.id, Outcome::Success, now);
    }
    Ok(tx.commit().await?)
}

/// Offers a seat that was given back, of a lesson whose time is still the teacher's, to the first in line who has time
/// then. `left` seats are taken. Answers whether somebody has it now.
pub(super) async fn offer_seat(
    app: &App,
    tx: &Transaction,
    id: LessonId,
    left: u32,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let Some(lesson) = db::lesson::find(tx, id).await?.filter(|lesson| lesson.span.start > now) else {
        return Ok(false);
    };
    let (course, _) = course_and_teacher(tx, lesson.course).await?;
    while let Some((student, zone)) = db::lesson_line::first(tx, id).await? {
        db::lesson_line::leave(tx, id, student).await?;
        // Looked at before: PostgreSQL would end the transaction with the index.
        if !db::lesson::is_free(tx, student, &lesson.span).await? {
            continue;
        }
        db::lesson::set_seats_taken(tx, id, left + 1).await?;
        let held = seat::hold(tx, &lesson, &course, student, &zone, HoldReason::Offer, now).await;
        let booking = held.map_err(|no_seat| match no_seat {
            NoSeat::Other(error) => error,
            NoSeat::Taken => ServiceError::Internal(anyhow::anyhow!("an offered seat of {id} was taken")),
        })?;
        let booking = super::bookings::found(tx, booking).await?;
        news::offered(app, tx, &booking, now).await?;
        audit::record(tx, "job:lessons", "booking.offer", booking.id, Outcome::Success, now);
        return Ok(true);
    }
    Ok(false)
}

/// The same for a seat whose booking was moved away, when nobody else has the lesson's time: it must still be free, for
/// the booking may have moved by half its length.
pub(super) async fn offer_moved_seat(
    app: &App,
    tx: &Transaction,
    moved: &Booking,
    left: u32,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let old = &moved.lesson;
    if left > 0 {
        offer_seat(app, tx, old.id, left, now).await?;
        return Ok(());
    }
    let is_wanted = db::lesson_line::first(tx, old.id).await?.is_some();
    if !is_wanted {
        return Ok(());
    }
    if !db::lesson::is_free(tx, moved.teacher.account, &old.taken).await? {
        return end(app, tx, moved, now).await;
    }
    if offer_seat(app, tx, old.id, 0, now).await? {
        db::lesson::take_cells(tx, moved.teacher.account, old.id, None, &old.taken).await?;
    }
    Ok(())
}

/// Ends the line of a lesson that will not be; who waited is told.
pub(super) async fn end(
    app: &App,
    tx: &Transaction,
    booking: &Booking,
    now: Timestamp,
) -> Result<(), ServiceError> {
    for student in db::lesson_line::end(tx, booking.lesson.id).await? {
        if let Some(account) = db::account::find(tx, student).await? {
            news::line_ended(app, tx, &account.email, booking, now).await?;
        }
    }
    Ok(())
}

fn no_line() -> ServiceError {
    ServiceError::NotFound("There is no full lesson at that time that you could wait for.".to_owned())
}

fn is_free() -> ServiceError {
    let message = "This slot is free. Book it instead of waiting for it.".to_owned();
    ServiceError::Precondition { reason: Reason::SlotFree, message }
}
