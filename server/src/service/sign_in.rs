//! Signing in: the password, then a code by mail. A name that nobody has costs the same work and gets the same answer.
use domain::{
    code::{Method, Purpose, resend_at},
    device,
    email::EmailAddress,
    id::ChallengeId,
    password::NormalisedPassword,
    second_step::SecondStep,
    time::Timestamp,
    token::SessionTerms,
    username::Username,
};

use super::{
    Reason, ServiceError,
    audit::{self, Actor, Outcome},
    code,
    privacy::request,
    recovery, register,
    security::second_step::{self, Right},
    sessions::{self, Proof, SignedIn},
    throttle::{self, Charge, Subject},
    tries::{self, Wrong},
};
use crate::{
    app::App,
    auth::{Secret, Verified, Visitor},
    db::{
        self, Transaction,
        account::{Account, StoredHash},
        challenge::Challenge,
    },
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

/// The first step was right: a code is under way, or an app shows it.
pub struct CodeSent {
    /// Names the challenge.
    pub challenge: ChallengeId,
    /// Where the code comes from.
    pub method: Method,
    /// When the code ends, or the time for it.
    pub expires_at: Timestamp,
    /// From when on another may be asked for.
    pub resend_at: Timestamp,
    /// Where it went, masked; empty for an app's.
    pub masked_email: String,
    /// Wrong codes still allowed.
    pub tries_left: u32,
}

impl CodeSent {
    /// What is awaited now.
    pub fn sentence(&self) -> String {
        match self.method {
            Method::Email => format!("We sent a code to {}.", self.masked_email),
            Method::Passkey => "Sign in with your passkey instead, or enter a backup code.".to_owned(),
            Method::Totp => "Enter the code that your authenticator app shows, or a backup code.".to_owned(),
        }
    }
}

/// What a challenge is begun for.
pub(super) struct Wanted {
    pub(super) purpose: Purpose,
    pub(super) keep_signed_in: bool,
}

/// Checks the password and asks for the second step.
pub async fn log_in(app: &App, attempt: Attempt, visitor: &Visitor) -> Result<CodeSent, ServiceError> {
    let keep_signed_in = attempt.keep_signed_in;
    let (account, charge) = app.settings.steps.refusal(prove(app, attempt, visitor)).await?;
    if account.verified_at.is_none() {
        let email = stored(EmailAddress::parse(&account.email))?;
        return Err(not_verified(app, &account, &email, visitor, &charge).await?);
    }
    if account.password_locked_at.is_some() {
        return Err(password_locked());
    }
    let tx = app.db.write().await?;
    charge.forgive(&tx).await?;
    let wanted = Wanted { purpose: Purpose::SignIn, keep_signed_in };
    let sent = send_code(app, &tx, &account, visitor.browser.as_ref(), wanted).await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(sent)
}

/// The account whose password it is, and the try that was charged for it.
async fn prove(app: &App, attempt: Attempt, visitor: &Visitor) -> Result<(Account, Charge), ServiceError> {
    let account = find(app, &attempt.name).await?;
    let subject = match (&account, &attempt.name) {
        (Some(account), _) => Subject::Account(account.id),
        (None, Name::Username(name)) => Subject::Unknown(name.as_str()),
        (None, Name::Email(email)) => Subject::Unknown(email.as_str()),
        (None, Name::Neither) => Subject::Unknown(""),
    };
    let charge = throttle::charge(app, subject, visitor).await?;
    let account = require_password(app, account, attempt.password, (&charge, visitor)).await?;
    Ok((account, charge))
}

/// Asks an account whose password was right for its second step: by mail, unless it has something stronger.
pub(super) async fn send_code(
    app: &App,
    tx: &Transaction,
    account: &Account,
    browser: Option<&Secret>,
    wanted: Wanted,
) -> Result<CodeSent, ServiceError> {
    let now = app.clock.now();
    let request = code::Request {
        email_key: &account.email_key,
        account: Some(account.id),
        purpose: wanted.purpose,
        asker: code::Asker::in_browser(browser),
        keep_signed_in: wanted.keep_signed_in,
    };
    let method = second_step::method(tx, account.id).await?;
    if method != Method::Email {
        let (challenge, state) = code::begin_for_app(tx, request, method, now).await?;
        return Ok(CodeSent {
            challenge,
            method,
            expires_at: state.expires_at,
            resend_at: state.expires_at,
            masked_email: String::new(),
            tries_left: state.check(now).map_or(0, |left| left.count()),
        });
    }
    let email = stored(EmailAddress::parse(&account.email))?;
    let begun = code::begin(app, tx, request, now).await?.map_err(code::NotIssued::into_error)?;
    let letter = match wanted.purpose {
        Purpose::StepUp => Letter::step_up(&begun.code),
        Purpose::SignIn | Purpose::OwnEmail | Purpose::Enroll | Purpose::Reset | Purpose::ChangeEmail => {
            Letter::sign_in(&begun.code)
        }
    };
    outbox::post(app, tx, email.as_str(), &letter, now).await?;
    Ok(CodeSent {
        challenge: begun.id,
        method,
        expires_at: begun.state.expires_at,
        resend_at: resend_at(now),
        masked_email: email.masked(),
        tries_left: begun.state.check(now).map_or(0, |left| left.count()),
    })
}

/// What signing in does to an account that is to be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pending {
    /// Nothing: it is told, the code is not used up, and nobody is let in.
    Tell,
    /// The account is kept.
    Keep,
}

impl From<bool> for Pending {
    /// As the wire says it.
    fn from(keep_account: bool) -> Self {
        if keep_account { Self::Keep } else { Self::Tell }
    }
}

