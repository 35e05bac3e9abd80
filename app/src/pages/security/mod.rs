//! Security: how one's account is protected, and changing that.
//!
//! - `desk`: what the page knows, which dialog is open, and the proof that a change needs
//! - `methods`: address, password, authenticator, backup codes, a row each; `email`, `password`, `authenticator`,
//!   `backup_codes`: their dialogs
//! - `passkeys`: passkeys, and their dialogs
//! - `sessions`: where one is signed in
//! - `privacy`: taking everything out, and leaving; `farewell`: the dialog of that
//! - `activity`, `words`: what one did, in sentences

mod activity;
mod authenticator;
mod backup_codes;
mod desk;
mod door;
mod email;
mod farewell;
mod methods;
mod model;
mod passkeys;
mod password;
mod privacy;
mod sessions;
mod view;
mod words;

pub use door::SecurityPage;
