//! A set of nodes in sixteen bits: the directory holds one for every chunk, so it has to be small.

use crate::layout::NodeId;

/// Some of the nodes of a layout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeSet(u16);

impl NodeSet {
    /// No node.
    pub const EMPTY: Self = Self(0);

    /// This node alone.
    pub const fn of(id: NodeId) -> Self {
        Self(1 << id.0)
    }

    /// Adds a node; tells whether it is new.
    pub fn insert(&mut self, id: NodeId) -> bool {
        let new = !self.contains(id);
        self.0 |= 1 << id.0;
        new
    }

    /// Takes a node out; tells whether it was there.
    pub fn remove(&mut self, id: NodeId) -> bool {
        let there = self.contains(id);
        self.0 &= !(1 << id.0);
        there
    }

    /// Whether the node is in the set.
    pub const fn contains(self, id: NodeId) -> bool {
        self.0 & (1 << id.0) != 0
    }

    /// Whether no node is.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many nodes.
    pub const fn count(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The nodes of either set.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The nodes of both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The first node of the layout that is in the set.
    pub fn first(self) -> Option<NodeId> {
        self.iter().next()
    }

    /// The nodes of this set that are not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The nodes, in the order of the layout.
    pub fn iter(self) -> impl Iterator<Item = NodeId> {
        (0..16).map(NodeId).filter(move |&id| self.contains(id))
    }
}

impl FromIterator<NodeId> for NodeSet {
    fn from_iter<I: IntoIterator<Item = NodeId>>(nodes: I) -> Self {
        let mut set = Self::EMPTY;
        for node in nodes {
            set.insert(node);
        }
        set
    }
}
