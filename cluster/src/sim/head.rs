//! The coordinator's process in the simulator: its timers, its connections, what clients asked it.
//!
//! When it dies, everything it knew is gone: the next one begins with the layout and learns the rest from the nodes.

use core::time::Duration;
use std::collections::{BTreeMap, VecDeque};

use super::World;
use super::client::{FlowId, News};
use super::letter::Letter;
use super::meta::calls::Call;
use super::scene;
use super::sometimes::sometimes;
use super::trace::Kind;
use super::world::Due;
use crate::chunk::{ChunkId, SealedChunk};
use crate::coordinator::{Coordinator, Effect, Event, RequestId, Timer};
use crate::effects::Effects;
use crate::layout::{NodeId, Role};
use crate::message::Message;
use crate::mono::Mono;
use crate::net::ConnectionId;
use crate::status::GetError;

/// Puts, and gets, that a coordinator has under way at most; the live driver's permits.
const PERMITS: usize = 32;

/// The coordinator's process.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) machine: Option<Coordinator>,
    pub(super) life: u32,
    pub(super) down_until: Mono,
    /// The connection to each node, or the one that is being made.
    pub(super) links: Vec<Link>,
    timers: BTreeMap<Timer, u64>,
    armed: u64,
    last_request: u64,
    asked: BTreeMap<RequestId, Asked>,
    /// Puts that are not settled.
    open_puts: usize,
    waiting: VecDeque<(Asked, SealedChunk)>,
}

/// The coordinator's end of a way to a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Link {
    #[default]
    None,
    Dialing(ConnectionId),
    Up(ConnectionId),
}

/// What was asked of the coordinator, and for whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) by: Asker,
    pub(super) id: ChunkId,
    pub(super) since: Mono,
}

/// Who asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asker {
    /// A writer, for this part.
    Writer(FlowId, u32),
    Reader(FlowId),
    Audit,
}

impl Head {
    pub(super) fn new(nodes: usize) -> Self {
        Self {
            machine: None,
            life: 0,
            down_until: Mono::ZERO,
            links: vec![Link::None; nodes],
            timers: BTreeMap::new(),
            armed: 0,
            last_request: 0,
            asked: BTreeMap::new(),
            open_puts: 0,
            waiting: VecDeque::new(),
        }
    }

    /// Requests of clients that are not answered.
    pub(super) fn open(&self) -> usize {
        self.asked.len() + self.waiting.len()
    }

    const fn next_request(&mut self) -> RequestId {
        self.last_request += 1;
        RequestId(self.last_request)
    }
}

impl World {
    pub(super) fn start_head(&mut self, life: u32) {
        if self.head.life != life || self.head.machine.is_some() || self.now < self.head.down_until {
            return;
        }
        let (layout, setup) = (self.layout.clone(), self.setup());
        let machine = Coordinator::new(layout, scene::quorum(setup), scene::tuning(setup));
        self.head.machine = Some(machine);
        self.network.restart(self.now, self.head_host);
        self.trace.note(self.now, Kind::Life, 255, life.into(), || "the coordinator starts".to_owned());
        sometimes!(self.seen, "coordinator_restarted", life > 0);
        self.step_head(Event::Start);
        for node in self.layout.ids() {
            let delay = self.chances.start.duration(Duration::ZERO, Duration::from_millis(20));
            self.enter(delay, Due::Dial { node, life });
        }
    }

    pub(super) fn end_head(&mut self, down: Duration) {
        let now = self.now;
        let nodes = self.layout.count();
        let Head { life, down_until, last_request, armed, .. } = &self.head;
        let (life, last_request, armed) = (life + 1, *last_request, *armed);
        let down_until = (*down_until).max(now.plus(down));
        self.head = Head { life, down_until, last_request, armed, ..Head::new(nodes) };
        self.network.crash(now, self.head_host);
        self.agenda.enter(down_until, Due::StartHead { life });
        self.trace.note(now, Kind::Life, 255, life.into(), || "the coordinator dies".to_owned());
        self.break_flows();
    }

    /// A client wants a chunk kept.
    pub(super) fn put(&mut self, flow: FlowId, part: u32, chunk: SealedChunk) {
        let asked = Asked { by: Asker::Writer(flow, part), id: chunk.id(), since: self.now };
        if self.head.machine.is_none() {
            self.tell_flow(flow, News::Broken);
        } else if self.head.open_puts >= PERMITS {
            self.head.waiting.push_back((asked, chunk));
        } else {
            self.begin_put(asked, chunk);
        }
    }

    fn begin_put(&mut self, asked: Asked, chunk: SealedChunk) {
        let request = self.head.next_request();
        self.head.open_puts += 1;
        let asked = Asked { since: self.now, ..asked };
        self.head.asked.insert(request, asked);
        self.trace.note(self.now, Kind::Put, request.0, number_of(&asked.id), || {
            format!(
                "client puts {:.8} ({} bytes), request {}",
                asked.id.to_string(),
                chunk.bytes().len(),
                request.0
            )
        });
        self.watch_put(asked.id);
        self.step_head(Event::Put { request, chunk });
    }

