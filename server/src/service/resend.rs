//! Another code in place of one that was sent, without typing again what led to it. Older codes end and wrong tries still
//! count: both are the challenge's own rules (K1). What is new here is the pause, and who may ask.
//!
//! - **A sign-in** is named by its challenge, which only the one who knew the password was told. That knowledge is good
//!   for a quarter of an hour from code to code.
//! - **A registration** is named by its address, which anybody may type. Only the browser that began it, or the client that
//!   names its challenge, is served and told of the pause; to everybody else the answer is the same and nothing is sent, so that
//!   nobody ends somebody else's code. Whether the address has an account already makes no difference to either: then its
//!   owner gets the mail that says so, as at registration (K29).
use domain::{
    code::{Guesser, IssueRefusal, Purpose, Refusal, may_issue, may_resend, resend_at},
    email::EmailAddress,
    id::ChallengeId,
    limits::OTP_SIGN_IN_RESEND_LIFE,
    time::Timestamp,
    username::Username,
};

use super::{
    Reason, ServiceError,
    code::{self, Asker, HOUR},
    register,
    sign_in::{self, CodeSent, Wanted},
    throttle,
};
use crate::{
    app::App,
    auth::Visitor,
    db::{self, Transaction, challenge::Challenge},
};

/// What is told about a registration's next code.
pub struct Resent {
    /// When it ends.
    pub expires_at: Timestamp,
    /// From when on another may be asked for.
    pub resend_at: Timestamp,
    /// Wrong codes still allowed.
    pub tries_left: u32,
    /// By which a client without cookies shows from now on that it began, or an id that leads nowhere.
    pub challenge: ChallengeId,
}

/// Another code for a sign-in.
pub async fn of_sign_in(app: &App, id: ChallengeId, visitor: &Visitor) -> Result<CodeSent, ServiceError> {
    let browser = visitor.browser.as_ref();
    let known =
        sign_in::find_challenge(app, id, Purpose::SignIn, browser).await?.ok_or_else(code::unknown)?;
    let now = app.clock.now();
    let tx = app.db.write().await?;
    throttle::charge_mail(&tx, visitor, now).await?;
    db::lock::address(&tx, &known.email_key).await?;
    let newest = db::challenge::newest(&tx, &known.email_key, Purpose::SignIn).await?;
    let previous = newest.filter(|newest| newest.id == id).ok_or_else(code::unknown)?;
    if previous.state.consumed_at.is_some() {
        return Err(code::refused(Refusal::Consumed));
    }
    if now.since(previous.sent_at) >= OTP_SIGN_IN_RESEND_LIFE {
        return Err(over());
    }
    may_resend(previous.sent_at, now).map_err(too_soon)?;
    let account = previous.account.ok_or_else(code::unknown)?;
    let account = db::account::find(&tx, account).await?.ok_or_else(code::unknown)?;
    let wanted = Wanted { purpose: Purpose::SignIn, keep_signed_in: previous.keep_signed_in };
    let sent = sign_in::send_code(app, &tx, &account, browser, wanted).await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(sent)
}

/// Another code for a registration.
pub async fn of_registration(
    app: &App,
    email: &EmailAddress,
    challenge: Option<ChallengeId>,
    visitor: &Visitor,
) -> Result<Resent, ServiceError> {
    let asker = Asker { browser: visitor.browser.as_ref(), challenge };
    app.settings.steps.answer(send_or_pretend(app, email, asker, visitor)).await
}

async fn send_or_pretend(
    app: &App,
    email: &EmailAddress,
    asker: Asker<'_>,
    visitor: &Visitor,
) -> Result<Resent, ServiceError> {
    let (key, now) = (email.key(), app.clock.now());
    let tx = app.db.write().await?;
    throttle::charge_mail(&tx, visitor, now).await?;
    db::lock::address(&tx, &key).await?;
    let newest = db::challenge::newest(&tx, &key, Purpose::OwnEmail).await?;
    let Some(previous) = newest.filter(|newest| is_open_to(newest, asker)) else {
        return Ok(as_if_sent(now));
    };
    if let Err(refusal @ Refusal::Exhausted) = previous.state.check(now) {
        return Err(code::refused(refusal));
    }
    may_resend(previous.sent_at, now).map_err(too_soon)?;
    // Of this purpose alone: how often somebody signed in at this address is nobody's business here.
    let issued = db::challenge::issued_for(&tx, &key, Purpose::OwnEmail, now.minus(HOUR)).await?;
    may_issue(&issued, now).map_err(code::too_many)?;
    let challenge = send(app, &tx, email, asker, now).await?;
    let newest = db::challenge::newest(&tx, &key, Purpose::OwnEmail).await?;
    tx.commit().await?;
    app.mailer.wake();
    let tries_left = newest.and_then(|newest| newest.state.check(now).ok()).map_or(0, |left| left.count());
    Ok(Resent { tries_left, challenge, ..as_if_sent(now) })
}

/// As `register` does once the password is hashed.
async fn send(
    app: &App,
    tx: &Transaction,
    email: &EmailAddress,
    asker: Asker<'_>,
    now: Timestamp,
) -> Result<ChallengeId, ServiceError> {
    match db::account::find_by_email(tx, &email.key()).await? {
        Some(owner) if owner.verified_at.is_some() => {
            register::turn_away(app, tx, &owner.username, email, asker, now).await
        }
        Some(waiting) => {
            let username = sign_in::stored(Username::parse(&waiting.username))?;
            register::send_code(app, tx, waiting.id, &username, email, asker, now).await
        }
        None => Ok(code::no_challenge()),
    }
}

fn is_open_to(challenge: &Challenge, asker: Asker<'_>) -> bool {
    challenge.state.consumed_at.is_none() && asker.to(challenge) == Guesser::Beginner
}

fn as_if_sent(now: Timestamp) -> Resent {
    Resent {
        expires_at: now.plus(Purpose::OwnEmail.lifetime()),
        resend_at: resend_at(now),
        tries_left: domain::limits::OTP_ATTEMPTS_MAX,
        challenge: code::no_challenge(),
    }
}

fn over() -> ServiceError {
    ServiceError::Unauthenticated {
        reason: Reason::OtpExpired,
        message: "This sign-in has waited too long. Sign in again.".to_owned(),
    }
}

fn too_soon(refusal: IssueRefusal) -> ServiceError {
    ServiceError::Exhausted { reason: Reason::TooSoon, message: refusal.to_string() }
}
