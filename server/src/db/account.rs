//! Accounts. `*_key` is the canonical form that uniqueness and sign-in compare.
//!
//! An account whose address was never proved holds no name: several may want the same one, and whoever proves an address
//! first has it. Until then its `username_key` is the name's with the account's id behind a space, which no name has.
use domain::{email::EmailAddress, id::AccountId, role::Role, time::Timestamp, username::Username};
use sea_orm::QueryResult;

use super::{
    ConnectionTrait, DbErr, bytes, execute, instant, instant_or_none, one, parsed, sql, text, text_or_none,
};

const COLUMNS: &str = "id, username, email, email_key, password_hash, password_pepper, role, verified_at,
    security_version, created_at, password_changed_at, password_locked_at, suspended_at";

/// A password's hash, ours or an imported one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredHash {
    /// The hash, with its parameters and its salt.
    pub text: String,
    /// The key outside the database that went into it, if one did (SEC-02).
    pub pepper: Option<String>,
}

/// An account as its row says.
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// As its owner writes it.
    pub username: String,
    /// Where mail goes.
    pub email: String,
    /// What the address is compared by.
    pub email_key: String,
    /// The hash of the password; none for accounts that sign in by code alone.
    pub password_hash: Option<StoredHash>,
    /// What it may do.
    pub role: Role,
    /// When its address was proved.
    pub verified_at: Option<Timestamp>,
    /// Rises when older tokens must end.
    pub security_version: i64,
    /// When the password was chosen, if there is one.
    pub password_changed_at: Timestamp,
    /// Since when the password lets nobody in, until another is chosen.
    pub password_locked_at: Option<Timestamp>,
    /// Since when it is kept out.
    pub suspended_at: Option<Timestamp>,
}

/// An account to be made.
pub struct NewAccount<'a> {
    /// Its id.
    pub id: AccountId,
    /// Its name.
    pub username: &'a Username,
    /// Its address.
    pub email: &'a EmailAddress,
    /// The hash of its password, if it has one.
    pub password_hash: Option<&'a StoredHash>,
    /// What it may do.
    pub role: Role,
    /// When its address was proved, if it is.
    pub verified_at: Option<Timestamp>,
    /// Now.
    pub created_at: Timestamp,
}

impl Account {
    fn read(row: &QueryResult) -> Result<Self, DbErr> {
        let role = text(row, "role")?;
        let pepper = text_or_none(row, "password_pepper")?;
        Ok(Self {
            id: parsed(row, "id")?,
            username: text(row, "username")?,
            email: text(row, "email")?,
            email_key: text(row, "email_key")?,
            password_hash: text_or_none(row, "password_hash")?.map(|text| StoredHash { text, pepper }),
            role: Role::parse(&role).ok_or_else(|| DbErr::Type(format!("unknown role {role}")))?,
            verified_at: instant_or_none(row, "verified_at")?,
            security_version: row.try_get("", "security_version")?,
            password_locked_at: instant_or_none(row, "password_locked_at")?,
            suspended_at: instant_or_none(row, "suspended_at")?,
            password_changed_at: match instant_or_none(row, "password_changed_at")? {
                Some(changed_at) => changed_at,
                None => instant(row, "created_at")?,
            },
        })
    }
}

/// Makes an account; a taken username or address breaks a named constraint.
pub async fn insert(on: &impl ConnectionTrait, new: NewAccount<'_>) -> Result<bool, DbErr> {
    let text =
        "INSERT INTO account (id, username, username_key, email, email_key, password_hash, role, verified_at,
            security_version, created_at, password_pepper)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10)";
    let key = match new.verified_at {
        Some(_) => new.username.key(),
        None => unproved_key(new.id, new.username),
    };
    let values = [
        new.id.to_string().into(),
        new.username.as_str().into(),
        key.into(),
        new.email.as_str().into(),
        new.email.key().into(),
        new.password_hash.map(|hash| hash.text.clone()).into(),
        new.role.name().into(),
        new.verified_at.map(Timestamp::micros).into(),
        new.created_at.micros().into(),
        new.password_hash.and_then(|hash| hash.pepper.clone()).into(),
    ];
    one(on, text, values).await
}

