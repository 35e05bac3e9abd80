//! A node in the simulator: a process that may be there or not, its disk, its end of a connection.

use core::time::Duration;
use std::collections::BTreeMap;

use super::World;
use super::disk::{SimDisk, Snapshot};
use super::letter::Letter;
use super::plan::Setup;
use super::scene;
use super::sometimes::sometimes;
use super::trace::Kind;
use super::world::Due;
use crate::chance::Chance;
use crate::effects::Effects;
use crate::layout::{Layout, NodeId};
use crate::message::{Message, Request};
use crate::mono::Mono;
use crate::net::{ConnectionId, HostId, Network};
use crate::node::{Effect, Event, Node, NodeState, OperationId};
use crate::store::record::DiskTag;
use crate::store::{DiskRequest, SegmentNumber};

/// A node.
#[derive(Debug)]
pub(super) struct SimNode {
    pub(super) host: HostId,
    /// Whose disk it must have.
    pub(super) tag: DiskTag,
    pub(super) process: Option<Node>,
    pub(super) disk: SimDisk,
    /// Grows with every process, so that what an earlier one has left behind is known.
    pub(super) life: u32,
    /// Bytes the process may keep on its disk.
    pub(super) capacity_bytes: u64,
    /// Bytes that were on the disk when the process began: a node that was given less room may have more than it.
    pub(super) bytes_at_start: u64,
    /// It does not start before.
    pub(super) down_until: Mono,
    pub(super) connection: Option<ConnectionId>,
    /// Disks as they were, by the step of the plan that wants them back.
    pub(super) snapshots: BTreeMap<usize, (DiskTag, Snapshot)>,
    operations: BTreeMap<OperationId, DiskRequest>,
}

/// How a process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// Power is lost, for the disk too.
    Power,
    /// It is killed; its system goes on.
    Kill,
    /// It is told to stop.
    Stop,
}

/// How long a node may take to read its disk before it is started anew.
const START_PATIENCE: Duration = Duration::from_secs(15);

impl SimNode {
    pub(super) fn new(
        node: NodeId,
        layout: &Layout,
        setup: &Setup,
        chance: &Chance,
        network: &mut Network<Letter>,
    ) -> Self {
        let spec = layout.node(node);
        let tag = scene::tag(spec);
        Self {
            host: scene::add_host(network, spec.name.as_str()),
            tag,
            process: None,
            disk: SimDisk::new(tag, chance.fork(spec.name.as_str()), setup.block_bytes),
            life: 0,
            capacity_bytes: spec.capacity_bytes,
            bytes_at_start: 0,
            down_until: Mono::ZERO,
            connection: None,
            snapshots: BTreeMap::new(),
            operations: BTreeMap::new(),
        }
    }

    /// Operations that wait for its disk.
    pub(super) fn operations(&self) -> usize {
        self.operations.len()
    }

    /// Whether it answers requests.
    pub(super) fn serves(&self) -> bool {
        self.process.as_ref().is_some_and(|process| process.state().serves())
    }
}

impl World {
    pub(super) fn node(&mut self, node: NodeId) -> &mut SimNode {
        &mut self.nodes[node.index()]
    }

    /// A process begins, unless it must wait or the disk is another's.
    pub(super) fn start_node(&mut self, node: NodeId, life: u32) {
        let now = self.now;
        let space = scene::space(self.layout.node(node), &self.plan.setup);
        let it = self.node(node);
        if it.life != life || it.process.is_some() || now < it.down_until {
            return;
        }
        if it.disk.tag() != it.tag {
            // As the live cluster does, by the name plate in the folder (FT14): nothing is read or written.
            sometimes!(self.seen, "foreign_disk_refused");
            self.tell_life(node, "has another node's disk and does not start");
            return;
        }
        it.process = Some(Node::new(it.tag, space));
        it.capacity_bytes = space.capacity_bytes;
        it.bytes_at_start = it.disk.own_bytes();
        it.disk.process_begins();
        let host = it.host;
        self.network.restart(now, host);
        self.tell_life(node, "starts");
        self.enter(START_PATIENCE, Due::Inspect { node, life });
        self.step_node(node, Event::Start);
    }

    /// A process ends; it begins again after `down`.
    pub(super) fn end_node(&mut self, node: NodeId, ending: Ending, down: Duration) {
        let now = self.now;
        if ending == Ending::Stop && self.node(node).process.is_some() {
            self.step_node(node, Event::Stop);
        }
        let it = &mut self.nodes[node.index()];
        if it.process.take().is_some_and(|process| process.state() == NodeState::Waiting) {
            sometimes!(self.seen, "recovery_interrupted");
        }
        it.life += 1;
        it.down_until = it.down_until.max(now.plus(down));
        let on_their_way: Vec<DiskRequest> = core::mem::take(&mut it.operations).into_values().collect();
        let (life, again, connection, host) = (it.life, it.down_until, it.connection.take(), it.host);
        match ending {
            Ending::Power => {
                it.disk.crash(on_their_way, &mut self.seen);
                self.network.crash(now, host);
            }
            // The system says goodbye for the process, and has what it wrote.
            Ending::Kill | Ending::Stop => {
                it.disk.be_left(on_their_way);
                if let Some(connection) = connection {
                    self.network.close(now, connection, host);
                }
            }
        }
        self.agenda.enter(again, Due::StartNode { node, life });
        self.tell_life(
            node,
            match ending {
                Ending::Power => "loses power",
                Ending::Kill => "is killed",
                Ending::Stop => "is stopped",
            },
        );
    }

