//! The scene: a coordinator of five nodes, a clock in the script's hand, and everything in plain words.

use core::time::Duration;
use std::collections::{BTreeMap, VecDeque};

use crate::chunk::{ChunkId, SealedChunk};
use crate::coordinator::{Coordinator, Effect, Event, Note, QueryId, RequestId, Timer, Tuning};
use crate::effects::Effects;
use crate::layout::{Layout, NodeId, standard_nodes};
use crate::message::{Absence, Held, Message, Refusal, Request, Ticket};
use crate::mono::Mono;
use crate::node::NodeState;
use crate::quorum::Quorum;
use crate::status::NodeAnswer;
use crate::store::record::record_bytes;

pub(super) const CAPACITY: u64 = 1_000_000;

pub(super) struct Scene {
    pub(super) coordinator: Coordinator,
    now: Mono,
    timers: BTreeMap<Timer, Mono>,
    /// Requests that were sent and not answered by the script.
    sent: VecDeque<(NodeId, Request)>,
    told: Vec<String>,
    /// Nodes that were asked for their health and have not answered.
    pub(super) checked: Vec<String>,
    /// Questions about the living that the script has not answered.
    pub(super) questions: Vec<(QueryId, Vec<ChunkId>)>,
}

pub(super) fn held(name: &str, turn: u64) -> Held {
    Held { id: chunk(name).id(), turn, record_bytes: record_bytes(&chunk(name)) }
}

pub(super) fn chunk(name: &str) -> SealedChunk {
    SealedChunk::new(name.repeat(920))
}

impl Scene {
    /// Five nodes, all ready; upkeep rests, so that only what clients want is asked.
    pub(super) fn ready() -> Self {
        Self::with(Tuning { jobs_max: 0, ..Tuning::default() })
    }

    /// Five nodes, all ready.
    pub(super) fn with(tuning: Tuning) -> Self {
        let layout = Layout::new(standard_nodes(5, CAPACITY)).expect("five nodes");
        let coordinator = Coordinator::new(layout, Quorum::STANDARD, tuning);
        let (timers, sent, told) = (BTreeMap::new(), VecDeque::new(), Vec::new());
        let (checked, questions) = (Vec::new(), Vec::new());
        let mut scene = Self { coordinator, now: Mono::ZERO, timers, sent, told, checked, questions };
        (0..5).for_each(|node| scene.joins(node, &[]));
        scene
    }

    /// The node is connected and tells that it is ready and what it holds: names and turns.
    pub(super) fn joins(&mut self, node: u8, holds: &[(&str, u64)]) {
        self.step(Event::Connected(NodeId(node)));
        self.says(node, Message::Introduction);
        self.says(node, Message::Inventory(holds.iter().map(|(name, turn)| held(name, *turn)).collect()));
        self.says(node, Message::Report { state: NodeState::Ready, used_bytes: 0 });
    }