    /// A client wants a chunk back.
    pub(super) fn get(&mut self, flow: FlowId, id: ChunkId) {
        if self.head.machine.is_none() {
            return self.tell_flow(flow, News::Broken);
        }
        self.begin_get(Asker::Reader(flow), id);
    }

    pub(super) fn begin_get(&mut self, by: Asker, id: ChunkId) {
        let request = self.head.next_request();
        self.head.asked.insert(request, Asked { by, id, since: self.now });
        self.trace.note(self.now, Kind::Get, request.0, number_of(&id), || {
            format!("client gets {:.8}, request {}", id.to_string(), request.0)
        });
        self.step_head(Event::Get { request, id });
    }

    pub(super) fn on_head_timer(&mut self, life: u32, timer: Timer, armed: u64) {
        if self.head.life == life && self.head.timers.get(&timer) == Some(&armed) {
            self.head.timers.remove(&timer);
            self.step_head(Event::Timer(timer));
        }
    }

    /// A message arrived from a node.
    pub(super) fn on_message(&mut self, node: NodeId, message: Message) {
        self.step_head(Event::Node { node, message });
    }

    /// Steps the coordinator and carries out what it wants.
    pub(super) fn step_head(&mut self, event: Event) {
        let Some(machine) = &mut self.head.machine else { return };
        let mut effects = Effects::new();
        machine.step(self.now, event, &mut effects);
        for effect in effects.drain() {
            self.carry_out(effect);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        let now = self.now;
        match effect {
            Effect::Send { node, request } => {
                self.watch_send(node, &request);
                if let Some(Link::Up(connection)) = self.head.links.get(node.index()) {
                    self.send(now, *connection, self.head_host, Letter::Request(request));
                }
            }
            Effect::Arm { timer, after } => {
                self.head.armed += 1;
                let (armed, life) = (self.head.armed, self.head.life);
                self.head.timers.insert(timer, armed);
                self.enter(after, Due::Timer { life, timer, armed });
            }
            Effect::Disarm(timer) => drop(self.head.timers.remove(&timer)),
            Effect::AnswerPut { request, answer } => {
                let Some(asked) = self.head.asked.remove(&request) else { return };
                self.trace.note(now, Kind::PutAnswer, request.0, u64::from(answer.is_ok()), || {
                    format!("request {}: {answer:?}", request.0)
                });
                self.check_put_answer(&asked, &answer);
                if let Asker::Writer(flow, part) = asked.by {
                    self.tell_flow(flow, News::Put { part, id: asked.id, result: answer.map(drop) });
                }
            }
            Effect::Settled(_) => {
                self.head.open_puts -= 1;
                if let Some((asked, chunk)) = self.head.waiting.pop_front() {
                    self.begin_put(asked, chunk);
                }
            }
            Effect::AnswerGet { request, answer } => {
                let Some(asked) = self.head.asked.remove(&request) else { return };
                self.trace.note(now, Kind::GetAnswer, request.0, u64::from(answer.is_ok()), || {
                    let told = answer.as_ref().map(bytes::Bytes::len);
                    format!("request {}: {told:?} of {:.8}", request.0, asked.id.to_string())
                });
                self.check_get_answer(&asked, &answer);
                match asked.by {
                    Asker::Reader(flow) => self.tell_flow(flow, News::Got { result: answer.map(drop) }),
                    Asker::Writer(..) => {}
                    Asker::Audit => {
                        if answer == Err(GetError::Unavailable) {
                            self.on_audit_unsure(&asked.id);
                        }
                        self.on_audited(&asked.id, answer.is_ok());
                    }
                }
            }
            Effect::AskLive { query, ids } => {
                let life = self.head.life;
                self.call_meta(Call::AskLive { life, query, ids });
            }
            Effect::Note(note) => self.watch_note(note),
            // Nobody in a run asks for checks or mending by hand.
            Effect::AnswerCheck { .. } | Effect::AnswerMend { .. } | Effect::AnswerAtNode { .. } => {}
        }
    }

    /// Another layout is in force.
    pub(super) fn set_layout(&mut self, layout: crate::layout::Layout) {
        self.layout = layout.clone();
        self.head.links.resize(self.layout.count(), Link::None);
        self.step_head(Event::Layout(layout));
    }

    /// Whether a node has a place in the layout that is in force.
    pub(super) fn is_member(&self, node: NodeId) -> bool {
        self.layout.node(node).role != Role::Removed
    }
}

/// The first bytes of a name as a number: for fingerprints.
pub(super) fn number_of(id: &ChunkId) -> u64 {
    u64::from_be_bytes(*id.as_bytes().first_chunk().expect("a digest is longer"))
}
