//! Sessions. A call reads them from memory (`auth::Sessions`); these rows are what survives a restart.
use domain::{
    id::{AccountId, SessionId},
    role::Role,
    time::Timestamp,
};
use sea_orm::QueryResult;

use super::{ConnectionTrait, DbErr, execute, flag, instant, instant_or_none, one, parsed, sql, text};

/// A session and what its account says now.
pub struct Session {
    /// Whose it is.
    pub account: AccountId,
    /// The account's role.
    pub role: Role,
    /// The account's security version.
    pub security_version: i64,
    /// Whether that was its version already when the session began: if not, something ended the session.
    pub is_current: bool,
    /// How it was proved: `pwd otp`.
    pub methods: String,
    /// When both factors were last proved.
    pub proved_at: Timestamp,
    /// How often they were since it began.
    pub proofs: i64,
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
    /// The account's security version.
    pub security_version: i64,
    /// What the client says of itself.
    pub device: &'a str,
    /// Where it came from.
    pub network: &'a str,
    /// Now.
    pub created_at: Timestamp,
    /// When it ends however busy it is.
    pub expires_at: Timestamp,
}

/// Begins a session.
pub async fn insert(on: &impl ConnectionTrait, new: NewSession<'_>) -> Result<bool, DbErr> {
    let text =
        "INSERT INTO session (id, account_id, methods, keep_signed_in, created_at, last_seen_at, proved_at, expires_at,
            security_version, device, network)
        VALUES ($1, $2, $3, $4, $5, $5, $5, $6, $7, $8, $9)";
    let values = [
        new.id.to_string().into(),
        new.account.to_string().into(),
        new.methods.into(),
        i64::from(new.keep_signed_in).into(),
        new.created_at.micros().into(),
        new.expires_at.micros().into(),
        new.security_version.into(),
        new.device.into(),
        new.network.into(),
    ];
    one(on, text, values).await
}

/// A session with its account's role and security version.
pub async fn find(on: &impl ConnectionTrait, id: SessionId) -> Result<Option<Session>, DbErr> {
    let text =
        "SELECT s.account_id, s.methods, s.keep_signed_in, s.created_at, s.last_seen_at, s.proved_at, s.proofs, s.ended_at,
            s.security_version AS own_version, a.role, a.security_version
        FROM session AS s JOIN account AS a ON a.id = s.account_id WHERE s.id = $1";
    let Some(row) = on.query_one_raw(sql(on, text, [id.to_string().into()])).await? else { return Ok(None) };
    let role = self::text(&row, "role")?;
    Ok(Some(Session {
        account: parsed(&row, "account_id")?,
        role: Role::parse(&role).ok_or_else(|| DbErr::Type(format!("unknown role {role}")))?,
        security_version: row.try_get("", "security_version")?,
        is_current: row.try_get::<i64>("", "own_version")? == row.try_get::<i64>("", "security_version")?,
        methods: self::text(&row, "methods")?,
        keep_signed_in: flag(&row, "keep_signed_in")?,
        proved_at: instant(&row, "proved_at")?,
        proofs: row.try_get("", "proofs")?,
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

/// Notes that both factors were proved once more, which is a use too.
pub async fn note_proof(on: &impl ConnectionTrait, id: SessionId, at: Timestamp) -> Result<bool, DbErr> {
    let text = "UPDATE session SET proved_at = $2, last_seen_at = $2, proofs = proofs + 1 WHERE id = $1";
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

/// Ends all sessions of an account; answers how many.
pub async fn end_all(on: &impl ConnectionTrait, account: AccountId, now: Timestamp) -> Result<u64, DbErr> {
    let text = "UPDATE session SET ended_at = $2 WHERE account_id = $1 AND ended_at IS NULL";
    execute(on, text, [account.to_string().into(), now.micros().into()]).await
}

/// A session as its owner is shown it.
pub struct Shown {
    /// Its id.
    pub id: SessionId,
    /// How it was proved.
    pub methods: String,
    /// What was asked for.
    pub keep_signed_in: bool,
    /// What the client said of itself.
    pub device: String,
    /// Where it came from.
    pub network: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
}

/// The sessions of an account that were not ended, the last used first. Idle ones are among them.
pub async fn list_open(on: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Shown>, DbErr> {
    let text = "SELECT s.id, s.methods, s.keep_signed_in, s.device, s.network, s.created_at, s.last_seen_at
        FROM session AS s JOIN account AS a ON a.id = s.account_id
        WHERE s.account_id = $1 AND s.ended_at IS NULL AND s.security_version = a.security_version
        ORDER BY s.last_seen_at DESC, s.id";
    let rows = on.query_all_raw(sql(on, text, [account.to_string().into()])).await?;
    let read = |row: &QueryResult| {
        Ok(Shown {
            id: parsed(row, "id")?,
            methods: self::text(row, "methods")?,
            keep_signed_in: flag(row, "keep_signed_in")?,
            device: self::text(row, "device")?,
            network: self::text(row, "network")?,
            created_at: instant(row, "created_at")?,
            last_seen_at: instant(row, "last_seen_at")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Removes sessions whose longest possible life ended before `then`, with their refresh tokens.
pub async fn remove_expired_before(on: &impl ConnectionTrait, then: Timestamp) -> Result<u64, DbErr> {
    execute(on, "DELETE FROM session WHERE expires_at < $1", [then.micros().into()]).await
}
