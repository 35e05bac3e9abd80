//! Accounts' storage keys, wrapped by the master key, with a count of what each has wrapped (SEC-60).
use domain::{id::AccountId, time::Timestamp};

use super::{ConnectionTrait, DbErr, blob, count, one, parsed, sql};

const COLUMNS: &str = "version, wrapped, master_key, made_under";

/// A wrapped key.
pub struct Row {
    /// Counts up from 1 with each rotation.
    pub version: u32,
    /// The key under the master key.
    pub wrapped: Vec<u8>,
    /// The number of that master key.
    pub master_key: u32,
    /// The number of the master key that was the newest when this key was made.
    pub made_under: u32,
}

/// The newest key of an account.
pub async fn newest(on: &impl ConnectionTrait, account: AccountId) -> Result<Option<Row>, DbErr> {
    let text =
        format!("SELECT {COLUMNS} FROM account_key WHERE account_id = $1 ORDER BY version DESC LIMIT 1");
    on.query_one_raw(sql(on, &text, [account.to_string().into()])).await?.map(|row| read(&row)).transpose()
}

/// Which key of which account.
pub type Owned = (AccountId, u32);

/// At most `limit` keys behind `after` that were made under an older master key than this one.
pub async fn made_before(
    on: &impl ConnectionTrait,
    master_key: u32,
    after: Option<Owned>,
    limit: u32,
) -> Result<Vec<Owned>, DbErr> {
    let text = "SELECT account_id, version FROM account_key
        WHERE made_under < $1 AND account_id >= $2 AND (account_id > $2 OR version > $3)
        ORDER BY account_id, version LIMIT $4";
    let (account, version) =
        after.map_or_else(Default::default, |(account, version)| (account.to_string(), version));
    let values =
        [i64::from(master_key).into(), account.into(), i64::from(version).into(), i64::from(limit).into()];
    let rows = on.query_all_raw(sql(on, text, values)).await?;
    rows.iter().map(|row| Ok((parsed(row, "account_id")?, count(row, "version")?))).collect()
}

/// Lets nobody else wrap by a key until the transaction ends; `false` when it is gone.
pub async fn hold(on: &impl ConnectionTrait, account: AccountId, version: u32) -> Result<bool, DbErr> {
    let text = "UPDATE account_key SET wraps = wraps WHERE account_id = $1 AND version = $2";
    one(on, text, [account.to_string().into(), i64::from(version).into()]).await
}

/// Removes a key, where the account has a newer one.
pub async fn remove_older(
    on: &impl ConnectionTrait,
    account: AccountId,
    version: u32,
) -> Result<bool, DbErr> {
    let text = "DELETE FROM account_key WHERE account_id = $1 AND version = $2
        AND EXISTS (SELECT 1 FROM account_key AS other WHERE other.account_id = $1 AND other.version > $2)";
    one(on, text, [account.to_string().into(), i64::from(version).into()]).await
}

/// One key of an account: older ones stay readable.
pub async fn find(on: &impl ConnectionTrait, account: AccountId, version: u32) -> Result<Option<Row>, DbErr> {
    let text = format!("SELECT {COLUMNS} FROM account_key WHERE account_id = $1 AND version = $2");
    let statement = sql(on, &text, [account.to_string().into(), i64::from(version).into()]);
    on.query_one_raw(statement).await?.map(|row| read(&row)).transpose()
}

/// Keeps a new key; `false` when another transaction made this version first.
pub async fn insert(
    on: &impl ConnectionTrait,
    account: AccountId,
    row: &Row,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text =
        "INSERT INTO account_key (account_id, version, wrapped, wraps, created_at, master_key, made_under)
        VALUES ($1, $2, $3, 0, $4, $5, $6) ON CONFLICT (account_id, version) DO NOTHING";
    let values = [
        account.to_string().into(),
        i64::from(row.version).into(),
        row.wrapped.clone().into(),
        now.micros().into(),
        i64::from(row.master_key).into(),
        i64::from(row.made_under).into(),
    ];
    one(on, text, values).await
}

/// Counts one wrap; `false` when the key has made `most` already.
pub async fn count_wrap(
    on: &impl ConnectionTrait,
    account: AccountId,
    version: u32,
    most: u64,
) -> Result<bool, DbErr> {
    let text =
        "UPDATE account_key SET wraps = wraps + 1 WHERE account_id = $1 AND version = $2 AND wraps < $3";
    one(on, text, [account.to_string().into(), i64::from(version).into(), super::amount(most)]).await
}

fn read(row: &sea_orm::QueryResult) -> Result<Row, DbErr> {
    Ok(Row {
        version: count(row, "version")?,
        wrapped: blob(row, "wrapped")?,
        master_key: count(row, "master_key")?,
        made_under: count(row, "made_under")?,
    })
}
