//! An authenticator app as second factor (A12): shown once, good from the first right code on.
use domain::{code::OneTimeCode, id::AccountId};
use zeroize::Zeroizing;

use super::{Change, backup_codes, forget, own_account, renew, second_step};
use crate::{
    app::App,
    auth::{Enrolment, Member, Seed, Visitor},
    db,
    service::{Reason, ServiceError, clock, sessions::SignedIn},
};

/// What somebody gets who added an authenticator, or made new backup codes.
pub struct Added {
    /// The ten backup codes, shown this once.
    pub backup_codes: Vec<Zeroizing<String>>,
    /// The caller's session goes on as this one.
    pub signed_in: SignedIn,
}

/// Makes a seed, which counts for nothing until [`confirm`]. Asked again, it makes another in its place.
pub async fn begin(app: &App, member: &Member) -> Result<Enrolment, ServiceError> {
    let account = own_account(app.db.read(), member).await?;
    if account.password_hash.is_none() {
        return Err(no_password());
    }
    let seed = Seed::fresh();
    let tx = app.db.write().await?;
    let keys = app.keyring.newest();
    let sealed = (seed.sealed(&keys.totp, account.id), keys.number);
    if !db::totp::begin(&tx, account.id, sealed, app.clock.now()).await? {
        return Err(has_one());
    }
    tx.commit().await?;
    seed.enrolment(&account.username).map_err(ServiceError::Internal)
}

/// Takes a first code of the app: from now on codes come from there and no longer by mail.
pub async fn confirm(
    app: &App,
    member: &Member,
    typed: &OneTimeCode,
    visitor: &Visitor,
) -> Result<Added, ServiceError> {
    let (id, now) = (member.account(), app.clock.now());
    let begun = db::totp::find(app.db.read(), id).await?.ok_or_else(not_begun)?;
    if begun.confirmed_at.is_some() {
        return Err(has_one());
    }
    clock::refuse_if_back(app).await?;
    let step = second_step::check_totp(app, id, &begun, typed, now)?.ok_or_else(wrong_code)?;
    let tx = app.db.write().await?;
    if !db::totp::confirm(&tx, id, now).await? || !db::totp::use_step(&tx, id, step).await? {
        return Err(has_one());
    }
    let backup_codes = backup_codes::replace(&tx, id).await?;
    let signed_in = renew(app, &tx, member, visitor, Change::AuthenticatorAdded).await?;
    tx.commit().await?;
    forget(app, id);
    Ok(Added { backup_codes, signed_in })
}

/// Takes the authenticator away. Without a passkey the backup codes go with it, and codes come by mail again.
pub async fn remove(app: &App, member: &Member, visitor: &Visitor) -> Result<SignedIn, ServiceError> {
    let id: AccountId = member.account();
    let tx = app.db.write().await?;
    let had_one = second_step::confirmed(&tx, id).await?.is_some();
    if !had_one || !db::totp::remove(&tx, id).await? {
        return Err(has_none());
    }
    if !second_step::is_strong(&tx, id).await? {
        db::backup_code::remove_all(&tx, id).await?;
    }
    let signed_in = renew(app, &tx, member, visitor, Change::AuthenticatorRemoved).await?;
    tx.commit().await?;
    forget(app, id);
    Ok(signed_in)
}

fn no_password() -> ServiceError {
    let message =
        "An authenticator is the second factor beside a password, and this account has none. Set one first.";
    ServiceError::Precondition { reason: Reason::PasswordMissing, message: message.to_owned() }
}

fn has_one() -> ServiceError {
    let message = "This account has an authenticator already. Remove it first.".to_owned();
    ServiceError::Precondition { reason: Reason::AuthenticatorPresent, message }
}

pub(super) fn has_none() -> ServiceError {
    let message = "This account has no authenticator.".to_owned();
    ServiceError::Precondition { reason: Reason::AuthenticatorMissing, message }
}

fn not_begun() -> ServiceError {
    let message = "Put the new key into your app first.".to_owned();
    ServiceError::Precondition { reason: Reason::AuthenticatorMissing, message }
}

fn wrong_code() -> ServiceError {
    let message = "That is not the code that the app should show now. Check that its clock is right.";
    ServiceError::invalid("otp", Reason::InvalidOtp, message)
}
