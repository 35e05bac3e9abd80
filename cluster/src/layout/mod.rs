//! Which nodes there are: names, zones, addresses and capacities.
//!
//! A zone is what fails together; here it is a region of the *simulated* network (K42). Nodes keep their place in the
//! layout as long as the process lives; the place is their short name ([`NodeId`]) inside the core.

mod change;
mod name;
mod standard;

use core::fmt;
use core::net::Ipv4Addr;

use crate::placement::NodeSet;

pub use change::Change;
pub use name::{NameError, NodeName, Zone};
pub use standard::{NODE_CAPACITY_BYTES, standard_nodes};

/// Nodes a cluster may have at most: a chunk's holders are kept in sixteen bits, and the product promises ten.
pub const NODES_MAX: usize = 10;

/// A node's place in the layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u8);

impl NodeId {
    /// The place as an index.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a node is, whether it runs or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeSpec {
    /// "node-us-east"; also the name of its folder.
    pub name: NodeName,
    /// "us-east": copies of one chunk go to distinct zones.
    pub zone: Zone,
    /// On the simulated network.
    pub address: Ipv4Addr,
    /// Bytes it may keep on its disk, dead ones included (INV-C3).
    pub capacity_bytes: u64,
    /// Its part in the cluster.
    pub role: Role,
}

/// Thousandths of a node's capacity that only compaction may fill: a node that is full to the brim could never move the
/// live records out of a segment that is mostly dead.
const SPARE_PERMILLE: u64 = 10;

/// What clients and repair may fill of a node's capacity. The node refuses beyond it, so placement must not go there.
pub const fn fillable_bytes(capacity_bytes: u64) -> u64 {
    capacity_bytes - capacity_bytes / 1000 * SPARE_PERMILLE
}

/// What a node is there for. A node keeps its place in the layout for ever, so that the records on disks and the sets
/// in memory go on meaning the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It keeps chunks.
    Active,
    /// It still gives what it has, and gets nothing new: its copies are made elsewhere and then given up.
    Draining,
    /// It has left.
    Removed,
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Active => "active",
            Self::Draining => "draining",
            Self::Removed => "removed",
        })
    }
}

/// The nodes of a cluster, checked: at least one, at most ten, no name or address twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    version: u64,
    nodes: Vec<NodeSpec>,
    /// For each node the place of its zone among the zones, so that nobody compares names to tell zones apart.
    zone_places: Vec<u8>,
}

/// Why a list of nodes is no layout.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// None, or more than ten.
    #[error("a cluster has 1 to 10 nodes, not {0}")]
    Count(usize),
    /// Two nodes would share a folder.
    #[error("two nodes are called {0}")]
    NameTwice(NodeName),
    /// Two nodes would answer at one address.
    #[error("two nodes have the address {0}")]
    AddressTwice(Ipv4Addr),
    /// The simulated network is used up.
    #[error("there is no free address left in 192.168.1.0/24")]
    NoAddress,
    /// No such node.
    #[error("there is no node called {0}")]
    Unknown(NodeName),
    /// A node may not leave with its copies.
    #[error("{0} still keeps chunks: drain it first")]
    NotDrained(NodeName),
}

/// Places of nodes that have left included: a set of nodes has sixteen bits.
const PLACES_MAX: usize = 16;

impl Layout {
    /// Checks the nodes and keeps their order.
    pub fn new(nodes: Vec<NodeSpec>) -> Result<Self, LayoutError> {
        Self::numbered(1, nodes)
    }

    /// The same as a later version.
    pub fn numbered(version: u64, nodes: Vec<NodeSpec>) -> Result<Self, LayoutError> {
        let count = nodes.iter().filter(|node| node.role != Role::Removed).count();
        if count == 0 || count > NODES_MAX || nodes.len() > PLACES_MAX {
            return Err(LayoutError::Count(count));
        }
        for (place, node) in nodes.iter().enumerate() {
            let earlier = &nodes[..place];
            if earlier.iter().any(|other| other.name == node.name) {
                return Err(LayoutError::NameTwice(node.name.clone()));
            }
            if earlier.iter().any(|other| other.role != Role::Removed && other.address == node.address) {
                return Err(LayoutError::AddressTwice(node.address));
            }
        }
        let zone_places = zone_places(&nodes);
        Ok(Self { version, nodes, zone_places })
    }

