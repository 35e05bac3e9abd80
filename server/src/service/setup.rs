//! The first minute: no default account and no default password, only a link that is printed once and makes the first
//! admin (K44, SEC-69). 256 bits, 30 minutes, one use; a new start without an admin prints a new one in its place.
use domain::{id::AccountId, limits::SETUP_LINK_LIFE, role::Role, time::Timestamp};

use super::{
    Reason, ServiceError,
    audit::{self, Actor, Outcome},
    credentials::{Credentials, Hashed},
    register,
    sessions::{self, Proof, SignedIn},
};
use crate::{
    app::App,
    auth::{Secret, Visitor},
    clock::random,
    db::{self, Constraint, DbErr, Transaction, account::NewAccount, violates},
};

/// Opens a fresh link and answers its secret; `None` once there is an admin.
pub async fn open_link(app: &App) -> Result<Option<Secret>, ServiceError> {
    let tx = app.db.write().await?;
    if db::account::admin_exists(&tx).await? {
        return Ok(None);
    }
    let secret = Secret::fresh();
    db::setup_link::replace(&tx, &secret.digest(), app.clock.now().plus(SETUP_LINK_LIFE)).await?;
    tx.commit().await?;
    Ok(Some(secret))
}

/// Makes the first admin. He is verified, signed in and holds no storage until he reserves some.
pub async fn create_first_admin(
    app: &App,
    secret: &str,
    credentials: Credentials,
    visitor: &Visitor,
) -> Result<SignedIn, ServiceError> {
    let link = Secret::presented(secret).ok_or_else(link_invalid)?.digest();
    // Looked at before anything costs: strangers make nobody hash.
    if !db::setup_link::is_open(app.db.read(), &link, app.clock.now()).await? {
        return Err(link_invalid());
    }
    let new = credentials.hash(app).await?;
    let now = app.clock.now();
    let tx = app.db.write().await?;
    if !db::setup_link::use_up(&tx, &link, now).await? || db::account::admin_exists(&tx).await? {
        return Err(link_invalid());
    }
    let admin = create(app, &tx, &new, visitor, now).await?;
    let (methods, terms) = (Proof::Password.methods(), app.terms(false));
    let signed_in = sessions::begin(app, &tx, &admin, methods, terms, visitor, now).await?;
    tx.commit().await?;
    Ok(signed_in)
}

async fn create(
    app: &App,
    tx: &Transaction,
    Hashed { username, email, password_hash }: &Hashed,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<db::account::Account, ServiceError> {
    let id = AccountId::from_random(random());
    let (password_hash, role, verified_at) = (Some(password_hash), Role::Admin, Some(now));
    let new = NewAccount { id, username, email, password_hash, role, verified_at, created_at: now };
    db::account::insert(tx, new).await.map_err(taken)?;
    audit::record(tx, Actor::visiting(app, id, visitor), "account.first_admin", id, Outcome::Success, now);
    let missing =
        || ServiceError::Internal(anyhow::anyhow!("the account {id} was not found after it was written"));
    db::account::find(tx, id).await?.ok_or_else(missing)
}

/// Whoever holds the link runs the server, so that he may know whose address it is.
fn taken(error: DbErr) -> ServiceError {
    if violates(&error, Constraint::Email) {
        ServiceError::invalid("email", Reason::InvalidEmail, "This address already has an account.")
    } else {
        register::taken(error)
    }
}

fn link_invalid() -> ServiceError {
    ServiceError::Precondition {
        reason: Reason::SetupLinkInvalid,
        message: "This setup link was used or has expired. Start the server again for a new one.".to_owned(),
    }
}
