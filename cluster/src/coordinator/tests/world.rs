//! A whole cluster, coordinator and five nodes with disks in memory, in a random order of events and with random faults:
//! crashes that lose what was not synced, damaged disks, failed operations.
//!
//! INV-D1 and INV-D3: as long as at most one node loses its disk or has it damaged, every acknowledged chunk is read
//! back, and never other bytes than were put.

use std::collections::{BTreeMap, VecDeque};

use proptest::prelude::*;

use super::scene::chunk;
use crate::coordinator::{Coordinator, Effect, Event, RequestId, Tuning};
use crate::effects::Effects;
use crate::layout::{Layout, NodeId, standard_nodes};
use crate::message::Message;
use crate::mono::Mono;
use crate::node::{self, Node, OperationId, Space};
use crate::quorum::Quorum;
use crate::store::memory::MemoryDisk;
use crate::store::record::DiskTag;
use crate::store::{Disk, DiskError, DiskRequest, SegmentNumber};

const NAMES: [&str; 12] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];

/// Something that happens between the machines.
enum Mail {
    ToNode(NodeId, node::Event),
    ToCoordinator(NodeId, Message),
    Disk(NodeId, OperationId, DiskRequest),
}

struct World {
    coordinator: Coordinator,
    nodes: Vec<(Node, MemoryDisk)>,
    mail: VecDeque<Mail>,
    puts: BTreeMap<RequestId, usize>,
    gets: BTreeMap<RequestId, usize>,
    acknowledged: Vec<usize>,
    read: Vec<usize>,
    last_request: u64,
}

/// A disturbance of the world. Only node 4 may have its data harmed: one failure is what W = 2 survives.
#[derive(Clone, Debug)]
enum Move {
    Put(usize),
    Get(usize),
    /// One of the letters is delivered, not necessarily the oldest.
    Deliver(usize),
    FailDisk(usize),
    Crash(u8, Vec<u32>),
    HarmNode4(usize),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        6 => (0..NAMES.len()).prop_map(Move::Put),
        3 => (0..NAMES.len()).prop_map(Move::Get),
        60 => any::<usize>().prop_map(Move::Deliver),
        2 => any::<usize>().prop_map(Move::FailDisk),
        1 => (0u8..5, proptest::collection::vec(any::<u32>(), 30)).prop_map(|(node, chances)| Move::Crash(node, chances)),
        1 => any::<usize>().prop_map(Move::HarmNode4),
    ];
    proptest::collection::vec(one, 50..400)
}

impl World {
    fn begin() -> Self {
        let layout = Layout::new(standard_nodes(5, 1_000_000)).expect("five nodes");
        let nodes = layout.nodes().iter().map(|spec| {
            let tag = DiskTag::of(&[1; 16], spec.name.as_str());
            (Node::new(tag, Space::of(spec.capacity_bytes)), MemoryDisk::new())
        });
        let mut world = Self {
            nodes: nodes.collect(),
            coordinator: Coordinator::new(layout, Quorum::STANDARD, Tuning::default()),
            mail: VecDeque::new(),
            puts: BTreeMap::new(),
            gets: BTreeMap::new(),
            acknowledged: Vec::new(),
            read: Vec::new(),
            last_request: 0,
        };
        (0..5).for_each(|node| world.start(NodeId(node)));
        world.settle();
        world
    }

    fn make(&mut self, next: Move) {
        match next {
            Move::Put(name) => self.put(name),
            Move::Get(name) => self.get(name),
            Move::Deliver(place) if !self.mail.is_empty() => self.deliver(place % self.mail.len(), None),
            Move::FailDisk(place) if !self.mail.is_empty() => {
                self.deliver(place % self.mail.len(), Some(DiskError::Failed));
            }
            Move::Deliver(_) | Move::FailDisk(_) => {}
            Move::Crash(node, chances) => self.crash(NodeId(node), chances),
            Move::HarmNode4(place) => self.nodes[4].1.damage(SegmentNumber(1), |bytes| {
                let length = bytes.len().max(1);
                bytes.iter_mut().skip(place % length).take(50).for_each(|byte| *byte ^= 0x55);
            }),
        }
    }

    fn put(&mut self, name: usize) {
        self.last_request += 1;
        let request = RequestId(self.last_request);
        self.puts.insert(request, name);
        self.step(Event::Put { request, chunk: chunk(NAMES[name]) });
    }

    fn get(&mut self, name: usize) {
        self.last_request += 1;
        let request = RequestId(self.last_request);
        self.gets.insert(request, name);
        self.step(Event::Get { request, id: chunk(NAMES[name]).id() });
    }

