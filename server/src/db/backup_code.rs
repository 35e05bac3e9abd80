//! Backup codes, kept as digests; each is used once.
use domain::{id::AccountId, time::Timestamp};

use super::{ConnectionTrait, DbErr, count, execute, one, sql};

/// Writes a code down.
pub async fn insert(on: &impl ConnectionTrait, account: AccountId, digest: &str) -> Result<bool, DbErr> {
    let text = "INSERT INTO backup_code (account_id, digest) VALUES ($1, $2)";
    one(on, text, [account.to_string().into(), digest.into()]).await
}

/// Uses a code up; `false` when it is none of the account's, or was used.
pub async fn use_up(
    on: &impl ConnectionTrait,
    account: AccountId,
    digest: &str,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text =
        "UPDATE backup_code SET used_at = $3 WHERE account_id = $1 AND digest = $2 AND used_at IS NULL";
    one(on, text, [account.to_string().into(), digest.into(), now.micros().into()]).await
}

/// Whether a code is one of the account's and unused.
pub async fn is_unused(on: &impl ConnectionTrait, account: AccountId, digest: &str) -> Result<bool, DbErr> {
    let text = "SELECT digest FROM backup_code WHERE account_id = $1 AND digest = $2 AND used_at IS NULL";
    Ok(on.query_one_raw(sql(on, text, [account.to_string().into(), digest.into()])).await?.is_some())
}

/// How many are unused.
pub async fn count_unused(on: &impl ConnectionTrait, account: AccountId) -> Result<u32, DbErr> {
    let text = "SELECT COUNT(*) AS n FROM backup_code WHERE account_id = $1 AND used_at IS NULL";
    match on.query_one_raw(sql(on, text, [account.to_string().into()])).await? {
        Some(row) => count(&row, "n"),
        None => Ok(0),
    }
}

/// Removes an account's codes.
pub async fn remove_all(on: &impl ConnectionTrait, account: AccountId) -> Result<u64, DbErr> {
    execute(on, "DELETE FROM backup_code WHERE account_id = $1", [account.to_string().into()]).await
}
