//! Seats of the pool, and the line of those who wait for one: first come, first served, and nobody overtakes (B3).
//!
//! ```text
//! verified, pool full ──→ in line ──a seat is free──→ reserved, told by mail
//!                            └──leaves──→ without storage
//! ```
//!
//! A free seat is reserved for the first in line, not merely offered: an offer that somebody else may take meanwhile is
//! none. Whoever asks for a seat serves the line first, in the same transaction and under one lock; a job does the same
//! every few minutes, so that a seat is given away although nobody asks. Whoever is first and needs more than is free
//! holds up those behind: with one size of seat that does not happen, and with several it is what a line means.
use domain::{format, id::AccountId, time::Timestamp};

use super::{
    ServiceError,
    audit::{self, Outcome},
    ledger,
};
use crate::{
    app::App,
    auth::Member,
    db::{self, Transaction},
    mail::{Letter, outbox},
};

/// What somebody who wants storage came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// So many bytes are reserved.
    Seated(u64),
    /// In line, at this place; 1 is next.
    Waiting(u32),
}

impl Standing {
    /// What somebody is told whose address is confirmed.
    pub fn sentence(self) -> String {
        match self {
            Self::Seated(allocated) => {
                format!("Your address is confirmed, and {} are reserved for you.", format::bytes(allocated))
            }
            Self::Waiting(place) => format!(
                "Your address is confirmed. All storage is taken at the moment: you are {} in line for the next free \
                 seat.",
                format::ordinal(place.into())
            ),
        }
    }
}

/// Serves the line and reserves what is left for `account`; one that has a seat keeps it. A refusal leaves the
/// transaction usable.
pub(super) async fn take(
    app: &App,
    tx: &Transaction,
    account: AccountId,
    bytes: u64,
    now: Timestamp,
) -> Result<(), ServiceError> {
    serve(app, tx, now).await?;
    ledger::reserve(tx, account, bytes, now).await?;
    db::waiting::leave(tx, account).await?;
    Ok(())
}

/// The same, and where there is no room a place at the end of the line.
pub(super) async fn take_or_wait(
    app: &App,
    tx: &Transaction,
    account: AccountId,
    bytes: u64,
    now: Timestamp,
) -> Result<Standing, ServiceError> {
    match take(app, tx, account, bytes, now).await {
        Ok(()) => {
            let balance = db::quota::find(tx, account).await?;
            Ok(Standing::Seated(balance.map_or(bytes, |balance| balance.reservation)))
        }
        Err(ServiceError::Exhausted { .. }) => {
            db::waiting::join(tx, account, now).await?;
            Ok(Standing::Waiting(db::waiting::position(tx, account).await?))
        }
        Err(error) => Err(error),
    }
}

/// Puts the caller in line, or gives a seat that is free.
pub async fn join(app: &App, member: &Member) -> Result<Standing, ServiceError> {
    let (account, now) = (member.account(), app.clock.now());
    let tx = app.db.write().await?;
    let standing = take_or_wait(app, &tx, account, app.reservation(member.role()), now).await?;
    let action = match standing {
        Standing::Seated(_) => "storage.reserve",
        Standing::Waiting(_) => "seat.wait",
    };
    audit::record(&tx, member, action, account, Outcome::Success, now);
    tx.commit().await?;
    app.mailer.wake();
    Ok(standing)
}

/// Takes the caller out of the line.
pub async fn leave(app: &App, member: &Member) -> Result<(), ServiceError> {
    let (account, now) = (member.account(), app.clock.now());
    let tx = app.db.write().await?;
    db::lock::seats(&tx).await?;
    if db::waiting::leave(&tx, account).await? {
        audit::record(&tx, member, "seat.leave", account, Outcome::Success, now);
    }
    Ok(tx.commit().await?)
}

/// Gives free seats to those who wait; answers how many got one.
pub async fn serve_line(app: &App) -> Result<u32, ServiceError> {
    let tx = app.db.write().await?;
    let served = serve(app, &tx, app.clock.now()).await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(served)
}

async fn serve(app: &App, tx: &Transaction, now: Timestamp) -> Result<u32, ServiceError> {
    db::lock::seats(tx).await?;
    let mut served = 0;
    while let Some(next) = db::waiting::first(tx).await? {
        let gone = || ServiceError::Internal(anyhow::anyhow!("the account {next} waits and does not exist"));
        let account = db::account::find(tx, next).await?.ok_or_else(gone)?;
        let bytes = app.reservation(account.role);
        match ledger::reserve(tx, next, bytes, now).await {
            Ok(()) => {}
            Err(ServiceError::Exhausted { .. }) => break,
            Err(error) => return Err(error),
        }
        db::waiting::leave(tx, next).await?;
        audit::record(tx, "job:seats", "storage.reserve", next, Outcome::Success, now);
        let letter = Letter::seat_reserved(&account.username, bytes);
        outbox::post(app, tx, &account.email, &letter, now).await?;
        served += 1;
    }
    Ok(served)
}
