//! Balances, one row an account: `used + trash + in_flight <= reservation` in every committed state (INV-C2).
//!
//! A movement is one conditional UPDATE: it changes its row or answers `false`, and the schema's CHECKs are the second
//! assertion of each pair. `service/ledger.rs` writes the ledger's row beside it.
use domain::{id::AccountId, quota::Balance};

use super::{ConnectionTrait, DbErr, amount, one, sql};

/// Opens an account's balance; `false` when it has one.
pub async fn open(on: &impl ConnectionTrait, account: AccountId, reservation: u64) -> Result<bool, DbErr> {
    let text = "INSERT INTO quota (account_id, reservation, used, trash, in_flight) VALUES ($1, $2, 0, 0, 0)
        ON CONFLICT (account_id) DO NOTHING";
    one(on, text, [account.to_string().into(), amount(reservation)]).await
}

/// An account's balance; none before its enrolment.
pub async fn find(on: &impl ConnectionTrait, account: AccountId) -> Result<Option<Balance>, DbErr> {
    let text = "SELECT reservation, used, trash, in_flight FROM quota WHERE account_id = $1";
    let Some(row) = on.query_one_raw(sql(on, text, [account.to_string().into()])).await? else {
        return Ok(None);
    };
    Ok(Some(Balance {
        reservation: super::bytes(&row, "reservation")?,
        used: super::bytes(&row, "used")?,
        trash: super::bytes(&row, "trash")?,
        in_flight: super::bytes(&row, "in_flight")?,
    }))
}

/// Closes an empty account's balance and answers what was reserved; none when something is stored, or there is none.
pub async fn close(on: &impl ConnectionTrait, account: AccountId) -> Result<Option<u64>, DbErr> {
    let text = "DELETE FROM quota WHERE account_id = $1 AND used = 0 AND trash = 0 AND in_flight = 0
        RETURNING reservation";
    let row = on.query_one_raw(sql(on, text, [account.to_string().into()])).await?;
    row.map(|row| super::bytes(&row, "reservation")).transpose()
}

/// Gives a balance another reservation; `false` when it would not hold what is there.
pub async fn resize(on: &impl ConnectionTrait, account: AccountId, reservation: u64) -> Result<bool, DbErr> {
    let text = "UPDATE quota SET reservation = $2 WHERE account_id = $1 AND used + trash + in_flight <= $2";
    step(on, text, account, reservation).await
}

/// Free to in flight.
pub async fn begin(on: &impl ConnectionTrait, account: AccountId, bytes: u64) -> Result<bool, DbErr> {
    let text = "UPDATE quota SET in_flight = in_flight + $2
        WHERE account_id = $1 AND used + trash + in_flight + $2 <= reservation";
    step(on, text, account, bytes).await
}

/// In flight to used.
pub async fn commit(on: &impl ConnectionTrait, account: AccountId, bytes: u64) -> Result<bool, DbErr> {
    let text = "UPDATE quota SET in_flight = in_flight - $2, used = used + $2
        WHERE account_id = $1 AND in_flight >= $2";
    step(on, text, account, bytes).await
}

/// In flight to free.
pub async fn abort(on: &impl ConnectionTrait, account: AccountId, bytes: u64) -> Result<bool, DbErr> {
    let text = "UPDATE quota SET in_flight = in_flight - $2 WHERE account_id = $1 AND in_flight >= $2";
    step(on, text, account, bytes).await
}

/// Used to trash.
pub async fn delete(on: &impl ConnectionTrait, account: AccountId, bytes: u64) -> Result<bool, DbErr> {
    let text = "UPDATE quota SET used = used - $2, trash = trash + $2 WHERE account_id = $1 AND used >= $2";
    step(on, text, account, bytes).await
}

/// Trash to used.
pub async fn restore(on: &impl ConnectionTrait, account: AccountId, bytes: u64) -> Result<bool, DbErr> {
    let text = "UPDATE quota SET trash = trash - $2, used = used + $2 WHERE account_id = $1 AND trash >= $2";
    step(on, text, account, bytes).await
}

/// Trash to free.
pub async fn purge(on: &impl ConnectionTrait, account: AccountId, bytes: u64) -> Result<bool, DbErr> {
    let text = "UPDATE quota SET trash = trash - $2 WHERE account_id = $1 AND trash >= $2";
    step(on, text, account, bytes).await
}

/// Used to free.
pub async fn discard(on: &impl ConnectionTrait, account: AccountId, bytes: u64) -> Result<bool, DbErr> {
    let text = "UPDATE quota SET used = used - $2 WHERE account_id = $1 AND used >= $2";
    step(on, text, account, bytes).await
}

async fn step(on: &impl ConnectionTrait, text: &str, account: AccountId, bytes: u64) -> Result<bool, DbErr> {
    one(on, text, [account.to_string().into(), amount(bytes)]).await
}
