//! Admin: accounts, the pool and its requests, the audit trail, the health of the server; for those who run it.
//!
//! - `door`: how the router reaches it, and what whoever is no admin is told; its code is fetched when it is first opened
//! - `desk`: what every section needs: the calls, the proof that a change needs, asking again after one
//! - `view`: the sections; `overview`, `users`, `account`, `pool`, `requests`, `audit`, `health`: each of them
//! - `parts`: the line for a terminal, a change before and after

mod account;
mod account_sessions;
mod audit;
mod desk;
mod door;
mod health;
mod model;
mod overview;
mod parts;
mod pool;
mod requests;
mod users;
mod view;

pub use door::AdminPage;
