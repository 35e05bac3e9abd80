//! What an admin does with accounts: never with what they store.
pub mod accounts;
pub mod pool;
pub mod role;
pub mod sessions;
pub mod space_requests;
pub mod suspension;

use domain::{id::AccountId, role::Role, time::Timestamp, username::Username};

use super::{
    Reason, ServiceError,
    audit::{self, Outcome},
};
use crate::{
    app::App,
    auth::Admin,
    db::{self, ConnectionTrait, Transaction, account::Account},
    mail::{Letter, outbox},
};

/// The account of a username.
pub(super) async fn named(on: &impl ConnectionTrait, username: &Username) -> Result<Account, ServiceError> {
    let nobody = || ServiceError::NotFound("There is no account of this name.".to_owned());
    db::account::find_by_username(on, &username.key()).await?.ok_or_else(nobody)
}

/// Ends all sessions of an account that was changed, writes it down and tells its owner. Whoever calls commits and then
/// has the sessions forgotten.
async fn changed(
    app: &App,
    tx: &Transaction,
    admin: &Admin,
    account: &Account,
    (action, words): (&'static str, &str),
    now: Timestamp,
) -> Result<(), ServiceError> {
    super::sessions::end_every(tx, account.id, now).await?;
    audit::record(tx, admin, action, account.id, Outcome::Success, now);
    outbox::post(app, tx, &account.email, &Letter::by_admin(&account.username, words), now).await
}

/// Somebody must be able to let people in.
pub(super) async fn require_another_admin(tx: &Transaction, account: &Account) -> Result<(), ServiceError> {
    if account.role == Role::Admin && !db::account::other_admin_exists(tx, account.id).await? {
        let message = "This is the only admin who can sign in. Make another one first.".to_owned();
        return Err(ServiceError::Precondition { reason: Reason::LastAdmin, message });
    }
    Ok(())
}

/// After the commit: no token from before works any more.
fn forget(app: &App, account: AccountId) {
    app.sessions.forget_account(account);
    app.mailer.wake();
}
