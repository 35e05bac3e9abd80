//! The master keys that rows name. Their secrets are in the key file alone.
use domain::time::Timestamp;
use sea_orm::{QueryResult, SqlErr};

use super::{ConnectionTrait, DbErr, count, instant_or_none, one, sql, text_or_none};

/// A key that rows may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Counts up from 1 with each new key.
    pub number: u32,
    /// The key's own id; none before a first start has seen the key.
    pub id: Option<String>,
    /// When it was first seen; none likewise.
    pub since: Option<Timestamp>,
}

/// All of them, the newest first.
pub async fn list(on: &impl ConnectionTrait) -> Result<Vec<Row>, DbErr> {
    let text = "SELECT number, id, since FROM master_key ORDER BY number DESC";
    on.query_all_raw(sql(on, text, [])).await?.iter().map(read).collect()
}

/// Makes a key known; `false` when its number is.
pub async fn insert(on: &impl ConnectionTrait, number: u32, id: &str, now: Timestamp) -> Result<bool, DbErr> {
    let text =
        "INSERT INTO master_key (number, id, since) VALUES ($1, $2, $3) ON CONFLICT (number) DO NOTHING";
    one(on, text, [i64::from(number).into(), id.into(), now.micros().into()]).await
}

/// Gives the first key its id; `false` when it has one.
pub async fn name(on: &impl ConnectionTrait, number: u32, id: &str, now: Timestamp) -> Result<bool, DbErr> {
    let text = "UPDATE master_key SET id = $2, since = $3 WHERE number = $1 AND id IS NULL";
    one(on, text, [i64::from(number).into(), id.into(), now.micros().into()]).await
}

/// Forgets a key; `false` when a row still names it. Whoever is about to write such a row is waited for.
pub async fn remove(on: &impl ConnectionTrait, number: u32) -> Result<bool, DbErr> {
    match one(on, "DELETE FROM master_key WHERE number = $1", [i64::from(number).into()]).await {
        Err(error) if matches!(error.sql_err(), Some(SqlErr::ForeignKeyConstraintViolation(_))) => Ok(false),
        removed => removed,
    }
}

fn read(row: &QueryResult) -> Result<Row, DbErr> {
    Ok(Row {
        number: count(row, "number")?,
        id: text_or_none(row, "id")?,
        since: instant_or_none(row, "since")?,
    })
}
