//! The first half of enrolment by code alone: a code to an address, and for the right code a ticket (K47).
//!
//! Only accounts without a password and a passkey sign in this way, and addresses without an account may enrol one. The owner of any
//! other account gets a mail that names his way instead of a code, and the answer is the same (K30).
use domain::{
    code::{OneTimeCode, Purpose},
    email::EmailAddress,
    id::ChallengeId,
    limits::ENROLL_TICKET_LIFE,
    time::Timestamp,
};

use super::{
    ServiceError,
    code::{self, Asker},
    security::second_step,
    throttle,
};
use crate::{
    app::App,
    auth::{Secret, Visitor},
    db::{self, Transaction, account::Account},
    mail::{Letter, outbox},
};

/// What is answered for every address alike.
pub struct Sent {
    /// When the code ends.
    pub expires_at: Timestamp,
    /// By which a client without cookies shows that it began, or an id that leads nowhere.
    pub challenge: ChallengeId,
}

/// Mails a code to an address.
pub async fn send_code(app: &App, email: &EmailAddress, visitor: &Visitor) -> Result<Sent, ServiceError> {
    app.settings.steps.answer(send_whichever(app, email, visitor)).await
}

async fn send_whichever(app: &App, email: &EmailAddress, visitor: &Visitor) -> Result<Sent, ServiceError> {
    let key = email.key();
    let now = app.clock.now();
    let tx = app.db.write().await?;
    throttle::charge_mail(&tx, visitor, now).await?;
    db::lock::address(&tx, &key).await?;
    let account = db::account::find_by_email(&tx, &key).await?;
    let request = code::Request {
        email_key: &key,
        account: account.as_ref().map(|account| account.id),
        purpose: Purpose::Enroll,
        asker: Asker::in_browser(visitor.browser.as_ref()),
        keep_signed_in: false,
    };
    let is_stronger = match &account {
        Some(account) => second_step::has_stronger_way(&tx, account).await?,
        None => false,
    };
    let challenge = match account {
        Some(account) if is_stronger => point_to_password(app, &tx, &account, request, now).await?,
        _ => mail_code(app, &tx, email, request, now).await?,
    };
    tx.commit().await?;
    app.mailer.wake();
    let challenge = challenge.unwrap_or_else(code::no_challenge);
    Ok(Sent { expires_at: now.plus(Purpose::Enroll.lifetime()), challenge })
}

/// Takes the code; answers with the ticket for one enrolment. Who names the challenge began it.
pub async fn verify_code(
    app: &App,
    email: &EmailAddress,
    otp: &OneTimeCode,
    challenge: Option<ChallengeId>,
    visitor: &Visitor,
) -> Result<Secret, ServiceError> {
    let now = app.clock.now();
    throttle::charge_guess(app, visitor).await?;
    let asker = Asker { browser: visitor.browser.as_ref(), challenge };
    let challenge = code::try_newest(app, (&email.key(), Purpose::Enroll), asker, otp, visitor, now).await?;

    let ticket = Secret::fresh();
    let tx = app.db.write().await?;
    code::consume(&tx, &challenge, now).await?;
    let expires_at = now.plus(ENROLL_TICKET_LIFE);
    db::ticket::insert(&tx, &ticket.digest(), (email.as_str(), &email.key()), expires_at).await?;
    tx.commit().await?;
    Ok(ticket)
}

async fn mail_code(
    app: &App,
    tx: &Transaction,
    email: &EmailAddress,
    request: code::Request<'_>,
    now: Timestamp,
) -> Result<Option<ChallengeId>, ServiceError> {
    let Ok(begun) = code::begin(app, tx, request, now).await? else { return Ok(None) };
    outbox::post(app, tx, email.as_str(), &Letter::enroll(&begun.code), now).await?;
    Ok(Some(begun.id))
}

async fn point_to_password(
    app: &App,
    tx: &Transaction,
    account: &Account,
    request: code::Request<'_>,
    now: Timestamp,
) -> Result<Option<ChallengeId>, ServiceError> {
    let request = code::Request { account: None, ..request };
    let Ok((decoy, _)) = code::begin_decoy(tx, request, now).await? else { return Ok(None) };
    outbox::post(app, tx, &account.email, &Letter::use_your_password(&account.username), now).await?;
    Ok(Some(decoy))
}
