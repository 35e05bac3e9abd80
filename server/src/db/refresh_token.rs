//! Refresh tokens, kept as digests. A session's tokens are one family: each use makes the next one, and an old one that
//! comes back ends them all.
use domain::{id::SessionId, time::Timestamp};

use super::{ConnectionTrait, DbErr, instant_or_none, one, parsed, sql, text};

/// A refresh token as its row says.
pub struct RefreshToken {
    /// Its family.
    pub session: SessionId,
    /// When it was traded in, if it was.
    pub used_at: Option<Timestamp>,
    /// The token it was traded for, sealed.
    pub successor: Option<Vec<u8>>,
}

/// Writes the next token of a session.
pub async fn insert(
    on: &impl ConnectionTrait,
    digest: &str,
    session: SessionId,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "INSERT INTO refresh_token (digest, session_id, created_at) VALUES ($1, $2, $3)";
    one(on, text, [digest.into(), session.to_string().into(), now.micros().into()]).await
}

/// The token of this digest.
pub async fn find(on: &impl ConnectionTrait, digest: &str) -> Result<Option<RefreshToken>, DbErr> {
    let text = "SELECT session_id, used_at, successor FROM refresh_token WHERE digest = $1";
    let Some(row) = on.query_one_raw(sql(on, text, [digest.into()])).await? else { return Ok(None) };
    Ok(Some(RefreshToken {
        session: parsed(&row, "session_id")?,
        used_at: instant_or_none(&row, "used_at")?,
        successor: row.try_get("", "successor")?,
    }))
}

/// The digest of a session's newest token.
pub async fn unused(on: &impl ConnectionTrait, session: SessionId) -> Result<Option<String>, DbErr> {
    let query = "SELECT digest FROM refresh_token WHERE session_id = $1 AND used_at IS NULL";
    let row = on.query_one_raw(sql(on, query, [session.to_string().into()])).await?;
    row.map(|row| text(&row, "digest")).transpose()
}

/// Trades a token in; `false` when somebody did so before.
pub async fn use_up(
    on: &impl ConnectionTrait,
    digest: &str,
    successor: Vec<u8>,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "UPDATE refresh_token SET used_at = $2, successor = $3 WHERE digest = $1 AND used_at IS NULL";
    one(on, text, [digest.into(), now.micros().into(), successor.into()]).await
}
