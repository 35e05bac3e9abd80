//! The audit trail: each acknowledged mutation has exactly one row, in the same transaction (INV-A4).
use std::fmt::Display;

use domain::time::Timestamp;

use super::{ServiceError, hex::random_name};
use crate::{
    app::App,
    auth::Admin,
    db::{self, Transaction},
};

/// How an audited action ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Success,
    /// Refused.
    Refusal,
}

impl Outcome {
    const fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Refusal => "refusal",
        }
    }
}

/// Writes that an admin did `action` to something whose truth is not in the database: nodes, disks, layouts, copies. So
/// its row has a transaction of its own, behind the deed.
pub async fn record_deed(
    app: &App,
    admin: &Admin,
    action: &'static str,
    object: impl Display,
) -> Result<(), ServiceError> {
    let tx = app.db.write().await?;
    record(&tx, admin.member().account(), action, object, Outcome::Success, app.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Writes that `actor` did `action` to `object`. The actor is an account's id, or the name of a job.
pub async fn record(
    tx: &Transaction,
    actor: impl Display,
    action: &'static str,
    object: impl Display,
    outcome: Outcome,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let row = db::audit::Row {
        id: random_name(),
        at: now,
        actor: actor.to_string(),
        action,
        object: object.to_string(),
        outcome: outcome.name(),
    };
    db::audit::append(tx, row).await?;
    Ok(())
}
