//! What a signed-in caller may do, one file a service.

mod account;
mod admin;
mod calculator;
mod cluster;
mod drive;
mod files;
mod greeter;
mod passkeys;
mod privacy;
mod security;
mod shares;
mod skillshare;
mod uploads;
mod vaults;
mod versions;

pub use greeter::{Greeting, HelloReplies, Proof};
pub use vaults::VaultKey;

use crate::{Tokens, session::Session, upload::Batches};

/// A caller with a session. Clones share it.
#[derive(Clone)]
pub struct Authorized {
    pub(crate) session: Session,
    small_files: Batches,
}

impl Authorized {
    pub(crate) fn new(session: Session) -> Self {
        Self { session, small_files: Batches::default() }
    }

    /// The tokens as they are now, for a native client to keep. `None` in a browser.
    pub fn tokens(&self) -> Option<Tokens> {
        self.session.tokens()
    }
}
