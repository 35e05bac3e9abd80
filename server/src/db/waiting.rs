//! The line of accounts that wait for a seat. Whoever changes it or serves it holds `lock::seats`.
use domain::{id::AccountId, time::Timestamp};

use super::{ConnectionTrait, DbErr, bytes, count as number, one, parsed, sql};

/// Puts an account at the end of the line; `false` when it stands there already.
pub async fn join(on: &impl ConnectionTrait, account: AccountId, now: Timestamp) -> Result<bool, DbErr> {
    let text =
        "INSERT INTO waiting (account_id, joined_at) VALUES ($1, $2) ON CONFLICT (account_id) DO NOTHING";
    one(on, text, [account.to_string().into(), now.micros().into()]).await
}

/// Takes an account out of the line; `false` when it was not there.
pub async fn leave(on: &impl ConnectionTrait, account: AccountId) -> Result<bool, DbErr> {
    one(on, "DELETE FROM waiting WHERE account_id = $1", [account.to_string().into()]).await
}

/// Who is next.
pub async fn first(on: &impl ConnectionTrait) -> Result<Option<AccountId>, DbErr> {
    let text = "SELECT account_id FROM waiting ORDER BY joined_at, account_id LIMIT 1";
    on.query_one_raw(sql(on, text, [])).await?.map(|row| parsed(&row, "account_id")).transpose()
}

/// An account's place, counted from 1; 0 when it does not wait.
pub async fn position(on: &impl ConnectionTrait, account: AccountId) -> Result<u32, DbErr> {
    let text = "SELECT COUNT(*) AS place FROM waiting w JOIN waiting me ON me.account_id = $1
        WHERE w.joined_at < me.joined_at OR (w.joined_at = me.joined_at AND w.account_id <= me.account_id)";
    match on.query_one_raw(sql(on, text, [account.to_string().into()])).await? {
        Some(row) => number(&row, "place"),
        None => Ok(0),
    }
}

/// How many wait.
pub async fn count(on: &impl ConnectionTrait) -> Result<u64, DbErr> {
    match on.query_one_raw(sql(on, "SELECT COUNT(*) AS n FROM waiting", [])).await? {
        Some(row) => bytes(&row, "n"),
        None => Ok(0),
    }
}
