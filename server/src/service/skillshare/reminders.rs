//! What the job does every few seconds: gives overdue places back, and reminds of lessons. A reminder is marked as done in
//! the transaction that posts its mails, so that it is sent once, whatever happens in between (G15).
use domain::{
    id::BookingId,
    skillshare::{
        booking::State,
        reminder::{Reminder, Verdict},
    },
};

use super::{hold, news};
use crate::{
    app::App,
    db::{
        self,
        booking_event::{Event, EventKind},
    },
    service::{
        ServiceError,
        audit::{self, Outcome},
    },
};

/// Reminders of one round.
const ROUND_MAX: u32 = 100;

/// One round; answers how many reminders were done.
pub async fn round(app: &App) -> Result<usize, ServiceError> {
    hold::release_overdue(app).await?;
    let due = db::reminder::list_due(app.db.read(), app.clock.now(), ROUND_MAX).await?;
    let count = due.len();
    for (booking, reminder) in due {
        remind(app, booking, reminder).await?;
    }
    if count > 0 {
        app.mailer.wake();
    }
    Ok(count)
}

async fn remind(app: &App, id: BookingId, reminder: Reminder) -> Result<(), ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    if !db::reminder::done(&tx, id, reminder, now).await? {
        return Ok(());
    }
    let booking = super::bookings::found(&tx, id).await?;
    let starts_at = booking.lesson.span.start;
    if booking.state == State::Booked && reminder.verdict(starts_at, now) == Verdict::Send {
        news::reminded(app, &tx, &booking, lead_words(reminder), now).await?;
        let event = Event { kind: EventKind::Reminded, at: now, party: None, starts_at };
        db::booking_event::insert(&tx, id, event).await?;
        audit::record(&tx, "job:lessons", "booking.remind", id, Outcome::Success, now);
    }
    Ok(tx.commit().await?)
}

fn lead_words(reminder: Reminder) -> &'static str {
    match reminder {
        Reminder::DayBefore => "one day",
        Reminder::HourBefore => "one hour",
    }
}
