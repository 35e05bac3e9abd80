//! Wrapping a small secret with the key above it (SEC-56).
//!
//! ```text
//! format u8 | key version u32 | nonce 12 | ciphertext | tag 16
//! AAD = "wrap/v1", purpose, owner, object, key version
//! ```
//!
//! The nonce is random and given by the caller, who counts the wraps of each key (SEC-60). A wrap that is moved to
//! another user, object, purpose or key version does not open.

use zeroize::Zeroizing;

use super::{SealBroken, open_with, seal_with};

/// Bytes that wrapping adds.
pub const OVERHEAD_BYTES: usize = 1 + 4 + 12 + super::TAG_BYTES;

const FORMAT: u8 = 1;
const LABEL: &[u8] = b"wrap/v1";

/// What a wrapped secret is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A user key, wrapped by the master key.
    UserKey,
    /// A file key, wrapped by its owner's user key.
    FileKey,
    /// A secret of the server itself (a signing key, a pepper), wrapped by the master key.
    ServerSecret,
    /// What an account's contents are compared by, wrapped by the master key.
    ContentKey,
}

impl Purpose {
    const fn code(self) -> u8 {
        match self {
            Self::UserKey => 1,
            Self::FileKey => 2,
            Self::ServerSecret => 3,
            Self::ContentKey => 4,
        }
    }
}

/// Wraps `secret`. `nonce` must be random; `key_version` names the wrapping key.
pub fn wrap(
    wrapping_key: &[u8; 32],
    nonce: [u8; 12],
    purpose: Purpose,
    owner: &[u8; 16],
    object: &[u8; 16],
    key_version: u32,
    secret: &[u8],
) -> Vec<u8> {
    let mut wrapped = Vec::with_capacity(secret.len() + OVERHEAD_BYTES);
    wrapped.push(FORMAT);
    wrapped.extend_from_slice(&key_version.to_be_bytes());
    wrapped.extend_from_slice(&nonce);
    seal_with(wrapping_key, nonce, &binding(purpose, owner, object, key_version), secret, &mut wrapped);
    wrapped
}

/// The secret that [`wrap`] was given with the same key, purpose, owner, object and key version.
pub fn unwrap(
    wrapping_key: &[u8; 32],
    purpose: Purpose,
    owner: &[u8; 16],
    object: &[u8; 16],
    key_version: u32,
    wrapped: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealBroken> {
    let rest = wrapped.strip_prefix(&[FORMAT]).ok_or(SealBroken)?;
    let rest = rest.strip_prefix(&key_version.to_be_bytes()).ok_or(SealBroken)?;
    let (nonce, text) = rest.split_first_chunk::<12>().ok_or(SealBroken)?;
    open_with(wrapping_key, *nonce, &binding(purpose, owner, object, key_version), text).map(Zeroizing::new)
}

/// Which key version a wrap says it was made with; the wrap itself proves it when opened.
pub fn key_version(wrapped: &[u8]) -> Result<u32, SealBroken> {
    let rest = wrapped.strip_prefix(&[FORMAT]).ok_or(SealBroken)?;
    rest.first_chunk::<4>().map(|bytes| u32::from_be_bytes(*bytes)).ok_or(SealBroken)
}

fn binding(purpose: Purpose, owner: &[u8; 16], object: &[u8; 16], key_version: u32) -> Vec<u8> {
    [LABEL, &[purpose.code()], owner, object, &key_version.to_be_bytes()].concat()
}

#[cfg(test)]
#[path = "wrap_tests.rs"]
mod tests;
