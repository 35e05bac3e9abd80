//! Security: how one's account is protected, and changing that.
//!
//! - `desk`: what the page knows, which dialog is open, and the proof that a change needs
//! - `methods`: password, authenticator, backup codes, a row each; `password`, `authenticator`, `backup_codes`: their dialogs
//! - `sessions`: where one is signed in
//! - `step_up`: proving oneself once more, on top of whatever asked for it

mod authenticator;
mod backup_codes;
mod desk;
mod door;
mod methods;
mod model;
mod password;
mod sessions;
mod step_up;
mod view;

pub use door::SecurityPage;
