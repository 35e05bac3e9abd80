//! Authenticators. The seed is sealed; the last step that was used only rises (INV-S3).
use domain::{id::AccountId, time::Timestamp};
use sea_orm::QueryResult;

use super::{ConnectionTrait, DbErr, blob, count, instant_or_none, one, sql};

/// An account's authenticator as its row says.
pub struct Totp {
    /// The sealed seed.
    pub seed: Vec<u8>,
    /// The number of the master key that it is sealed under.
    pub master_key: u32,
    /// The last step that was used.
    pub last_step: i64,
    /// Wrong codes since the last right one.
    pub failures: u32,
    /// When a first code was right; before that it counts for nothing.
    pub confirmed_at: Option<Timestamp>,
}

/// The authenticator of an account, confirmed or not.
pub async fn find(on: &impl ConnectionTrait, account: AccountId) -> Result<Option<Totp>, DbErr> {
    let text = "SELECT seed, master_key, last_step, failures, confirmed_at FROM totp WHERE account_id = $1";
    let read = |row: QueryResult| {
        Ok(Totp {
            seed: blob(&row, "seed")?,
            master_key: count(&row, "master_key")?,
            last_step: row.try_get("", "last_step")?,
            failures: count(&row, "failures")?,
            confirmed_at: instant_or_none(&row, "confirmed_at")?,
        })
    };
    on.query_one_raw(sql(on, text, [account.to_string().into()])).await?.map(read).transpose()
}

/// Puts a new seed, and which master key it is sealed under, in place of one that was never confirmed; `false` when there
/// is a confirmed one.
pub async fn begin(
    on: &impl ConnectionTrait,
    account: AccountId,
    (seed, master_key): (Vec<u8>, u32),
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "INSERT INTO totp (account_id, seed, last_step, failures, created_at, master_key)
        VALUES ($1, $2, 0, 0, $3, $4) ON CONFLICT (account_id)
        DO UPDATE SET seed = $2, created_at = $3, master_key = $4 WHERE totp.confirmed_at IS NULL";
    let master_key = i64::from(master_key).into();
    one(on, text, [account.to_string().into(), seed.into(), now.micros().into(), master_key]).await
}

/// Makes an authenticator count; `false` when it does already.
pub async fn confirm(on: &impl ConnectionTrait, account: AccountId, now: Timestamp) -> Result<bool, DbErr> {
    let text = "UPDATE totp SET confirmed_at = $2 WHERE account_id = $1 AND confirmed_at IS NULL";
    one(on, text, [account.to_string().into(), now.micros().into()]).await
}

/// Uses a step up; `false` when it or a later one was used.
pub async fn use_step(on: &impl ConnectionTrait, account: AccountId, step: i64) -> Result<bool, DbErr> {
    let text = "UPDATE totp SET last_step = $2, failures = 0 WHERE account_id = $1 AND last_step < $2";
    one(on, text, [account.to_string().into(), step.into()]).await
}

/// Counts a code as wrong before it is compared; a right one clears the count.
pub async fn count_failure(on: &impl ConnectionTrait, account: AccountId) -> Result<bool, DbErr> {
    let text = "UPDATE totp SET failures = failures + 1 WHERE account_id = $1 AND confirmed_at IS NOT NULL";
    one(on, text, [account.to_string().into()]).await
}

/// Removes an account's authenticator.
pub async fn remove(on: &impl ConnectionTrait, account: AccountId) -> Result<bool, DbErr> {
    one(on, "DELETE FROM totp WHERE account_id = $1", [account.to_string().into()]).await
}
