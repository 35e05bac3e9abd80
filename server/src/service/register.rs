//! Registration: an unverified account and a code to its address. Whoever owns an address already gets a mail instead,
//! and nobody sees the difference (K29, SEC-07).
//!
//! An account whose address was never proved belongs to nobody yet: the newest registration replaces its name and
//! password, and the mail names that name, so that its owner sees whose account the code would confirm. It holds its name
//! no more than its address: whoever proves an address first has the name, and the others are told then. Otherwise whoever
//! knows such a name could try at which address it is still free.
use domain::{
    code::{Purpose, resend_at},
    email::EmailAddress,
    id::{AccountId, ChallengeId},
    role::Role,
    time::Timestamp,
    username::Username,
};

use super::{
    ServiceError,
    audit::{self, Actor, Outcome},
    code::{self, Asker},
    credentials::{Credentials, Hashed, username_taken},
    throttle,
};
use crate::{
    app::App,
    auth::Visitor,
    clock::random,
    db::{self, Constraint, DbErr, Transaction, account::NewAccount, violates},
    mail::{Letter, outbox},
};

/// The answer to a registration, whoever the address belongs to.
pub struct Registered {
    /// The new account, or an id that leads nowhere.
    pub account: AccountId,
    /// By which a client without cookies shows that it began, or an id that leads nowhere.
    pub challenge: ChallengeId,
    /// Now.
    pub created_at: Timestamp,
    /// When the mailed code ends.
    pub otp_expires_at: Timestamp,
    /// From when on another may be asked for.
    pub resend_at: Timestamp,
}

/// Registers an account; it belongs to the browser that began it.
pub async fn register(
    app: &App,
    credentials: Credentials,
    visitor: &Visitor,
) -> Result<Registered, ServiceError> {
    // A name that is taken is told, so names are asked after here too.
    throttle::charge_name(app, visitor).await?;
    require_free(app, &credentials.username).await?;
    // Hashed before the address is looked up: known and unknown addresses take the same time.
    let new = credentials.hash(app).await?;
    app.settings.steps.answer_soon(write_or_turn_away(app, &new, visitor)).await
}

async fn write_or_turn_away(app: &App, new: &Hashed, visitor: &Visitor) -> Result<Registered, ServiceError> {
    let asker = Asker::in_browser(visitor.browser.as_ref());
    let email = &new.email;
    let now = app.clock.now();
    let tx = app.db.write().await?;
    throttle::charge_mail(&tx, visitor, now).await?;
    db::lock::address(&tx, &email.key()).await?;
    let (account, challenge) = match db::account::find_by_email(&tx, &email.key()).await? {
        Some(owner) if owner.verified_at.is_some() => {
            let challenge = turn_away(app, &tx, &owner.username, email, asker, now).await?;
            (AccountId::from_random(random()), challenge)
        }
        waiting => {
            let waiting = waiting.map(|account| account.id);
            let account = write(app, &tx, waiting, new, visitor, now).await?;
            let challenge = send_code(app, &tx, account, &new.username, email, asker, now).await?;
            (account, challenge)
        }
    };
    tx.commit().await?;
    app.mailer.wake();
    Ok(Registered {
        account,
        challenge,
        created_at: now,
        otp_expires_at: now.plus(Purpose::OwnEmail.lifetime()),
        resend_at: resend_at(now),
    })
}

/// Mails the code that proves an account's address, unless too many were asked for. The id of its challenge leads nowhere
/// then.
pub(super) async fn send_code(
    app: &App,
    tx: &Transaction,
    account: AccountId,
    username: &Username,
    email: &EmailAddress,
    asker: Asker<'_>,
    now: Timestamp,
) -> Result<ChallengeId, ServiceError> {
    let key = email.key();
    let request = request(&key, Some(account), asker);
    let Ok(begun) = code::begin(app, tx, request, now).await? else { return Ok(code::no_challenge()) };
    let letter = Letter::own_email(&begun.code, username.as_str());
    outbox::post(app, tx, email.as_str(), &letter, now).await?;
    Ok(begun.id)
}

/// Usernames are public handles, so this may be told.
async fn require_free(app: &App, username: &Username) -> Result<(), ServiceError> {
    match db::account::find_by_username(app.db.read(), &username.key()).await? {
        Some(_) => Err(username_taken()),
        None => Ok(()),
    }
}

/// Mails the owner of an address that it has an account.
pub(super) async fn turn_away(
    app: &App,
    tx: &Transaction,
    username: &str,
    email: &EmailAddress,
    asker: Asker<'_>,
    now: Timestamp,
) -> Result<ChallengeId, ServiceError> {
    let key = email.key();
    let decoy = code::begin_decoy(tx, request(&key, None, asker), now).await?;
    let Ok((decoy, _)) = decoy else { return Ok(code::no_challenge()) };
    outbox::post(app, tx, email.as_str(), &Letter::already_registered(username), now).await?;
    Ok(decoy)
}

fn request<'a>(email_key: &'a str, account: Option<AccountId>, asker: Asker<'a>) -> code::Request<'a> {
    code::Request { email_key, account, purpose: Purpose::OwnEmail, asker, keep_signed_in: false }
}

async fn write(
    app: &App,
    tx: &Transaction,
    waiting: Option<AccountId>,
    Hashed { username, email, password_hash }: &Hashed,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<AccountId, ServiceError> {
    let id = waiting.unwrap_or_else(|| AccountId::from_random(random()));
    let written = match waiting {
        Some(_) => {
            // Another password, at which nobody has guessed yet.
            db::wrong_password::forget_subject(tx, &id.to_string()).await?;
            db::account::register_again(tx, id, username, password_hash, now).await
        }
        None => {
            let (password_hash, role) = (Some(password_hash), Role::Basic);
            let new =
                NewAccount { id, username, email, password_hash, role, verified_at: None, created_at: now };
            db::account::insert(tx, new).await
        }
    };
    written?;
    audit::record(tx, Actor::visiting(app, id, visitor), "account.register", id, Outcome::Success, now);
    Ok(id)
}

/// Two who wanted one name at the same time: the second is told.
pub(super) fn taken(error: DbErr) -> ServiceError {
    if violates(&error, Constraint::Username) { username_taken() } else { error.into() }
}
