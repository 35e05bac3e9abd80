//! The double-entry ledger: every balance in `pool` and `quota` moves only here, with the ledger's row beside it, in
//! the caller's transaction.
//!
//! Bytes of an account are in one of five places, and every movement leads from one to another:
//!
//! ```text
//! pool ──reserve──→ free ──begin──→ in_flight ──commit──→ used ──delete──→ trash
//!                    ↑ ←───abort────────┘                  ↑ ←──restore───┘ │
//!                    ├───────────────────discard──────────────┘            │
//!                    └──────────────────────────────────────────────purge───┘
//! ```
//!
//! Laws: the sum of reservations is at most the pool's capacity (INV-C1); `used + trash + in_flight <= reservation`
//! (INV-C2). Each is checked by the UPDATE's own condition, so that two who race cannot both win.
use domain::{
    format,
    id::AccountId,
    pool::EXHAUSTED_MESSAGE,
    quota::{Balance, Movement, QuotaError},
    time::Timestamp,
};

use super::{Reason, ServiceError, hex::random_name};
use crate::db::{self, ConnectionTrait, Transaction, heirs::Passed, ledger::Row};

/// Reserves an account's allocation from the pool and opens its balance; an account that has one keeps it.
///
/// A refusal leaves the transaction as it was, so that the caller may go on without storage.
pub async fn reserve(
    tx: &Transaction,
    account: AccountId,
    bytes: u64,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if db::quota::find(tx, account).await?.is_some() {
        return Ok(());
    }
    if !db::pool::reserve(tx, bytes).await? {
        return Err(ServiceError::Exhausted {
            reason: Reason::PoolExhausted,
            message: EXHAUSTED_MESSAGE.to_owned(),
        });
    }
    if !db::quota::open(tx, account, bytes).await? {
        // Another transaction enrolled the same account first: its promise counts, ours goes back.
        give_back(tx, bytes).await?;
        return Ok(());
    }
    let row = Row {
        id: random_name(),
        at: now,
        account,
        source: "pool",
        target: "free",
        bytes,
        object: account.to_string(),
    };
    db::ledger::append(tx, row).await?;
    Ok(())
}

/// Gives the reservation of an account back that holds nothing; `false` when it holds something, and keeps it.
pub async fn release(tx: &Transaction, account: AccountId, now: Timestamp) -> Result<bool, ServiceError> {
    let Some(bytes) = db::quota::close(tx, account).await? else {
        return Ok(db::quota::find(tx, account).await?.is_none());
    };
    give_back(tx, bytes).await?;
    let (source, target) = ("free", "pool");
    let row = Row { id: random_name(), at: now, account, source, target, bytes, object: account.to_string() };
    db::ledger::append(tx, row).await?;
    Ok(true)
}

/// Gives an account another reservation and answers what it has then; one without storage stays without.
pub async fn resize(
    tx: &Transaction,
    account: AccountId,
    bytes: u64,
    now: Timestamp,
) -> Result<u64, ServiceError> {
    let Some(balance) = db::quota::find(tx, account).await? else { return Ok(0) };
    let before = balance.reservation;
    if bytes > before && !db::pool::reserve(tx, bytes - before).await? {
        return Err(no_room_for_more(tx, bytes - before).await?);
    }
    if !db::quota::resize(tx, account, bytes).await? {
        return Err(too_small(bytes));
    }
    if bytes < before {
        give_back(tx, before - bytes).await?;
    }
    if bytes != before {
        let (source, target) = if bytes > before { ("pool", "free") } else { ("free", "pool") };
        let (id, bytes, object) = (random_name(), bytes.abs_diff(before), account.to_string());
        db::ledger::append(tx, Row { id, at: now, account, source, target, bytes, object }).await?;
    }
    Ok(bytes)
}

/// Ends a promise of the pool. One that the pool does not know is a defect and fails the transaction.
async fn give_back(tx: &Transaction, bytes: u64) -> Result<(), ServiceError> {
    if db::pool::release(tx, bytes).await? {
        return Ok(());
    }
    Err(ServiceError::Internal(anyhow::anyhow!("the pool has not promised the {bytes} bytes that come back")))
}

async fn no_room_for_more(tx: &Transaction, more: u64) -> Result<ServiceError, ServiceError> {
    let pool = db::pool::find(tx).await?.unwrap_or_default();
    let (more, free) = (format::bytes(more), format::bytes(pool.capacity.saturating_sub(pool.reserved)));
    let message =
        format!("The role reserves {more} more, and only {free} of the pool are free. Nothing was changed.");
    Ok(ServiceError::Exhausted { reason: Reason::PoolExhausted, message })
}

