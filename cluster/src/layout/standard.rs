//! The nodes a cluster has when nobody says otherwise (K10).
//!
//! Three zones, filled in turn: five nodes are node-us-east, node-us-east-2, node-eu-west, node-eu-west-2 and
//! node-asia at 192.168.1.2 to 192.168.1.6; seven are three, two and two.

use core::net::Ipv4Addr;

use super::{NodeName, NodeSpec, Role, Zone};

/// A node's disk when nobody says otherwise: 10 GB.
pub const NODE_CAPACITY_BYTES: u64 = 10_000_000_000;

const ZONES: [&str; 3] = ["us-east", "eu-west", "asia"];

/// `count` nodes in three zones, each with `capacity_bytes`, addresses from 192.168.1.2 upward.
pub fn standard_nodes(count: u8, capacity_bytes: u64) -> Vec<NodeSpec> {
    let zone_count = 3u8;
    let in_zone = |place: u8| count / zone_count + u8::from(place < count % zone_count);
    (0u8..)
        .zip(ZONES)
        .flat_map(|(place, zone)| (1..=in_zone(place)).map(move |number| (zone, number)))
        .zip(2u8..)
        .map(|((zone, number), host)| NodeSpec {
            name: node_name(zone, number),
            zone: parsed::<Zone>(zone),
            address: Ipv4Addr::new(192, 168, 1, host),
            capacity_bytes,
            role: Role::Active,
        })
        .collect()
}

pub(super) fn node_name(zone: &str, number: u8) -> NodeName {
    match number {
        1 => parsed(&format!("node-{zone}")),
        _ => parsed(&format!("node-{zone}-{number}")),
    }
}

/// The names written in this file are names.
fn parsed<N: core::str::FromStr<Err: core::fmt::Debug>>(text: &str) -> N {
    text.parse().expect("a name from this file")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_nodes_are_those_of_the_decision() {
        let nodes = standard_nodes(5, NODE_CAPACITY_BYTES);
        let told: Vec<String> =
            nodes.iter().map(|node| format!("{} {} {}", node.name, node.zone, node.address)).collect();
        assert_eq!(
            told,
            [
                "node-us-east us-east 192.168.1.2",
                "node-us-east-2 us-east 192.168.1.3",
                "node-eu-west eu-west 192.168.1.4",
                "node-eu-west-2 eu-west 192.168.1.5",
                "node-asia asia 192.168.1.6",
            ]
        );
    }

    #[test]
    fn three_to_ten_nodes_fill_the_zones_evenly() {
        for count in 3..=10 {
            let nodes = standard_nodes(count, 1);
            assert_eq!(nodes.len(), usize::from(count));
            let layout = crate::layout::Layout::new(nodes).expect("a layout");
            assert_eq!(layout.zone_count(), 3);
        }
    }
}
