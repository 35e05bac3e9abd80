//! Why is this chunk here? Told from its turn and its holders alone.

use super::{NodeSet, zones_in_turn};
use crate::layout::{Layout, NodeId};

/// The holders of a chunk in the order of its turn: the first one is asked first.
pub(crate) fn holders_in_turn(layout: &Layout, turn: u64, holders: NodeSet) -> Vec<NodeId> {
    zones_in_turn(layout, turn).into_iter().flatten().filter(|&id| holders.contains(id)).collect()
}

/// How many zones these nodes are in.
pub(crate) fn zones_of(layout: &Layout, nodes: NodeSet) -> usize {
    zone_bits(layout, nodes).count_ones() as usize
}

/// The zones that these nodes are in: one bit for the place of each.
pub(crate) fn zone_bits(layout: &Layout, nodes: NodeSet) -> u16 {
    nodes.iter().fold(0, |zones, id| zones | (1 << layout.zone_place(id)))
}

/// The rule, in one sentence, as it applied to the chunk of this turn.
pub fn explain(layout: &Layout, turn: u64, holders: NodeSet) -> String {
    let ordered = holders_in_turn(layout, turn, holders);
    let zones = zones_in_turn(layout, turn);
    let first_zone = zones.first().and_then(|zone| zone.first()).map(|&id| &layout.node(id).zone);
    let Some(first_zone) = first_zone.filter(|_| !ordered.is_empty()) else {
        return "No node within reach is known to hold a copy.".to_owned();
    };
    let names: Vec<&str> = ordered.iter().map(|&id| layout.node(id).name.as_str()).collect();
    let rule = format!("Turn {turn} begins in zone {first_zone} and goes round: {}", names.join(", then "));
    match (ordered.len(), zones_of(layout, holders)) {
        (1, _) => format!("{rule}; the only copy."),
        (copies, apart) if copies == apart => format!("{rule}; one copy in each of {apart} zones."),
        (copies, 1) => {
            format!("{rule}; {copies} copies share one zone because no other had a healthy node with room.")
        }
        (copies, apart) => {
            format!(
                "{rule}; {copies} copies in {apart} zones because no other zone had a healthy node with room."
            )
        }
    }
}
