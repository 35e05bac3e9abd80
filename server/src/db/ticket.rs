//! Tickets: VerifyOtp's proof for Enroll, kept as digests (K47).
use domain::time::Timestamp;

use super::{ConnectionTrait, DbErr, execute, one};

/// Writes a ticket for an address.
pub async fn insert(
    on: &impl ConnectionTrait,
    digest: &str,
    (email, email_key): (&str, &str),
    expires_at: Timestamp,
) -> Result<bool, DbErr> {
    let text = "INSERT INTO ticket (digest, email, email_key, expires_at) VALUES ($1, $2, $3, $4)";
    one(on, text, [digest.into(), email.into(), email_key.into(), expires_at.micros().into()]).await
}

/// Spends an address's ticket; `false` when it was spent, is another address's or its time is over.
pub async fn spend(
    on: &impl ConnectionTrait,
    digest: &str,
    email_key: &str,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "UPDATE ticket SET spent_at = $3
        WHERE digest = $1 AND email_key = $2 AND spent_at IS NULL AND expires_at > $3";
    one(on, text, [digest.into(), email_key.into(), now.micros().into()]).await
}

/// Removes tickets whose time was over before `then`.
pub async fn remove_expired_before(on: &impl ConnectionTrait, then: Timestamp) -> Result<u64, DbErr> {
    execute(on, "DELETE FROM ticket WHERE expires_at < $1", [then.micros().into()]).await
}
