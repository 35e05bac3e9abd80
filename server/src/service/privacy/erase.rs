//! Erasing accounts whose time has come.
//!
//! One transaction: what is ahead of the account is cancelled, and the others are told; lessons that others have in
//! their history go over to a pseudonym with an id of its own; everything else of the account goes, its wrapped keys
//! too, so that nothing of what lies on the nodes can be read again; its seat goes back to the pool; a receipt is posted.
//! Rows of the audit trail stay: the id in them meant somebody by the account's row alone.
//!
//! A crash before the commit leaves the account as it was, and the next round begins again. After it the database is
//! written anew, so that no removed row stays in its file, and once more when the receipt was forgotten: marks, set in the
//! same transaction, say so until it is done.
//! Chunks are given up by the collection of garbage like all that nothing refers to.
use std::time::Duration;

use domain::{
    id::AccountId,
    quota::{Balance, Movement},
    time::Timestamp,
};

use crate::{
    app::App,
    clock::random,
    db::{
        self, Transaction,
        account::Account,
        personal::{self, End},
    },
    mail::{Letter, outbox},
    service::{
        ServiceError, admin,
        audit::{self, Outcome},
        ledger,
        privacy::request,
        seats, shares, skillshare,
    },
};

const ACTOR: &str = "job:erasure";
/// By then what is to be swept was swept.
const SWEPT: Duration = Duration::from_secs(15 * 60);

/// Erases what is due, and writes the database anew if something was. Answers how many accounts are gone. One that
/// cannot be erased now does not keep the others.
pub async fn round(app: &App) -> Result<usize, ServiceError> {
    let mut erased = 0;
    for account in db::erasure::list_due(app.db.read(), app.clock.now()).await? {
        match erase(app, account).await {
            Ok(true) => erased += 1,
            Ok(false) => {}
            Err(error) => {
                tracing::error!(job = "erasure", %account, ?error, "an account is not erased yet; it is tried again")
            }
        }
    }
    if erased > 0 {
        tracing::info!(accounts = erased, "erased accounts");
        app.mailer.wake();
        seats::serve_line(app).await?;
    }
    clear_remains(app).await?;
    Ok(erased)
}

/// Erases one account; `false` when it was kept meanwhile.
async fn erase(app: &App, id: AccountId) -> Result<bool, ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    db::lock::seats(&tx).await?;
    if !db::erasure::take_due(&tx, id, now).await? {
        return Ok(false);
    }
    let Some(account) = db::account::find(&tx, id).await? else { return Ok(false) };
    admin::require_another_admin(&tx, &account).await?;
    skillshare::farewell::end_what_is_ahead(app, &tx, id, now).await?;
    shares::end_of_erased(&tx, id, now).await?;
    // What he stored for others stays theirs, and says no more who that was.
    db::version::forget_maker(&tx, id).await?;
    give_storage_back(&tx, id, now).await?;
    remove(&tx, id, End::Removed).await?;
    if db::history::is_shared(&tx, id).await? {
        let pseudonym = AccountId::from_random(random());
        db::history::insert_pseudonym(&tx, pseudonym, now).await?;
        db::history::hand_over(&tx, id, pseudonym, now).await?;
    }
    remove(&tx, id, End::RemovedLast).await?;
    leave(app, &tx, &account, now).await?;
    tx.commit().await?;
    app.sessions.forget_account(id);
    app.uploads.forget_account(id);
    Ok(true)
}

/// Removes what has this end.
async fn remove(tx: &Transaction, id: AccountId, end: End) -> Result<(), ServiceError> {
    for class in personal::classes() {
        if let Some(rows) = class.peoples().filter(|rows| rows.end == end) {
            personal::remove(tx, class.table, rows, id).await?;
        }
    }
    Ok(())
}

/// The last words: in the trail, by mail, and for whoever clears up.
async fn leave(app: &App, tx: &Transaction, account: &Account, now: Timestamp) -> Result<(), ServiceError> {
    audit::record(tx, ACTOR, "account.erase", account.id, Outcome::Success, now);
    let letter = Letter::erased(&account.username, &account.id.to_string(), &request::words(now));
    outbox::post(app, tx, &account.email, &letter, now).await?;
    let forgotten = now.plus(outbox::KEPT).plus(SWEPT);
    Ok(db::erasure::note_remains(tx, now, forgotten).await?)
}

/// Every byte back to where it came from, with its row in the ledger.
async fn give_storage_back(tx: &Transaction, id: AccountId, now: Timestamp) -> Result<(), ServiceError> {
    let Some(Balance { used, trash, in_flight, .. }) = db::quota::find(tx, id).await? else { return Ok(()) };
    let ways = [(Movement::Abort, in_flight), (Movement::Delete, used), (Movement::Purge, trash + used)];
    for (movement, bytes) in ways.into_iter().filter(|(_, bytes)| *bytes > 0) {
        ledger::shift(tx, id, movement, bytes, id.to_string(), now).await?;
    }
    if ledger::release(tx, id, now).await? {
        return Ok(());
    }
    Err(ServiceError::Internal(anyhow::anyhow!("account {id} still holds something after giving all back")))
}

async fn clear_remains(app: &App) -> Result<(), ServiceError> {
    let now = app.clock.now();
    if db::erasure::has_remains(app.db.read(), now).await? && app.db.write_anew().await? {
        let tx = app.db.write().await?;
        db::erasure::forget_remains(&tx, now).await?;
        tx.commit().await?;
    }
    Ok(())
}
