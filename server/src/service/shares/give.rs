//! Gives, changes, takes back and leaves.
//!
//! A name is looked up, which tells no more than [`CheckUsername`](crate::service::profile::username_refusal) tells
//! everybody, and is braked like it. An address is not: it is kept as it is, and whoever proves it, now or later, is who was
//! meant. So nobody learns which addresses have an account.
//!
//! What was passed on is changed and taken back by its owner as by whoever passed it on.
use std::time::Duration;

use domain::{
    email::EmailAddress,
    id::{AccountId, FileId, ShareId},
    limits::SHARES_MAX,
    policy::entry::{Act, Right},
    time::Timestamp,
    username::Username,
};

use super::{access, pass, uploads};
use crate::{
    app::App,
    auth::{Member, Visitor},
    clock::random,
    db::{
        self, Transaction,
        given::{Given, Looking},
        passing,
        share::{NewShare, Receiver},
    },
    service::{
        Reason, ServiceError,
        audit::{self, Outcome},
        drive, throttle,
    },
};

/// Whom somebody wants to give something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// An account by its name.
    Name(Username),
    /// Whoever proves this address.
    Address(EmailAddress),
}

/// What a share lets do, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What it lets do.
    pub right: Right,
    /// For how long; for ever when none.
    pub life: Option<Duration>,
}

impl Terms {
    fn end(&self, now: Timestamp) -> Option<Timestamp> {
        self.life.map(|life| now.plus(life))
    }
}

/// Gives one of the caller's files or folders to somebody, or passes on what was given to the caller. Who has it from the
/// caller already has it on these terms from now on.
pub async fn give(
    app: &App,
    member: &Member,
    visitor: &Visitor,
    (entry, recipient): (FileId, &Recipient),
    terms: Terms,
) -> Result<Given, ServiceError> {
    let receiver = receiver(app, member, visitor, recipient).await?;
    let (caller, now) = (member.account(), app.clock.now());
    let tx = app.db.write().await?;
    let access = access::enter(&tx, member, Some(entry), Act::PassOn, now).await?;
    drive::live(&tx, access.owner, entry).await?;
    let passed = pass::by(member, &access, &receiver, terms.right)?;
    let id = match db::share::find_to(&tx, entry, passed, &receiver).await? {
        Some(id) => {
            if let Some(passed) = passed {
                passing::hang(&tx, id, passed).await?;
            }
            replace_terms(app, &tx, member, id, terms).await?;
            id
        }
        None => {
            if db::given::count_by(&tx, caller).await? >= u64::from(SHARES_MAX) {
                return Err(too_many());
            }
            let id = ShareId::from_random(random());
            let (owner, receiver, right) = (access.owner, &receiver, terms.right);
            let expires_at = terms.end(now);
            let new = NewShare { id, owner, passed, entry, receiver, right, created_at: now, expires_at };
            db::share::insert(&tx, new).await?;
            audit::record(&tx, member, "share.give", id, Outcome::Success, now);
            id
        }
    };
    let given = find(&tx, member, id, now).await?;
    tx.commit().await?;
    Ok(given)
}

/// Gives something that was given on other terms from now on.
pub async fn change(app: &App, member: &Member, id: ShareId, terms: Terms) -> Result<Given, ServiceError> {
    let (tx, now) = (app.db.write().await?, app.clock.now());
    let owner = lock_owners_tree(&tx, member, id).await?;
    pass::expect_less(&find(&tx, member, id, now).await?, terms.right)?;
    replace_terms(app, &tx, member, id, terms).await?;
    let given = find(&tx, member, id, now).await?;
    let ended = uploads::end_of_receivers(app, &tx, owner).await?;
    tx.commit().await?;
    ended.into_iter().for_each(|upload| app.uploads.forget(upload));
    Ok(given)
}

async fn find(tx: &Transaction, member: &Member, id: ShareId, now: Timestamp) -> Result<Given, ServiceError> {
    let looking = Looking { caller: member.account(), now };
    db::given::find(tx, looking, id).await?.ok_or_else(no_share)
}

