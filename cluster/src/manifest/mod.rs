//! The manifest: which chunks make a file version, in which order, and where each was sealed (SEC-58).
//!
//! Nodes are not trusted with order or completeness. The manifest is: it is sealed with the file key, its hash and
//! version number stand in the database row, and every chunk is opened with the position written *here*. An entry
//! names the file version that sealed its chunk, so that versions can share chunks (K34).

pub(crate) mod codec;
mod seal;

pub use seal::{SealedManifest, Subject, open, seal};

use crate::chunk::ChunkId;
use crate::crypto::chunk::Position;

/// Everything needed to read a file version, given its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Number of the version inside its file, from 1; an older manifest has a smaller one.
    pub version: u64,
    /// Plain bytes of the whole file.
    pub total_len: u64,
    /// SHA-256 of the whole plaintext; people see it.
    pub sha256: [u8; 32],
    /// Plain bytes of every chunk but the last one.
    pub chunk_bytes: u32,
    /// The chunks in file order. An empty file has none.
    pub chunks: Vec<ChunkEntry>,
}

/// One chunk of a file version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChunkEntry {
    /// Digest of the sealed bytes.
    pub id: ChunkId,
    /// File of the version that sealed it.
    pub file: [u8; 16],
    /// The version that sealed it.
    pub version: [u8; 16],
    /// Which key of that version.
    pub key_version: u32,
    /// Its place when it was sealed.
    pub index: u32,
    /// Whether it was the last one when it was sealed.
    pub last: bool,
    /// Plain bytes.
    pub plain_len: u32,
}

impl ChunkEntry {
    /// The entry of a chunk that was sealed at `position`.
    pub const fn new(id: ChunkId, position: &Position) -> Self {
        let Position { account: _, file, version, key_version, index, last, plain_len } = *position;
        Self { id, file, version, key_version, index, last, plain_len }
    }

    /// Where the chunk was sealed, as the reader must present it.
    pub const fn position(&self, account: [u8; 16]) -> Position {
        let Self { id: _, file, version, key_version, index, last, plain_len } = *self;
        Position { account, file, version, key_version, index, last, plain_len }
    }
}

impl Manifest {
    /// Whether the parts agree: no empty chunk, all but the last full, lengths that add up.
    pub fn is_consistent(&self) -> bool {
        let Some((last, full)) = self.chunks.split_last() else { return self.total_len == 0 };
        let total: u64 = self.chunks.iter().map(|chunk| u64::from(chunk.plain_len)).sum();
        full.iter().all(|chunk| chunk.plain_len == self.chunk_bytes)
            && (1..=self.chunk_bytes).contains(&last.plain_len)
            && total == self.total_len
    }
}

#[cfg(test)]
mod tests;
