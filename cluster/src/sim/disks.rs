//! Faults of whole disks and of what stands on them; changes of the layout.

use core::time::Duration;

use super::World;
use super::node::{Ending, SimNode};
use super::plan::{Act, Fault};
use super::scene;
use super::sometimes::sometimes;
use super::world::Due;
use crate::chance::Chance;
use crate::chunk::ChunkId;
use crate::layout::{Layout, NodeId, NodeSpec, Role};

/// A node that has another's disk tries to start after this time.
const SWAPPED_START: Duration = Duration::from_millis(100);

impl World {
    fn find(&self, node: u8) -> Option<NodeId> {
        (usize::from(node) < self.nodes.len()).then_some(NodeId(node))
    }

    /// Damage to what is written, if the budget allows it.
    pub(super) fn damage(&mut self, fault: &Fault) {
        let (Fault::Rot { node, .. }
        | Fault::Zeros { node, .. }
        | Fault::Cut { node, .. }
        | Fault::Garbage { node, .. }) = *fault
        else {
            return;
        };
        let Some(node) = self.find(node) else { return };
        let disk = &mut self.nodes[node.index()].disk;
        let damage = match *fault {
            Fault::Rot { place, .. } => disk.rot_at(place),
            Fault::Zeros { place, .. } => disk.zeros_at(place),
            Fault::Cut { place, .. } => disk.cut_at(place),
            Fault::Garbage { bytes, .. } => disk.garbage(bytes),
            _ => None,
        };
        let Some(damage) = damage else { return };
        let chunks = disk.cost(&damage);
        if self.may_harm(node, fault.word(), &chunks) {
            let bits = if let Fault::Rot { bits, .. } = *fault { bits } else { 0 };
            self.nodes[node.index()].disk.suffer(&damage, bits);
            self.after_harm(node, None, &chunks);
        }
    }

    /// A disk is lost, swapped, or an old one comes back.
    pub(super) fn begin_disk_change(&mut self, position: usize, fault: &Fault) {
        match *fault {
            Fault::DiskLost { node, down } => {
                let Some(node) = self.find(node) else { return };
                let it = &self.nodes[node.index()];
                if it.disk.tag() != it.tag {
                    return;
                }
                let chunks: Vec<ChunkId> = it.disk.good_chunks().copied().collect();
                if self.may_harm(node, fault.word(), &chunks) {
                    self.end_node(node, Ending::Power, down);
                    self.nodes[node.index()].disk.erase();
                    self.after_harm(node, None, &chunks);
                }
            }
            Fault::StaleDisk { node, down, .. } => {
                let Some(node) = self.find(node) else { return };
                let it = &mut self.nodes[node.index()];
                let Some((tag, snapshot)) = it.snapshots.remove(&position) else { return };
                if tag != it.disk.tag() {
                    return;
                }
                let chunks: Vec<ChunkId> =
                    it.disk.good_chunks().filter(|id| !snapshot.has(id)).copied().collect();
                if self.may_harm(node, fault.word(), &chunks) {
                    sometimes!(self.seen, "stale_disk_back");
                    self.end_node(node, Ending::Power, down);
                    self.nodes[node.index()].disk.take_back(snapshot, &mut self.seen);
                    self.after_harm(node, None, &chunks);
                }
            }
            Fault::DiskSwap { node, other, down } => {
                let (Some(one), Some(other)) = (self.find(node), self.find(other)) else { return };
                let is_own = |it: &SimNode| it.disk.tag() == it.tag;
                if one == other || !is_own(&self.nodes[one.index()]) || !is_own(&self.nodes[other.index()]) {
                    return;
                }
                self.tally.fault(fault.word(), true);
                for node in [one, other] {
                    self.end_node(node, Ending::Power, SWAPPED_START);
                }
                self.swap_disks(one, other);
                self.enter(SWAPPED_START + down, Due::SwapBack { one, other });
            }
            _ => {}
        }
    }

    /// Two nodes get their own disks back.
    pub(super) fn swap_back(&mut self, one: NodeId, other: NodeId) {
        let (first, second) = (&self.nodes[one.index()], &self.nodes[other.index()]);
        if first.disk.tag() == second.tag && second.disk.tag() == first.tag && one != other {
            for node in [one, other] {
                self.end_node(node, Ending::Power, SWAPPED_START);
            }
            self.swap_disks(one, other);
        }
    }