    pub(super) fn crash_again(&mut self, node: NodeId, left: u8, gap: Duration) {
        self.end_node(node, Ending::Power, gap / 2);
        if left > 1 {
            self.enter(gap, Due::CrashAgain { node, left: left - 1, gap });
        }
    }

    /// A node that could not read its disk waits for somebody to start it again.
    pub(super) fn inspect_node(&mut self, node: NodeId, life: u32) {
        let it = &self.nodes[node.index()];
        if it.life == life && it.process.is_some() && !it.serves() {
            sometimes!(self.seen, "node_stuck");
            self.end_node(node, Ending::Kill, Duration::from_millis(500));
        }
    }

    /// A disk has done what it was asked; the budget decides what a fault makes of it.
    pub(super) fn on_disk(&mut self, node: NodeId, life: u32, operation: OperationId) {
        let now = self.now;
        let it = &mut self.nodes[node.index()];
        if it.life != life {
            return;
        }
        let Some(request) = it.operations.remove(&operation) else { return };
        let recovering = !it.serves();
        let harm = it.disk.harm(now, &request, recovering);
        let (harm, harmed) = harm.filter(|(harm, chunks)| self.may_harm(node, harm.word(), chunks)).unzip();
        if recovering && matches!(request, DiskRequest::Truncate { .. }) {
            sometimes!(self.seen, "node_tail_cut");
        }
        sometimes!(
            self.seen,
            "node_debris_cut",
            !recovering && matches!(request, DiskRequest::Truncate { .. })
        );
        if let Some(harm) = harm {
            self.nodes[node.index()].disk.was_misread(&request, harm, recovering);
        }
        let endangered = self.endangered_by(node, &request);
        let (number, appends) = (operation_number(&request), matches!(request, DiskRequest::Append { .. }));
        let words = self.trace.words(|| format!("{request:?}"));
        let result = self.nodes[node.index()].disk.execute(now, request, harm, &mut self.seen);
        self.trace.note(now, Kind::Disk, u64::from(node.0) << 32 | number, u64::from(result.is_ok()), || {
            let outcome = if result.is_ok() { "done" } else { "FAILED" };
            format!("node-{} disk {} {outcome}", node.0, words.unwrap_or_default())
        });
        self.after_harm(node, harm, &harmed.unwrap_or_default());
        self.check_endangered(&endangered);
        if appends {
            self.check_capacity(node);
        }
        self.step_node(node, Event::Disk { operation, result });
    }

    /// Steps a node and carries out what it wants.
    pub(super) fn step_node(&mut self, node: NodeId, event: Event) {
        let now = self.now;
        let it = &mut self.nodes[node.index()];
        let Some(process) = &mut it.process else { return };
        let mut effects = Effects::new();
        process.step(now, event, &mut effects);
        for effect in effects.drain() {
            match effect {
                Effect::Disk { operation, request } => self.ask_disk(node, operation, request),
                Effect::Send(message) => self.send_from_node(node, message),
            }
        }
    }

    fn ask_disk(&mut self, node: NodeId, operation: OperationId, request: DiskRequest) {
        let now = self.now;
        let it = &mut self.nodes[node.index()];
        let delay = it.disk.delay(now, &request);
        let life = it.life;
        it.operations.insert(operation, request);
        self.enter(delay, Due::Disk { node, life, operation });
    }

    fn send_from_node(&mut self, node: NodeId, message: Message) {
        self.watch_node(node, &message);
        let (now, host) = (self.now, self.nodes[node.index()].host);
        if let Some(connection) = self.nodes[node.index()].connection {
            self.send(now, connection, host, Letter::Message(message));
        }
    }

    /// A request arrived at a node.
    pub(super) fn on_request(&mut self, node: NodeId, request: Request) {
        self.watch_request(node, &request);
        self.step_node(node, Event::Request(request));
    }

    fn tell_life(&mut self, node: NodeId, what: &str) {
        let life = self.nodes[node.index()].life;
        self.trace
            .note(self.now, Kind::Life, node.0.into(), life.into(), || format!("node-{} {what}", node.0));
    }
}

/// A number that tells operations apart, for the fingerprint.
const fn operation_number(request: &DiskRequest) -> u64 {
    let (kind, SegmentNumber(segment)) = match request {
        DiskRequest::List => (0, SegmentNumber(0)),
        DiskRequest::CreateSegment(segment) => (1, *segment),
        DiskRequest::Append { segment, .. } => (2, *segment),
        DiskRequest::DeleteSegment(segment) => (3, *segment),
        DiskRequest::Fsync(segment) => (4, *segment),
        DiskRequest::FsyncDirectory => (5, SegmentNumber(0)),
        DiskRequest::Read { segment, .. } => (6, *segment),
        DiskRequest::Truncate { segment, .. } => (7, *segment),
        DiskRequest::Close(segment) => (8, *segment),
    };
    kind << 24 | segment as u64
}
