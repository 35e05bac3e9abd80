//! Which nodes hold which chunk: told by the nodes' inventories and acknowledgements, corrected by failed reads.

use std::collections::BTreeMap;

use crate::chunk::ChunkId;
use crate::layout::{NODES_MAX, NodeId};
use crate::placement::NodeSet;

/// What is known of one chunk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// The turn of its put, which gives its nodes their order.
    pub(super) turn: u64,
    pub(super) nodes: NodeSet,
}

#[derive(Debug, Default)]
pub(super) struct Directory {
    entries: BTreeMap<ChunkId, Entry>,
    counts: [u64; NODES_MAX],
}

impl Directory {
    pub(super) fn get(&self, id: &ChunkId) -> Entry {
        self.entries.get(id).copied().unwrap_or_default()
    }

    pub(super) fn add(&mut self, id: ChunkId, turn: u64, node: NodeId) {
        let entry = self.entries.entry(id).or_insert(Entry { turn, nodes: NodeSet::EMPTY });
        self.counts[node.index()] += u64::from(entry.nodes.insert(node));
    }

    /// Takes a copy out; a chunk whose last copy is gone stays known, so that its loss can be told.
    pub(super) fn remove(&mut self, id: &ChunkId, node: NodeId) {
        if let Some(entry) = self.entries.get_mut(id) {
            self.counts[node.index()] -= u64::from(entry.nodes.remove(node));
        }
    }

    /// Takes out everything the node held: it is about to tell anew.
    pub(super) fn clear_node(&mut self, node: NodeId) {
        for entry in self.entries.values_mut() {
            entry.nodes.remove(node);
        }
        self.counts[node.index()] = 0;
    }

    /// Chunks the node holds.
    pub(super) const fn count(&self, node: NodeId) -> u64 {
        self.counts[node.index()]
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }
}
