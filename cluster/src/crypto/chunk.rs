//! Sealing one chunk of a file version (SEC-57).
//!
//! ```text
//! "SKYC" | format u32 | key version u32 | salt 32 | ciphertext | tag 16        (numbers are big-endian)
//! k = HKDF-SHA-256(file key, salt, "chunk/v1"), nonce = 0, AAD = "chunk/v1", format, key version, position
//! format 1: the plain bytes themselves; format 2: a Zstandard frame of them (RFC 8878), always shorter than they are
//! ```
//!
//! The key is used once because the salt is fresh for every attempt, so a nonce is never repeated even when a resumed
//! upload seals other bytes for the same place (Fact 6). The position is not stored: the reader rebuilds it from the
//! manifest, so a chunk swapped, moved or cut does not open (INV-K2).

use super::{Derivation, FileKey, SALT_BYTES, SealBroken, TAG_BYTES, open_with, seal_with};
use crate::chunk::SealedChunk;

/// Bytes that sealing adds.
pub const OVERHEAD_BYTES: usize = HEADER_BYTES + TAG_BYTES;

const MAGIC: &[u8; 4] = b"SKYC";
const FORMAT_PLAIN: u32 = 1;
const FORMAT_PACKED: u32 = 2;
const HEADER_BYTES: usize = 4 + 4 + 4 + SALT_BYTES;
const LABEL: &str = "chunk/v1";
/// The derived key is used for exactly one message.
const NONCE: [u8; 12] = [0; 12];

/// Where a chunk belongs. Everything here is bound to the sealed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The owner's account.
    pub account: [u8; 16],
    /// The file.
    pub file: [u8; 16],
    /// The version of the file that sealed the chunk.
    pub version: [u8; 16],
    /// Which key of the version it was sealed with, from 0: re-encryption makes a new one (SEC-61).
    pub key_version: u32,
    /// The place among the version's chunks, from 0.
    pub index: u32,
    /// Whether it was the version's last chunk.
    pub last: bool,
    /// Plain bytes.
    pub plain_len: u32,
}

impl Position {
    /// Everything the reader must know, in one unambiguous line of bytes.
    fn binding(&self, format: u32) -> Vec<u8> {
        let mut binding = Vec::with_capacity(80);
        binding.extend_from_slice(LABEL.as_bytes());
        binding.extend_from_slice(&format.to_be_bytes());
        binding.extend_from_slice(&self.key_version.to_be_bytes());
        binding.extend_from_slice(&self.account);
        binding.extend_from_slice(&self.file);
        binding.extend_from_slice(&self.version);
        binding.extend_from_slice(&self.index.to_be_bytes());
        binding.push(u8::from(self.last));
        binding.extend_from_slice(&self.plain_len.to_be_bytes());
        binding
    }
}

/// What is sealed of a chunk. Packing and unpacking are the caller's: this crate compiles where Zstandard does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body<Bytes> {
    /// Its plain bytes.
    Plain(Bytes),
    /// A Zstandard frame of them, which is shorter.
    Packed(Bytes),
}

impl<Bytes: AsRef<[u8]>> Body<Bytes> {
    const fn format(&self) -> u32 {
        match self {
            Self::Plain(_) => FORMAT_PLAIN,
            Self::Packed(_) => FORMAT_PACKED,
        }
    }

    /// The bytes as they are sealed.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Plain(bytes) | Self::Packed(bytes) => bytes.as_ref(),
        }
    }

    /// Whether a chunk of so many plain bytes can have this body.
    fn fits(&self, plain_len: u32) -> bool {
        let length = u32::try_from(self.bytes().len());
        match self {
            Self::Plain(_) => length == Ok(plain_len),
            Self::Packed(_) => length.is_ok_and(|length| length < plain_len),
        }
    }
}

/// Seals a body, whose plain bytes are as many as the position says, with a salt that was never used before.
pub fn seal(
    key: &FileKey,
    salt: [u8; SALT_BYTES],
    position: &Position,
    body: &Body<impl AsRef<[u8]>>,
) -> SealedChunk {
    assert!(body.fits(position.plain_len), "a position tells its chunk's length");
    let mut sealed = Vec::with_capacity(body.bytes().len() + OVERHEAD_BYTES);
    sealed.extend_from_slice(MAGIC);
    sealed.extend_from_slice(&body.format().to_be_bytes());
    sealed.extend_from_slice(&position.key_version.to_be_bytes());
    sealed.extend_from_slice(&salt);
    let once = Derivation::new(key.expose(), &salt).key(LABEL);
    seal_with(&once, NONCE, &position.binding(body.format()), body.bytes(), &mut sealed);
    SealedChunk::new(sealed)
}

/// Opens what [`seal`] made for the same key and position.
pub fn open(key: &FileKey, position: &Position, sealed: &[u8]) -> Result<Body<Vec<u8>>, SealBroken> {
    let rest = sealed.strip_prefix(MAGIC).ok_or(SealBroken)?;
    let (format, rest) = rest.split_first_chunk::<4>().ok_or(SealBroken)?;
    let rest = rest.strip_prefix(&position.key_version.to_be_bytes()).ok_or(SealBroken)?;
    let (salt, text) = rest.split_first_chunk::<SALT_BYTES>().ok_or(SealBroken)?;
    let format = u32::from_be_bytes(*format);
    let body = match format {
        FORMAT_PLAIN => Body::Plain,
        FORMAT_PACKED => Body::Packed,
        _ => return Err(SealBroken),
    };
    let once = Derivation::new(key.expose(), salt).key(LABEL);
    let body = body(open_with(&once, NONCE, &position.binding(format), text)?);
    body.fits(position.plain_len).then_some(body).ok_or(SealBroken)
}

#[cfg(test)]
#[path = "chunk_tests.rs"]
mod tests;
