//! Enrolment: a verified address becomes an account with one seat of the pool, in one transaction with the ticket that
//! proves it. When the pool is full everything rolls back, the ticket too, so that it can be used when a seat is free.
use domain::{email::EmailAddress, id::AccountId, role::Role, time::Timestamp, username::Username};

use super::{
    Reason, ServiceError,
    audit::{self, Actor, Outcome},
    privacy::request,
    profile, seats,
    security::second_step,
    sessions::{self, Proof, SignedIn},
    sign_in::Pending,
};
use crate::{
    app::App,
    auth::{Member, Secret, Visitor},
    clock::random,
    db::{
        self, Transaction,
        account::{Account, NewAccount},
    },
};

/// Names that are tried before a random one is taken.
const NUMBERS_TRIED: u32 = 20;

/// An enrolled account.
pub struct Enrolled {
    /// Its access token, for who takes it in a message.
    pub session_token: String,
    /// The session that was begun; none for who was signed in already.
    pub signed_in: Option<SignedIn>,
    /// Bytes reserved for it.
    pub allocated_bytes: u64,
}

/// What a stranger brings.
#[derive(Clone, Copy)]
pub struct Application<'a> {
    /// The verified address.
    pub email: &'a EmailAddress,
    /// What the account is to be called; when it is taken, a number is added.
    pub username: &'a Username,
    /// The proof of the verification.
    pub ticket: &'a str,
    /// Who knocks.
    pub visitor: &'a Visitor,
    /// What becomes of an account that is to be erased.
    pub pending: Pending,
}

/// Enrols with a ticket, or again as the member that calls.
pub async fn enroll(
    app: &App,
    member: Option<&Member>,
    application: Application<'_>,
) -> Result<Enrolled, ServiceError> {
    let Application { email, ticket, .. } = application;
    if let Some(member) = member {
        let own = db::account::find(app.db.read(), member.account()).await?;
        if own.is_some_and(|account| account.email_key == email.key()) {
            return enroll_again(app, member).await;
        }
    }
    let ticket = Secret::presented(ticket).ok_or_else(no_ticket)?;
    enroll_with(app, application, &ticket).await
}

async fn enroll_again(app: &App, member: &Member) -> Result<Enrolled, ServiceError> {
    let allocated_bytes = profile::reserve_storage(app, member).await?;
    let access = sessions::access(app, member).await?;
    Ok(Enrolled { session_token: access.token, signed_in: None, allocated_bytes })
}

async fn enroll_with(
    app: &App,
    Application { email, username, visitor, pending, .. }: Application<'_>,
    ticket: &Secret,
) -> Result<Enrolled, ServiceError> {
    let now = app.clock.now();
    let key = email.key();
    let tx = app.db.write().await?;
    db::lock::address(&tx, &key).await?;
    if !db::ticket::spend(&tx, &ticket.digest(), &key, now).await? {
        return Err(no_ticket());
    }
    let account = match db::account::find_by_email(&tx, &key).await? {
        Some(account) if second_step::has_stronger_way(&tx, &account).await? => return Err(no_ticket()),
        Some(account) => account,
        None => create(&tx, email, username, now).await?,
    };
    let actor = Actor::visiting(app, account.id, visitor);
    if pending == Pending::Keep {
        request::keep(app, &tx, &account, actor.clone()).await?;
    }
    let bytes = app.reservation(account.role);
    seats::take(app, &tx, account.id, bytes, now).await?;
    audit::record(&tx, actor, "account.enroll", account.id, Outcome::Success, now);
    let (methods, terms) = (Proof::Code.methods(), app.terms(false));
    let signed_in = sessions::begin(app, &tx, &account, methods, terms, visitor, now).await?;
    let balance = db::quota::find(&tx, account.id).await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(Enrolled {
        session_token: signed_in.access.token.clone(),
        signed_in: Some(signed_in),
        allocated_bytes: balance.map_or(bytes, |balance| balance.reservation),
    })
}

async fn create(
    tx: &Transaction,
    email: &EmailAddress,
    username: &Username,
    now: Timestamp,
) -> Result<Account, ServiceError> {
    let id = AccountId::from_random(random());
    let username = free_name(tx, username).await?;
    let (role, verified_at) = (Role::Basic, Some(now));
    let new = NewAccount {
        id,
        username: &username,
        email,
        password_hash: None,
        role,
        verified_at,
        created_at: now,
    };
    db::account::insert(tx, new).await.map_err(super::register::taken)?;
    let missing =
        || ServiceError::Internal(anyhow::anyhow!("the account {id} was not found after it was written"));
    db::account::find(tx, id).await?.ok_or_else(missing)
}

/// The name asked for, or the same with a number.
async fn free_name(tx: &Transaction, base: &Username) -> Result<Username, ServiceError> {
    db::lock::username(tx, &base.key()).await?;
    if is_free(tx, base).await? {
        return Ok(base.clone());
    }
    for number in 2..NUMBERS_TRIED {
        let numbered = base.numbered(number);
        if is_free(tx, &numbered).await? {
            return Ok(numbered);
        }
    }
    Ok(base.numbered(u32::from_le_bytes(random())))
}

async fn is_free(tx: &Transaction, username: &Username) -> Result<bool, ServiceError> {
    Ok(db::account::find_by_username(tx, &username.key()).await?.is_none())
}

fn no_ticket() -> ServiceError {
    ServiceError::Precondition {
        reason: Reason::NotVerified,
        message: "Verify this address first: ask for a code, enter it, and enrol within 5 minutes."
            .to_owned(),
    }
}
