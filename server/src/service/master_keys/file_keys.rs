//! Putting the keys of files that exist under a key of their account that no older master key ever wrapped, and then
//! forgetting the account's older one. Only keys are wrapped again; no stored byte is written.
//!
//! ```text
//! key V of an account was made under an older master key
//!   some rows that name V at a time: each under the account's newest key, which is made first where it is as old
//!   no row names V any more: V goes
//! ```
//!
//! Each row changes from the bytes that were read to the same key under another one, or not at all. V is readable for as
//! long as a row names it, so whoever stops anywhere has done no harm, and the next round goes on with the rows that still
//! do. Nothing comes to name V meanwhile and after: uploads that began under it have their key wrapped once more when they
//! are committed (`upload/commit`), and whoever wraps by a key holds its row until then, as who forgets it does. Whoever
//! read a row before it changed and finds V gone reads the row again ([`keys::AccountKeys`]).
use super::Anew;
use crate::{
    app::App,
    db::{
        self,
        account_key::Owned,
        file_key::{Held, Holder},
    },
    service::{ServiceError, keys},
};

/// Rows of a transaction: it is over before anybody waits for it.
const BATCH: u32 = 16;
/// Keys of accounts that are looked up at once.
const KEYS_AT_ONCE: u32 = 64;

/// Every key of an account that was made under an older master key than the newest, until the server stops.
pub async fn anew(app: &App, all: &mut Anew) -> Result<(), ServiceError> {
    let newest = app.keyring.newest().number;
    let mut after = None;
    loop {
        let old = db::account_key::made_before(app.db.read(), newest, after, KEYS_AT_ONCE).await?;
        let Some(last) = old.last() else { return Ok(()) };
        after = Some(*last);
        for key in old {
            if app.stopping.is_cancelled() {
                return Ok(());
            }
            drain(app, key, all).await?;
            all.accounts += u64::from(forget(app, key).await?);
        }
    }
}

/// Puts all that an account's key wraps under the account's newest.
async fn drain(app: &App, key: Owned, all: &mut Anew) -> Result<(), ServiceError> {
    for holder in Holder::ALL {
        let mut after = String::new();
        while !app.stopping.is_cancelled() {
            let Some(last) = step(app, key, holder, (&after, BATCH), all).await? else { break };
            after = last;
        }
    }
    Ok(())
}

/// At most `limit` rows behind `after`, in one transaction; the last of them, if there were any.
pub async fn step(
    app: &App,
    key: Owned,
    holder: Holder,
    (after, limit): (&str, u32),
    all: &mut Anew,
) -> Result<Option<String>, ServiceError> {
    let (account, version) = key;
    let rows = db::file_key::under(app.db.read(), holder, (account, version), after, limit).await?;
    let Some(last) = rows.last().map(|row| row.id.clone()) else { return Ok(None) };
    let now = app.clock.now();
    let tx = app.db.write().await?;
    // All rows before the account's key, as whoever commits an upload takes them: nobody waits for each other.
    let mut held: Vec<Held> = Vec::new();
    for row in rows {
        if db::file_key::hold(&tx, holder, &row).await? {
            held.push(row);
        }
    }
    let mut opened = keys::AccountKeys::new(account);
    for row in &held {
        let wrapped = (row.wrapped.as_slice(), row.key_version);
        let Ok(file_key) = opened.file_key(&tx, &app.keyring, row.version, wrapped).await else {
            all.damaged += 1;
            continue;
        };
        let again = keys::wrap_file_key(&tx, &app.keyring, account, row.version, &file_key, now).await?;
        let (bytes, key_version) = (again.bytes.as_slice(), again.key_version);
        all.files += u64::from(db::file_key::replace(&tx, holder, row, bytes, key_version).await?);
    }
    tx.commit().await?;
    Ok(Some(last))
}

/// Forgets an account's key that wraps nothing any more; `false` when something names it, or when it is gone already.
pub async fn forget(app: &App, (account, version): Owned) -> Result<bool, ServiceError> {
    let tx = app.db.write().await?;
    // Whoever wraps by it has committed then, and the next statement sees what.
    if !db::account_key::hold(&tx, account, version).await?
        || db::file_key::count_under(&tx, account, version).await? > 0
    {
        return Ok(false);
    }
    keys::ensure_fresh(&tx, &app.keyring, account, app.clock.now()).await?;
    let gone = db::account_key::remove_older(&tx, account, version).await?;
    tx.commit().await?;
    Ok(gone)
}