/// Whose the entry is of a share that the caller gave or passed on, or that was passed on of the caller's.
async fn lock_owners_tree(tx: &Transaction, member: &Member, id: ShareId) -> Result<AccountId, ServiceError> {
    let owner = passing::owner_of(tx, member.account(), id).await?.ok_or_else(no_share)?;
    db::lock::tree(tx, owner).await?;
    Ok(owner)
}

async fn replace_terms(
    app: &App,
    tx: &Transaction,
    member: &Member,
    id: ShareId,
    terms: Terms,
) -> Result<(), ServiceError> {
    let now = app.clock.now();
    if !db::share::change(tx, (member.account(), id), terms.right, terms.end(now)).await? {
        return Err(no_share());
    }
    audit::record(tx, member, "share.change", id, Outcome::Success, now);
    Ok(())
}

/// Takes back what was given, and with it what was passed on by it. What its receivers had under way ends with it.
pub async fn revoke(app: &App, member: &Member, id: ShareId) -> Result<(), ServiceError> {
    let tx = app.db.write().await?;
    let owner = lock_owners_tree(&tx, member, id).await?;
    let entry = db::share::revoke(&tx, member.account(), id).await?.ok_or_else(no_share)?;
    audit::record_of(&tx, member, "share.revoke", (id, entry), Outcome::Success, app.clock.now());
    let ended = uploads::end_of_receivers(app, &tx, owner).await?;
    tx.commit().await?;
    ended.into_iter().for_each(|upload| app.uploads.forget(upload));
    Ok(())
}

/// Takes away what the caller was given, from the caller alone.
pub async fn leave(app: &App, member: &Member, id: ShareId) -> Result<(), ServiceError> {
    let tx = app.db.write().await?;
    let (owner, entry) = db::reach::leave(&tx, member.account(), id).await?.ok_or_else(no_share)?;
    audit::record_of(&tx, member, "share.leave", (id, entry), Outcome::Success, app.clock.now());
    let ended = uploads::end_of_receivers(app, &tx, owner).await?;
    tx.commit().await?;
    ended.into_iter().for_each(|upload| app.uploads.forget(upload));
    Ok(())
}

async fn receiver(
    app: &App,
    member: &Member,
    visitor: &Visitor,
    recipient: &Recipient,
) -> Result<Receiver, ServiceError> {
    let on = app.db.read();
    match recipient {
        Recipient::Name(name) => {
            throttle::charge_name(app, visitor).await?;
            let account =
                db::account::find_by_username(on, &name.key()).await?.ok_or_else(|| nobody(name))?;
            if account.id == member.account() { Err(oneself()) } else { Ok(Receiver::Account(account.id)) }
        }
        Recipient::Address(address) => {
            let own = db::account::find(on, member.account()).await?;
            let is_own = own.is_some_and(|account| account.email.to_ascii_lowercase() == address.key());
            if is_own { Err(oneself()) } else { Ok(Receiver::Address(address.key())) }
        }
    }
}

/// No such share, or somebody else's: the caller learns no more (K39).
pub(super) fn no_share() -> ServiceError {
    ServiceError::NotFound("There is no such share, or it has ended.".to_owned())
}

fn nobody(name: &Username) -> ServiceError {
    let message = format!("Nobody here is called {name}. Nothing was shared; look at the spelling.");
    ServiceError::invalid("who", Reason::InvalidUsername, message)
}

fn oneself() -> ServiceError {
    let message = "This is your own account, which has it already. Nothing was shared.";
    ServiceError::invalid("who", Reason::InvalidArgument, message)
}

pub(super) fn too_many() -> ServiceError {
    ServiceError::Exhausted {
        reason: Reason::TooManyShares,
        message: format!(
            "You share {SHARES_MAX} times already, and an account shares no more. Take something back first."
        ),
    }
}
