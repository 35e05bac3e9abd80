//! Reminders that wait for their time. One is done once, whoever sees first that it is due.
use domain::{id::BookingId, skillshare::reminder::Reminder, time::Timestamp};
use sea_orm::QueryResult;

use super::{ConnectionTrait, DbErr, damaged, execute, one, parsed, sql, text};

/// Lets a reminder wait for its time.
pub async fn insert(
    on: &impl ConnectionTrait,
    booking: BookingId,
    reminder: Reminder,
    due_at: Timestamp,
) -> Result<bool, DbErr> {
    let text = "INSERT INTO reminder (booking_id, kind, due_at) VALUES ($1, $2, $3)";
    one(on, text, [booking.to_string().into(), reminder.name().into(), due_at.micros().into()]).await
}

/// Forgets a booking's reminders, the done ones too: a lesson that moved is told of anew.
pub async fn forget(on: &impl ConnectionTrait, booking: BookingId) -> Result<u64, DbErr> {
    execute(on, "DELETE FROM reminder WHERE booking_id = $1", [booking.to_string().into()]).await
}

/// At most `most` reminders that are due, oldest first.
pub async fn list_due(
    on: &impl ConnectionTrait,
    now: Timestamp,
    most: u32,
) -> Result<Vec<(BookingId, Reminder)>, DbErr> {
    let due = "SELECT booking_id, kind FROM reminder WHERE done_at IS NULL AND due_at <= $1
        ORDER BY due_at, booking_id LIMIT $2";
    let rows = on.query_all_raw(sql(on, due, [now.micros().into(), i64::from(most).into()])).await?;
    let due = |row: &QueryResult| {
        let kind = text(row, "kind")?;
        let reminder = Reminder::named(&kind).ok_or_else(|| damaged("kind", &kind))?;
        Ok((parsed(row, "booking_id")?, reminder))
    };
    rows.iter().map(due).collect()
}

/// Marks a reminder as done; `false` when it was, so that nobody sends it twice.
pub async fn done(
    on: &impl ConnectionTrait,
    booking: BookingId,
    reminder: Reminder,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "UPDATE reminder SET done_at = $3 WHERE booking_id = $1 AND kind = $2 AND done_at IS NULL";
    one(on, text, [booking.to_string().into(), reminder.name().into(), now.micros().into()]).await
}