/// Takes the code and begins a session.
pub async fn verify_code(
    app: &App,
    challenge: ChallengeId,
    step: &SecondStep,
    visitor: &Visitor,
    pending: Pending,
) -> Result<SignedIn, ServiceError> {
    let now = app.clock.now();
    let challenge = find_challenge(app, challenge, Purpose::SignIn, visitor.browser.as_ref()).await?;
    let right = second_step::try_step(app, challenge.as_ref(), step, visitor, now).await?;
    let challenge = challenge.ok_or_else(code::unknown)?;
    let account = challenge.account.ok_or_else(code::unknown)?;

    let tx = app.db.write().await?;
    code::consume(&tx, &challenge, now).await?;
    let account = db::account::find(&tx, account).await?.ok_or_else(code::unknown)?;
    second_step::use_up(app, &tx, &account, &right, visitor, now).await?;
    if pending == Pending::Keep {
        request::keep(app, &tx, &account, Actor::visiting(app, account.id, visitor)).await?;
    }
    let terms = app.terms(challenge.keep_signed_in);
    let signed_in = enter(app, &tx, &account, proof(&right), terms, visitor).await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(signed_in)
}

/// Begins a session for whoever proved enough, and tells the owner when the program is a new one.
pub(super) async fn enter(
    app: &App,
    tx: &Transaction,
    account: &Account,
    proof: Proof,
    terms: SessionTerms,
    visitor: &Visitor,
) -> Result<SignedIn, ServiceError> {
    let now = app.clock.now();
    let signed_in = sessions::begin(app, tx, account, proof.methods(), terms, visitor, now).await?;
    if visitor.known_device(app, account.id).is_none() {
        let link = recovery::not_me_link(app, tx, account, now).await?;
        let device = device::words(&visitor.device);
        let letter = Letter::new_sign_in(&account.username, &device, &visitor.network, link);
        outbox::post(app, tx, &account.email, &letter, now).await?;
    }
    Ok(signed_in)
}

const fn proof(right: &Right) -> Proof {
    match right {
        Right::Mailed => Proof::PasswordAndCode,
        Right::Totp(_) => Proof::PasswordAndTotp,
        Right::Backup(_) => Proof::PasswordAndBackupCode,
    }
}

/// What another browser began does not exist for this one (SEC-12).
pub(super) async fn find_challenge(
    app: &App,
    id: ChallengeId,
    purpose: Purpose,
    browser: Option<&Secret>,
) -> Result<Option<Challenge>, ServiceError> {
    let challenge = db::challenge::find(app.db.read(), id).await?;
    let browser = browser.map(Secret::digest);
    Ok(challenge.filter(|challenge| challenge.purpose == purpose && challenge.browser_digest == browser))
}

async fn find(app: &App, name: &Name) -> Result<Option<Account>, ServiceError> {
    let on = app.db.read();
    Ok(match name {
        Name::Username(username) => match db::account::find_by_username(on, &username.key()).await? {
            Some(account) => Some(account),
            None => db::account::find_unproved(on, &username.key()).await?,
        },
        Name::Email(email) => db::account::find_by_email(on, &email.key()).await?,
        Name::Neither => None,
    })
}

async fn require_password(
    app: &App,
    account: Option<Account>,
    password: NormalisedPassword,
    (charge, visitor): (&Charge, &Visitor),
) -> Result<Account, ServiceError> {
    let hash = account.as_ref().and_then(|account| account.password_hash.clone());
    let verified = app.passwords.verify(password, hash).await?;
    let known = account.as_ref().map(|account| account.id);
    let Some(account) = account.filter(|_| verified != Verified::Wrong) else {
        tries::by_visitor(app, Wrong::Password, known, visitor).await?;
        charge.keep(app).await?;
        return Err(invalid_credentials());
    };
    if let Verified::Outdated(new) = verified {
        renew_hash(app, &account, &new, visitor).await?;
    }
    Ok(account)
}

/// Puts a hash of today in the place of an old one, unless somebody changed the password meanwhile.
async fn renew_hash(
    app: &App,
    account: &Account,
    new: &StoredHash,
    visitor: &Visitor,
) -> Result<(), ServiceError> {
    let Some(old) = &account.password_hash else { return Ok(()) };
    let tx = app.db.write().await?;
    if db::account::replace_hash(&tx, account.id, old, new).await? {
        let actor = Actor::visiting(app, account.id, visitor);
        audit::record(&tx, actor, "password.rehash", account.id, Outcome::Success, app.clock.now());
    }
    Ok(tx.commit().await?)
}

/// The password is right, so this may be told; the code to go on with is mailed.
async fn not_verified(
    app: &App,
    account: &Account,
    email: &EmailAddress,
    visitor: &Visitor,
    charge: &Charge,
) -> Result<ServiceError, ServiceError> {
    let username = stored(Username::parse(&account.username))?;
    let now = app.clock.now();
    let tx = app.db.write().await?;
    charge.forgive(&tx).await?;
    let asker = code::Asker::in_browser(visitor.browser.as_ref());
    register::send_code(app, &tx, account.id, &username, email, asker, now).await?;
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

fn password_locked() -> ServiceError {
    ServiceError::Precondition {
        reason: Reason::PasswordLocked,
        message: "A sign-in to this account was not its owner's, so this password no longer opens it. What it stores is \
                  safe. Choose a new password by \"Forgot your password?\"."
            .to_owned(),
    }
}

/// The one answer to everything that is wrong with a name or a password.
pub fn invalid_credentials() -> ServiceError {
    ServiceError::Unauthenticated {
        reason: Reason::InvalidCredentials,
        message: "The name or the password is not right.".to_owned(),
    }
}
