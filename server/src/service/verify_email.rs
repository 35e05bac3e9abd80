//! Proving a new account's address. The account is verified, gets its allocation when the pool has room (K8) or a place
//! in line when not, and, in the browser that began the registration, a session: one transaction.
use cluster::live::crash;
use domain::{
    code::{OneTimeCode, Purpose},
    email::EmailAddress,
    id::{AccountId, ChallengeId},
    time::Timestamp,
};

use super::{
    Reason, ServiceError,
    audit::{self, Actor, Outcome},
    code,
    seats::{self, Standing},
    sessions::{self, Proof, SignedIn},
    throttle,
};
use crate::{
    app::App,
    auth::{Secret, Visitor},
    db::{self, Constraint, DbErr, Transaction, violates},
};

/// A verified account.
pub struct Verified {
    /// Its seat, or its place in line for one.
    pub standing: Standing,
    /// The session of the browser that began.
    pub signed_in: Option<SignedIn>,
}

/// Takes the code that was mailed to a new account's address. Who names the challenge began it.
pub async fn verify_email(
    app: &App,
    email: &EmailAddress,
    otp: &OneTimeCode,
    challenge: Option<ChallengeId>,
    visitor: &Visitor,
) -> Result<Verified, ServiceError> {
    let now = app.clock.now();
    throttle::charge_guess(app, visitor).await?;
    let asker = code::Asker { browser: visitor.browser.as_ref(), challenge };
    let challenge =
        code::try_newest(app, (&email.key(), Purpose::OwnEmail), asker, otp, visitor, now).await?;
    let id = challenge.account.ok_or_else(code::unknown)?;

    let tx = app.db.write().await?;
    code::consume(&tx, &challenge, now).await?;
    db::account::verify(&tx, id, now).await.map_err(name_lost)?;
    let bytes = app.seat();
    let standing = seats::take_or_wait(app, &tx, id, bytes, now).await?;
    audit::record(&tx, Actor::visiting(app, id, visitor), "account.verify", id, Outcome::Success, now);
    let same_browser = challenge.browser_digest.is_some()
        && challenge.browser_digest == visitor.browser.as_ref().map(Secret::digest);
    let signed_in = if same_browser { Some(sign_in(app, &tx, id, visitor, now).await?) } else { None };
    crash::point("seat.before_commit");
    tx.commit().await?;
    crash::point("seat.after_commit");
    app.mailer.wake();
    Ok(Verified { standing, signed_in })
}

/// Of several who wanted one name it belongs to whoever proved an address first.
fn name_lost(error: DbErr) -> ServiceError {
    if !violates(&error, Constraint::Username) {
        return error.into();
    }
    let message = "Somebody else took this username and proved an address before. Your address is free: register again \
                   with another username.";
    ServiceError::invalid("username", Reason::InvalidUsername, message)
}

async fn sign_in(
    app: &App,
    tx: &Transaction,
    id: AccountId,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<SignedIn, ServiceError> {
    let account = db::account::find(tx, id).await?.ok_or_else(code::unknown)?;
    let methods = Proof::PasswordAndCode.methods();
    sessions::begin(app, tx, &account, methods, app.terms(false), visitor, now).await
}
