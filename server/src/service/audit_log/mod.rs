//! The audit trail from outside: signing its head, walking it, searching it, showing a member their own rows. Writing
//! rows is [`super::audit`].
mod activity;
mod checkpoints;
pub mod search;
mod sign;
mod verify;

pub use activity::{Activity, activity};
pub use sign::{sign, signed_since, unsigned};
pub use verify::{AuditError, Verdict, verify, verify_folder};
