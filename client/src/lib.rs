//! The typed API: one door for the page, the terminal and the tests.
//!
//! [`Anonymous`] offers what anybody may call; signing in turns it into [`Authorized`], where the private calls live.
//! Nothing here knows a view or a terminal.
//!
//! - `transport`: the wire by target, the browser's `fetch` or a native channel
//! - `session`: tokens or cookies, and the silent refresh that concurrent calls share
//! - `presence`: whether somebody is at the page
//! - `anonymous`, `recovery`, `enrolment`, `authorized`: the calls
//! - `answers`: a call with many answers, read one by one
//! - `upload`: resumable uploads in parts, over any source of slices
//! - `vault`: encrypts and decrypts what is in vaults
//! - `stream`: whole files over one native stream
//! - `rest`: a file from one of its bytes on
//! - `greetings`: the four patterns of calls
//! - `told`: what an answer says beside its messages, for those who want to see it
//! - `watch`: every call as it happens, for whoever watches the page
//! - `error`: what went wrong, for machines and for people
#![recursion_limit = "256"]

mod anonymous;
mod answers;
mod authorized;
mod clock;
mod enrolment;
mod error;
#[cfg(not(target_family = "wasm"))]
mod greetings;
pub mod presence;
mod recovery;
#[cfg(not(target_family = "wasm"))]
mod rest;
mod session;
#[cfg(not(target_family = "wasm"))]
mod stream;
mod told;
mod trace;
mod transport;
pub mod upload;
pub mod vault;
pub mod watch;

pub use anonymous::{Anonymous, NewAdmin, NewMember, SignInChallenge};
pub use answers::Answers;
pub use authorized::{Authorized, Greeting, HelloReplies, Proof, VaultKey};
pub use clock::{now_millis, sleep};
pub use domain::file_order::FileOrder;
pub use error::{ClientError, FieldError, Kind};
#[cfg(not(target_family = "wasm"))]
pub use greetings::Greetings;
pub use proto;
pub use recovery::NewPassword;
#[cfg(not(target_family = "wasm"))]
pub use rest::Rest;
pub use session::Tokens;
#[cfg(not(target_family = "wasm"))]
pub use stream::Download;
pub use told::{Layers, Refusal, Told};
pub use trace::{Computed, Trace};
#[cfg(not(target_family = "wasm"))]
pub use transport::Trust;
