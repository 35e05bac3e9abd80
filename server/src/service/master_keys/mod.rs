//! Replacing the master key while the server runs (SEC-61): nothing is encrypted again but keys and other small things,
//! and the files themselves where somebody asks for it.
//!
//! ```text
//! skyshard keys rotate   the key file gets a key N in front                       `folder`
//! the server sees it     N stands in the table master_key, then it counts         `agree`, `look`
//! the job                each row that names an older key is put under N          `anew`
//!                        keys of files go under a key of their account as new as N `file_keys`
//! skyshard keys reencrypt  files whose keys older master keys opened are asked for   `asking`
//! another job            each is encrypted again under a key that none of them did `contents`
//! skyshard keys retire   no row names the oldest: it leaves table, then key file  `folder`
//! ```
//!
//! At every step the file has each key that a row may name: a new key is on the disk before the database knows it, and an
//! old one leaves the database before the disk. Between the two a crash leaves one key too many in the file, which opens
//! nothing and does no harm; the next start puts it into the table again, and it can be retired again. Rows refer to the
//! table, so the database itself refuses to forget a key while a row names it, and a row that names a forgotten one.
//!
//! What lives for minutes or comes back by itself (tokens, codes, passes of browsers, successors of refresh tokens) is
//! made with the newest key and verified with each; with a key's retirement what it made ends. What an older key signed
//! in the file of checkpoints can be verified for ever, by the public half that stays in the key file.
mod again;
mod agree;
mod anew;
mod asking;
pub mod contents;
pub mod file_keys;
mod folder;
mod look;

pub use agree::agree;
pub use anew::{Anew, Step, anew, step};
pub use asking::{Left, files_left, reencrypt, stop_reencrypting};
pub use folder::{KeyLine, RotateError, keys_of, retire, rotate};
pub use look::look;

use crate::{
    auth::Seed,
    db::{
        DbErr,
        sealed::{Kind, Sealed},
    },
    keyring::{KeyringError, Keys},
    mail::outbox,
    service::{content_key, keys},
};

const ACTOR: &str = "job:keys";

/// Why database and key file do not go together; each is a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The key file cannot be used.
    #[error(transparent)]
    File(#[from] KeyringError),
    /// A statement failed.
    #[error("the database does not answer: {0}")]
    Statement(#[from] DbErr),
    /// Rows name a key that the file has not.
    #[error(
        "{sealed} in the database open with the master key {number} (id {id}), which is not in the key file: put the file \
         with that key back from a backup, or its line into this one; nothing is lost until then"
    )]
    Missing {
        /// The key.
        number: u32,
        /// Its id.
        id: String,
        /// How many things.
        sealed: u64,
    },
    /// A key of the file is not the one that rows mean.
    #[error(
        "the master key {0} in the key file is not the one that this database was written with: put the right key file \
         back from a backup; nothing is lost until then"
    )]
    Foreign(u32),
}

/// Puts one thing under another master key; `None` when it does not open.
fn sealed_anew(kind: Kind, from: &Keys, to: &Keys, old: &Sealed) -> Option<Vec<u8>> {
    let (object, bytes) = (&old.place.object, old.bytes.as_slice());
    match kind {
        Kind::AccountKey => keys::wrapped_anew(from, to, object.parse().ok()?, bytes),
        Kind::Authenticator => {
            let account = object.parse().ok()?;
            Some(Seed::unsealed(&from.totp, account, bytes)?.sealed(&to.totp, account))
        }
        Kind::ContentKey => content_key::sealed_anew(from, to, object.parse().ok()?, bytes),
        Kind::Mail => outbox::sealed_anew(from, to, object, &old.place.beside, bytes),
    }
}
