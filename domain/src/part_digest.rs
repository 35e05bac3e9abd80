//! What tells whether a part is the one that was sent: SHA-256 of each of its blocks.

use crate::{
    hex,
    limits::{BLOCK_BYTES, PART_BYTES_MAX},
};

/// A part has at most so many blocks.
const BLOCKS_MAX: usize = (PART_BYTES_MAX / BLOCK_BYTES) as usize;
const SHA256_BYTES: usize = 32;

/// SHA-256 of each block of [`BLOCK_BYTES`] of a part, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartDigest(Vec<[u8; SHA256_BYTES]>);

impl PartDigest {
    /// Of a part, with this SHA-256.
    pub fn of(part: &[u8], sha256: impl FnMut(&[u8]) -> [u8; SHA256_BYTES]) -> Self {
        Self(part.chunks(BLOCK_BYTES as usize).map(sha256).collect())
    }

    /// Of a part with these blocks.
    pub fn of_blocks(blocks: Vec<[u8; SHA256_BYTES]>) -> Self {
        Self(blocks)
    }

    /// As it travels. `None` when no part has a digest of so many bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (blocks, rest) = bytes.as_chunks();
        (rest.is_empty() && (1..=BLOCKS_MAX).contains(&blocks.len())).then(|| Self(blocks.to_vec()))
    }

    /// As it is kept, in hex.
    pub fn from_hex(text: &str) -> Option<Self> {
        const DIGITS: usize = 2 * SHA256_BYTES;
        let block = |at: usize| text.get(at..at + DIGITS).and_then(hex::digest);
        let blocks: Option<Vec<_>> = (0..text.len()).step_by(DIGITS).map(block).collect();
        Self::from_bytes(blocks?.as_flattened())
    }

    /// The blocks' digests, one behind the other.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_flattened()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tells lengths apart.
    fn length(block: &[u8]) -> [u8; 32] {
        [(block.len() / 1024 % 251) as u8; 32]
    }

    #[test]
    fn each_block_has_its_digest() {
        let blocks = |bytes: usize| PartDigest::of(&vec![0; bytes], length).0;
        let block = BLOCK_BYTES as usize;
        assert_eq!(blocks(1024), [[1; 32]]);
        assert_eq!(blocks(block), [[(512 % 251) as u8; 32]]);
        assert_eq!(blocks(block + 3072), [[(512 % 251) as u8; 32], [3; 32]]);
        assert_eq!(blocks(2 * block).len(), BLOCKS_MAX);
    }

    #[test]
    fn a_digest_survives_its_way_and_no_other_length_is_one() {
        for blocks in [1, 2] {
            let digest = PartDigest::of_blocks(vec![[7; 32]; blocks]);
            assert_eq!(PartDigest::from_bytes(digest.as_bytes()).as_ref(), Some(&digest));
            assert_eq!(PartDigest::from_hex(&hex::encode(digest.as_bytes())), Some(digest));
        }
        for bytes in [0, 31, 33, 63, 65, 96] {
            assert_eq!(PartDigest::from_bytes(&vec![0; bytes]), None, "{bytes}");
            assert_eq!(PartDigest::from_hex(&"0".repeat(2 * bytes)), None, "{bytes}");
        }
    }
}
