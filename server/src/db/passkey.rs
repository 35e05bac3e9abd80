//! Passkeys: public keys that an account is opened with.
use domain::{id::AccountId, time::Timestamp};
use sea_orm::QueryResult;

use super::{ConnectionTrait, DbErr, count, execute, instant, instant_or_none, one, parsed, sql, text};

/// A passkey as its row says.
pub struct Passkey {
    /// The digest of the credential's id.
    pub id: String,
    /// Whose it is.
    pub account: AccountId,
    /// As its owner calls it.
    pub name: String,
    /// The credential, in JSON: public key, counter, flags.
    pub credential: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

impl Passkey {
    fn read(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self {
            id: text(row, "id")?,
            account: parsed(row, "account_id")?,
            name: text(row, "name")?,
            credential: text(row, "credential")?,
            created_at: instant(row, "created_at")?,
            last_used_at: instant_or_none(row, "last_used_at")?,
        })
    }
}

/// Writes one; an id that exists breaks the primary key.
pub async fn insert(on: &impl ConnectionTrait, new: &Passkey) -> Result<bool, DbErr> {
    let text =
        "INSERT INTO passkey (id, account_id, name, credential, created_at) VALUES ($1, $2, $3, $4, $5)";
    let values = [
        new.id.as_str().into(),
        new.account.to_string().into(),
        new.name.as_str().into(),
        new.credential.as_str().into(),
        new.created_at.micros().into(),
    ];
    one(on, text, values).await
}

/// The passkey of this id.
pub async fn find(on: &impl ConnectionTrait, id: &str) -> Result<Option<Passkey>, DbErr> {
    let text = "SELECT id, account_id, name, credential, created_at, last_used_at FROM passkey WHERE id = $1";
    on.query_one_raw(sql(on, text, [id.into()])).await?.map(|row| Passkey::read(&row)).transpose()
}

/// The passkeys of an account, the oldest first.
pub async fn list(on: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Passkey>, DbErr> {
    let text = "SELECT id, account_id, name, credential, created_at, last_used_at FROM passkey
        WHERE account_id = $1 ORDER BY created_at, id";
    let rows = on.query_all_raw(sql(on, text, [account.to_string().into()])).await?;
    rows.iter().map(Passkey::read).collect()
}

/// How many an account has.
pub async fn count_of(on: &impl ConnectionTrait, account: AccountId) -> Result<u32, DbErr> {
    let text = "SELECT COUNT(*) AS n FROM passkey WHERE account_id = $1";
    on.query_one_raw(sql(on, text, [account.to_string().into()])).await?.map_or(Ok(0), |row| count(&row, "n"))
}

/// Notes a use, with the counter that came with it.
pub async fn note_use(
    on: &impl ConnectionTrait,
    id: &str,
    credential: &str,
    at: Timestamp,
) -> Result<bool, DbErr> {
    let text = "UPDATE passkey SET credential = $2, last_used_at = $3 WHERE id = $1";
    one(on, text, [id.into(), credential.into(), at.micros().into()]).await
}

/// Removes one of an account's; `false` when it has no such.
pub async fn remove(on: &impl ConnectionTrait, account: AccountId, id: &str) -> Result<bool, DbErr> {
    let text = "DELETE FROM passkey WHERE account_id = $1 AND id = $2";
    Ok(execute(on, text, [account.to_string().into(), id.into()]).await? == 1)
}
