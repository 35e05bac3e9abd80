//! Giving an account another role. The role is the reservation (K6): it is reserved, or the change fails.
use domain::{role::Role, username::Username};

use super::{changed, forget, named, require_another_admin};
use crate::{
    app::App,
    auth::Admin,
    db,
    service::{Reason, ServiceError, ledger, security::second_step},
};

/// Gives the role; answers what is reserved now.
pub async fn set(app: &App, admin: &Admin, username: &Username, role: Role) -> Result<u64, ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    db::lock::seats(&tx).await?;
    let account = named(&tx, username).await?;
    if account.role == role {
        let balance = db::quota::find(&tx, account.id).await?;
        return Ok(balance.map_or(0, |balance| balance.reservation));
    }
    require_another_admin(&tx, &account).await?;
    if role == Role::Admin && !second_step::is_strong(&tx, account.id).await? {
        return Err(no_authenticator());
    }
    let reserved = ledger::resize(&tx, account.id, role.reservation_bytes(), now).await?;
    db::account::set_role(&tx, account.id, role).await?;
    let words = format!("It is now {} account", with_article(role));
    changed(app, &tx, admin, &account, ("account.role", &words), now).await?;
    tx.commit().await?;
    forget(app, account.id);
    Ok(reserved)
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
