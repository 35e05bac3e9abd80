//! INV-D6: a purged version stays away, even when a node returns that had it.

use super::{Verdict, must};
use crate::chunk::ChunkId;
use crate::sim::World;

pub(in crate::sim) const NAME: &str = "INV-D6";

/// Somebody asked for a chunk that nothing refers to any more and that was collected.
pub(in crate::sim) fn check_answer(id: &ChunkId, given: bool) -> Verdict {
    must(!given, || format!("{id:.8?} was purged and collected, and could be read"))
}

/// No node counts a chunk as its own that nothing refers to any more.
pub(in crate::sim) fn check(world: &World) -> Verdict {
    let holder = |id: &&ChunkId| {
        let dead = !world.meta.is_live(id);
        dead && world.layout.members().any(|node| world.nodes[node.index()].disk.is_clean(id))
    };
    let back = world.ledger.purged.iter().find(holder);
    must(back.is_none(), || format!("{back:.8?} was purged and is still held"))
}
