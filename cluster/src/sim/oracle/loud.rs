//! INV-D4: when all copies are gone, that is told; and it is not told when it is not so.

use super::{Verdict, must};
use crate::chunk::ChunkId;
use crate::sim::World;

pub(in crate::sim) const NAME: &str = "INV-D4";

/// Somebody was told that a chunk is lost.
pub(in crate::sim) fn check_told(world: &World, id: &ChunkId) -> Verdict {
    let false_alarm = world.meta.is_live(id) && world.clean_copies(id) > 0;
    must(!false_alarm, || format!("{id:.8?} was called lost, and {} nodes have it", world.clean_copies(id)))
}

/// Everything is healed and all nodes are up: somebody asked for a chunk of which no good copy is left, and was not told
/// that it is lost.
pub(in crate::sim) fn check_not_told(world: &World, id: &ChunkId) -> Verdict {
    let left = world.nodes.iter().filter(|node| node.disk.is_anywhere(id)).count();
    must(left > 0, || format!("{id:.8?} is lost, and nobody was told"))
}