fn unproved_key(id: AccountId, username: &Username) -> String {
    format!("{} {id}", username.key())
}

/// Gives an account whose address was never proved the name and password of the newest registration.
pub async fn register_again(
    on: &impl ConnectionTrait,
    id: AccountId,
    username: &Username,
    hash: &StoredHash,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "UPDATE account SET username = $2, username_key = $3, password_hash = $4, created_at = $5,
            password_pepper = $6
        WHERE id = $1 AND verified_at IS NULL";
    let values = [
        id.to_string().into(),
        username.as_str().into(),
        unproved_key(id, username).into(),
        hash.text.clone().into(),
        now.micros().into(),
        hash.pepper.clone().into(),
    ];
    one(on, text, values).await
}

/// The account of this id.
pub async fn find(on: &impl ConnectionTrait, id: AccountId) -> Result<Option<Account>, DbErr> {
    select(on, &format!("SELECT {COLUMNS} FROM account WHERE id = $1"), id.to_string()).await
}

/// The account of this address.
pub async fn find_by_email(on: &impl ConnectionTrait, email_key: &str) -> Result<Option<Account>, DbErr> {
    select(on, &format!("SELECT {COLUMNS} FROM account WHERE email_key = $1"), email_key.to_owned()).await
}

/// The account that has this username, which it proved an address for.
pub async fn find_by_username(
    on: &impl ConnectionTrait,
    username_key: &str,
) -> Result<Option<Account>, DbErr> {
    select(on, &format!("SELECT {COLUMNS} FROM account WHERE username_key = $1"), username_key.to_owned())
        .await
}

/// The newest account that will have this username if nobody proves an address before.
pub async fn find_unproved(on: &impl ConnectionTrait, username_key: &str) -> Result<Option<Account>, DbErr> {
    let text = format!(
        "SELECT {COLUMNS} FROM account WHERE verified_at IS NULL AND username_key = $1 || ' ' || id
        ORDER BY created_at DESC, id LIMIT 1"
    );
    select(on, &text, username_key.to_owned()).await
}

async fn select(on: &impl ConnectionTrait, text: &str, key: String) -> Result<Option<Account>, DbErr> {
    on.query_one_raw(sql(on, text, [key.into()])).await?.map(|row| Account::read(&row)).transpose()
}

/// Whether somebody is admin.
pub async fn admin_exists(on: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let text = "SELECT id FROM account WHERE role = 'admin' LIMIT 1";
    Ok(on.query_one_raw(sql(on, text, [])).await?.is_some())
}

/// Whether somebody else is admin, not kept out and not about to be erased.
pub async fn other_admin_exists(on: &impl ConnectionTrait, but: AccountId) -> Result<bool, DbErr> {
    let text = "SELECT a.id FROM account a LEFT JOIN erasure e ON e.account_id = a.id
        WHERE a.role = 'admin' AND a.suspended_at IS NULL AND e.account_id IS NULL AND a.id <> $1 LIMIT 1";
    Ok(on.query_one_raw(sql(on, text, [but.to_string().into()])).await?.is_some())
}

/// Gives an account another role.
pub async fn set_role(on: &impl ConnectionTrait, id: AccountId, role: Role) -> Result<bool, DbErr> {
    one(on, "UPDATE account SET role = $2 WHERE id = $1", [id.to_string().into(), role.name().into()]).await
}

/// Keeps an account out since then, or no longer.
pub async fn suspend(
    on: &impl ConnectionTrait,
    id: AccountId,
    since: Option<Timestamp>,
) -> Result<bool, DbErr> {
    let text = "UPDATE account SET suspended_at = $2 WHERE id = $1";
    one(on, text, [id.to_string().into(), since.map(Timestamp::micros).into()]).await
}

/// Marks the address as proved, and gives the account its name; `false` when it was already. A name that is taken by now
/// breaks a named constraint.
pub async fn verify(on: &impl ConnectionTrait, id: AccountId, now: Timestamp) -> Result<bool, DbErr> {
    let text = "UPDATE account SET verified_at = $2, username_key = REPLACE(username_key, ' ' || id, '')
        WHERE id = $1 AND verified_at IS NULL";
    one(on, text, [id.to_string().into(), now.micros().into()]).await
}

