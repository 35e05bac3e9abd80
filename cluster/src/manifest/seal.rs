//! Sealing a manifest.
//!
//! ```text
//! "SKYM" | format u32 | salt 32 | commitment 32 | ciphertext | tag 16
//! k = HKDF-SHA-256(file key, salt, "manifest/v1"), commitment = HKDF-SHA-256(file key, salt, "manifest/v1/commit")
//! AAD = "manifest/v1", format, account, file, version id, version number
//! ```
//!
//! GCM alone does not commit to its key: one ciphertext can be made to open under two keys. The commitment closes that:
//! only the key that sealed it derives the same 32 bytes.

use core::fmt;

use super::{Manifest, codec};
use crate::crypto::{Derivation, FileKey, SALT_BYTES, SealBroken, open_with, seal_with};

const MAGIC: &[u8; 4] = b"SKYM";
const FORMAT: u32 = 1;
const COMMITMENT_BYTES: usize = 32;
const HEADER_BYTES: usize = 4 + 4 + SALT_BYTES + COMMITMENT_BYTES;
const LABEL: &str = "manifest/v1";
const COMMITMENT_LABEL: &str = "manifest/v1/commit";
/// The derived key is used for exactly one message.
const NONCE: [u8; 12] = [0; 12];

/// Whose manifest it is; bound to the sealed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The owner's account.
    pub account: [u8; 16],
    /// The file.
    pub file: [u8; 16],
    /// The version whose chunks are listed.
    pub version: [u8; 16],
}

/// A sealed manifest; its bytes and hash are kept in the version's database row.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedManifest(Vec<u8>);

impl SealedManifest {
    /// The bytes to keep.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes to keep, given away.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// What the database row remembers, so that no other manifest can take this one's place: BLAKE3 of the bytes.
    pub fn hash(&self) -> [u8; 32] {
        blake3::hash(&self.0).into()
    }
}

impl fmt::Debug for SealedManifest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SealedManifest({} bytes)", self.0.len())
    }
}

/// Seals a consistent manifest with a salt that was never used before.
pub fn seal(key: &FileKey, salt: [u8; SALT_BYTES], subject: &Subject, manifest: &Manifest) -> SealedManifest {
    assert!(manifest.is_consistent(), "a manifest's lengths add up");
    let plain = codec::encode(manifest);
    let derivation = Derivation::new(key.expose(), &salt);
    let mut sealed = Vec::with_capacity(HEADER_BYTES + plain.len() + crate::crypto::TAG_BYTES);
    sealed.extend_from_slice(MAGIC);
    sealed.extend_from_slice(&FORMAT.to_be_bytes());
    sealed.extend_from_slice(&salt);
    sealed.extend_from_slice(derivation.key(COMMITMENT_LABEL).as_ref());
    seal_with(&derivation.key(LABEL), NONCE, &binding(subject, manifest.version), &plain, &mut sealed);
    SealedManifest(sealed)
}

/// Opens the manifest of `version` (its number) whose hash the database row remembers.
pub fn open(
    key: &FileKey,
    subject: &Subject,
    version: u64,
    hash: &[u8; 32],
    sealed: &[u8],
) -> Result<Manifest, SealBroken> {
    if blake3::hash(sealed) != *hash {
        return Err(SealBroken);
    }
    let rest = sealed.strip_prefix(MAGIC).ok_or(SealBroken)?;
    let rest = rest.strip_prefix(&FORMAT.to_be_bytes()).ok_or(SealBroken)?;
    let (salt, rest) = rest.split_first_chunk::<SALT_BYTES>().ok_or(SealBroken)?;
    let (commitment, text) = rest.split_first_chunk::<COMMITMENT_BYTES>().ok_or(SealBroken)?;
    let derivation = Derivation::new(key.expose(), salt);
    // Compared as hashes: blake3's equality takes the same time wherever the difference is.
    if blake3::Hash::from_bytes(*commitment) != blake3::Hash::from_bytes(*derivation.key(COMMITMENT_LABEL)) {
        return Err(SealBroken);
    }
    let plain = open_with(&derivation.key(LABEL), NONCE, &binding(subject, version), text)?;
    codec::decode(&plain).filter(|manifest| manifest.version == version).ok_or(SealBroken)
}

fn binding(subject: &Subject, version: u64) -> Vec<u8> {
    let parts: [&[u8]; 6] = [
        LABEL.as_bytes(),
        &FORMAT.to_be_bytes(),
        &subject.account,
        &subject.file,
        &subject.version,
        &version.to_be_bytes(),
    ];
    parts.concat()
}
