//! Sealing: master key → user key → file key → chunk and manifest (SEC-56 to SEC-59).
//!
//! | Module | What it seals | Key | Nonce |
//! |---|---|---|---|
//! | [`wrap`] | a key or another small secret | the key above it | random, given by the caller |
//! | [`chunk`] | one chunk of a file version | derived from the file key and a fresh salt | zero: the key is used once |
//! | [`crate::manifest`] | the list of a version's chunks | likewise, with a commitment to the file key | zero |
//!
//! Chance is an argument: salts and nonces come from the caller, fresh for every *attempt* (a resumed upload may seal
//! other bytes for the same place). AES-256-GCM is AWS-LC's under the feature `live` and RustCrypto's elsewhere; a test
//! proves that both make the same bytes.

mod aead;
pub mod chunk;
mod derive;
mod key;
pub mod wrap;

pub(crate) use aead::{TAG_BYTES, open_with, seal_with};
pub(crate) use derive::Derivation;
pub use key::{FileKey, MasterKey, UserKey};

/// Bytes of a fresh salt.
pub const SALT_BYTES: usize = 32;

/// Sealed bytes that do not open: altered, cut, swapped, of another place or owner, or sealed with another key.
///
/// Which of these it was is not told: whoever altered the bytes must not learn more than "refused".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the sealed bytes are damaged or belong somewhere else")]
pub struct SealBroken;