    /// Nodes 0, 2 and 4 (one in each zone) hold this chunk.
    pub(super) fn holding(name: &str) -> Self {
        let mut scene = Self::ready();
        for node in [0, 2, 4] {
            scene.says(node, Message::Inventory(vec![held(name, 0)]));
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
            Effect::Send { node, request } if request.ticket().is_some() => {
                self.sent.push_back((node, request));
            }
            Effect::Send { node, request: Request::HealthCheck { .. } } => self.checked.push(self.name(node)),
            Effect::Send { .. } => {}
            Effect::AskLive { query, ids } => self.questions.push((query, ids)),
            Effect::AnswerCheck { answer, .. } => {
                let words =
                    answer.iter().map(|copy| format!("{} {:?}", short(copy.node.as_str()), copy.state));
                self.told.push(words.collect::<Vec<_>>().join(", "));
            }
            Effect::AnswerAtNode { request, answer: Ok(NodeAnswer::Done) } => {
                self.told.push(format!("task {} done", request.0))
            }
            Effect::AnswerAtNode { request, answer: Ok(NodeAnswer::Chunk(chunk)) } => {
                self.told.push(format!("task {}: {} bytes", request.0, chunk.bytes().len()))
            }
            Effect::AnswerAtNode { request, answer: Err(why) } => {
                self.told.push(format!("task {}: {why:?}", request.0))
            }
            Effect::AnswerMend { answer, .. } => self.told.push(format!("mended: {answer:?}")),
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
            Effect::Note(Note::Gone(node)) => self.told.push(format!("{} gone", self.name(node))),
            Effect::Note(Note::Back(node)) => self.told.push(format!("{} back", self.name(node))),
            Effect::Note(Note::Copied { node, .. }) => {
                self.told.push(format!("copied to {}", self.name(node)))
            }
            Effect::Note(Note::Trimmed { node, .. }) => {
                self.told.push(format!("trimmed at {}", self.name(node)))
            }
            Effect::Note(Note::Collected(_)) => self.told.push("collected".to_owned()),
            Effect::Note(Note::Scrubbed { copies, bad }) => {
                self.told.push(format!("scrubbed {copies} copies, {bad} bad"));
            }
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

    /// What is asked of whom, in words and in order.
    pub(super) fn errands(&self) -> Vec<String> {
        let words = |(node, request): &(NodeId, Request)| {
            let what = match request {
                Request::Store { .. } => "store",
                Request::Fetch { .. } => "fetch",
                Request::Verify { .. } => "verify",
                Request::Forget { .. } => "forget",
                Request::Introduce | Request::HealthCheck { .. } => "no errand",
            };
            format!("{what} at {}", self.name(*node))
        };
        self.sent.iter().map(words).collect()
    }

    /// What clients and log were told since the last time.
    pub(super) fn told(&mut self) -> Vec<String> {
        core::mem::take(&mut self.told)
    }

    pub(super) fn stores(&mut self, node: &str) {
        let (id, request) = self.owed(node);
        let Request::Store { ticket, turn, chunk } = request else { panic!("{node} was not asked to store") };
        let held = Held { id: chunk.id(), turn, record_bytes: record_bytes(&chunk) };
        self.step(Event::Node { node: id, message: Message::Stored { ticket, held } });
    }

    pub(super) fn refuses(&mut self, node: &str, why: Refusal) {
        let (id, request) = self.owed(node);
        self.step(Event::Node { node: id, message: Message::Refused { ticket: ticket_of(&request), why } });
    }

    pub(super) fn gives(&mut self, node: &str, name: &str) {
        let (id, request) = self.owed(node);
        let message = Message::Fetched { ticket: ticket_of(&request), chunk: chunk(name) };
        self.step(Event::Node { node: id, message });
    }

    pub(super) fn lacks(&mut self, node: &str, why: Absence) {
        let (node, request) = self.owed(node);
        let (Request::Fetch { ticket, id } | Request::Verify { ticket, id }) = request else {
            panic!("{node:?} was not asked for a copy")
        };
        self.step(Event::Node { node, message: Message::Unfetched { ticket, id, why } });
    }

    /// Its copy is good.
    pub(super) fn proves(&mut self, node: &str) {
        let (node, request) = self.owed(node);
        let Request::Verify { ticket, id } = request else { panic!("{node:?} was not asked to verify") };
        self.step(Event::Node { node, message: Message::Verified { ticket, id } });
    }

    pub(super) fn forgets(&mut self, node: &str) {
        let (node, request) = self.owed(node);
        let Request::Forget { ticket, id } = request else { panic!("{node:?} was not asked to forget") };
        self.step(Event::Node { node, message: Message::Forgotten { ticket, id } });
    }

    /// Everybody who was asked for its health answers, but these.
    pub(super) fn all_are_healthy_but(&mut self, silent: &[&str]) {
        for node in core::mem::take(&mut self.checked) {
            let id = self.coordinator.layout().ids().find(|&id| self.name(id) == node).expect("a node");
            if !silent.contains(&node.as_str()) {
                self.step(Event::Node { node: id, message: Message::Healthy { round: 0 } });
            }
        }
    }

    /// Metadata answers the open question: these are alive.
    pub(super) fn alive(&mut self, names: &[&str]) {
        let (query, asked) = self.questions.pop().expect("a question is open");
        let live = names.iter().map(|name| chunk(name).id()).filter(|id| asked.contains(id)).collect();
        self.step(Event::Live { query, live });
    }

    /// The ticket of the request that the node owes an answer to.
    pub(super) fn ticket_of(&self, node: &str) -> Ticket {
        let owed = self.sent.iter().find(|(id, _)| self.name(*id) == node);
        ticket_of(&owed.expect("the node was asked").1)
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

    /// The time in this scene.
    pub(super) const fn now(&self) -> Mono {
        self.now
    }

    /// Timers that are armed.
    pub(super) fn timers(&self) -> usize {
        self.timers.len()
    }

    fn name(&self, node: NodeId) -> String {
        short(self.coordinator.layout().node(node).name.as_str())
    }
}

fn ticket_of(request: &Request) -> Ticket {
    request.ticket().expect("an errand")
}

fn short(name: &str) -> String {
    name.trim_start_matches("node-").to_owned()
}
