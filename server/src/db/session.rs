//! Sessions. A call reads them from memory (`auth::Sessions`); these rows are what survives a restart.
use domain::{
    id::{AccountId, SessionId},
    role::Role,
    time::Timestamp,
};

use super::{ConnectionTrait, DbErr, execute, flag, instant, instant_or_none, one, parsed, sql, text};

/// A session and what its account says now.
pub struct Session {
    /// Whose it is.
    pub account: AccountId,
    /// The account's role.
    pub role: Role,
    /// The account's security version.
    pub security_version: i64,
    /// How it was proved: `pwd otp`.
    pub methods: String,
    /// What was asked for at sign-in.
    pub keep_signed_in: bool,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
    /// When it was ended, if it was.
    pub ended_at: Option<Timestamp>,
}

/// A session to be begun.
pub struct NewSession<'a> {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// How it was proved.
    pub methods: &'a str,
    /// What was asked for.
    pub keep_signed_in: bool,
    /// Now.
    pub created_at: Timestamp,
    /// When it ends however busy it is.
    pub expires_at: Timestamp,
}

/// Begins a session.
pub async fn insert(on: &impl ConnectionTrait, new: NewSession<'_>) -> Result<bool, DbErr> {
    let text =
        "INSERT INTO session (id, account_id, methods, keep_signed_in, created_at, last_seen_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $5, $6)";
    let values = [
        new.id.to_string().into(),
        new.account.to_string().into(),
        new.methods.into(),
        i64::from(new.keep_signed_in).into(),
        new.created_at.micros().into(),
        new.expires_at.micros().into(),
    ];
    one(on, text, values).await
}

/// A session with its account's role and security version.
pub async fn find(on: &impl ConnectionTrait, id: SessionId) -> Result<Option<Session>, DbErr> {
    let text =
        "SELECT s.account_id, s.methods, s.keep_signed_in, s.created_at, s.last_seen_at, s.ended_at, a.role,
            a.security_version
        FROM session AS s JOIN account AS a ON a.id = s.account_id WHERE s.id = $1";
    let Some(row) = on.query_one_raw(sql(on, text, [id.to_string().into()])).await? else { return Ok(None) };
    let role = self::text(&row, "role")?;
    Ok(Some(Session {
        account: parsed(&row, "account_id")?,
        role: Role::parse(&role).ok_or_else(|| DbErr::Type(format!("unknown role {role}")))?,
        security_version: row.try_get("", "security_version")?,
        methods: self::text(&row, "methods")?,
        keep_signed_in: flag(&row, "keep_signed_in")?,
        created_at: instant(&row, "created_at")?,
        last_seen_at: instant(&row, "last_seen_at")?,
        ended_at: instant_or_none(&row, "ended_at")?,
    }))
}

/// Notes when a session was last used.
pub async fn note_use(on: &impl ConnectionTrait, id: SessionId, at: Timestamp) -> Result<bool, DbErr> {
    let text = "UPDATE session SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2";
    one(on, text, [id.to_string().into(), at.micros().into()]).await
}

/// Ends a session; `false` when it was ended already.
pub async fn end(on: &impl ConnectionTrait, id: SessionId, now: Timestamp) -> Result<bool, DbErr> {
    one(
        on,
        "UPDATE session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL",
        [id.to_string().into(), now.micros().into()],
    )
    .await
}

/// Removes sessions whose longest possible life ended before `then`, with their refresh tokens.
pub async fn remove_expired_before(on: &impl ConnectionTrait, then: Timestamp) -> Result<u64, DbErr> {
    execute(on, "DELETE FROM session WHERE expires_at < $1", [then.micros().into()]).await
}
