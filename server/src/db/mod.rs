//! The metadata: SQL on SQLite (embedded) or PostgreSQL (by URL), one file a subject. Nothing else in the server
//! knows SQL, and nothing here knows a use case: functions take a connection and say one statement each.
//!
//! SQLite runs as one writer and a few readers, because its locks serve one writer anyway: a second one would only
//! wait. Every write is `BEGIN IMMEDIATE` ([`Db::write`]); a deferred transaction that reads first would fail at once
//! with SQLITE_BUSY_SNAPSHOT when it comes to write. WAL with `synchronous=FULL` keeps each acknowledged commit.
mod audit_unchained;
mod column;
mod connect;
mod constraint;
mod like;
mod many;
mod row;
mod transaction;

pub mod account;
pub mod account_key;
pub mod account_list;
pub mod audit;
pub mod audit_list;
pub mod backup_code;
pub mod booking;
pub mod booking_event;
pub mod calendar_feed;
pub mod challenge;
pub mod clock;
pub mod content_key;
pub mod course;
pub mod demo_account;
pub mod erasure;
pub mod export;
pub mod file;
pub mod file_activity;
pub mod file_chunk;
pub mod file_key;
pub mod file_list;
pub mod folder;
pub mod folder_list;
pub mod given;
pub mod health;
pub mod heirs;
pub mod history;
pub mod idempotency;
pub mod ledger;
pub mod lesson;
pub mod lesson_line;
pub mod link;
pub mod lock;
pub mod mail;
pub mod master_key;
pub mod part;
pub mod passing;
pub mod passkey;
pub mod pattern;
pub mod personal;
pub mod personal_archive;
pub mod pool;
pub mod pool_list;
mod postgres;
pub mod quota;
pub mod reach;
pub mod recovery_link;
pub mod reencryption;
pub mod refresh_token;
pub mod reminder;
pub mod review;
pub mod sealed;
pub mod session;
pub mod setup_link;
pub mod share;
pub mod space_request;
pub mod tag;
pub mod teacher;
pub mod throttle;
pub mod ticket;
pub mod totp;
pub mod trash;
pub mod tree;
pub mod upload;
pub mod usage;
pub mod vault;
pub mod version;
pub mod waiting;
pub mod wrong_password;

use column::damaged;
pub use column::{
    amount, blob, bytes, bytes_or_none, count, count_or_none, flag, instant, instant_or_none, parsed, text,
    text_or_none,
};
pub use connect::{ConnectError, Db, Engine};
pub use constraint::{Constraint, is_conflict, violates};
use row::places;
pub use row::{execute, one, sql};
/// What statements run on: a connection to read, or a transaction.
pub use sea_orm::ConnectionTrait;
/// Why a statement failed.
pub use sea_orm::DbErr;
pub use transaction::Transaction;