fn too_small(bytes: u64) -> ServiceError {
    let message = format!(
        "The role reserves {}, and the account stores more than that. It must delete something first.",
        format::bytes(bytes)
    );
    ServiceError::Precondition { reason: Reason::RoleTooSmall, message }
}

/// Moves bytes of an account for the sake of `object`. Only `Begin` can lack room; any other movement that does not
/// find its bytes is a defect and fails the transaction.
pub async fn shift(
    tx: &Transaction,
    account: AccountId,
    movement: Movement,
    bytes: u64,
    object: String,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let moved = match movement {
        Movement::Begin => db::quota::begin(tx, account, bytes).await?,
        Movement::Commit => db::quota::commit(tx, account, bytes).await?,
        Movement::Abort => db::quota::abort(tx, account, bytes).await?,
        Movement::Delete => db::quota::delete(tx, account, bytes).await?,
        Movement::Restore => db::quota::restore(tx, account, bytes).await?,
        Movement::Purge => db::quota::purge(tx, account, bytes).await?,
        Movement::Discard => db::quota::discard(tx, account, bytes).await?,
    };
    if !moved {
        return Err(refusal(db::quota::find(tx, account).await?, movement, bytes));
    }
    let (source, target) = places(movement);
    let row = Row { id: random_name(), at: now, account, source, target, bytes, object };
    db::ledger::append(tx, row).await?;
    Ok(())
}

/// Moves bytes as [`shift`] does, and writes nothing down where there are none.
pub async fn shift_any(
    tx: &Transaction,
    account: AccountId,
    movement: Movement,
    bytes: u64,
    object: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if bytes == 0 { Ok(()) } else { shift(tx, account, movement, bytes, object.to_owned(), now).await }
}

/// What was held for an upload becomes used as far as its version counts it; the rest is free.
pub async fn settle(
    tx: &Transaction,
    account: AccountId,
    (held, counted): (u64, u64),
    object: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    shift_any(tx, account, Movement::Abort, held - counted, object, now).await?;
    shift(tx, account, Movement::Commit, counted, object.to_owned(), now).await
}

/// What leaves the trash for good becomes free, but for what versions elsewhere count from now on. Answers what came free.
pub async fn purge(
    tx: &Transaction,
    account: AccountId,
    (bytes, passed): (u64, Passed),
    object: &str,
    now: Timestamp,
) -> Result<u64, ServiceError> {
    let freed = bytes - passed.to_used - passed.to_trash;
    shift_any(tx, account, Movement::Restore, passed.to_used, object, now).await?;
    shift(tx, account, Movement::Purge, freed, object.to_owned(), now).await?;
    Ok(freed)
}

/// Refuses what would not fit now. The movement itself decides later.
pub async fn expect_room(
    on: &impl ConnectionTrait,
    account: AccountId,
    bytes: u64,
) -> Result<(), ServiceError> {
    let balance = db::quota::find(on, account).await?;
    let fits = |mut balance: Balance| balance.apply(Movement::Begin, bytes).is_ok();
    if balance.is_some_and(fits) { Ok(()) } else { Err(refusal(balance, Movement::Begin, bytes)) }
}

const fn places(movement: Movement) -> (&'static str, &'static str) {
    match movement {
        Movement::Begin => ("free", "in_flight"),
        Movement::Commit => ("in_flight", "used"),
        Movement::Abort => ("in_flight", "free"),
        Movement::Delete => ("used", "trash"),
        Movement::Restore => ("trash", "used"),
        Movement::Purge => ("trash", "free"),
        Movement::Discard => ("used", "free"),
    }
}

/// The domain says in words why the movement does not fit.
fn refusal(balance: Option<Balance>, movement: Movement, bytes: u64) -> ServiceError {
    let Some(mut balance) = balance else { return no_storage() };
    match balance.apply(movement, bytes) {
        Err(QuotaError::NoStorage) => no_storage(),
        Err(error @ QuotaError::Exceeded { .. }) => {
            ServiceError::Exhausted { reason: Reason::QuotaExceeded, message: error.to_string() }
        }
        Ok(()) | Err(QuotaError::OutOfBalance) => ServiceError::Internal(anyhow::anyhow!(
            "the ledger lacks {bytes} bytes for {movement:?}: {balance:?}"
        )),
    }
}

/// What an account without a reservation is told.
pub fn no_storage() -> ServiceError {
    ServiceError::Precondition { reason: Reason::NoStorage, message: QuotaError::NoStorage.to_string() }
}