    /// Which version of the cluster's layout it is, from 1.
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// How many places: nodes, those that have left included.
    pub const fn count(&self) -> usize {
        self.nodes.len()
    }

    /// All places, in order.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0u8..).take(self.nodes.len()).map(NodeId)
    }

    /// The places of the nodes that have not left.
    pub fn members(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.ids().filter(|&id| self.node(id).role != Role::Removed)
    }

    /// The nodes that keep chunks.
    pub fn active(&self) -> NodeSet {
        self.ids().filter(|&id| self.node(id).role == Role::Active).collect()
    }

    /// Whether it may follow on another layout: every node keeps its place, name and zone.
    pub fn continues(&self, earlier: &Self) -> bool {
        let same = |(new, old): (&NodeSpec, &NodeSpec)| new.name == old.name && new.zone == old.zone;
        self.count() >= earlier.count() && self.nodes.iter().zip(&earlier.nodes).all(same)
    }

    /// All nodes, in order, those that have left included.
    pub fn nodes(&self) -> &[NodeSpec] {
        &self.nodes
    }

    /// The node at a place of this layout.
    pub fn node(&self, id: NodeId) -> &NodeSpec {
        &self.nodes[id.index()]
    }

    /// The place of the node of this name.
    pub fn find(&self, name: &NodeName) -> Option<NodeId> {
        self.ids().find(|&id| self.node(id).name == *name)
    }

    /// The place of a node's zone, in the order in which the zones' first nodes appear.
    pub fn zone_place(&self, id: NodeId) -> u8 {
        self.zone_places[id.index()]
    }

    /// How many zones have a node that has not left.
    pub fn zone_count(&self) -> usize {
        self.zones().iter().filter(|zone| !zone.is_empty()).count()
    }

    /// For every zone its nodes that have not left, zones and nodes in the order of the layout.
    pub fn zones(&self) -> Vec<Vec<NodeId>> {
        let count = self.zone_places.iter().max().map_or(0, |&last| usize::from(last) + 1);
        let mut zones = vec![Vec::new(); count];
        for id in self.members() {
            zones[usize::from(self.zone_place(id))].push(id);
        }
        zones
    }
}

fn zone_places(nodes: &[NodeSpec]) -> Vec<u8> {
    let mut zones: Vec<&Zone> = Vec::new();
    let mut place_of = |zone| {
        let known = zones.iter().position(|&other| other == zone);
        let place = known.unwrap_or(zones.len());
        if known.is_none() {
            zones.push(zone);
        }
        u8::try_from(place).expect("at most ten zones")
    };
    nodes.iter().map(|node| place_of(&node.zone)).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn names_and_addresses_are_unique() {
        let mut nodes = standard_nodes(3, 1000);
        nodes[2].address = nodes[0].address;
        assert_eq!(Layout::new(nodes.clone()), Err(LayoutError::AddressTwice(nodes[0].address)));
        nodes[2].name = nodes[1].name.clone();
        assert_eq!(Layout::new(nodes.clone()), Err(LayoutError::NameTwice(nodes[1].name.clone())));
        assert_eq!(Layout::new(Vec::new()), Err(LayoutError::Count(0)));
    }

    #[test]
    fn a_name_leads_to_its_place() {
        let layout = Layout::new(standard_nodes(5, 1000)).unwrap();
        let name: NodeName = "node-eu-west".parse().unwrap();
        assert_eq!(layout.find(&name), Some(NodeId(2)));
        assert_eq!(layout.ids().map(|id| layout.zone_place(id)).collect::<Vec<_>>(), [0, 0, 1, 1, 2]);
        assert_eq!(layout.zone_count(), 3);
    }
}
