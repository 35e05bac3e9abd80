//! Changes of a layout: staged one after the other, looked at as a whole, then applied as the next version.

use core::net::Ipv4Addr;

use super::{Layout, LayoutError, NodeName, NodeSpec, Role, Zone, standard};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A further node in this zone; its name and, unless one is given, its address are the next free ones.
    Add {
        /// Where it is.
        zone: Zone,
        /// On the simulated network; `None` takes the first free one.
        address: Option<Ipv4Addr>,
        /// Bytes it may keep.
        capacity_bytes: u64,
    },
    /// The node gets nothing new, and its copies are made elsewhere.
    Drain(NodeName),
    /// The node keeps chunks again.
    Activate(NodeName),
    /// The node leaves. It must have been drained.
    Remove(NodeName),
    /// The node may keep so many bytes.
    Resize(NodeName, u64),
}

impl Layout {
    /// The layout with this change. The version is that of [`Layout::next`].
    pub fn with(&self, change: &Change) -> Result<Self, LayoutError> {
        let mut nodes = self.nodes().to_vec();
        match change {
            Change::Add { zone, address, capacity_bytes } => {
                let address = address.map_or_else(|| self.free_address(), Ok)?;
                let name = self.free_name(zone);
                nodes.push(NodeSpec {
                    name,
                    zone: zone.clone(),
                    address,
                    capacity_bytes: *capacity_bytes,
                    role: Role::Active,
                });
            }
            Change::Drain(name) => self.find_in(&mut nodes, name)?.role = Role::Draining,
            Change::Activate(name) => self.find_in(&mut nodes, name)?.role = Role::Active,
            Change::Remove(name) => {
                let node = self.find_in(&mut nodes, name)?;
                if node.role != Role::Draining {
                    return Err(LayoutError::NotDrained(name.clone()));
                }
                node.role = Role::Removed;
            }
            Change::Resize(name, bytes) => self.find_in(&mut nodes, name)?.capacity_bytes = *bytes,
        }
        Self::numbered(self.version, nodes)
    }

    /// The same layout as the version behind this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self { version: self.version + 1, ..self }
    }

    fn find_in<'a>(
        &self,
        nodes: &'a mut [NodeSpec],
        name: &NodeName,
    ) -> Result<&'a mut NodeSpec, LayoutError> {
        let place = self.find(name).filter(|&id| self.node(id).role != Role::Removed);
        place.map(|id| &mut nodes[id.index()]).ok_or_else(|| LayoutError::Unknown(name.clone()))
    }

    /// The first address from 192.168.1.2 upward that no node has.
    fn free_address(&self) -> Result<Ipv4Addr, LayoutError> {
        let taken = |address| self.members().any(|id| self.node(id).address == address);
        let mut hosts = (2..=254).map(|host| Ipv4Addr::new(192, 168, 1, host));
        hosts.find(|&address| !taken(address)).ok_or(LayoutError::NoAddress)
    }

    /// The next name of the zone. Names of nodes that have left are not used again: their folders may still be there.
    fn free_name(&self, zone: &Zone) -> NodeName {
        let names = (1..).map(|number| standard::node_name(zone.as_str(), number));
        let mut free = names.filter(|name| self.find(name).is_none());
        free.next().expect("there are more numbers than nodes")
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::super::standard_nodes;
    use super::*;

    fn five() -> Layout {
        Layout::new(standard_nodes(5, 1000)).unwrap()
    }

    #[test]
    fn a_node_that_is_added_gets_the_next_name_and_address() {
        let add = |address| Change::Add { zone: "asia".parse().unwrap(), address, capacity_bytes: 7 };
        let six = five().with(&add(None)).unwrap();
        let new = six.nodes().last().unwrap();
        assert_eq!((new.name.as_str(), new.address.to_string().as_str()), ("node-asia-2", "192.168.1.7"));
        assert!(six.continues(&five()) && !five().continues(&six));
        let taken = Ipv4Addr::new(192, 168, 1, 4);
        assert_eq!(five().with(&add(Some(taken))), Err(LayoutError::AddressTwice(taken)));
    }

    #[test]
    fn only_a_drained_node_leaves_and_its_name_with_it() {
        let asia: NodeName = "node-asia".parse().unwrap();
        assert_eq!(five().with(&Change::Remove(asia.clone())), Err(LayoutError::NotDrained(asia.clone())));
        let drained = five().with(&Change::Drain(asia.clone())).unwrap();
        let without = drained.with(&Change::Remove(asia.clone())).unwrap();
        assert_eq!((without.members().count(), without.zone_count(), without.count()), (4, 2, 5));
        let add = Change::Add { zone: "asia".parse().unwrap(), address: None, capacity_bytes: 7 };
        let again = without.with(&add).unwrap();
        assert_eq!(again.nodes().last().unwrap().name.as_str(), "node-asia-2");
        assert_eq!(again.nodes().last().unwrap().address.to_string(), "192.168.1.6", "the address is free");
        assert_eq!(without.with(&Change::Activate(asia.clone())), Err(LayoutError::Unknown(asia)));
    }

    #[test]
    fn a_layout_is_numbered_by_its_versions() {
        let one = five();
        assert_eq!((one.version(), one.clone().next().version()), (1, 2));
        let resized = one.with(&Change::Resize("node-asia".parse().unwrap(), 5)).unwrap();
        assert_eq!(resized.nodes()[4].capacity_bytes, 5);
    }
}
