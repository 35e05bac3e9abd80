//! What clients store: bytes that are made from a few numbers, so that they can be made again and compared.
//!
//! A share of them is really sealed, with a plaintext full of canaries: eight bytes that must never be seen on a disk
//! (INV-K3). The others are random bytes of the same length, which is what sealed bytes look like, and cost less.

use bytes::Bytes;

use crate::chance::Chance;
use crate::chunk::SealedChunk;
use crate::crypto::chunk::{Body, OVERHEAD_BYTES, Position, open, seal};
use crate::crypto::{FileKey, SALT_BYTES, SealBroken};

/// Stands in every sealed plaintext that has room for it.
pub(super) const CANARY: [u8; 8] = *b"C4n4ryYt";

/// From one canary to the next.
const CANARY_EVERY: usize = 200;

/// What stands behind a chunk's bytes.
#[derive(Clone, Debug)]
pub(super) struct Content {
    pub(super) bytes: Bytes,
    pub(super) sealed: Option<Sealed>,
}

/// How a chunk was sealed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sealed {
    key: [u8; 32],
    pub(super) position: Position,
    text: u64,
    edition: u64,
}

impl Sealed {
    /// A part of a version whose text and key are made from a number. The file may change while it is uploaded: what
    /// is sealed again for the same place is another edition, under the same key.
    pub(super) fn new(text: u64, edition: u64, file: u16, index: u32, last: bool, plain_len: u32) -> Self {
        let key = blake3::derive_key("skyshard 2026 simulated file key v1", &text.to_be_bytes());
        let mut version = [0; 16];
        version[..8].copy_from_slice(&text.to_be_bytes());
        let mut of_file = [0; 16];
        of_file[..2].copy_from_slice(&file.to_be_bytes());
        let position =
            Position { account: [7; 16], file: of_file, version, key_version: 0, index, last, plain_len };
        Self { key, position, text, edition }
    }

    /// The plaintext.
    pub(super) fn plain(&self) -> Vec<u8> {
        let mut plain = vec![0; self.position.plain_len as usize];
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.text.to_be_bytes()).update(&self.edition.to_be_bytes());
        hasher.update(&self.position.index.to_be_bytes());
        hasher.finalize_xof().fill(&mut plain);
        for place in plain.chunks_mut(CANARY_EVERY) {
            if let Some(start) = place.first_chunk_mut() {
                *start = CANARY;
            }
        }
        plain
    }

    /// The chunk, sealed with a fresh salt.
    pub(super) fn seal(&self, chance: &mut Chance) -> SealedChunk {
        let mut salt = [0; SALT_BYTES];
        chance.fill(&mut salt);
        seal(&FileKey::from_bytes(self.key), salt, &self.position, &Body::Plain(self.plain()))
    }

    /// The plaintext of sealed bytes, if they are this part's.
    pub(super) fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, SealBroken> {
        self.open_at(&self.position, sealed)
    }

    /// The plaintext of sealed bytes that pretend to stand somewhere else.
    pub(super) fn open_at(&self, position: &Position, sealed: &[u8]) -> Result<Vec<u8>, SealBroken> {
        match open(&FileKey::from_bytes(self.key), position, sealed)? {
            Body::Plain(plain) => Ok(plain),
            Body::Packed(_) => Err(SealBroken),
        }
    }
}

/// Random bytes in the place of a sealed part.
pub(super) fn random_chunk(chance: &mut Chance, plain_len: u32) -> SealedChunk {
    let mut bytes = vec![0; plain_len as usize + OVERHEAD_BYTES];
    chance.fill(&mut bytes);
    SealedChunk::new(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_opens_as_what_it_was() {
        let sealed = Sealed::new(7, 0, 1, 2, false, 1000);
        let chunk = sealed.seal(&mut Chance::from_seed(1));
        let plain = sealed.plain();
        assert!(plain.starts_with(&CANARY));
        assert_eq!(sealed.open(chunk.bytes()), Ok(plain));
        assert_ne!(sealed.seal(&mut Chance::from_seed(2)).id(), chunk.id(), "another salt");
    }
}
