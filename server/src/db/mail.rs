//! The outbox: mails that wait for the job that sends them, and those that were sent lately.
use domain::{id::MailId, time::Timestamp};
use sea_orm::QueryResult;

use super::{ConnectionTrait, DbErr, blob, count, execute, instant, one, parsed, sql, text};

const COLUMNS: &str = "id, recipient, sealed, master_key, attempts, created_at";

/// A mail as its row says.
pub struct Mail {
    /// Its id.
    pub id: MailId,
    /// To whom.
    pub recipient: String,
    /// Subject, body and code, sealed.
    pub sealed: Vec<u8>,
    /// The number of the master key that it is sealed under.
    pub master_key: u32,
    /// How often sending it failed.
    pub attempts: u32,
    /// When it was written.
    pub created_at: Timestamp,
}

impl Mail {
    fn read(row: &QueryResult) -> Result<Self, DbErr> {
        let attempts: i64 = row.try_get("", "attempts")?;
        Ok(Self {
            id: parsed(row, "id")?,
            recipient: text(row, "recipient")?,
            sealed: blob(row, "sealed")?,
            master_key: count(row, "master_key")?,
            attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
            created_at: instant(row, "created_at")?,
        })
    }
}

/// Writes a mail that is to be sent at once, and which master key it is sealed under.
pub async fn insert(
    on: &impl ConnectionTrait,
    id: MailId,
    recipient: &str,
    (sealed, master_key): (Vec<u8>, u32),
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "INSERT INTO mail (id, recipient, sealed, attempts, created_at, next_attempt_at, master_key)
        VALUES ($1, $2, $3, 0, $4, $4, $5)";
    let master_key = i64::from(master_key).into();
    one(on, text, [id.to_string().into(), recipient.into(), sealed.into(), now.micros().into(), master_key])
        .await
}

/// At most `count` mails that are due, oldest first.
pub async fn due(on: &impl ConnectionTrait, now: Timestamp, count: u32) -> Result<Vec<Mail>, DbErr> {
    let text = format!(
        "SELECT {COLUMNS} FROM mail WHERE sent_at IS NULL AND abandoned_at IS NULL AND next_attempt_at <= $1
        ORDER BY created_at, id LIMIT $2"
    );
    let rows = on.query_all_raw(sql(on, &text, [now.micros().into(), i64::from(count).into()])).await?;
    rows.iter().map(Mail::read).collect()
}

/// At most `count` mails written since `then`, newest first.
pub async fn newest(on: &impl ConnectionTrait, then: Timestamp, count: u32) -> Result<Vec<Mail>, DbErr> {
    let text = format!(
        "SELECT {COLUMNS} FROM mail WHERE created_at >= $1 ORDER BY created_at DESC, id DESC LIMIT $2"
    );
    let rows = on.query_all_raw(sql(on, &text, [then.micros().into(), i64::from(count).into()])).await?;
    rows.iter().map(Mail::read).collect()
}

/// The mail left.
pub async fn sent(on: &impl ConnectionTrait, id: MailId, now: Timestamp) -> Result<bool, DbErr> {
    one(on, "UPDATE mail SET sent_at = $2 WHERE id = $1", [id.to_string().into(), now.micros().into()]).await
}

/// Sending failed; it is tried again then.
pub async fn try_again(on: &impl ConnectionTrait, id: MailId, at: Timestamp) -> Result<bool, DbErr> {
    let text = "UPDATE mail SET attempts = attempts + 1, next_attempt_at = $2 WHERE id = $1";
    one(on, text, [id.to_string().into(), at.micros().into()]).await
}

/// Sending failed for the last time.
pub async fn abandon(on: &impl ConnectionTrait, id: MailId, now: Timestamp) -> Result<bool, DbErr> {
    let text = "UPDATE mail SET attempts = attempts + 1, abandoned_at = $2 WHERE id = $1";
    one(on, text, [id.to_string().into(), now.micros().into()]).await
}

/// Removes mails written before `then`.
pub async fn remove_written_before(on: &impl ConnectionTrait, then: Timestamp) -> Result<u64, DbErr> {
    execute(on, "DELETE FROM mail WHERE created_at < $1", [then.micros().into()]).await
}
