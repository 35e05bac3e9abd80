//! The audit trail on both engines: a chain that parallel writers do not fork, that nobody changes unseen, and that took
//! the rows of older versions in.
#[path = "../support/mod.rs"]
mod support;

mod chain;
mod networks;
mod old_rows;
mod role;
mod signing;
mod tampering;
mod trail;
mod wrong;
