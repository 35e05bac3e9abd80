//! Secrets are planted and looked for (SEC-65): somebody signs up, is wrong, signs in, adds a second factor, stores and
//! fetches a file, at a server whose log says all it can say. Then the log, the database with its write-ahead log and
//! every other file of the data folder are searched for every secret, and so is what a collector of spans was sent, as it is, in hexadecimal digits and in base 64.
//! Where there is a PostgreSQL for tests, the same again with every column of every table of it.
//!
//! | planted | may stand in |
//! |---|---|
//! | passwords, right and wrong; what was typed in the place of a name | nothing |
//! | mailed codes, tokens, cookies, queries | nothing |
//! | an authenticator's key, backup codes | nothing |
//! | a file's content | nothing |
//! | a file's name, an address | the database, as text |
//! | the master key | `master.key` |
//! | what the collector knows the server by | what it was sent |
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod collector;
mod life;
mod postgres;
mod search;
mod secrets;
