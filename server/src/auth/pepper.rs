//! Peppers: keys outside the database that go into each password's hash, so that a stolen database alone verifies nothing
//! (SEC-02). HMAC-SHA-256 (RFC 2104) of the password under the key is what Argon2id hashes.
//!
//! A file has one key a line, 64 hexadecimal digits each. The first makes new hashes; all of them verify, so that a key
//! goes in at the top, and the old one out once no hash names it. A key's id is derived from the key: another key can
//! never stand in its place by mistake.
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use aws_lc_rs::hmac;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{keyring::exposed, service::hex};

const KEY_BYTES: usize = 32;
/// So much of the digest names a key.
const ID_BYTES: usize = 8;
/// Dozens of keys; more is a mistake in the name.
const FILE_BYTES_MAX: u64 = 4_096;

/// The keys of a server, none where no file is set.
#[derive(Default)]
pub struct Peppers {
    keys: Vec<Pepper>,
}

struct Pepper {
    id: String,
    key: hmac::Key,
}

/// Why the keys cannot be used; each is a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum PepperError {
    /// The file cannot be read.
    #[error("cannot read the file of password_peppers {path}: {source}")]
    Unusable {
        /// The file.
        path: String,
        /// The cause.
        source: io::Error,
    },
    /// Other accounts of this machine may read it.
    #[error("the file of password_peppers {0} can be read by other users: run `chmod 600` on it")]
    Exposed(String),
    /// It has no key.
    #[error(
        "the file of password_peppers {0} has no key: `openssl rand -hex 32` makes one; without peppers, leave the setting out"
    )]
    Empty(String),
    /// A line is too short, or something else.
    #[error(
        "line {line} of the file of password_peppers {path} is not a key: it must be 64 hexadecimal digits, as \
         `openssl rand -hex 32` makes them"
    )]
    NotAKey {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
    },
}

impl Peppers {
    /// Reads the file, if one is set.
    pub fn read(path: Option<&Path>) -> Result<Self, PepperError> {
        let Some(path) = path else { return Ok(Self::default()) };
        let name = path.display().to_string();
        let unusable = |source| PepperError::Unusable { path: name.clone(), source };
        let text = content(path).map_err(unusable)?;
        if exposed(path).map_err(unusable)? {
            return Err(PepperError::Exposed(name));
        }
        let mut keys = Vec::new();
        for (place, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let key = Pepper::parse(line.trim());
            keys.push(key.ok_or_else(|| PepperError::NotAKey { path: name.clone(), line: place + 1 })?);
        }
        if keys.is_empty() { Err(PepperError::Empty(name)) } else { Ok(Self { keys }) }
    }

    /// The id of the key for new hashes.
    pub fn newest(&self) -> Option<&str> {
        self.keys.first().map(|pepper| pepper.id.as_str())
    }

    /// Whether there is a key of this id.
    pub fn has(&self, id: &str) -> bool {
        self.keys.iter().any(|pepper| pepper.id == id)
    }

    /// What Argon2id is given for a password: the password itself without a key; nothing when the key is not there.
    pub(super) fn mix(&self, id: Option<&str>, password: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let Some(id) = id else { return Some(Zeroizing::new(password.to_vec())) };
        let pepper = self.keys.iter().find(|pepper| pepper.id == id)?;
        Some(Zeroizing::new(hmac::sign(&pepper.key, password).as_ref().to_vec()))
    }
}

impl Pepper {
    fn parse(digits: &str) -> Option<Self> {
        let bytes = Zeroizing::new(domain::hex::decode::<KEY_BYTES>(digits)?);
        let digest = Sha256::new().chain_update(b"pepper-id/v1").chain_update(bytes.as_slice()).finalize();
        let id = hex::encode(digest.get(..ID_BYTES)?);
        Some(Self { id, key: hmac::Key::new(hmac::HMAC_SHA256, bytes.as_slice()) })
    }
}

fn content(path: &Path) -> io::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    let read = File::open(path)?.take(FILE_BYTES_MAX + 1).read_to_string(&mut text)?;
    if read as u64 > FILE_BYTES_MAX {
        return Err(io::Error::other("it has at most 4096 bytes"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::fs;

    use super::*;

    const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    const OTHER: &str = "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    fn read(text: &str) -> Result<Peppers, PepperError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("peppers");
        fs::write(&path, text).unwrap();
        #[cfg(unix)]
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        Peppers::read(Some(&path))
    }

    fn refusal(text: &str) -> String {
        read(text).err().unwrap().to_string()
    }

    #[test]
    fn the_first_key_is_for_new_hashes_and_all_are_readable() {
        let peppers = read(&format!("{OTHER}\r\n\n {KEY}\n")).unwrap();
        let (other, key) = (read(OTHER).unwrap(), read(&KEY.to_uppercase()).unwrap());
        assert_eq!(peppers.newest(), other.newest());
        assert!(peppers.has(key.newest().unwrap()) && !other.has(key.newest().unwrap()));
        assert_eq!(peppers.mix(key.newest(), b"a"), key.mix(key.newest(), b"a"));
        assert_ne!(peppers.mix(other.newest(), b"a"), peppers.mix(key.newest(), b"a"));
        assert_eq!(other.mix(key.newest(), b"a"), None, "no key stands in for another");
        assert_eq!(peppers.mix(None, b"a").unwrap().as_slice(), b"a");
    }

    #[test]
    fn what_is_no_key_is_refused_in_words() {
        assert!(refusal(&KEY[2..]).contains("line 1 of the file") && refusal(&KEY[2..]).contains("64 hex"));
        assert!(refusal(&format!("{KEY}\n{OTHER}00\n")).contains("line 2 of the file"));
        assert!(refusal(&KEY.replace("00", "+0")).contains("is not a key"));
        assert!(refusal("\n \n").contains("has no key"));
        assert!(refusal(&format!("{KEY}\n").repeat(64)).contains("at most 4096 bytes"));
        let missing = Peppers::read(Some(Path::new("/nowhere/peppers"))).err().unwrap().to_string();
        assert!(
            missing.starts_with("cannot read the file of password_peppers /nowhere/peppers"),
            "{missing}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("peppers");
        fs::write(&path, KEY).unwrap();
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
        assert!(Peppers::read(Some(&path)).err().unwrap().to_string().contains("chmod 600"));
    }
}