    /// Every node gets its own disk back.
    pub(super) fn give_disks_back(&mut self) {
        for one in self.layout.ids() {
            let tag = self.nodes[one.index()].tag;
            let holder = self.layout.ids().find(|other| self.nodes[other.index()].disk.tag() == tag);
            if let Some(other) = holder {
                self.swap_back(one, other);
            }
        }
    }

    fn swap_disks(&mut self, one: NodeId, other: NodeId) {
        let (low, high) = (one.index().min(other.index()), one.index().max(other.index()));
        let (before, after) = self.nodes.split_at_mut(high);
        core::mem::swap(&mut before[low].disk, &mut after[0].disk);
    }

    /// A disk will be wanted as it is now.
    pub(super) fn take_snapshot(&mut self, position: usize) {
        if let Some(Act::Fault(Fault::StaleDisk { node, .. })) =
            self.plan.steps.get(position).map(|step| &step.act)
            && let Some(node) = self.find(*node)
        {
            let it = &mut self.nodes[node.index()];
            it.snapshots.insert(position, (it.disk.tag(), it.disk.snapshot()));
        }
    }

    /// Another layout comes into force, if it leaves enough nodes.
    pub(super) fn change_layout(&mut self, fault: &Fault) {
        let mut nodes: Vec<NodeSpec> = self.layout.nodes().to_vec();
        match *fault {
            Fault::NodeAdded { zone } => {
                let place = u8::try_from(nodes.len()).expect("at most sixteen");
                nodes.push(scene::node_spec(place, zone % self.setup().zones, self.setup().capacity_bytes));
            }
            Fault::NodeRemoved { node } => {
                let enough = self.layout.active().count() > usize::from(self.setup().copies);
                match nodes.get_mut(usize::from(node)).filter(|spec| enough && spec.role == Role::Active) {
                    Some(spec) => spec.role = Role::Draining,
                    None => return,
                }
            }
            Fault::NodeResized { node, permille } => match nodes.get_mut(usize::from(node)) {
                Some(spec) => spec.capacity_bytes = self.setup().capacity_bytes / 1000 * u64::from(permille),
                None => return,
            },
            _ => return,
        }
        let Ok(layout) = Layout::new(nodes) else { return };
        self.tally.fault(fault.word(), true);
        self.furnish(&layout);
        self.set_layout(layout);
    }

    /// Nodes that a layout adds get a host, an empty disk and a process.
    fn furnish(&mut self, layout: &Layout) {
        let chance = Chance::from_seed(self.plan.seed);
        for node in layout.ids().skip(self.nodes.len()) {
            sometimes!(self.seen, "layout_grown");
            let it = SimNode::new(node, layout, &self.plan.setup, &chance, &mut self.network);
            self.nodes.push(it);
            self.enter(Duration::from_millis(10), Due::StartNode { node, life: 0 });
            let life = self.head.life;
            self.enter(Duration::from_millis(50), Due::Dial { node, life });
        }
    }

    /// Nodes that are drained and empty leave. Whoever takes a node out looks at its disk, too: the coordinator may not
    /// have heard yet what came back on it.
    pub(super) fn dismiss_drained(&mut self) {
        let Some(machine) = &self.head.machine else { return };
        let is_empty = |node: NodeId| {
            let statuses = machine.nodes();
            statuses
                .iter()
                .any(|it| it.spec.name == self.layout.node(node).name && it.chunks == 0 && it.state.serves())
        };
        let has_any = |node: NodeId| {
            let disk = &self.nodes[node.index()].disk;
            disk.good_chunks().any(|id| disk.is_clean(id))
        };
        let leaving: Vec<NodeId> = self
            .layout
            .ids()
            .filter(|&id| self.layout.node(id).role == Role::Draining && is_empty(id) && !has_any(id))
            .collect();
        if leaving.is_empty() {
            return;
        }
        sometimes!(self.seen, "node_drained");
        let mut nodes = self.layout.nodes().to_vec();
        leaving.iter().for_each(|node| nodes[node.index()].role = Role::Removed);
        if let Ok(layout) = Layout::new(nodes) {
            self.set_layout(layout);
        }
    }
}