    fn deliver(&mut self, place: usize, fail: Option<DiskError>) {
        match self.mail.remove(place) {
            Some(Mail::ToNode(node, event)) => self.step_node(node, event),
            Some(Mail::ToCoordinator(node, message)) => self.step(Event::Node { node, message }),
            Some(Mail::Disk(node, operation, request)) => {
                let disk = &mut self.nodes[node.index()].1;
                let result = match (fail, &request) {
                    (Some(error), DiskRequest::Fsync(segment)) => {
                        disk.lose_unsynced(*segment);
                        Err(error)
                    }
                    (Some(error), _) if !matches!(request, DiskRequest::List | DiskRequest::Read { .. }) => {
                        Err(error)
                    }
                    _ => disk.execute(request),
                };
                self.step_node(node, node::Event::Disk { operation, result });
            }
            None => {}
        }
    }

    /// The process dies with everything on its way to and from it, the disk loses what was not synced, and it starts
    /// again.
    fn crash(&mut self, node: NodeId, chances: Vec<u32>) {
        self.mail.retain(|mail| match mail {
            Mail::ToNode(to, _) | Mail::Disk(to, _, _) => *to != node,
            // What it said before its end is on the wire, in order; the end of the connection comes behind.
            Mail::ToCoordinator(..) => true,
        });
        while let Some(place) =
            self.mail.iter().position(|mail| matches!(mail, Mail::ToCoordinator(from, _) if *from == node))
        {
            self.deliver(place, None);
        }
        self.step(Event::Disconnected(node));
        let name = self.coordinator.layout().node(node).name.clone();
        let (machine, disk) = &mut self.nodes[node.index()];
        *machine = Node::new(DiskTag::of(&[1; 16], name.as_str()), Space::of(1_000_000));
        let mut left = chances.into_iter();
        disk.crash(&mut |bound| left.next().map_or(bound - 1, |chance| chance % bound));
        self.start(node);
    }

    fn start(&mut self, node: NodeId) {
        self.step_node(node, node::Event::Start);
        self.step(Event::Connected(node));
    }

    fn step(&mut self, event: Event) {
        let mut effects = Effects::new();
        self.coordinator.step(Mono::ZERO, event, &mut effects);
        for effect in effects.drain() {
            match effect {
                Effect::Send { node, request } => {
                    self.mail.push_back(Mail::ToNode(node, node::Event::Request(request)))
                }
                Effect::AnswerPut { request, answer: Ok(stored) } => {
                    assert!(stored.durable >= 2);
                    self.acknowledged.extend(self.puts.get(&request));
                }
                Effect::AnswerGet { request, answer: Ok(bytes) } => {
                    let name = self.gets[&request];
                    assert_eq!(&bytes, chunk(NAMES[name]).bytes(), "INV-D3");
                    self.read.push(name);
                }
                Effect::AnswerPut { .. } | Effect::AnswerGet { .. } | Effect::Settled(_) => {}
                // Time stands still in this world; the scenes show what timers do.
                Effect::Arm { .. } | Effect::Disarm(_) | Effect::Note(_) => {}
                Effect::AskLive { .. }
                | Effect::AnswerCheck { .. }
                | Effect::AnswerMend { .. }
                | Effect::AnswerAtNode { .. } => {}
            }
        }
    }

    fn step_node(&mut self, node: NodeId, event: node::Event) {
        let mut effects = Effects::new();
        self.nodes[node.index()].0.step(Mono::ZERO, event, &mut effects);
        for effect in effects.drain() {
            self.mail.push_back(match effect {
                node::Effect::Disk { operation, request } => Mail::Disk(node, operation, request),
                node::Effect::Send(message) => Mail::ToCoordinator(node, message),
            });
        }
    }

    fn settle(&mut self) {
        while !self.mail.is_empty() {
            self.deliver(0, None);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn acknowledged_chunks_are_read_back(script in moves(), last in proptest::collection::vec(any::<u32>(), 30)) {
        let mut world = World::begin();
        script.into_iter().for_each(|next| world.make(next));
        (0..5).for_each(|node| world.crash(NodeId(node), last.clone()));
        world.settle();
        world.read.clear();
        let acknowledged = world.acknowledged.clone();
        acknowledged.iter().for_each(|&name| world.get(name));
        world.settle();
        for name in acknowledged {
            prop_assert!(world.read.contains(&name), "{} was acknowledged", NAMES[name]);
        }
    }
}
