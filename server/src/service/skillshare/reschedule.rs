//! Moving a booking to another start of the same course: in one transaction the old place is given back and the new one
//! taken, so that there is never none and never two (INV-B2).
use domain::{
    id::BookingId,
    skillshare::booking::{Party, PolicyRefusal},
    time::Timestamp,
};

use super::{
    bookings,
    cancel::refused,
    confirm, course_and_teacher, line, news,
    seat::{self, NoSeat, Wanted},
    slots,
};
use crate::{
    app::App,
    auth::Member,
    db::{
        self, Transaction,
        booking::Booking,
        booking_event::{Event, EventKind},
    },
    service::{
        ServiceError,
        audit::{self, Outcome},
    },
    zones,
};

/// Moves a booking; its student may.
pub async fn reschedule(
    app: &App,
    member: &Member,
    id: BookingId,
    starts_at: Timestamp,
) -> Result<Booking, ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    let booking = bookings::own_place(&tx, member, id).await?;
    if booking.lesson.span.start == starts_at {
        return Ok(booking);
    }
    db::lock::calendar(&tx, booking.teacher_id()).await?;
    match move_in(app, &tx, &booking, starts_at, now).await {
        Ok(()) => {}
        Err(NoSeat::Other(error)) => return Err(error),
        Err(NoSeat::Taken) => {
            drop(tx);
            let zone = zones::stored(&booking.student.zone);
            return Err(slots::taken(app, booking.course(), starts_at, &zone).await?);
        }
    }
    audit::record(&tx, member, "booking.move", id, Outcome::Success, now);
    tx.commit().await?;
    app.mailer.wake();
    bookings::found(app.db.read(), id).await
}

async fn move_in(
    app: &App,
    tx: &Transaction,
    booking: &Booking,
    starts_at: Timestamp,
    now: Timestamp,
) -> Result<(), NoSeat> {
    let (id, old) = (booking.id, &booking.lesson);
    bookings::policy(booking).may_move(booking.state, old.span.start, now).map_err(refused)?;
    // The old place first: the new one may overlap it.
    db::lesson::give_cells_back(tx, id).await?;
    let left = db::lesson::give_seat_back(tx, old.id).await?;
    if left == 0 {
        db::lesson::close(tx, old.id).await?;
    }
    let (course, teacher) = course_and_teacher(tx, booking.course()).await?;
    let lesson = seat::take(tx, &Wanted { course: &course, teacher: &teacher, starts_at, now }).await?;
    seat::take_time(tx, &lesson, booking.student.account, id).await?;
    if !db::booking::move_to(tx, id, lesson.id).await? {
        return Err(refused(PolicyRefusal::NotBooked).into());
    }
    db::reminder::forget(tx, id).await?;
    confirm::remind_of(tx, id, starts_at, now).await?;
    let event = Event { kind: EventKind::Moved, at: now, party: Some(Party::Student), starts_at };
    db::booking_event::insert(tx, id, event).await?;
    line::offer_moved_seat(app, tx, booking, left, now).await?;
    // Nothing tells of the old date any more, unless somebody else has it now.
    db::lesson::close(tx, old.id).await?;
    let moved = bookings::found(tx, id).await?;
    news::moved(app, tx, &moved, old.span.start, now).await?;
    Ok(())
}
