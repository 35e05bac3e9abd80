//! INV-D2: after the faults every chunk has R copies on R nodes, in as many zones as there are. Copies that an fsync has
//! dropped count while they can be read: neither node nor coordinator can know.

use super::{Verdict, must};
use crate::chunk::ChunkId;
use crate::layout::NodeId;
use crate::placement::{NodeSet, zones_of};
use crate::sim::World;
use crate::store::record::HEADER_BYTES;

pub(in crate::sim) const NAME: &str = "INV-D2";

pub(in crate::sim) fn check(world: &World) -> Verdict {
    world.meta.live().filter(|id| world.clean_copies(id) > 0).try_for_each(|id| check_chunk(world, id))
}

fn check_chunk(world: &World, id: &ChunkId) -> Verdict {
    let active = world.layout.active();
    let readable: NodeSet =
        active.iter().filter(|node| world.nodes[node.index()].disk.is_readable(id)).collect();
    let copies = usize::from(world.setup().copies);
    let zones_wanted = copies.min(zones_of(&world.layout, active));
    let room = |node: NodeId| has_room(world, node, id);
    let could_take = |node: &NodeId| !readable.contains(*node) && room(*node);
    let enough = readable.count() >= copies || !active.iter().any(|node| could_take(&node));
    let apart = zones_of(&world.layout, readable) >= zones_wanted
        || !active.iter().any(|node| could_take(&node) && is_new_zone(world, node, readable));
    must(enough && apart, || {
        format!("{id:.8?} has copies on {readable:?} and should have {copies} in {zones_wanted} zones")
    })
}

fn is_new_zone(world: &World, node: NodeId, readable: NodeSet) -> bool {
    readable.iter().all(|holder| world.layout.zone_place(holder) != world.layout.zone_place(node))
}

/// Whether there is room for one more copy, with a tenth of the disk to spare: what is dead and not yet given back, and
/// what compaction keeps for itself, is no place.
fn has_room(world: &World, node: NodeId, id: &ChunkId) -> bool {
    let it = &world.nodes[node.index()];
    let bytes = world.ledger.contents.get(id).map_or(0, |content| content.bytes.len());
    let capacity = it.capacity_bytes.min(world.layout.node(node).capacity_bytes);
    it.disk.all_bytes() + (bytes + HEADER_BYTES) as u64 <= capacity - capacity / 10
}
