//! The private addresses of people's calendars. Only digests of their keys are kept.
use domain::{id::AccountId, time::Timestamp};

use super::{ConnectionTrait, DbErr, instant, one, parsed, sql};

/// Gives an account a key, in place of the one before.
pub async fn set(
    on: &impl ConnectionTrait,
    account: AccountId,
    key_digest: &str,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "INSERT INTO calendar_feed (account_id, key_digest, created_at) VALUES ($1, $2, $3)
        ON CONFLICT (account_id) DO UPDATE SET key_digest = $2, created_at = $3";
    one(on, text, [account.to_string().into(), key_digest.into(), now.micros().into()]).await
}

/// Since when an account has a key.
pub async fn created_at(on: &impl ConnectionTrait, account: AccountId) -> Result<Option<Timestamp>, DbErr> {
    let text = "SELECT created_at FROM calendar_feed WHERE account_id = $1";
    let row = on.query_one_raw(sql(on, text, [account.to_string().into()])).await?;
    row.map(|row| instant(&row, "created_at")).transpose()
}

/// Whose key it is.
pub async fn find(on: &impl ConnectionTrait, key_digest: &str) -> Result<Option<AccountId>, DbErr> {
    let text = "SELECT account_id FROM calendar_feed WHERE key_digest = $1";
    let row = on.query_one_raw(sql(on, text, [key_digest.into()])).await?;
    row.map(|row| parsed(&row, "account_id")).transpose()
}
