//! Links that were mailed to the owner of an account, kept as digests.
use domain::{id::AccountId, time::Timestamp};

use super::{ConnectionTrait, DbErr, count, execute, one, parsed, sql, text_or_none};

/// What a link is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Choosing a new password.
    Reset,
    /// Saying that a sign-in, or a change of address, was somebody else's.
    NotMe,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::NotMe => "not_me",
        }
    }
}

/// A link to be written.
pub struct NewLink<'a> {
    /// The digest of its secret.
    pub digest: &'a str,
    /// Whose account; none is a decoy.
    pub account: Option<AccountId>,
    /// What for.
    pub kind: Kind,
    /// The account's security version now.
    pub security_version: i64,
    /// The address that it puts back, if it puts one back.
    pub former_email: Option<&'a str>,
    /// Now.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Writes a link.
pub async fn insert(on: &impl ConnectionTrait, new: NewLink<'_>) -> Result<bool, DbErr> {
    let text =
        "INSERT INTO recovery_link (digest, account_id, kind, security_version, created_at, expires_at, former_email)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = [
        new.digest.into(),
        new.account.map(|id| id.to_string()).into(),
        new.kind.name().into(),
        new.security_version.into(),
        new.created_at.micros().into(),
        new.expires_at.micros().into(),
        new.former_email.into(),
    ];
    one(on, text, values).await
}

/// Whose link this is, while it is open: unused, in its time, and nothing changed the account's protection since.
pub async fn find_open(
    on: &impl ConnectionTrait,
    digest: &str,
    kind: Kind,
    now: Timestamp,
) -> Result<Option<AccountId>, DbErr> {
    let text = "SELECT l.account_id FROM recovery_link AS l JOIN account AS a ON a.id = l.account_id
        WHERE l.digest = $1 AND l.kind = $2 AND l.used_at IS NULL AND l.expires_at > $3
            AND l.security_version = a.security_version";
    let values = [digest.into(), kind.name().into(), now.micros().into()];
    on.query_one_raw(sql(on, text, values)).await?.map(|row| parsed(&row, "account_id")).transpose()
}

/// What a link to disown leads to.
pub struct Disowning {
    /// Whose account.
    pub account: AccountId,
    /// The address that it puts back.
    pub former_email: Option<String>,
}

/// The link to disown, while it is unused and in its time; other changes do not end it.
pub async fn find_disowning(
    on: &impl ConnectionTrait,
    digest: &str,
    now: Timestamp,
) -> Result<Option<Disowning>, DbErr> {
    let text = "SELECT account_id, former_email FROM recovery_link
        WHERE digest = $1 AND kind = $2 AND used_at IS NULL AND expires_at > $3 AND account_id IS NOT NULL";
    let values = [digest.into(), Kind::NotMe.name().into(), now.micros().into()];
    let row = on.query_one_raw(sql(on, text, values)).await?;
    row.map(|row| {
        Ok(Disowning {
            account: parsed(&row, "account_id")?,
            former_email: text_or_none(&row, "former_email")?,
        })
    })
    .transpose()
}

/// Ends all links of an account that would put an address back.
pub async fn end_restoring(
    on: &impl ConnectionTrait,
    account: AccountId,
    now: Timestamp,
) -> Result<u64, DbErr> {
    let text = "UPDATE recovery_link SET used_at = $2
        WHERE account_id = $1 AND former_email IS NOT NULL AND used_at IS NULL";
    execute(on, text, [account.to_string().into(), now.micros().into()]).await
}

/// Uses a link up; `false` when it was used already.
pub async fn use_up(on: &impl ConnectionTrait, digest: &str, now: Timestamp) -> Result<bool, DbErr> {
    let text = "UPDATE recovery_link SET used_at = $2 WHERE digest = $1 AND used_at IS NULL";
    one(on, text, [digest.into(), now.micros().into()]).await
}

/// How many of a kind were sent to an account since then.
pub async fn count_since(
    on: &impl ConnectionTrait,
    account: AccountId,
    kind: Kind,
    since: Timestamp,
) -> Result<u64, DbErr> {
    let text = "SELECT COUNT(*) AS sent FROM recovery_link
        WHERE account_id = $1 AND kind = $2 AND created_at > $3";
    let values = [account.to_string().into(), kind.name().into(), since.micros().into()];
    on.query_one_raw(sql(on, text, values)).await?.map_or(Ok(0), |row| count(&row, "sent").map(u64::from))
}

/// Removes links whose time is over.
pub async fn remove_expired(on: &impl ConnectionTrait, now: Timestamp) -> Result<u64, DbErr> {
    execute(on, "DELETE FROM recovery_link WHERE expires_at < $1", [now.micros().into()]).await
}
