//! Signing in: the password, then a code by mail. A name that nobody has costs the same work and gets the same answer.
use domain::{
    code::{OneTimeCode, Purpose, resend_at},
    email::EmailAddress,
    id::ChallengeId,
    password::NormalisedPassword,
    time::Timestamp,
    token::SessionTerms,
    username::Username,
};

use super::{
    Reason, ServiceError, code, register,
    sessions::{self, Proof, SignedIn},
};
use crate::{
    app::App,
    auth::Secret,
    db::{self, Transaction, account::Account, challenge::Challenge},
    mail::{Letter, outbox},
};

/// How somebody names an account (K21).
pub enum Name {
    /// By its username.
    Username(Username),
    /// By its address.
    Email(EmailAddress),
    /// In a way that can name no account: answered as an unknown one.
    Neither,
}

/// The first step.
pub struct Attempt {
    /// Whose account.
    pub name: Name,
    /// The password.
    pub password: NormalisedPassword,
    /// Whether the session is to last.
    pub keep_signed_in: bool,
}

/// The first step was right: a code is under way.
pub struct CodeSent {
    /// Names the challenge.
    pub challenge: ChallengeId,
    /// When the code ends.
    pub expires_at: Timestamp,
    /// From when on another may be asked for.
    pub resend_at: Timestamp,
    /// Where it went, masked.
    pub masked_email: String,
    /// Wrong codes still allowed.
    pub tries_left: u32,
}

/// Checks the password and mails a code.
pub async fn log_in(app: &App, attempt: Attempt, browser: Option<&Secret>) -> Result<CodeSent, ServiceError> {
    let account = find(app, &attempt.name).await?;
    let account = require_password(app, account, attempt.password).await?;
    if account.verified_at.is_none() {
        let email = stored(EmailAddress::parse(&account.email))?;
        return Err(not_verified(app, &account, &email, browser).await?);
    }
    let tx = app.db.write().await?;
    let sent = send_code(app, &tx, &account, browser, attempt.keep_signed_in).await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(sent)
}

/// Mails a code to an account whose password was right.
pub(super) async fn send_code(
    app: &App,
    tx: &Transaction,
    account: &Account,
    browser: Option<&Secret>,
    keep_signed_in: bool,
) -> Result<CodeSent, ServiceError> {
    let now = app.clock.now();
    let email = stored(EmailAddress::parse(&account.email))?;
    let request = code::Request {
        email_key: &account.email_key,
        account: Some(account.id),
        purpose: Purpose::SignIn,
        browser,
        keep_signed_in,
    };
    let begun = code::begin(app, tx, request, now).await?.map_err(code::NotIssued::into_error)?;
    outbox::post(app, tx, email.as_str(), &Letter::sign_in(&begun.code), now).await?;
    Ok(CodeSent {
        challenge: begun.id,
        expires_at: begun.state.expires_at,
        resend_at: resend_at(now),
        masked_email: email.masked(),
        tries_left: begun.state.check(now).map_or(0, |left| left.count()),
    })
}

/// Takes the code and begins a session.
pub async fn verify_code(
    app: &App,
    challenge: ChallengeId,
    otp: &OneTimeCode,
    browser: Option<&Secret>,
) -> Result<SignedIn, ServiceError> {
    let now = app.clock.now();
    let challenge = find_challenge(app, challenge, browser).await?;
    code::try_code(app, challenge.as_ref(), otp, now).await?;
    let challenge = challenge.ok_or_else(code::unknown)?;
    let account = challenge.account.ok_or_else(code::unknown)?;

    let tx = app.db.write().await?;
    code::consume(&tx, &challenge, now).await?;
    let account = db::account::find(&tx, account).await?.ok_or_else(code::unknown)?;
    let terms = SessionTerms { keep_signed_in: challenge.keep_signed_in };
    let signed_in = sessions::begin(app, &tx, &account, Proof::PasswordAndCode, terms, now).await?;
    tx.commit().await?;
    Ok(signed_in)
}

/// A sign-in that another browser began does not exist for this one (SEC-12).
pub(super) async fn find_challenge(
    app: &App,
    id: ChallengeId,
    browser: Option<&Secret>,
) -> Result<Option<Challenge>, ServiceError> {
    let challenge = db::challenge::find(app.db.read(), id).await?;
    let browser = browser.map(Secret::digest);
    Ok(challenge
        .filter(|challenge| challenge.purpose == Purpose::SignIn && challenge.browser_digest == browser))
}

async fn find(app: &App, name: &Name) -> Result<Option<Account>, ServiceError> {
    let on = app.db.read();
    Ok(match name {
        Name::Username(username) => db::account::find_by_username(on, &username.key()).await?,
        Name::Email(email) => db::account::find_by_email(on, &email.key()).await?,
        Name::Neither => None,
    })
}

async fn require_password(
    app: &App,
    account: Option<Account>,
    password: NormalisedPassword,
) -> Result<Account, ServiceError> {
    let hash = account.as_ref().and_then(|account| account.password_hash.clone());
    let right = app.passwords.verify(password, hash).await?;
    account.filter(|_| right).ok_or_else(invalid_credentials)
}

/// The password is right, so this may be told; the code to go on with is mailed.
async fn not_verified(
    app: &App,
    account: &Account,
    email: &EmailAddress,
    browser: Option<&Secret>,
) -> Result<ServiceError, ServiceError> {
    let username = stored(Username::parse(&account.username))?;
    let now = app.clock.now();
    let tx = app.db.write().await?;
    register::send_code(app, &tx, account.id, &username, email, browser, now).await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(ServiceError::Precondition {
        reason: Reason::NotVerified,
        message: format!("Confirm your address first: we sent a code to {}.", email.masked()),
    })
}

/// What a row keeps was accepted once.
pub(super) fn stored<T, E: std::error::Error + Send + Sync + 'static>(
    parsed: Result<T, E>,
) -> Result<T, ServiceError> {
    parsed.map_err(|error| ServiceError::Internal(error.into()))
}

/// The one answer to everything that is wrong with a name or a password.
pub fn invalid_credentials() -> ServiceError {
    ServiceError::Unauthenticated {
        reason: Reason::InvalidCredentials,
        message: "The name or the password is not right.".to_owned(),
    }
}
