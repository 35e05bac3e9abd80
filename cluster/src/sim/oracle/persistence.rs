//! INV-D8: what a node said is durable is really on its disk, and is there after every restart.

use std::collections::{BTreeMap, BTreeSet};

use super::{Verdict, must};
use crate::chunk::ChunkId;
use crate::layout::NodeId;
use crate::message::Held;
use crate::sim::disk::SimDisk;

pub(in crate::sim) const NAME: &str = "INV-D8";

/// Inventories that are being told.
#[derive(Debug, Default)]
pub(in crate::sim) struct Introductions(BTreeMap<NodeId, BTreeSet<ChunkId>>);

impl Introductions {
    pub(in crate::sim) fn begin(&mut self, node: NodeId) {
        self.0.insert(node, BTreeSet::new());
    }

    pub(in crate::sim) fn add(&mut self, node: NodeId, page: &[Held]) {
        if let Some(told) = self.0.get_mut(&node) {
            told.extend(page.iter().map(|held| held.id));
        }
    }

    /// The inventory is complete: every clean copy must be on it.
    pub(in crate::sim) fn end(&mut self, node: NodeId, disk: &SimDisk) -> Verdict {
        let Some(told) = self.0.remove(&node) else { return Ok(()) };
        let missing = disk.good_chunks().find(|id| disk.is_clean(id) && !told.contains(id));
        must(missing.is_none(), || format!("node-{} has {missing:.8?} and does not know", node.0))
    }
}

/// A node says that a chunk is durable.
pub(in crate::sim) fn check_stored(node: NodeId, disk: &SimDisk, id: &ChunkId) -> Verdict {
    must(disk.was_durable(id), || format!("node-{} says that {id:.8?} is durable, and it is not", node.0))
}

/// A node says that it has no good copy of a chunk.
pub(in crate::sim) fn check_absent(node: NodeId, disk: &SimDisk, id: &ChunkId) -> Verdict {
    must(!disk.is_clean(id), || format!("node-{} says that it has no good {id:.8?}, and it has", node.0))
}
