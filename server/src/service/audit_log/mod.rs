//! The audit trail from outside: signing its head, walking it, showing a member their own rows. Writing rows is
//! [`super::audit`].
mod activity;
mod checkpoints;
mod sign;
mod verify;

pub use activity::{Activity, activity};
pub use sign::{sign, unsigned};
pub use verify::{AuditError, Verdict, verify, verify_folder};
