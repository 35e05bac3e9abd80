//! Which nodes hold which chunk: told by the nodes' inventories and acknowledgements, corrected by failed reads.

use core::ops::Bound;
use std::collections::BTreeMap;

use crate::chunk::ChunkId;
use crate::layout::NodeId;
use crate::message::Held;
use crate::mono::Mono;
use crate::placement::NodeSet;

/// Nodes a set can name.
const PLACES: usize = 16;

/// What is known of one chunk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// The turn of its put, which gives its nodes their order.
    pub(super) turn: u64,
    /// Bytes of one copy on a disk.
    pub(super) record_bytes: u64,
    pub(super) nodes: NodeSet,
    /// When every copy within reach was last read and found good.
    pub(super) checked: Option<Mono>,
}

#[derive(Debug, Default)]
pub(super) struct Directory {
    entries: BTreeMap<ChunkId, Entry>,
    counts: [u64; PLACES],
}

impl Directory {
    pub(super) fn get(&self, id: &ChunkId) -> Entry {
        self.entries.get(id).copied().unwrap_or_default()
    }

    pub(super) fn add(&mut self, held: Held, node: NodeId) {
        let Held { id, turn, record_bytes } = held;
        let new = Entry { turn, record_bytes, ..Entry::default() };
        let entry = self.entries.entry(id).or_insert(new);
        self.counts[node.index()] += u64::from(entry.nodes.insert(node));
    }

    /// Takes a copy out; a chunk whose last copy is gone stays known, so that its loss can be told.
    pub(super) fn remove(&mut self, id: &ChunkId, node: NodeId) {
        if let Some(entry) = self.entries.get_mut(id) {
            self.counts[node.index()] -= u64::from(entry.nodes.remove(node));
        }
    }

    /// Forgets a chunk that nobody holds: it was collected.
    pub(super) fn forget_if_unheld(&mut self, id: &ChunkId) {
        if self.entries.get(id).is_some_and(|entry| entry.nodes.is_empty()) {
            self.entries.remove(id);
        }
    }

    /// Takes out everything the node held: it is about to tell anew.
    pub(super) fn clear_node(&mut self, node: NodeId) {
        for entry in self.entries.values_mut() {
            entry.nodes.remove(node);
        }
        self.counts[node.index()] = 0;
    }

    pub(super) fn was_checked(&mut self, id: &ChunkId, now: Mono) {
        if let Some(entry) = self.entries.get_mut(id) {
            entry.checked = Some(now);
        }
    }

    /// Chunks the node holds.
    pub(super) const fn count(&self, node: NodeId) -> u64 {
        self.counts[node.index()]
    }

    pub(super) fn knows(&self, id: &ChunkId) -> bool {
        self.entries.contains_key(id)
    }

    /// Chunks known, lost ones included.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&ChunkId, &Entry)> {
        self.entries.iter()
    }

    /// The chunks behind `after` in the order of their names, or all of them.
    pub(super) fn behind(&self, after: Option<ChunkId>) -> impl Iterator<Item = (&ChunkId, &Entry)> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.entries.range((start, Bound::Unbounded))
    }
}
