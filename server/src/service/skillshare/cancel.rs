//! Ending a booking. The slot is free at once: for whoever waits first, else for everybody.
use domain::{
    id::BookingId,
    skillshare::booking::{Cancellation, Party, PolicyRefusal},
    time::Timestamp,
};

use super::{bookings, line, news, seat};
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

/// Cancels a booking; the student may, and the teacher.
pub async fn cancel(app: &App, member: &Member, id: BookingId) -> Result<Booking, ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    let (booking, party) = bookings::of_either(&tx, member, id).await?;
    db::lock::calendar(&tx, booking.teacher_id()).await?;
    let cancelled = cancel_in(app, &tx, &booking, party, now).await?;
    audit::record(&tx, member, "booking.cancel", id, Outcome::Success, now);
    tx.commit().await?;
    app.mailer.wake();
    Ok(cancelled)
}

/// The same within a transaction that holds the lock on the teacher's calendar. Whoever calls writes it down.
pub(super) async fn cancel_in(
    app: &App,
    tx: &Transaction,
    booking: &Booking,
    party: Party,
    now: Timestamp,
) -> Result<Booking, ServiceError> {
    let (id, starts_at) = (booking.id, booking.lesson.span.start);
    let cost = bookings::policy(booking).cancel(booking.state, starts_at, party, now).map_err(refused)?;
    if !db::booking::cancel(tx, id, cost == Cancellation::Late, now).await? {
        return Err(refused(PolicyRefusal::NotBooked));
    }
    db::lesson::give_cells_back(tx, id).await?;
    db::reminder::forget(tx, id).await?;
    if party == Party::Teacher && booking.lesson.seats_taken == 1 {
        // Who does not want to teach then does not want to teach the next one either.
        line::end(app, tx, booking, now).await?;
    }
    seat::give_back(app, tx, booking.lesson.id, now).await?;
    let event = Event { kind: EventKind::Cancelled, at: now, party: Some(party), starts_at };
    db::booking_event::insert(tx, id, event).await?;
    let cancelled = bookings::found(tx, id).await?;
    news::cancelled(app, tx, &cancelled, party, now).await?;
    Ok(cancelled)
}

/// What the policy refuses.
pub(super) fn refused(refusal: PolicyRefusal) -> ServiceError {
    ServiceError::Precondition { reason: Reason::PolicyRefused, message: refusal.to_string() }
}
