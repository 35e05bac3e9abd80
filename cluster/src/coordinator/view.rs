//! What people may ask the coordinator: nodes, copies, health. Nothing here changes anything.

use super::{Coordinator, Tuning};
use crate::chunk::ChunkId;
use crate::health::Health;
use crate::layout::{Layout, NodeId, NodeName, Zone};
use crate::node::NodeState;
use crate::placement;
use crate::quorum::Quorum;
use crate::status::{ChunkCopies, NodeStatus, UpkeepStatus};

impl Coordinator {
    /// The nodes it coordinates.
    pub const fn layout(&self) -> &Layout {
        &self.layout
    }

    /// How many copies there should be, and how many an acknowledgement needs.
    pub const fn quorum(&self) -> Quorum {
        self.quorum
    }

    /// How long it waits for what.
    pub const fn tuning(&self) -> Tuning {
        self.tuning
    }

    /// The fewest copies within reach that any chunk of a node would have without this node; `None` if it holds none
    /// that anything refers to.
    pub fn copies_without(&self, node: NodeId) -> Option<usize> {
        let mut others = self.members.serving();
        others.remove(node);
        let living = self.directory.entries().filter(|(id, _)| !self.collection.condemns(id));
        living
            .filter(|(_, entry)| entry.nodes.contains(node))
            .map(|(_, entry)| entry.nodes.intersection(others).count())
            .min()
    }

    /// Chunks a node is known to hold behind this one, in the order of their ids.
    pub fn chunks_of(&self, node: NodeId, behind: Option<ChunkId>) -> impl Iterator<Item = ChunkId> + '_ {
        let entries = self.directory.behind(behind);
        entries.filter(move |(_, entry)| entry.nodes.contains(node)).map(|(id, _)| *id)
    }

    /// All nodes that have not left, in the order of the layout.
    pub fn nodes(&self) -> Vec<NodeStatus> {
        self.layout.members().map(|node| self.node(node)).collect()
    }

    fn node(&self, node: NodeId) -> NodeStatus {
        let member = self.members.get(node);
        NodeStatus {
            spec: self.layout.node(node).clone(),
            state: member.state,
            used_bytes: member.used_bytes,
            chunks: self.directory.count(node),
            pulse: member.pulse,
            heard: member.heard,
        }
    }

    /// Whether a node can be asked: it is connected, runs, and has told what it holds.
    pub(crate) fn reaches(&self, node: NodeId) -> bool {
        self.members.serving().contains(node)
    }

    /// Where a node's process is in its life, as it told last.
    pub fn state_of(&self, node: NodeId) -> NodeState {
        self.members.get(node).state
    }

    /// What it does besides serving clients.
    pub fn upkeep(&self) -> UpkeepStatus {
        UpkeepStatus {
            running: self.upkeep.running(),
            waiting: self.upkeep.waiting(),
            condemned: self.collection.condemned(),
            scrub: self.scrub.status(),
            traffic: self.traffic,
        }
    }

    /// Who is known to hold a chunk, the preferred node first; those out of reach come last.
    pub fn holders(&self, id: &ChunkId) -> Vec<NodeName> {
        let entry = self.directory.get(id);
        let mut holders = placement::holders_in_turn(&self.layout, entry.turn, entry.nodes);
        let serving = self.members.serving();
        holders.sort_by_key(|&node| !serving.contains(node));
        holders.into_iter().map(|node| self.layout.node(node).name.clone()).collect()
    }

    /// The zones where every one of these chunks is within reach, in the order of the layout; of no chunk at all, every zone.
    pub fn zones_holding(&self, ids: &[ChunkId]) -> Vec<Zone> {
        let serving = self.members.serving();
        let every = placement::zone_bits(&self.layout, self.layout.members().collect());
        let mut whole = ids.iter().fold(every, |zones, id| {
            zones & placement::zone_bits(&self.layout, self.directory.get(id).nodes.intersection(serving))
        });
        let mut zones = Vec::new();
        for node in self.layout.members() {
            let zone = 1 << self.layout.zone_place(node);
            if whole & zone != 0 {
                zones.push(self.layout.node(node).zone.clone());
                whole &= !zone;
            }
        }
        zones
    }

    /// Who is known to hold a chunk, and why.
    pub fn copies(&self, id: &ChunkId) -> ChunkCopies {
        let entry = self.directory.get(id);
        ChunkCopies {
            nodes: self.holders(id),
            why: placement::explain(&self.layout, entry.turn, entry.nodes),
            record_bytes: entry.record_bytes,
            checked: entry.checked,
        }
    }

    /// The cluster in numbers; looks at every chunk once.
    pub fn health(&self) -> Health {
        let serving = self.members.serving();
        let zones_up = placement::zones_of(&self.layout, serving);
        let mut health = Health {
            nodes_up: serving.count(),
            nodes: self.layout.members().count(),
            zones_up,
            zones: self.layout.zone_count(),
            write_quorum: self.quorum.write(),
            ..Health::default()
        };
        let zones_wanted = self.quorum.copies().min(health.zones);
        for (_, entry) in self.directory.entries().filter(|(id, _)| !self.collection.condemns(id)) {
            let reachable = entry.nodes.iter().filter(|&node| serving.contains(node)).collect();
            health.count(
                placement::NodeSet::count(reachable) as u64,
                self.quorum.copies() as u64,
                placement::zones_of(&self.layout, reachable) < zones_wanted,
            );
        }
        health
    }
}
