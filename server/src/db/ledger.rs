//! The ledger's rows: every movement of every balance, never changed.
use domain::{id::AccountId, time::Timestamp};

use super::{ConnectionTrait, DbErr, amount, one};

/// One movement.
pub struct Row<'a> {
    /// Unique, random.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Whose balance.
    pub account: AccountId,
    /// The place the bytes left: `pool`, `free`, `in_flight`, `used` or `trash`.
    pub source: &'a str,
    /// The place they went to.
    pub target: &'a str,
    /// How many.
    pub bytes: u64,
    /// What moved: an upload, a file or the account itself.
    pub object: String,
}

/// Appends a row.
pub async fn append(on: &impl ConnectionTrait, row: Row<'_>) -> Result<bool, DbErr> {
    let text = "INSERT INTO ledger (id, at, account_id, source, target, bytes, object)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = [
        row.id.into(),
        row.at.micros().into(),
        row.account.to_string().into(),
        row.source.into(),
        row.target.into(),
        amount(row.bytes),
        row.object.into(),
    ];
    one(on, text, values).await
}
