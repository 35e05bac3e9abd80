//! The scene: a coordinator of five nodes, a clock in the script's hand, and everything in plain words.

use core::time::Duration;
use std::collections::{BTreeMap, VecDeque};

use crate::chunk::SealedChunk;
use crate::coordinator::{Coordinator, Effect, Event, Note, RequestId, Timer};
use crate::effects::Effects;
use crate::layout::{Layout, NodeId, standard_nodes};
use crate::message::{Absence, Held, Message, Refusal, Request, Ticket};
use crate::mono::Mono;
use crate::node::NodeState;
use crate::quorum::Quorum;

pub(super) const CAPACITY: u64 = 1_000_000;

pub(super) struct Scene {
    pub(super) coordinator: Coordinator,
    now: Mono,
    timers: BTreeMap<Timer, Mono>,
    /// Requests that were sent and not answered by the script.
    sent: VecDeque<(NodeId, Request)>,
    told: Vec<String>,
}

pub(super) fn chunk(name: &str) -> SealedChunk {
    SealedChunk::new(name.repeat(920))
}

impl Scene {
    /// Five nodes, all ready.
    pub(super) fn ready() -> Self {
        let layout = Layout::new(standard_nodes(5, CAPACITY)).expect("five nodes");
        let coordinator = Coordinator::new(layout, Quorum::STANDARD);
        let (timers, sent, told) = (BTreeMap::new(), VecDeque::new(), Vec::new());
        let mut scene = Self { coordinator, now: Mono::ZERO, timers, sent, told };
        for node in 0..5 {
            scene.says(node, Message::Report { state: NodeState::Ready, used_bytes: 0 });
        }
        scene
    }

    /// Nodes 0, 2 and 4 (one in each zone) hold this chunk.
    pub(super) fn holding(name: &str) -> Self {
        let mut scene = Self::ready();
        for node in [0, 2, 4] {
            scene.says(node, Message::Inventory(vec![Held { id: chunk(name).id(), turn: 0 }]));
        }
        scene
    }

    pub(super) fn step(&mut self, event: Event) {
        let mut effects = Effects::new();
        self.coordinator.step(self.now, event, &mut effects);
        for effect in effects.drain() {
            self.carry_out(effect);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Send { node, request } => self.sent.push_back((node, request)),
            Effect::Arm { timer, after } => drop(self.timers.insert(timer, self.now.plus(after))),
            Effect::Disarm(timer) => drop(self.timers.remove(&timer)),
            Effect::AnswerPut { request, answer: Ok(stored) } => {
                let names: Vec<_> = stored.nodes.iter().map(|name| short(name.as_str())).collect();
                self.told.push(format!(
                    "put {}: {} of {} at {}",
                    request.0,
                    stored.durable,
                    stored.target,
                    names.join(" ")
                ));
            }
            Effect::AnswerPut { request, answer: Err(why) } => {
                self.told.push(format!("put {}: {why:?}", request.0))
            }
            Effect::Settled(request) => self.told.push(format!("put {} settled", request.0)),
            Effect::AnswerGet { request, answer: Ok(bytes) } => {
                self.told.push(format!("get {}: {} bytes", request.0, bytes.len()));
            }
            Effect::AnswerGet { request, answer: Err(why) } => {
                self.told.push(format!("get {}: {why:?}", request.0))
            }
            Effect::Note(Note::CopyLost { node, .. }) => {
                self.told.push(format!("copy lost at {}", self.name(node)))
            }
            Effect::Note(Note::Suspected(node)) => self.told.push(format!("{} suspected", self.name(node))),
            Effect::Note(Note::ChunkLost(_)) => self.told.push("chunk lost".to_owned()),
        }
    }

    pub(super) fn put(&mut self, request: u64, name: &str) {
        self.step(Event::Put { request: RequestId(request), chunk: chunk(name) });
    }

    pub(super) fn get(&mut self, request: u64, name: &str) {
        self.step(Event::Get { request: RequestId(request), id: chunk(name).id() });
    }

    pub(super) fn says(&mut self, node: u8, message: Message) {
        self.step(Event::Node { node: NodeId(node), message });
    }

    pub(super) fn stops(&mut self, node: u8) {
        self.says(node, Message::Report { state: NodeState::Stopped, used_bytes: 0 });
        self.sent.retain(|(to, _)| *to != NodeId(node));
    }

    /// The nodes that owe an answer, in the order they were asked.
    pub(super) fn asked(&self) -> Vec<String> {
        self.sent.iter().map(|(node, _)| self.name(*node)).collect()
    }

    /// What clients and log were told since the last time.
    pub(super) fn told(&mut self) -> Vec<String> {
        core::mem::take(&mut self.told)
    }

    pub(super) fn stores(&mut self, node: &str) {
        let (id, request) = self.owed(node);
        let Request::Store { ticket, chunk, .. } = request else { panic!("{node} was not asked to store") };
        self.step(Event::Node { node: id, message: Message::Stored { ticket, id: chunk.id() } });
    }

    pub(super) fn refuses(&mut self, node: &str, why: Refusal) {
        let (id, request) = self.owed(node);
        self.step(Event::Node { node: id, message: Message::Refused { ticket: request.ticket(), why } });
    }

    pub(super) fn gives(&mut self, node: &str, name: &str) {
        let (id, request) = self.owed(node);
        let message = Message::Fetched { ticket: request.ticket(), chunk: chunk(name) };
        self.step(Event::Node { node: id, message });
    }

    pub(super) fn lacks(&mut self, node: &str, why: Absence) {
        let (node, request) = self.owed(node);
        let Request::Fetch { ticket, id } = request else { panic!("{node:?} was not asked to fetch") };
        self.step(Event::Node { node, message: Message::Unfetched { ticket, id, why } });
    }

    /// The ticket of the request that the node owes an answer to.
    pub(super) fn ticket_of(&self, node: &str) -> Ticket {
        let owed = self.sent.iter().find(|(id, _)| self.name(*id) == node);
        owed.expect("the node was asked").1.ticket()
    }

    fn owed(&mut self, node: &str) -> (NodeId, Request) {
        let place = self.sent.iter().position(|(id, _)| self.name(*id) == node);
        self.sent.remove(place.expect("the node was asked")).expect("it is there")
    }

    /// Time passes; timers that become due fire in their order.
    pub(super) fn wait(&mut self, duration: Duration) {
        let until = self.now.plus(duration);
        while let Some((&timer, &due)) =
            self.timers.iter().min_by_key(|(_, due)| **due).filter(|(_, due)| **due <= until)
        {
            self.now = due;
            self.timers.remove(&timer);
            self.step(Event::Timer(timer));
        }
        self.now = until;
    }

    /// Timers that are armed.
    pub(super) fn timers(&self) -> usize {
        self.timers.len()
    }

    fn name(&self, node: NodeId) -> String {
        short(self.coordinator.layout().node(node).name.as_str())
    }
}

fn short(name: &str) -> String {
    name.trim_start_matches("node-").to_owned()
}
