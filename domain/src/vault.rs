//! Vaults: folders whose files are encrypted before they are sent, in the format of age (<https://age-encryption.org/v1>).
//!
//! The server cannot know whether bytes are really encrypted, but it can see whether they have the form: a [`Header`] that
//! is well made, and behind it a length that only encrypted pieces add up to ([`plain_bytes`]). What has not, a vault does
//! not take. Whoever encrypts and decrypts reads the same header, by the same code.
//!
//! ```text
//! age-encryption.org/v1                                  what it is
//! -> X25519 <ephemeral share>                            for whom, once or several times: the file key, wrapped
//! <wrapped file key>
//! --- <MAC of all that stands before>
//! <nonce: 16 bytes> <piece> <piece> … <last piece>       each 64 KiB and its tag of 16 bytes, the last one perhaps shorter
//! ```
//!
//! - `header`: the lines before the bytes
//! - `form`: whether a whole file has the form, and how much is in it
//! - `recipient`: whom files of a vault are for
//! - `passphrase`: what opens the key that they are opened with
mod form;
mod header;
mod passphrase;
mod recipient;

pub use form::{
    HEADER_BYTES_MAX, NONCE_BYTES, PIECE_BYTES, SEALED_PIECE_BYTES, TAG_BYTES, encrypted_bytes, plain_bytes,
    plain_bytes_of_file,
};
pub use header::{Header, HeaderError, Stanza};
pub use passphrase::{Passphrase, PassphraseWeakness};
pub use recipient::{Recipient, RecipientError};

use crate::limits::{VAULT_IDENTITY_BYTES_MAX, VAULT_WORK_FACTOR_MAX};

/// Why bytes are no identity that a passphrase opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealedIdentityError {
    /// Above [`VAULT_IDENTITY_BYTES_MAX`].
    #[error("A vault's key has at most {VAULT_IDENTITY_BYTES_MAX} bytes.")]
    TooLong,
    /// It is no age file, or one that no passphrase opens.
    #[error("A vault's key must be an age file that a passphrase opens.")]
    NoPassphrase,
    /// To open it would take minutes, or more memory than there is.
    #[error("A vault's key may ask for a work factor of {VAULT_WORK_FACTOR_MAX} at most.")]
    TooMuchWork,
}

/// The identity that opens a vault, as an age file that a passphrase opens. Who keeps it cannot open it.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedIdentity(Vec<u8>);

impl SealedIdentity {
    /// Looks at its form: that it opens, nobody can see without the passphrase.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, SealedIdentityError> {
        if bytes.len() > VAULT_IDENTITY_BYTES_MAX {
            return Err(SealedIdentityError::TooLong);
        }
        plain_bytes_of_file(&bytes, bytes.len() as u64).ok_or(SealedIdentityError::NoPassphrase)?;
        let header = Header::read(&bytes).map_err(|_| SealedIdentityError::NoPassphrase)?;
        let [stanza] = header.stanzas.as_slice() else { return Err(SealedIdentityError::NoPassphrase) };
        match stanza.scrypt() {
            None => Err(SealedIdentityError::NoPassphrase),
            Some((_, work_factor)) if work_factor > VAULT_WORK_FACTOR_MAX => {
                Err(SealedIdentityError::TooMuchWork)
            }
            Some(_) => Ok(Self(bytes)),
        }
    }

    /// The file.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The file.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

#[cfg(test)]
mod tests;
