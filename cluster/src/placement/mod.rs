//! Which nodes get the copies of a chunk: round-robin over zones, one copy a zone, never on a full node (K11, D11).
//!
//! Every put has a **turn**, a number that grows by one. With Z zones, turn t begins at zone t mod Z and goes round;
//! inside a zone of m nodes it begins at node (t / Z) mod m. A node that is out of reach or has no room is passed over,
//! and a node more than 5 % fuller than its emptiest neighbour in the zone lets that one go first. When fewer zones
//! than copies have a willing node, the rest goes to other nodes in the same order: such copies are *misplaced*.
//!
//! Nothing else is decided by: the same turn and the same candidates always give the same nodes. The turn is written in
//! every record on disk, so the reason can be told at any later time ([`explain`]).

mod explain;
mod set;

pub use explain::explain;
pub(crate) use explain::{holders_in_turn, zone_bits, zones_of};
pub use set::NodeSet;

use crate::layout::{Layout, NodeId, fillable_bytes};

/// A node is passed over for a neighbour when it is fuller by more than this many thousandths of its capacity.
const UNEVEN_PERMILLE: u64 = 50;

/// What placement must know about a node at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Whether it would take a copy at all.
    pub willing: bool,
    /// Bytes on its disk and on the way there.
    pub used_bytes: u64,
}

/// What is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// The put's turn.
    pub turn: u64,
    /// Bytes one copy takes on a disk.
    pub bytes: u64,
    /// Copies there should be in all.
    pub copies: usize,
    /// Nodes that have a copy or are getting one; their zones are taken.
    pub taken: NodeSet,
    /// Nodes that were asked and failed.
    pub refused: NodeSet,
}

/// The nodes to ask, in order, so that with `taken` there are as many copies as wished; fewer when there are no more.
pub fn choose(layout: &Layout, rooms: &[Room], wish: &Wish) -> Vec<NodeId> {
    let mut chosen = Vec::new();
    let mut taken = wish.taken;
    let missing = wish.copies.saturating_sub(taken.count());
    let can_take = |id: NodeId, taken: NodeSet| {
        let room = rooms[id.index()];
        let fits =
            room.used_bytes.saturating_add(wish.bytes) <= fillable_bytes(layout.node(id).capacity_bytes);
        room.willing && fits && !taken.contains(id) && !wish.refused.contains(id)
    };
    let zones = zones_in_turn(layout, wish.turn);
    for zone in &zones {
        let free_zone = !zone.iter().any(|&id| taken.contains(id));
        if chosen.len() == missing || !free_zone {
            continue;
        }
        let able: Vec<NodeId> = zone.iter().copied().filter(|&id| can_take(id, taken)).collect();
        if let Some(node) = fairest(layout, rooms, &able) {
            taken.insert(node);
            chosen.push(node);
        }
    }
    for &id in zones.iter().flatten() {
        if chosen.len() < missing && can_take(id, taken) {
            taken.insert(id);
            chosen.push(id);
        }
    }
    chosen
}

/// The zones in the order of the turn, each with its nodes in the order of the turn.
pub(crate) fn zones_in_turn(layout: &Layout, turn: u64) -> Vec<Vec<NodeId>> {
    let mut zones = layout.zones();
    zones.retain(|zone| !zone.is_empty());
    let count = zones.len();
    zones.rotate_left(remainder(turn, count));
    for zone in &mut zones {
        let first = remainder(turn / count as u64, zone.len());
        zone.rotate_left(first);
    }
    zones
}

fn remainder(turn: u64, count: usize) -> usize {
    usize::try_from(turn % count as u64).expect("smaller than a usize")
}

/// The first of these neighbours, unless it is much fuller than the emptiest.
fn fairest(layout: &Layout, rooms: &[Room], able: &[NodeId]) -> Option<NodeId> {
    let permille = |id: NodeId| {
        let used = u128::from(rooms[id.index()].used_bytes);
        u64::try_from(used * 1000 / u128::from(layout.node(id).capacity_bytes.max(1))).unwrap_or(u64::MAX)
    };
    let first = *able.first()?;
    let emptiest = able.iter().copied().min_by_key(|&id| permille(id))?;
    let uneven = permille(first) > permille(emptiest).saturating_add(UNEVEN_PERMILLE);
    Some(if uneven { emptiest } else { first })
}

#[cfg(test)]
mod tests;
