//! Requests of members for more space, as an admin answers them.
use domain::{id::SpaceRequestId, role::Role, time::Timestamp};

use super::{
    forget,
    role::{self, Change},
};
use crate::{
    app::App,
    auth::Admin,
    db::{self, Transaction, account::Account, space_request::Outcome},
    mail::{Letter, outbox},
    service::{
        ServiceError,
        audit::{self, Outcome as Ending},
    },
};

/// Requests of one answer: more than anybody decides in a day.
const LIMIT: u32 = 100;

/// A request, and what accepting it would do.
pub struct Pending {
    /// Its id.
    pub id: SpaceRequestId,
    /// Who asks.
    pub username: String,
    /// With which words.
    pub note: String,
    /// Since when.
    pub created_at: Timestamp,
    /// What accepting would change.
    pub change: Change,
}

/// Those that nobody has decided, the oldest first.
pub async fn list(app: &App, _: &Admin) -> Result<Vec<Pending>, ServiceError> {
    let mut pending = Vec::new();
    for request in db::space_request::list_open(app.db.read(), LIMIT).await? {
        // Whoever went meanwhile took the request along.
        let Some(account) = db::account::find(app.db.read(), request.account).await? else { continue };
        let change = role::tried(app, &account, request.role).await?;
        let (id, note, created_at) = (request.id, request.note, request.created_at);
        pending.push(Pending { id, username: account.username, note, created_at, change });
    }
    Ok(pending)
}

/// Gives what was asked for; answers what is reserved now.
pub async fn accept(app: &App, admin: &Admin, id: SpaceRequestId) -> Result<u64, ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    db::lock::seats(&tx).await?;
    let (account, wanted) = open(&tx, id).await?;
    // Decided first: whoever refuses or takes it back meanwhile waits for this row, and finds it decided.
    if !db::space_request::decide(&tx, id, Outcome::Accepted, now).await? {
        return Err(over());
    }
    let reserved = role::give(app, &tx, admin, &account, wanted, ("space.accept", now)).await?;
    tx.commit().await?;
    forget(app, account.id);
    Ok(reserved)
}

/// Closes the request; the account keeps what it has.
pub async fn refuse(app: &App, admin: &Admin, id: SpaceRequestId) -> Result<(), ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    let (account, _) = open(&tx, id).await?;
    if !db::space_request::decide(&tx, id, Outcome::Refused, now).await? {
        return Err(over());
    }
    audit::record(&tx, admin, "space.refuse", account.id, Ending::Success, now);
    let letter = Letter::space_refused(&account.username);
    outbox::post(app, &tx, &account.email, &letter, now).await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(())
}

async fn open(tx: &Transaction, id: SpaceRequestId) -> Result<(Account, Role), ServiceError> {
    let request = db::space_request::find_open(tx, id).await?.ok_or_else(over)?;
    let account = db::account::find(tx, request.account).await?.ok_or_else(over)?;
    Ok((account, request.role))
}

fn over() -> ServiceError {
    ServiceError::NotFound("This request is open no longer: it was decided or taken back.".to_owned())
}
