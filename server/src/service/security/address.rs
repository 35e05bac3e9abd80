//! Moving an account to another address (SEC-09): a code proves the new one, both are told, and the old one may put it
//! back for a week.
use domain::{
    code::{ChallengeState, Guesser, OneTimeCode, Purpose, may_issue},
    email::EmailAddress,
    id::{AccountId, ChallengeId},
    time::Timestamp,
};

use super::{Change, forget, own_account, renew};
use crate::{
    app::App,
    auth::{Member, Visitor},
    db::{self, ConnectionTrait, Transaction, account::Account},
    mail::{Letter, outbox},
    service::{
        Reason, ServiceError,
        code::{self, HOUR},
        recovery,
        sessions::SignedIn,
        sign_in, throttle,
    },
};

/// A code is under way to the new address.
pub struct CodeSent {
    /// Names the challenge.
    pub challenge: ChallengeId,
    /// When the code ends.
    pub expires_at: Timestamp,
    /// Wrong codes still allowed.
    pub tries_left: u32,
}

/// Mails a code to the new address. Whether another account has it already is told to its owner alone.
pub async fn begin(
    app: &App,
    member: &Member,
    email: &EmailAddress,
    visitor: &Visitor,
) -> Result<CodeSent, ServiceError> {
    let (key, now) = (email.key(), app.clock.now());
    let tx = app.db.write().await?;
    throttle::charge_mail(&tx, visitor, now).await?;
    let account = own_account(&tx, member).await?;
    if account.email_key == key {
        return Err(same_address());
    }
    // Whatever the addresses, so that nobody mails the whole world in our name.
    let issued = db::challenge::issued_by(&tx, account.id, Purpose::ChangeEmail, now.minus(HOUR)).await?;
    may_issue(&issued, now).map_err(code::too_many)?;
    let request = code::Request {
        email_key: &key,
        account: Some(account.id),
        purpose: Purpose::ChangeEmail,
        asker: code::Asker::in_browser(visitor.browser.as_ref()),
        keep_signed_in: false,
    };
    let owner = proved_owner(&tx, &key).await?;
    let (challenge, state) = ask(app, &tx, &account, email, owner.as_ref(), request, now).await?;
    tx.commit().await?;
    app.mailer.wake();
    let tries_left = state.check(now).map_or(0, |left| left.count());
    Ok(CodeSent { challenge, expires_at: state.expires_at, tries_left })
}

/// Takes the code: the account has the new address, and all other sessions end.
pub async fn confirm(
    app: &App,
    member: &Member,
    (challenge, email): (ChallengeId, &EmailAddress),
    typed: &OneTimeCode,
    visitor: &Visitor,
) -> Result<SignedIn, ServiceError> {
    let (id, key, now) = (member.account(), email.key(), app.clock.now());
    let browser = visitor.browser.as_ref();
    let found = sign_in::find_challenge(app, challenge, Purpose::ChangeEmail, browser).await?;
    let found = found.filter(|challenge| challenge.account == Some(id) && challenge.email_key == key);
    code::try_code(app, found.as_ref(), Guesser::Beginner, typed, visitor, now).await?;
    let challenge = found.ok_or_else(code::unknown)?;

    let tx = app.db.write().await?;
    code::consume(&tx, &challenge, now).await?;
    if !make_room(&tx, &key, id).await? {
        return Err(taken());
    }
    db::lock::account(&tx, id).await?;
    let before = own_account(&tx, member).await?;
    db::account::change_email(&tx, id, email).await?;
    tell_old_address(app, &tx, &before, email, now).await?;
    let signed_in = renew(app, &tx, member, visitor, Change::Address).await?;
    tx.commit().await?;
    forget(app, id);
    Ok(signed_in)
}

/// Begins the challenge and mails the code, or tells the owner of the address that somebody wanted it.
async fn ask(
    app: &App,
    tx: &Transaction,
    account: &Account,
    email: &EmailAddress,
    owner: Option<&Account>,
    request: code::Request<'_>,
    now: Timestamp,
) -> Result<(ChallengeId, ChallengeState), ServiceError> {
    let (challenge, letter) = match owner {
        Some(owner) => {
            let begun = code::begin_decoy(tx, request, now).await?.map_err(code::NotIssued::into_error)?;
            (begun, Letter::address_in_use(&owner.username))
        }
        None => {
            let begun = code::begin(app, tx, request, now).await?.map_err(code::NotIssued::into_error)?;
            ((begun.id, begun.state), Letter::change_email(&begun.code, &account.username))
        }
    };
    outbox::post(app, tx, email.as_str(), &letter, now).await?;
    Ok(challenge)
}

async fn proved_owner(on: &impl ConnectionTrait, email_key: &str) -> Result<Option<Account>, ServiceError> {
    let account = db::account::find_by_email(on, email_key).await?;
    Ok(account.filter(|account| account.verified_at.is_some()))
}

/// Frees an address for this account: who registered with it and never proved it holds nothing, and gives way to who did.
/// `false` when it is another account's by now.
pub(in crate::service) async fn make_room(
    tx: &Transaction,
    email_key: &str,
    account: AccountId,
) -> Result<bool, ServiceError> {
    db::lock::address(tx, email_key).await?;
    let other = db::account::find_by_email(tx, email_key).await?.filter(|other| other.id != account);
    let Some(other) = other else { return Ok(true) };
    Ok(other.verified_at.is_none() && db::account::remove(tx, other.id).await?)
}

async fn tell_old_address(
    app: &App,
    tx: &Transaction,
    before: &Account,
    email: &EmailAddress,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let link = recovery::not_my_move_link(app, tx, before, now).await?;
    let letter = Letter::address_changed(&before.username, &email.masked(), link);
    outbox::post(app, tx, &before.email, &letter, now).await
}

fn same_address() -> ServiceError {
    ServiceError::invalid("email", Reason::InvalidEmail, "This is your address already.")
}

/// Only who reads the mailbox gets here, so this may be told.
fn taken() -> ServiceError {
    ServiceError::invalid("email", Reason::InvalidEmail, "This address belongs to another account by now.")
}
