//! The one-time link of the first admin, kept as a digest (K44). The newest one counts.
use domain::time::Timestamp;

use super::{ConnectionTrait, DbErr, execute, one, sql};

/// Writes a link in place of all earlier ones.
pub async fn replace(on: &impl ConnectionTrait, digest: &str, expires_at: Timestamp) -> Result<bool, DbErr> {
    execute(on, "DELETE FROM setup_link", []).await?;
    let text = "INSERT INTO setup_link (digest, expires_at) VALUES ($1, $2)";
    one(on, text, [digest.into(), expires_at.micros().into()]).await
}

/// Whether the link can be used now.
pub async fn is_open(on: &impl ConnectionTrait, digest: &str, now: Timestamp) -> Result<bool, DbErr> {
    let text = "SELECT digest FROM setup_link WHERE digest = $1 AND used_at IS NULL AND expires_at > $2";
    Ok(on.query_one_raw(sql(on, text, [digest.into(), now.micros().into()])).await?.is_some())
}

/// Uses the link up; `false` when it was used or its time is over.
pub async fn use_up(on: &impl ConnectionTrait, digest: &str, now: Timestamp) -> Result<bool, DbErr> {
    let text = "UPDATE setup_link SET used_at = $2 WHERE digest = $1 AND used_at IS NULL AND expires_at > $2";
    one(on, text, [digest.into(), now.micros().into()]).await
}
