//! The manifest: which chunks make a file version, in which order, and where each was sealed (SEC-58).
//!
//! Nodes are not trusted with order or completeness. The manifest is: it is sealed with the file key, its hash and
//! version number stand in the database row, and every chunk is opened with the position written *here*. An entry
//! names the file version that sealed its chunk, so that versions can share chunks (K34). The keys of those other versions
//! stand in here, too: they live as long as a manifest needs them, whatever becomes of the version that made them.

pub(crate) mod codec;
mod seal;

pub use seal::{SealedManifest, Subject, open, seal};

use core::fmt;
use std::sync::Arc;

use crate::chunk::ChunkId;
use crate::crypto::FileKey;
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
    /// Keys of other versions, whose chunks this one shares. What none of them sealed, the version's own key opens.
    pub lent: Vec<LentKey>,
}

/// The key by which another version sealed chunks.
#[derive(Clone)]
pub struct LentKey {
    /// That version.
    pub version: [u8; 16],
    /// Which key of that version.
    pub key_version: u32,
    /// The number of the newest master key when it was made.
    pub made_under: u32,
    /// The key.
    pub key: Arc<FileKey>,
}

impl LentKey {
    /// Whether it sealed this chunk.
    pub fn opens(&self, chunk: &ChunkEntry) -> bool {
        (self.version, self.key_version) == (chunk.version, chunk.key_version)
    }
}

impl PartialEq for LentKey {
    fn eq(&self, other: &Self) -> bool {
        let told = |key: &Self| (key.version, key.key_version, key.made_under);
        told(self) == told(other) && self.key.expose() == other.key.expose()
    }
}

impl Eq for LentKey {}

impl fmt::Debug for LentKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "LentKey({:02x?}, {})", self.version, self.key_version)
    }
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
    /// The key of another version that opens this chunk; none when the version's own key does.
    pub fn lent_for(&self, chunk: &ChunkEntry) -> Option<&LentKey> {
        self.lent.iter().find(|key| key.opens(chunk))
    }

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
