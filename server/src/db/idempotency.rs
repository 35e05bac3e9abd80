//! What a caller's key led to, so that a call that is repeated takes effect once (INV-A2).
use domain::{
    id::{AccountId, BookingId},
    time::Timestamp,
};

use super::{ConnectionTrait, DbErr, one, parsed, sql, text};

/// What was done under a key before.
pub struct Done {
    /// What was asked for.
    pub request_digest: String,
    /// What it led to.
    pub booking: BookingId,
}

/// What was done under a caller's key.
pub async fn find(on: &impl ConnectionTrait, account: AccountId, key: &str) -> Result<Option<Done>, DbErr> {
    let done =
        "SELECT request_digest, booking_id FROM idempotency WHERE account_id = $1 AND request_key = $2";
    let row = on.query_one_raw(sql(on, done, [account.to_string().into(), key.into()])).await?;
    let read = |row| {
        Ok(Done { request_digest: text(&row, "request_digest")?, booking: parsed(&row, "booking_id")? })
    };
    row.map(read).transpose()
}

/// Writes down what a key led to; two at once break [`Constraint::OneEffect`](super::Constraint).
pub async fn insert(
    on: &impl ConnectionTrait,
    account: AccountId,
    key: &str,
    request_digest: &str,
    booking: BookingId,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "INSERT INTO idempotency (account_id, request_key, request_digest, booking_id, created_at)
        VALUES ($1, $2, $3, $4, $5)";
    let values = [
        account.to_string().into(),
        key.into(),
        request_digest.into(),
        booking.to_string().into(),
        now.micros().into(),
    ];
    one(on, text, values).await
}

/// Forgets keys of calls before `then`.
pub async fn forget_before(on: &impl ConnectionTrait, then: Timestamp) -> Result<u64, DbErr> {
    super::execute(on, "DELETE FROM idempotency WHERE created_at < $1", [then.micros().into()]).await
}
