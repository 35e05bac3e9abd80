//! Whether the nodes can keep what the pool promises.
//!
//! Copies of a chunk go to distinct zones (to distinct nodes where there are fewer zones than copies). So `L` logical
//! bytes in `R` copies need `R·L` bytes of disk, of which a zone of capacity `c` can take at most `min(c, L)`: it never
//! holds one chunk twice. The largest `L` with `Σ min(c, L) ≥ R·L` is what may be promised. Five nodes of 10 GB in
//! zones of 20, 20 and 10 GB keep 10 GB in three copies: the smallest zone decides, not the 50 GB.
use std::collections::BTreeMap;

use cluster::layout::NodeSpec;

/// Why promises of space are not backed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpaceError {
    /// The pool promises more than the nodes can keep.
    #[error(
        "the pool of {pool_bytes} bytes does not fit the nodes: {copies} copies in distinct zones leave room for \
         {room_bytes} bytes; lower pool_bytes, or have larger nodes: by node_capacity_bytes and nodes before the first \
         start, on the page Nodes afterwards"
    )]
    Pool {
        /// Promised.
        pool_bytes: u64,
        /// Kept at most.
        room_bytes: u64,
        /// Of every chunk.
        copies: u8,
    },
    /// Whoever gets a larger role would get less.
    #[error("premium_bytes must be more than basic_bytes: premium is what a member is given for more space")]
    Roles,
}

pub(super) fn prove(pool_bytes: u64, nodes: &[NodeSpec], copies: u8) -> Result<(), SpaceError> {
    let room_bytes = room(&places(nodes, copies), copies);
    if pool_bytes > room_bytes { Err(SpaceError::Pool { pool_bytes, room_bytes, copies }) } else { Ok(()) }
}

/// Capacities of what may hold one copy each: zones, or nodes where zones are too few.
fn places(nodes: &[NodeSpec], copies: u8) -> Vec<u64> {
    let mut zones: BTreeMap<&str, u64> = BTreeMap::new();
    for node in nodes {
        *zones.entry(node.zone.as_str()).or_default() += node.capacity_bytes;
    }
    if zones.len() >= usize::from(copies) {
        zones.into_values().collect()
    } else {
        nodes.iter().map(|node| node.capacity_bytes).collect()
    }
}

/// The largest `L` with `Σ min(c, L) ≥ R·L`. The sum rises ever slower and `R·L` steadily, so halving finds it.
fn room(capacities: &[u64], copies: u8) -> u64 {
    let fits = |logical: u64| {
        let held: u128 = capacities.iter().map(|capacity| u128::from((*capacity).min(logical))).sum();
        held >= u128::from(copies) * u128::from(logical)
    };
    let (mut fitting, mut beyond) = (0, capacities.iter().sum::<u64>() + 1);
    while beyond - fitting > 1 {
        let middle = fitting + (beyond - fitting) / 2;
        if fits(middle) { fitting = middle } else { beyond = middle }
    }
    fitting
}

#[cfg(test)]
mod tests {
    use cluster::layout::standard_nodes;

    use super::*;

    const GB: u64 = 1_000_000_000;

    #[test]
    fn the_smallest_zone_limits_three_copies() {
        assert_eq!(prove(10 * GB, &standard_nodes(5, 10 * GB), 3), Ok(()));
        let refused = SpaceError::Pool { pool_bytes: 10 * GB + 1, room_bytes: 10 * GB, copies: 3 };
        assert_eq!(prove(10 * GB + 1, &standard_nodes(5, 10 * GB), 3), Err(refused));
    }

    #[test]
    fn fewer_copies_leave_more_room() {
        assert_eq!(room(&[20, 20, 10], 3), 10);
        assert_eq!(room(&[20, 20, 10], 2), 25);
        assert_eq!(room(&[20, 20, 10], 1), 50);
        assert_eq!(room(&[30, 5, 5], 2), 10);
    }

    #[test]
    fn more_copies_than_zones_go_to_distinct_nodes() {
        assert_eq!(places(&standard_nodes(5, 7), 4), vec![7; 5]);
        assert_eq!(room(&[7; 5], 4), 8);
        assert_eq!(room(&[7; 3], 4), 0);
        assert_eq!(room(&[], 3), 0);
    }
}
