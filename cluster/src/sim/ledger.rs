//! What is known to be true of chunks: the bytes behind each name, who said that it is durable, what faults did to it.

use std::collections::{BTreeMap, BTreeSet};

use super::World;
use super::content::Content;
use crate::chunk::{ChunkId, SealedChunk};
use crate::layout::NodeId;
use crate::placement::NodeSet;

/// The books of a run.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) contents: BTreeMap<ChunkId, Content>,
    /// The bytes of all of them.
    pub(super) content_bytes: u64,
    /// The nodes that have ever said that the chunk is durable with them.
    pub(super) stored: BTreeMap<ChunkId, NodeSet>,
    /// The fetch that was sent last.
    pub(super) last_fetched: Option<(ChunkId, NodeId)>,
    /// Chunks that a fault has hit.
    pub(super) harmed: BTreeSet<ChunkId>,
    /// Chunks whose last clean copy a fault has taken.
    pub(super) lost: BTreeSet<ChunkId>,
    /// Chunks that were collected as garbage.
    pub(super) collected: BTreeSet<ChunkId>,
    /// Chunks that a row referred to and none does any more.
    pub(super) purged: BTreeSet<ChunkId>,
}

impl World {
    /// A client made a chunk.
    pub(super) fn note_content(&mut self, id: ChunkId, content: Content) {
        self.check_nonce(&content);
        self.ledger.content_bytes += content.bytes.len() as u64;
        self.ledger.contents.insert(id, content);
    }

    /// A chunk that a client made, to be put again.
    pub(super) fn chunk(&self, id: &ChunkId) -> Option<SealedChunk> {
        let content = self.ledger.contents.get(id)?;
        SealedChunk::verified(*id, content.bytes.clone())
    }
}
