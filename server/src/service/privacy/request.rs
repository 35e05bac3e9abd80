//! Asking to be erased, and thinking better of it. In between the account is signed out everywhere: who signs in is told
//! when it ends, and can do nothing but keep it.
use domain::{
    id::AccountId, limits::ERASURE_GRACE, skillshare::TimeZone, time::Timestamp, username::Username,
};

use crate::{
    app::App,
    auth::{Admin, Member},
    db::{self, ConnectionTrait, Transaction, account::Account},
    mail::{Letter, outbox},
    service::{
        Reason, ServiceError,
        admin::{self, named},
        audit::{self, Actor, Outcome},
        sessions,
    },
    zones,
};

/// Begins the erasure of the caller's account, named once more by hand; when it will be.
pub async fn of_oneself(app: &App, member: &Member, typed: &str) -> Result<Timestamp, ServiceError> {
    let tx = app.db.write().await?;
    db::lock::seats(&tx).await?;
    let gone = || ServiceError::Internal(anyhow::anyhow!("the account of a checked caller is gone"));
    let account = db::account::find(&tx, member.account()).await?.ok_or_else(gone)?;
    if typed.trim() != account.username {
        let message = format!("Type {} exactly as it stands here.", account.username);
        return Err(ServiceError::invalid("username", Reason::InvalidUsername, message));
    }
    begin(app, tx, &account, member.into()).await
}

/// The same by an admin.
pub async fn by_admin(app: &App, admin: &Admin, username: &Username) -> Result<Timestamp, ServiceError> {
    let tx = app.db.write().await?;
    db::lock::seats(&tx).await?;
    let account = named(&tx, username).await?;
    begin(app, tx, &account, admin.into()).await
}

/// An admin keeps an account that was to be erased; asked again, it is kept.
pub async fn keep_by_admin(app: &App, admin: &Admin, username: &Username) -> Result<(), ServiceError> {
    let tx = app.db.write().await?;
    let account = named(&tx, username).await?;
    keep(app, &tx, &account, admin.into()).await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(())
}

/// Keeps an account that was to be erased. Whoever calls commits, and proved that the account is his.
pub(in crate::service) async fn keep(
    app: &App,
    tx: &Transaction,
    account: &Account,
    actor: Actor,
) -> Result<(), ServiceError> {
    let now = app.clock.now();
    if db::erasure::remove(tx, account.id).await? {
        audit::record(tx, actor, "account.keep", account.id, Outcome::Success, now);
        outbox::post(app, tx, &account.email, &Letter::erasure_cancelled(&account.username), now).await?;
    }
    Ok(())
}

/// Refuses to let somebody in whose account will be erased.
pub(in crate::service) async fn refuse_if_pending(
    on: &impl ConnectionTrait,
    account: AccountId,
) -> Result<(), ServiceError> {
    match db::erasure::due_at(on, account).await? {
        Some(due_at) => Err(pending(due_at)),
        None => Ok(()),
    }
}

async fn begin(
    app: &App,
    tx: Transaction,
    account: &Account,
    actor: Actor,
) -> Result<Timestamp, ServiceError> {
    let now = app.clock.now();
    if let Some(due_at) = db::erasure::due_at(&tx, account.id).await? {
        return Ok(due_at);
    }
    admin::require_another_admin(&tx, account).await?;
    let due_at = now.plus(ERASURE_GRACE);
    db::erasure::insert(&tx, account.id, now, due_at).await?;
    sessions::end_every(&tx, account.id, now).await?;
    audit::record(&tx, actor, "account.erase_request", account.id, Outcome::Success, now);
    let letter = Letter::erasure_begun(&account.username, &words(due_at));
    outbox::post(app, &tx, &account.email, &letter, now).await?;
    tx.commit().await?;
    app.sessions.forget_account(account.id);
    app.mailer.wake();
    Ok(due_at)
}

/// A moment, for everybody alike.
pub(super) fn words(at: Timestamp) -> String {
    zones::words(at, &TimeZone::UTC)
}

fn pending(due_at: Timestamp) -> ServiceError {
    ServiceError::Precondition {
        reason: Reason::ErasurePending,
        message: format!("This account will be deleted on {}. Until then you can keep it.", words(due_at)),
    }
}
