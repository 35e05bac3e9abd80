//! Giving an account another role. The role is the reservation (K6): it is reserved, or the change fails.
use domain::{pool::Pool, quota::Balance, role::Role, time::Timestamp, username::Username};

use super::{changed, forget, named, require_another_admin};
use crate::{
    app::App,
    auth::Admin,
    db::{self, Transaction, account::Account, space_request::Outcome},
    service::{Reason, ServiceError, ledger, security::second_step},
};

/// What a change of role would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The role now.
    pub role_before: Role,
    /// The role then.
    pub role_after: Role,
    /// Bytes reserved now; none for an account without storage.
    pub reserved_before: u64,
    /// Bytes reserved then.
    pub reserved_after: u64,
    /// Bytes that the account stores: files, trash and uploads.
    pub stored: u64,
    /// The pool now.
    pub pool_before: Pool,
    /// What of it would be reserved then.
    pub pool_reserved_after: u64,
    /// Why it would be refused now.
    pub problem: Option<String>,
}

/// Gives the role; answers what is reserved now.
pub async fn set(app: &App, admin: &Admin, username: &Username, role: Role) -> Result<u64, ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    db::lock::seats(&tx).await?;
    let account = named(&tx, username).await?;
    let balance = db::quota::find(&tx, account.id).await?.unwrap_or_default();
    if is_settled(app, &account, &balance, role) {
        return Ok(balance.reservation);
    }
    let reserved = give(app, &tx, admin, &account, role, ("account.role", now)).await?;
    tx.commit().await?;
    forget(app, account.id);
    Ok(reserved)
}

/// What [`set`] would change. It is tried and taken back, so that it cannot say anything else than what happens then.
pub async fn preview(app: &App, _: &Admin, username: &Username, role: Role) -> Result<Change, ServiceError> {
    let account = named(app.db.read(), username).await?;
    tried(app, &account, role).await
}

/// The same for an account that was found.
pub(super) async fn tried(app: &App, account: &Account, role: Role) -> Result<Change, ServiceError> {
    let tx = app.db.write().await?;
    db::lock::seats(&tx).await?;
    let pool_before = db::pool::find(&tx).await?.unwrap_or_default();
    let balance = db::quota::find(&tx, account.id).await?.unwrap_or_default();
    let tried = if is_settled(app, account, &balance, role) {
        Ok(balance.reservation)
    } else {
        reserve(app, &tx, account, role, app.clock.now()).await
    };
    let (reserved_after, problem) = match tried {
        Ok(reserved) => (reserved, None),
        Err(error @ (ServiceError::Precondition { .. } | ServiceError::Exhausted { .. })) => {
            let wanted = if balance.reservation == 0 { 0 } else { app.reservation(role) };
            (wanted, Some(error.sentence()))
        }
        Err(error) => return Err(error),
    };
    let others = pool_before.reserved.saturating_sub(balance.reservation);
    Ok(Change {
        role_before: account.role,
        role_after: role,
        reserved_before: balance.reservation,
        reserved_after,
        stored: balance.used + balance.trash + balance.in_flight,
        pool_before,
        pool_reserved_after: others.saturating_add(reserved_after),
        problem,
    })
}

/// Whether there is nothing to do: the role is the account's, and what it reserves was not set to something else since.
fn is_settled(app: &App, account: &Account, balance: &Balance, role: Role) -> bool {
    let reserves_the_same = balance.reservation == 0 || balance.reservation == app.reservation(role);
    account.role == role && reserves_the_same
}

/// Gives a role, in the words of the audit trail that say why. An open request for it is answered with it.
pub(super) async fn give(
    app: &App,
    tx: &Transaction,
    admin: &Admin,
    account: &Account,
    role: Role,
    (action, now): (&'static str, Timestamp),
) -> Result<u64, ServiceError> {
    let reserved = reserve(app, tx, account, role, now).await?;
    db::account::set_role(tx, account.id, role).await?;
    let request = db::space_request::newest(tx, account.id).await?;
    if let Some(request) = request.filter(|request| request.decided.is_none() && request.role == role) {
        db::space_request::decide(tx, request.id, Outcome::Accepted, now).await?;
    }
    let words = format!("It is now {} account", with_article(role));
    changed(app, tx, admin, account, (action, &words), now).await?;
    Ok(reserved)
}

/// Everything of it that can be refused.
async fn reserve(
    app: &App,
    tx: &Transaction,
    account: &Account,
    role: Role,
    now: Timestamp,
) -> Result<u64, ServiceError> {
    if role != Role::Admin {
        require_another_admin(tx, account).await?;
    }
    if role == Role::Admin && !second_step::is_strong(tx, account.id).await? {
        return Err(no_authenticator());
    }
    ledger::resize(tx, account.id, app.reservation(role), now).await
}

fn with_article(role: Role) -> String {
    let article = if role == Role::Admin { "an" } else { "a" };
    format!("{article} {}", role.name())
}

fn no_authenticator() -> ServiceError {
    let message =
        "An admin needs an authenticator app or a passkey: have one added on the page Security first."
            .to_owned();
    ServiceError::Precondition { reason: Reason::AuthenticatorMissing, message }
}
