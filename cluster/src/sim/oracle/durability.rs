//! INV-D1: what was acknowledged is kept, as long as faults leave one clean copy.

use super::{Verdict, must};
use crate::chunk::ChunkId;
use crate::layout::{Layout, NodeId};
use crate::sim::World;
use crate::status::Stored;

pub(in crate::sim) const NAME: &str = "INV-D1";

/// A chunk is acknowledged: at least W nodes must have said that it is durable with them, those that are named.
pub(in crate::sim) fn check_acknowledgement(world: &World, id: &ChunkId, stored: &Stored) -> Verdict {
    let said = world.ledger.stored.get(id).copied().unwrap_or_default();
    let of = |layout: &Layout, name| layout.find(name);
    let named: Vec<Option<NodeId>> = stored.nodes.iter().map(|name| of(&world.layout, name)).collect();
    let honest = named.iter().all(|node| node.is_some_and(|node| said.contains(node)));
    let enough = stored.nodes.len() >= usize::from(world.setup().write);
    must(honest && enough && stored.durable as usize == stored.nodes.len(), || {
        format!("{id:.8?} is acknowledged for {:?}, but {said:?} said that it is durable", stored.nodes)
    })
}

/// A copy of a chunk goes, by the cluster's own will: if metadata refers to it, a clean one must be left, unless a fault
/// has taken the others.
pub(in crate::sim) fn check_left(world: &World, id: &ChunkId) -> Verdict {
    let needed = world.meta.is_live(id) && !world.ledger.lost.contains(id);
    must(!needed || world.clean_copies(id) > 0, || format!("the last clean copy of {id:.8?} was given up"))
}

/// Every chunk that metadata refers to has a clean copy, unless a fault took the last one.
pub(in crate::sim) fn check_all(world: &World) -> Verdict {
    world.meta.live().try_for_each(|id| check_left(world, id))
}
