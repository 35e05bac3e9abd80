//! Carries out what the coordinator wants: messages to node threads, timers, answers to clients.
//!
//! The coordinator stands behind a mutex and is stepped by whoever has news: a client's task, a node's thread, the timer
//! thread. A step takes microseconds and carrying out its effects never blocks, so nobody waits long. Payloads are
//! [`bytes::Bytes`] and are never copied here.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the live driver owns the real clock"
)]

mod requests;

use std::collections::BTreeMap;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::{mpsc, oneshot};

use requests::{Waiting, answer_to};

use super::links::{Link, Links};
use super::news::Newsroom;
use super::timers::Timers;
use super::wires::Wires;
use crate::chunk::ChunkId;
use crate::coordinator::{Coordinator, Effect, Event, QueryId};
use crate::effects::Effects;
use crate::layout::NodeId;
use crate::message::{Message, Request};
use crate::mono::Mono;
use crate::net::LinkSpec;
use crate::node::{self, NodeState};

/// Which of these chunks does metadata refer to? Answered by `Cluster::answer`.
#[derive(Debug)]
pub struct Question {
    /// To be repeated in the answer.
    pub query: QueryId,
    /// The chunks.
    pub ids: Vec<ChunkId>,
}

pub(super) struct Driver {
    core: Mutex<Core>,
    news: Newsroom,
    /// Takes one question at a time; what finds no room is asked again by the next round.
    questions: mpsc::Sender<Question>,
    timers: Arc<Timers>,
    /// How messages travel, if it takes time.
    wires: Option<Arc<Wires>>,
    began: Instant,
}

struct Core {
    coordinator: Coordinator,
    effects: Effects<Effect>,
    /// How to reach the node threads that run.
    nodes: BTreeMap<NodeId, Connection>,
    last_connection: u64,
    links: Links,
    waiting: Waiting,
}

/// A way to a node's thread.
struct Connection {
    number: u64,
    inbox: Sender<node::Event>,
    /// Whoever waits until the coordinator knows what the node holds.
    introduced: Option<oneshot::Sender<()>>,
}

/// A connection, as the node's side sees it.
pub(super) struct Connected {
    pub(super) number: u64,
    /// Ends when the coordinator has heard what the node holds, or the connection is gone.
    pub(super) introduced: oneshot::Receiver<()>,
}

impl Driver {
    /// Starts the clock; the questions of the collection of garbage go to `questions`.
    pub(super) fn start(
        coordinator: Coordinator,
        questions: mpsc::Sender<Question>,
        links: Option<LinkSpec>,
    ) -> std::io::Result<Arc<Self>> {
        let timers = Arc::new(Timers::default());
        let core = Core {
            coordinator,
            effects: Effects::new(),
            nodes: BTreeMap::new(),
            last_connection: 0,
            links: Links::default(),
            waiting: Waiting::default(),
        };
        let (core, news, began) = (Mutex::new(core), Newsroom::open(), Instant::now());
        let wires = links.map(|links| Arc::new(Wires::new(links)));
        let driver = Arc::new(Self { core, news, questions, timers, wires, began });
        driver.timers.run(Arc::downgrade(&driver))?;
        if let Some(wires) = &driver.wires {
            wires.run(Arc::downgrade(&driver))?;
        }
        driver.deliver(Event::Start);
        Ok(driver)
    }

    /// Steps the coordinator and carries out what it wants.
    pub(super) fn deliver(&self, event: Event) {
        let mut core = self.lock();
        self.step(&mut core, event);
    }

    /// A node's thread says something. What a process says at its end is known at once, as if the network told.
    pub(super) fn hear(&self, node: NodeId, connection: u64, message: Message) {
        let is_end = matches!(message, Message::Report { state: NodeState::Stopped, .. });
        match &self.wires {
            Some(wires) if !is_end => wires.send_message(node, connection, message),
            _ => self.deliver(Event::Node { node, message }),
        }
    }

    /// A message has come over a wire; one of an earlier connection is too late.
    pub(super) fn arrived(&self, node: NodeId, connection: u64, message: Message) {
        let mut core = self.lock();
        if core.nodes.get(&node).is_some_and(|it| it.number == connection) {
            self.step(&mut core, Event::Node { node, message });
        }
    }

