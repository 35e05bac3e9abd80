//! Booking what is held. Repeated, it answers alike: a student who presses twice has one booking, and one mail of it.
use domain::{
    id::BookingId,
    skillshare::{
        booking::{Party, State},
        reminder::Reminder,
    },
    time::Timestamp,
};

use super::{bookings, news};
use crate::{
    app::App,
    auth::Member,
    db::{
        self, Transaction,
        booking::Booking,
        booking_event::{Event, EventKind},
    },
    service::{
        Reason, ServiceError,
        audit::{self, Outcome},
    },
};

/// Books a held place.
pub async fn confirm(app: &App, member: &Member, id: BookingId, note: &str) -> Result<Booking, ServiceError> {
    let tx = app.db.write().await?;
    let booking = bookings::own_place(&tx, member, id).await?;
    if booking.state == State::Booked {
        return Ok(booking);
    }
    confirm_in(app, &tx, member, id, note, app.clock.now()).await?;
    tx.commit().await?;
    app.mailer.wake();
    bookings::found(app.db.read(), id).await
}

/// The same in the transaction that took the place.
pub(super) async fn confirm_in(
    app: &App,
    tx: &Transaction,
    member: &Member,
    id: BookingId,
    note: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if !db::booking::confirm(tx, id, note, now).await? {
        return Err(hold_over());
    }
    let booking = bookings::found(tx, id).await?;
    let starts_at = booking.lesson.span.start;
    remind_of(tx, id, starts_at, now).await?;
    let event = Event { kind: EventKind::Booked, at: now, party: Some(Party::Student), starts_at };
    db::booking_event::insert(tx, id, event).await?;
    news::booked(app, tx, &booking, now).await?;
    audit::record(tx, member, "booking.confirm", id, Outcome::Success, now);
    Ok(())
}

/// Lets the reminders of a lesson wait for their time.
pub(super) async fn remind_of(
    tx: &Transaction,
    id: BookingId,
    starts_at: Timestamp,
    now: Timestamp,
) -> Result<(), ServiceError> {
    for reminder in Reminder::ahead(starts_at, now) {
        db::reminder::insert(tx, id, reminder, reminder.due_at(starts_at)).await?;
    }
    Ok(())
}

fn hold_over() -> ServiceError {
    let message =
        "The time of this hold is over. The slot may be somebody else's now; choose it again.".to_owned();
    ServiceError::Precondition { reason: Reason::HoldOver, message }
}
