//! The audit trail's rows, never changed.
use domain::time::Timestamp;

use super::{ConnectionTrait, DbErr, one};

/// One mutation.
pub struct Row<'a> {
    /// Unique, random.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Who: an account, or the part of the server that acted by itself.
    pub actor: String,
    /// What was done.
    pub action: &'a str,
    /// To what.
    pub object: String,
    /// How it ended.
    pub outcome: &'a str,
}

/// Appends a row.
pub async fn append(on: &impl ConnectionTrait, row: Row<'_>) -> Result<bool, DbErr> {
    let text = "INSERT INTO audit (id, at, actor, action, object, outcome) VALUES ($1, $2, $3, $4, $5, $6)";
    let values = [
        row.id.into(),
        row.at.micros().into(),
        row.actor.into(),
        row.action.into(),
        row.object.into(),
        row.outcome.into(),
    ];
    one(on, text, values).await
}
