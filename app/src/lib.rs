//! The page: routes, session state, notices, components and pages.
//!
//! - `address`: every address as text; `routes`: which page answers it
//! - `challenge`: the one-time code that is being waited for
//! - `session`: who is signed in, what this server says of itself, how full one's space is
//! - `notice`: what the page tells people, and the one conversion of errors into it
//! - `shell`: what stands around the pages: sidebar, bottom bar, test-mode banner, shortcuts
//! - `transfers`: the uploads of this tab and their tray
//! - `vaults`: what is encrypted and decrypted in this tab
//! - `query`: the state that a page keeps in its address; `save`: a text or bytes as a file
//! - `call`: a call as it is shown; `lens`: every call of the page, over any page
//! - `step_up`: proving oneself once more
//! - `drive`: entries of the drive as the wire has them; `sharing`: what is given to others in words
//! - `figures`, `moment`: numbers and times as text; `zone`: the zones that the browser knows
//! - `components`: buttons, fields, dialogs; they know no page
//! - `pages`: one folder a page, `model` (plain Rust, tested natively) and `view` (renders)
//!
//! No page talks to the wire except through `client`, and no rule is written here that `domain` has.
#![recursion_limit = "256"]

pub mod address;
pub mod browser;
mod call;
pub mod challenge;
pub mod clipboard;
pub mod components;
pub mod drive;
pub mod figures;
mod lens;
pub mod live;
mod looking;
pub mod moment;
pub mod notice;
pub mod pages;
mod passkey;
pub mod query;
pub mod routes;
pub mod save;
pub mod sending;
mod session;
pub mod sharing;
pub mod shell;
pub mod step_up;
pub mod transfers;
mod vaults;
pub mod zone;

pub use routes::App;
