//! What needs the role admin: accounts, the pool, the audit trail, the state of the server.

mod accounts;
mod audit;
mod diagnostics;
mod pool;