    /// What happens from now on.
    pub(super) const fn news(&self) -> &Newsroom {
        &self.news
    }

    /// Asks the coordinator something that changes nothing.
    pub(super) fn view<T>(&self, question: impl FnOnce(&Coordinator) -> T) -> T {
        question(&self.lock().coordinator)
    }

    /// What passed between the coordinator and a node.
    pub(super) fn link(&self, node: NodeId) -> Link {
        self.lock().links.of(node)
    }

    /// From now on messages for the node go this way.
    pub(super) fn connect(&self, node: NodeId, inbox: Sender<node::Event>) -> Connected {
        let (is_introduced, introduced) = oneshot::channel();
        let mut core = self.lock();
        core.last_connection += 1;
        let number = core.last_connection;
        core.nodes.insert(node, Connection { number, inbox, introduced: Some(is_introduced) });
        self.step(&mut core, Event::Connected(node));
        Connected { number, introduced }
    }

    /// The way to a node's thread, taken away.
    pub(super) fn disconnect(&self, node: NodeId) -> Option<Sender<node::Event>> {
        let mut core = self.lock();
        let connection = core.nodes.remove(&node);
        if let Some(wires) = &self.wires {
            wires.cut(node);
        }
        self.step(&mut core, Event::Disconnected(node));
        connection.map(|connection| connection.inbox)
    }

    /// The time as the machines know it.
    pub(super) fn now(&self) -> Mono {
        Mono::ZERO.plus(self.began.elapsed())
    }

    fn step(&self, core: &mut Core, event: Event) {
        let mut introduced = None;
        if let Event::Node { node, message } = &event {
            let before = core.coordinator.state_of(*node);
            core.links.received(*node, message);
            self.news.overhear(core.coordinator.layout(), *node, before, message);
            introduced = core.introduced_by(*node, message);
        }
        let now = self.now();
        core.coordinator.step(now, event, &mut core.effects);
        // Whoever started the node may have stopped waiting.
        introduced.map(|waiting| waiting.send(()).ok());
        let mut effects = core::mem::take(&mut core.effects);
        for effect in effects.drain() {
            self.carry_out(core, effect);
        }
        core.effects = effects;
    }

    fn carry_out(&self, core: &mut Core, effect: Effect) {
        match effect {
            Effect::Send { node, request } => {
                core.links.sent(node, &request);
                match core.nodes.get(&node) {
                    Some(Connection { inbox, .. }) => self.send(node, inbox, request),
                    None => tracing::debug!(node = node.0, "a request found no node thread"),
                }
            }
            Effect::Arm { timer, after } => self.timers.arm(timer, Instant::now() + after),
            Effect::Disarm(timer) => self.timers.disarm(timer),
            Effect::AnswerPut { request, answer } => core.waiting.answer_put(request, answer),
            Effect::Settled(request) => core.waiting.settle(request),
            Effect::AnswerGet { request, answer } => answer_to(&mut core.waiting.gets, request, answer),
            Effect::AnswerCheck { request, answer } => answer_to(&mut core.waiting.checks, request, answer),
            Effect::AnswerMend { request, answer } => answer_to(&mut core.waiting.mends, request, answer),
            Effect::AnswerAtNode { request, answer } => {
                answer_to(&mut core.waiting.at_nodes, request, answer)
            }
            // No room: an earlier question waits still, and this one is asked again.
            Effect::AskLive { query, ids } => drop(self.questions.try_send(Question { query, ids })),
            Effect::Note(note) => self.news.report(core.coordinator.layout(), note),
        }
    }

    fn send(&self, node: NodeId, inbox: &Sender<node::Event>, request: Request) {
        match &self.wires {
            Some(wires) => wires.send_request(node, inbox.clone(), request),
            // A thread that just ended does not answer; its last report tells the coordinator.
            None => drop(inbox.send(node::Event::Request(request))),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Core> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Core {
    /// Who waits for this message: a report that the node serves stands behind the list of what it holds.
    fn introduced_by(&mut self, node: NodeId, message: &Message) -> Option<oneshot::Sender<()>> {
        let serves = matches!(message, Message::Report { state, .. } if state.serves());
        self.nodes.get_mut(&node).filter(|_| serves)?.introduced.take()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.timers.close();
        if let Some(wires) = &self.wires {
            wires.close();
        }
    }
}