/// Lets nobody in with the password that it has.
pub async fn lock_password(on: &impl ConnectionTrait, id: AccountId, now: Timestamp) -> Result<bool, DbErr> {
    let text = "UPDATE account SET password_locked_at = $2 WHERE id = $1 AND password_hash IS NOT NULL";
    one(on, text, [id.to_string().into(), now.micros().into()]).await
}

/// Moves an account to an address that its owner proved.
pub async fn change_email(
    on: &impl ConnectionTrait,
    id: AccountId,
    email: &EmailAddress,
) -> Result<bool, DbErr> {
    let text = "UPDATE account SET email = $2, email_key = $3 WHERE id = $1";
    one(on, text, [id.to_string().into(), email.as_str().into(), email.key().into()]).await
}

/// Keeps a new password's hash; it opens the account whatever was locked before.
pub async fn change_password(
    on: &impl ConnectionTrait,
    id: AccountId,
    hash: &StoredHash,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "UPDATE account SET password_hash = $2, password_changed_at = $3, password_locked_at = NULL,
            password_pepper = $4
        WHERE id = $1";
    let values =
        [id.to_string().into(), hash.text.clone().into(), now.micros().into(), hash.pepper.clone().into()];
    one(on, text, values).await
}

/// Ends every token and session from before this moment.
pub async fn raise_security_version(on: &impl ConnectionTrait, id: AccountId) -> Result<bool, DbErr> {
    let text = "UPDATE account SET security_version = security_version + 1 WHERE id = $1";
    one(on, text, [id.to_string().into()]).await
}

/// Puts `new` in the place of the hash `old`; `false` when that is no longer the account's.
pub async fn replace_hash(
    on: &impl ConnectionTrait,
    id: AccountId,
    old: &StoredHash,
    new: &StoredHash,
) -> Result<bool, DbErr> {
    let text =
        "UPDATE account SET password_hash = $3, password_pepper = $4 WHERE id = $1 AND password_hash = $2";
    let values =
        [id.to_string().into(), old.text.clone().into(), new.text.clone().into(), new.pepper.clone().into()];
    one(on, text, values).await
}

/// How many accounts have a password hash that does not begin like this, or that another key went into than this one.
pub async fn count_other_hashes(
    on: &impl ConnectionTrait,
    beginning: &str,
    pepper: Option<&str>,
) -> Result<u64, DbErr> {
    let text = "SELECT COUNT(*) AS others FROM account WHERE password_hash IS NOT NULL
        AND (password_hash NOT LIKE $1 OR COALESCE(password_pepper, '') <> $2)";
    let values = [format!("{beginning}%").into(), pepper.unwrap_or_default().into()];
    let row = on.query_one_raw(sql(on, text, values)).await?;
    row.map_or(Ok(0), |row| bytes(&row, "others"))
}

/// The ids of all keys that went into password hashes.
pub async fn list_peppers(on: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let text = "SELECT DISTINCT password_pepper AS pepper FROM account
        WHERE password_hash IS NOT NULL AND password_pepper IS NOT NULL ORDER BY pepper";
    let rows = on.query_all_raw(sql(on, text, [])).await?;
    rows.iter().map(|row| super::text(row, "pepper")).collect()
}

/// Removes accounts made before `then` whose address was never proved. They hold nothing.
pub async fn remove_unverified(on: &impl ConnectionTrait, then: Timestamp) -> Result<u64, DbErr> {
    execute(on, "DELETE FROM account WHERE verified_at IS NULL AND created_at < $1", [then.micros().into()])
        .await
}

/// Removes an account with everything that hangs on it. What it holds of the pool was given back before.
pub async fn remove(on: &impl ConnectionTrait, id: AccountId) -> Result<bool, DbErr> {
    one(on, "DELETE FROM account WHERE id = $1", [id.to_string().into()]).await
}
