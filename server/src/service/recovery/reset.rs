//! Choosing a new password by a mailed link. The link proves the mailbox, and where the account has an authenticator its
//! code is asked for all the same: a mailbox alone never gets past it.
//!
//! There is no state that a client could walk through in another order: the last call alone changes anything, and it
//! brings everything that is asked for.
use domain::{
    code::{Method, Purpose},
    email::EmailAddress,
    id::{AccountId, ChallengeId},
    password::{PersonalWords, check},
    second_step::SecondStep,
    time::Timestamp,
};

use super::{Wanted, account_of, link_invalid, mail_reset_link, write_link};
use crate::{
    app::App,
    auth::{Secret, Visitor},
    db::{
        self, ConnectionTrait,
        account::Account,
        challenge::Challenge,
        recovery_link::{self, Kind},
    },
    mail::{Letter, outbox},
    service::{
        Reason, ServiceError,
        audit::{self, Actor, Outcome},
        code, credentials,
        security::second_step::{self, Right},
        sessions, sign_in, throttle,
    },
};

/// What a link leads to.
pub struct Begun {
    /// Whose password it is.
    pub username: String,
    /// To be answered with a code of the authenticator, where there is one.
    pub challenge: Option<Asked>,
}

/// A code that is asked for.
pub struct Asked {
    /// Names the challenge.
    pub id: ChallengeId,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Wrong codes still allowed.
    pub tries_left: u32,
}

/// What the last call brings.
pub struct Wish<'a> {
    /// The secret of the link.
    pub secret: &'a str,
    /// The code and what it answers.
    pub proof: Option<(ChallengeId, SecondStep)>,
    /// The new password.
    pub password: &'a str,
}

/// Mails a link to the owner of an address. Whoever asks learns nothing, not even whether there is one.
pub async fn request(app: &App, email: &EmailAddress, visitor: &Visitor) -> Result<(), ServiceError> {
    app.settings.steps.answer(mail_or_pretend(app, email, visitor)).await
}

async fn mail_or_pretend(app: &App, email: &EmailAddress, visitor: &Visitor) -> Result<(), ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    throttle::charge_mail(&tx, visitor, now).await?;
    db::lock::address(&tx, &email.key()).await?;
    let account = db::account::find_by_email(&tx, &email.key()).await?;
    match account.filter(|account| account.verified_at.is_some() && account.suspended_at.is_none()) {
        Some(account) => mail_reset_link(app, &tx, &account, now).await?,
        // The same row for nobody, so that the table tells nothing either.
        None => drop(write_link(&tx, Wanted::reset(None), now).await?),
    }
    tx.commit().await?;
    app.mailer.wake();
    Ok(())
}

/// Says whose link it is, and asks for the second step where there is one.
pub async fn begin(app: &App, secret: &str, visitor: &Visitor) -> Result<Begun, ServiceError> {
    throttle::charge_guess(app, visitor).await?;
    let now = app.clock.now();
    let digest = Secret::presented(secret).ok_or_else(link_invalid)?.digest();
    let tx = app.db.write().await?;
    let account = open(&tx, &digest, now).await?;
    let method = second_step::method(&tx, account.id).await?;
    let challenge = if method != Method::Email {
        let request = code::Request {
            email_key: &account.email_key,
            account: Some(account.id),
            purpose: Purpose::Reset,
            asker: code::Asker::in_browser(visitor.browser.as_ref()),
            keep_signed_in: false,
        };
        let (id, state) = code::begin_for_app(&tx, request, method, now).await?;
        let tries_left = state.check(now).map_or(0, |left| left.count());
        Some(Asked { id, expires_at: state.expires_at, tries_left })
    } else {
        None
    };
    tx.commit().await?;
    Ok(Begun { username: account.username, challenge })
}

/// Puts the new password in place and ends every session.
pub async fn finish(app: &App, wish: Wish<'_>, visitor: &Visitor) -> Result<(), ServiceError> {
    let now = app.clock.now();
    let digest = Secret::presented(wish.secret).ok_or_else(link_invalid)?.digest();
    let account = open(app.db.read(), &digest, now).await?;
    // Before anything is used up: a weak password costs neither the link nor a code.
    let words = credentials::words(&account.username, &account.email);
    let personal = PersonalWords { username: &words[0], email_local: &words[1] };
    let password = check(wish.password, &personal)
        .map_err(|weakness| ServiceError::invalid("password", Reason::WeakPassword, weakness))?;
    let proof = try_second_step(app, &account, wish.proof, visitor, now).await?;
    let hash = app.passwords.hash(password, words).await?;

    let tx = app.db.write().await?;
    let account = open(&tx, &digest, now).await?;
    if !recovery_link::use_up(&tx, &digest, now).await? {
        return Err(link_invalid());
    }
    match &proof {
        Some((challenge, right)) => {
            code::consume(&tx, challenge, now).await?;
            second_step::use_up(app, &tx, &account, right, visitor, now).await?;
        }
        // An authenticator that was added meanwhile raised the security version; this is the belt to those braces.
        None if needs_second_step(&tx, account.id).await? => return Err(code_needed()),
        None => {}
    }
    db::account::change_password(&tx, account.id, &hash, now).await?;
    sessions::end_every(&tx, account.id, now).await?;
    throttle::unlock(&tx, account.id).await?;
    audit::record(
        &tx,
        Actor::visiting(app, account.id, visitor),
        "password.reset",
        account.id,
        Outcome::Success,
        now,
    );
    let letter = Letter::security_changed(&account.username, "A new password was chosen by a mailed link");
    outbox::post(app, &tx, &account.email, &letter, now).await?;
    tx.commit().await?;
    app.sessions.forget_account(account.id);
    app.mailer.wake();
    Ok(())
}

/// The account of a link that is open.
async fn open(on: &impl ConnectionTrait, digest: &str, now: Timestamp) -> Result<Account, ServiceError> {
    let id = recovery_link::find_open(on, digest, Kind::Reset, now).await?.ok_or_else(link_invalid)?;
    let account = account_of(on, id).await?;
    if account.suspended_at.is_some() { Err(link_invalid()) } else { Ok(account) }
}

async fn needs_second_step(on: &impl ConnectionTrait, account: AccountId) -> Result<bool, ServiceError> {
    second_step::is_strong(on, account).await
}

async fn try_second_step(
    app: &App,
    account: &Account,
    proof: Option<(ChallengeId, SecondStep)>,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<Option<(Challenge, Right)>, ServiceError> {
    if !needs_second_step(app.db.read(), account.id).await? {
        return Ok(None);
    }
    let (challenge, step) = proof.ok_or_else(code_needed)?;
    let found = sign_in::find_challenge(app, challenge, Purpose::Reset, visitor.browser.as_ref()).await?;
    let challenge =
        found.filter(|challenge| challenge.account == Some(account.id)).ok_or_else(code::unknown)?;
    let right = second_step::try_step(app, Some(&challenge), &step, visitor, now).await?;
    Ok(Some((challenge, right)))
}

fn code_needed() -> ServiceError {
    ServiceError::invalid(
        "otp",
        Reason::InvalidOtp,
        "This account is protected by more than its mailbox: enter a code of its app, or a backup code.",
    )
}
