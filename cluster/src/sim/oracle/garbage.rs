//! INV-D7: nothing that metadata refers to is collected; everything else is, in time.

use super::{Verdict, must};
use crate::chunk::ChunkId;
use crate::sim::World;

pub(in crate::sim) const NAME: &str = "INV-D7";

/// A chunk is collected.
pub(in crate::sim) fn check_collected(world: &World, id: &ChunkId) -> Verdict {
    must(!world.meta.is_live(id), || format!("{id:.8?} is collected, and metadata refers to it"))
}

/// A row for a chunk is written, in time: the chunk must not have been collected under its hands.
pub(in crate::sim) fn check_row(world: &World, id: &ChunkId) -> Verdict {
    let gone = world.clean_copies(id) == 0 && !world.ledger.lost.contains(id);
    must(!gone, || {
        let how = if world.ledger.collected.contains(id) { "collected" } else { "gone" };
        format!("{id:.8?} was {how} between its acknowledgement and its row")
    })
}

/// No node counts a chunk as its own that nothing refers to.
pub(in crate::sim) fn check_gone(world: &World) -> Verdict {
    let members = world.layout.members().map(|node| &world.nodes[node.index()]);
    let mut held = members.flat_map(|node| node.disk.good_chunks().filter(|id| node.disk.is_clean(id)));
    let orphan = held.find(|id| !world.meta.is_live(id));
    must(orphan.is_none(), || format!("nothing refers to {orphan:.8?}, and it is still held"))
}
