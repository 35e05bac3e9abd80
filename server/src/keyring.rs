//! The server's secrets: master keys in a file that only its owner can read, and the keys derived from them.
//!
//! The database and the nodes' folders hold nothing that can be read without this file (SEC-56). Keys for tokens,
//! codes and mail are derived by HKDF-SHA-256 (RFC 5869) with a label each, so that one file is enough to back up.
//!
//! The file begins with one key and becomes a ring when that is to be replaced (SEC-61): the newest key seals, signs and
//! wraps, older ones open and verify until they are retired. [`ring`] has the keys, [`file`] reads and writes them;
//! what a change of the ring means for the rest of the server is [`crate::service::master_keys`].
mod file;
mod ring;

use std::{io, path::Path, sync::Arc};

use parking_lot::RwLock;

pub(crate) use file::exposed;
pub use file::{Turn, read, write};
pub use ring::{Keys, Ring};

/// The ring that counts now.
pub struct Keyring(RwLock<Arc<Ring>>);

/// Why the keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The file cannot be read, made or replaced.
    #[error("cannot use the key file {path}: {source}")]
    Unusable {
        /// The file.
        path: String,
        /// The cause.
        source: io::Error,
    },
    /// Other accounts of this machine may read it.
    #[error("the key file {0} can be read by other users: run `chmod 600` on it, nothing else is needed")]
    Exposed(String),
    /// There is none, and none may be made.
    #[error("there is no key file {0}: name the data folder of a server with --data")]
    Missing(String),
    /// It is neither of the two forms.
    #[error(
        "the key file {0} is damaged: it must hold one key of exactly 32 bytes, or a ring as `skyshard keys rotate` \
         writes it; restore it from a backup, never delete it"
    )]
    Damaged(String),
}

impl Keyring {
    /// Reads the master keys from `folder`, or makes one there on the first start.
    pub fn open(folder: &Path) -> Result<Self, KeyringError> {
        file::ensure(folder)?;
        Self::open_existing(folder)
    }

    /// Reads the master keys of a folder that must have some.
    pub fn open_existing(folder: &Path) -> Result<Self, KeyringError> {
        Ok(Self(RwLock::new(Arc::new(read(folder)?))))
    }

    /// All keys, as they are now: whoever reads and writes something holds on to one ring meanwhile.
    pub fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.0.read())
    }

    /// The key that seals, signs and wraps.
    pub fn newest(&self) -> Arc<Keys> {
        Arc::clone(self.0.read().newest())
    }

    /// From now on these count.
    pub(crate) fn replace(&self, ring: Ring) -> Arc<Ring> {
        let ring = Arc::new(ring);
        *self.0.write() = Arc::clone(&ring);
        ring
    }
}
