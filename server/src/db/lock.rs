//! Taking turns: what is counted or looked up before it is written, where no constraint can decide a race.
use domain::id::{AccountId, TeacherId};
use sea_orm::DbBackend;

use super::{ConnectionTrait, DbErr, sql};

/// Makes write transactions about one address wait for each other until they end.
pub async fn address(on: &impl ConnectionTrait, email_key: &str) -> Result<(), DbErr> {
    take(on, &format!("address {email_key}")).await
}

/// The same for those that look for a free username.
pub async fn username(on: &impl ConnectionTrait, username_key: &str) -> Result<(), DbErr> {
    take(on, &format!("username {username_key}")).await
}

/// The same for those that give seats of the pool away or stand in line for one. Taken after a lock on an address.
pub async fn seats(on: &impl ConnectionTrait) -> Result<(), DbErr> {
    take(on, "seats").await
}

/// The same for those that change a teacher's calendar.
pub async fn calendar(on: &impl ConnectionTrait, teacher: TeacherId) -> Result<(), DbErr> {
    take(on, &format!("calendar {teacher}")).await
}

/// The same for those that change an account's tree of folders: where something is, what it is called, what is in the
/// trash. Taken first, before the rows of uploads and of the balance.
pub async fn tree(on: &impl ConnectionTrait, account: AccountId) -> Result<(), DbErr> {
    take(on, &format!("tree {account}")).await
}

/// Holds an account's row until the transaction ends: whoever changes it, by this lock or by an UPDATE, comes before or
/// after, and what is read from here on is how it stands.
pub async fn account(on: &impl ConnectionTrait, account: AccountId) -> Result<(), DbErr> {
    if on.get_database_backend() == DbBackend::Postgres {
        let text = "SELECT id FROM account WHERE id = $1 FOR UPDATE";
        on.query_one_raw(sql(on, text, [account.to_string().into()])).await?;
    }
    Ok(())
}

/// Makes those wait for each other that append to the audit trail. Taken last of all, when nothing is left but to commit.
pub(super) async fn trail(on: &impl ConnectionTrait) -> Result<(), DbErr> {
    take(on, "trail").await
}

/// SQLite has one writer: whoever holds the transaction holds every lock.
async fn take(on: &impl ConnectionTrait, name: &str) -> Result<(), DbErr> {
    if on.get_database_backend() == DbBackend::Postgres {
        on.execute_raw(sql(on, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [name.into()]))
            .await?;
    }
    Ok(())
}
