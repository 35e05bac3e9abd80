//! The server's secrets: one master key in a file that only its owner can read, and the keys derived from it.
//!
//! The database and the nodes' folders hold nothing that can be read without this file (SEC-56). Keys for tokens,
//! codes and mail are derived by HKDF-SHA-256 (RFC 5869) with a label each, so that one file is enough to back up.
use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
};

use cluster::crypto::MasterKey;
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::clock::random;

const FILE: &str = "master.key";
const KEY_BYTES: usize = 32;

/// The master key and what is derived from it.
pub struct Keyring {
    /// Wraps the accounts' keys.
    pub master: MasterKey,
    /// Signs access tokens (HS256).
    pub token: Zeroizing<[u8; KEY_BYTES]>,
    /// Keys the MACs of one-time codes.
    pub code: Zeroizing<[u8; KEY_BYTES]>,
    /// Signs the passes of known browsers.
    pub device: Zeroizing<[u8; KEY_BYTES]>,
    /// Seals the seeds of authenticators.
    pub totp: Zeroizing<[u8; KEY_BYTES]>,
    /// Signs the checkpoints of the audit trail.
    pub audit: Zeroizing<[u8; KEY_BYTES]>,
    /// Seals mails that wait, and successors of refresh tokens.
    pub mail: Zeroizing<[u8; KEY_BYTES]>,
}

/// Why the keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The file cannot be read or made.
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
    /// Its length is wrong.
    #[error(
        "the key file {0} is damaged: it must hold exactly 32 bytes; restore it from a backup, never delete it"
    )]
    Damaged(String),
}

impl Keyring {
    /// Reads the master key from `folder`, or makes one there on the first start.
    pub fn open(folder: &Path) -> Result<Self, KeyringError> {
        let path = folder.join(FILE);
        if !path.exists() {
            let unusable = |source| KeyringError::Unusable { path: path.display().to_string(), source };
            create(folder, &path).map_err(unusable)?;
        }
        Self::open_existing(folder)
    }

    /// Reads the master key of a folder that must have one.
    pub fn open_existing(folder: &Path) -> Result<Self, KeyringError> {
        let path = folder.join(FILE);
        let name = path.display().to_string();
        let unusable = |source| KeyringError::Unusable { path: name.clone(), source };
        if !path.exists() {
            return Err(KeyringError::Missing(name));
        }
        if exposed(&path).map_err(unusable)? {
            return Err(KeyringError::Exposed(name));
        }
        let bytes = Zeroizing::new(fs::read(&path).map_err(unusable)?);
        let master: [u8; KEY_BYTES] =
            bytes.as_slice().try_into().map_err(|_| KeyringError::Damaged(name.clone()))?;
        Ok(Self {
            token: derive(&master, "token/v1"),
            code: derive(&master, "code/v1"),
            device: derive(&master, "device/v1"),
            totp: derive(&master, "totp/v1"),
            audit: derive(&master, "audit/v1"),
            mail: derive(&master, "mail/v1"),
            master: MasterKey::from_bytes(master),
        })
    }
}

fn create(folder: &Path, path: &Path) -> io::Result<()> {
    let temporary = folder.join("master.key.new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(&random::<KEY_BYTES>())?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    // The rename itself must survive a crash: chunks sealed under a lost key are lost.
    fs::File::open(folder)?.sync_all()
}

/// Whether other accounts of this machine may read the file.
#[cfg(unix)]
pub(crate) fn exposed(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

/// Not known here.
#[cfg(not(unix))]
pub(crate) fn exposed(_: &Path) -> io::Result<bool> {
    Ok(false)
}

fn derive(master: &[u8; KEY_BYTES], label: &str) -> Zeroizing<[u8; KEY_BYTES]> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    Hkdf::<Sha256>::new(None, master)
        .expand(label.as_bytes(), key.as_mut())
        .expect("32 bytes are within what HKDF-SHA-256 can give");
    key
}
