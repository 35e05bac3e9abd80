//! Accounts that will be erased, and when.
use domain::{id::AccountId, time::Timestamp};

use super::{ConnectionTrait, DbErr, execute, instant_or_none, one, parsed, sql};

/// The marks that old copies of rows may lie in the database's file, with the moment from which on it is to be written
/// anew: at once, and when the receipt is forgotten too.
const REMAINS: [&str; 2] = ["erasure_remains", "erasure_remains_of_receipt"];

/// Notes that an account will be erased; `false` when that is noted already.
pub async fn insert(
    on: &impl ConnectionTrait,
    account: AccountId,
    now: Timestamp,
    due_at: Timestamp,
) -> Result<bool, DbErr> {
    let text = "INSERT INTO erasure (account_id, requested_at, due_at) VALUES ($1, $2, $3)
        ON CONFLICT (account_id) DO NOTHING";
    one(on, text, [account.to_string().into(), now.micros().into(), due_at.micros().into()]).await
}

/// When an account will be erased, if it will.
pub async fn due_at(on: &impl ConnectionTrait, account: AccountId) -> Result<Option<Timestamp>, DbErr> {
    let text = "SELECT due_at FROM erasure WHERE account_id = $1";
    match on.query_one_raw(sql(on, text, [account.to_string().into()])).await? {
        Some(row) => instant_or_none(&row, "due_at"),
        None => Ok(None),
    }
}

/// Keeps an account; `false` when it would have been kept anyhow.
pub async fn remove(on: &impl ConnectionTrait, account: AccountId) -> Result<bool, DbErr> {
    one(on, "DELETE FROM erasure WHERE account_id = $1", [account.to_string().into()]).await
}

/// Takes an erasure whose time has come: of this statement and [`remove`] one wins.
pub async fn take_due(on: &impl ConnectionTrait, account: AccountId, now: Timestamp) -> Result<bool, DbErr> {
    let text = "DELETE FROM erasure WHERE account_id = $1 AND due_at <= $2";
    one(on, text, [account.to_string().into(), now.micros().into()]).await
}

/// Accounts whose time has come, the longest overdue first.
pub async fn list_due(on: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<AccountId>, DbErr> {
    let text = "SELECT account_id FROM erasure WHERE due_at <= $1 ORDER BY due_at, account_id";
    let rows = on.query_all_raw(sql(on, text, [now.micros().into()])).await?;
    rows.iter().map(|row| parsed(row, "account_id")).collect()
}

/// Notes that the database is to be written anew now, and once more then, so that no old copy of a row stays in its file.
pub async fn note_remains(on: &impl ConnectionTrait, now: Timestamp, then: Timestamp) -> Result<(), DbErr> {
    let text =
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2";
    for (name, at) in REMAINS.into_iter().zip([now, then]) {
        execute(on, text, [name.into(), at.micros().to_string().into()]).await?;
    }
    Ok(())
}

/// Whether it is.
pub async fn has_remains(on: &impl ConnectionTrait, now: Timestamp) -> Result<bool, DbErr> {
    let text = "SELECT name FROM setting WHERE name IN ($1, $2) AND CAST(value AS BIGINT) <= $3 LIMIT 1";
    let values = [REMAINS[0].into(), REMAINS[1].into(), now.micros().into()];
    Ok(on.query_one_raw(sql(on, text, values)).await?.is_some())
}

/// It was written anew.
pub async fn forget_remains(on: &impl ConnectionTrait, now: Timestamp) -> Result<u64, DbErr> {
    let text = "DELETE FROM setting WHERE name IN ($1, $2) AND CAST(value AS BIGINT) <= $3";
    execute(on, text, [REMAINS[0].into(), REMAINS[1].into(), now.micros().into()]).await
}
