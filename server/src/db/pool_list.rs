//! The pool as an admin sees it: who holds seats of it, who waits for one, and what moved.
use domain::{quota::Balance, role::Role, time::Timestamp};
use sea_orm::QueryResult;

use super::{ConnectionTrait, DbErr, bytes, damaged, instant, sql, text};

/// What an account holds.
pub struct Reservation {
    /// Its name.
    pub username: String,
    /// What it may do.
    pub role: Role,
    /// Its space.
    pub balance: Balance,
}

/// Somebody in line for a seat.
pub struct Waiting {
    /// The account's name.
    pub username: String,
    /// What it may do, and so what it will reserve.
    pub role: Role,
    /// Since when.
    pub joined_at: Timestamp,
}

/// A row of the ledger between the pool and an account.
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// Whose; empty when the account is no more.
    pub username: String,
    /// Where the bytes were.
    pub source: String,
    /// Where they went.
    pub target: String,
    /// How many.
    pub bytes: u64,
}

/// At most `limit` reservations, the oldest account first.
pub async fn reservations(on: &impl ConnectionTrait, limit: u32) -> Result<Vec<Reservation>, DbErr> {
    let query = "SELECT a.username, a.role, q.reservation, q.used, q.trash, q.in_flight
        FROM quota q JOIN account a ON a.id = q.account_id ORDER BY a.created_at, a.id LIMIT $1";
    let read = |row: &QueryResult| {
        Ok(Reservation {
            username: text(row, "username")?,
            role: role(row)?,
            balance: Balance {
                reservation: bytes(row, "reservation")?,
                used: bytes(row, "used")?,
                trash: bytes(row, "trash")?,
                in_flight: bytes(row, "in_flight")?,
            },
        })
    };
    on.query_all_raw(sql(on, query, [i64::from(limit).into()])).await?.iter().map(read).collect()
}

/// What all reservations are together: the ledger's law says that the pool has promised exactly this (INV-C1).
pub async fn sum_of_reservations(on: &impl ConnectionTrait) -> Result<u64, DbErr> {
    let query = "SELECT CAST(COALESCE(SUM(reservation), 0) AS BIGINT) AS n FROM quota";
    on.query_one_raw(sql(on, query, [])).await?.map_or(Ok(0), |row| bytes(&row, "n"))
}

/// At most `limit` of those who wait, the next one first.
pub async fn waiting(on: &impl ConnectionTrait, limit: u32) -> Result<Vec<Waiting>, DbErr> {
    let query = "SELECT a.username, a.role, w.joined_at FROM waiting w JOIN account a ON a.id = w.account_id
        ORDER BY w.joined_at, w.account_id LIMIT $1";
    let read = |row: &QueryResult| {
        Ok(Waiting {
            username: text(row, "username")?,
            role: role(row)?,
            joined_at: instant(row, "joined_at")?,
        })
    };
    on.query_all_raw(sql(on, query, [i64::from(limit).into()])).await?.iter().map(read).collect()
}

/// The newest `limit` rows of the ledger that the pool takes part in.
pub async fn changes(on: &impl ConnectionTrait, limit: u32) -> Result<Vec<Change>, DbErr> {
    let query = "SELECT l.at, COALESCE(a.username, '') AS username, l.source, l.target, l.bytes
        FROM ledger l LEFT JOIN account a ON a.id = l.account_id
        WHERE l.source = 'pool' OR l.target = 'pool' ORDER BY l.at DESC, l.id LIMIT $1";
    let read = |row: &QueryResult| {
        Ok(Change {
            at: instant(row, "at")?,
            username: text(row, "username")?,
            source: text(row, "source")?,
            target: text(row, "target")?,
            bytes: bytes(row, "bytes")?,
        })
    };
    on.query_all_raw(sql(on, query, [i64::from(limit).into()])).await?.iter().map(read).collect()
}

fn role(row: &QueryResult) -> Result<Role, DbErr> {
    let role = text(row, "role")?;
    Role::parse(&role).ok_or_else(|| damaged("role", &role))
}
