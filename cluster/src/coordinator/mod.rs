//! The coordinator: decides where chunks go, when they count as kept, and whom to ask for them; keeps the copies whole.
//!
//! | Module | Its part |
//! |---|---|
//! | [`event`] | what happens to it, and what it wants done |
//! | [`tuning`] | how long it waits for what |
//! | `put` | three copies in three zones, acknowledged at two; the rest in the background |
//! | `get` | one node after the other, another one at once when a copy is bad, one more when a node is slow |
//! | `upkeep` | copies that are missing made anew, riskiest first; misplaced ones moved, surplus ones trimmed |
//! | `scrub` | every copy read and verified once in a period |
//! | `collection` | garbage: asked about twice, a grace apart, then given up |
//! | `check` | somebody asks how the copies of one chunk are |
//! | `at_node` | tasks for one node, whatever placement says |
//! | `health_check` | the broadcast that takes every node's pulse |
//! | `members` | what it knows of each node |
//! | `directory` | who holds which chunk |
//! | `errands` | requests to nodes that are not answered yet |
//! | `traffic` | bytes moved for clients and for repair |
//! | `view` | what people may ask it |
//!
//! Like every machine of the core it is synchronous: `step(now, event)` adds effects, and somebody else carries them
//! out. Everything it keeps is bounded: puts and gets by the driver's permits, errands by a window per node, jobs by
//! [`Tuning::jobs_max`].

mod at_node;
mod check;
mod collection;
mod directory;
mod errands;
pub mod event;
mod get;
mod health_check;
mod members;
mod put;
mod scrub;
mod traffic;
pub mod tuning;
mod upkeep;
mod view;

use std::collections::BTreeMap;

use check::Check;
use collection::Collection;
use directory::Directory;
use errands::{Errands, Purpose};
pub use event::{Effect, Event, Note, QueryId, RequestId, Timer};
use get::Get;
use members::Members;
pub use members::Pulse;
use put::Put;
use scrub::Scrub;
pub use scrub::ScrubStatus;
pub use traffic::Traffic;
pub use tuning::Tuning;
use upkeep::Upkeep;

use crate::chunk::ChunkId;
use crate::effects::Effects;
use crate::layout::{Layout, NodeId};
use crate::message::{Absence, Held, Message, Refusal};
use crate::mono::Mono;
use crate::node::NodeState;
use crate::quorum::Quorum;

type Out = Effects<Effect>;

/// The machine.
#[derive(Debug)]
pub struct Coordinator {
    layout: Layout,
    quorum: Quorum,
    tuning: Tuning,
    members: Members,
    directory: Directory,
    errands: Errands,
    puts: BTreeMap<RequestId, Put>,
    gets: BTreeMap<RequestId, Get>,
    checks: BTreeMap<RequestId, Check>,
    upkeep: Upkeep,
    scrub: Scrub,
    collection: Collection,
    traffic: Traffic,
    /// The health check that was sent last.
    round: u64,
    /// The turn of the next put; continues behind the highest turn on any disk.
    next_turn: u64,
}

impl Coordinator {
    /// A coordinator of these nodes, none of them connected.
    pub fn new(layout: Layout, quorum: Quorum, tuning: Tuning) -> Self {
        Self {
            members: Members::of(&layout),
            layout,
            quorum,
            tuning,
            directory: Directory::default(),
            errands: Errands::default(),
            puts: BTreeMap::new(),
            gets: BTreeMap::new(),
            checks: BTreeMap::new(),
            upkeep: Upkeep::default(),
            scrub: Scrub::default(),
            collection: Collection::default(),
            traffic: Traffic::default(),
            round: 0,
            next_turn: 0,
        }
    }

    /// Takes one event and adds the effects it has.
    pub fn step(&mut self, now: Mono, event: Event, out: &mut Out) {
        match event {
            Event::Start => self.start(out),
            Event::Put { request, chunk } => self.begin_put(now, request, chunk, out),
            Event::Get { request, id } => self.begin_get(now, request, id, out),
            Event::Check { request, id } => self.begin_check(now, request, id, out),
            Event::Mend { request, id } => self.begin_mending(now, request, id, out),
            Event::AtNode { request, node, task } => self.begin_at_node(request, node, task, out),
            Event::GiveUp { request, node, id } => self.begin_giving_up(request, node, id, out),
            Event::Scrub => self.scrub_at_once(out),
            Event::Connected(node) => self.on_connected(now, node, out),
            Event::Disconnected(node) => self.on_disconnected(now, node, out),
            Event::Node { node, message } => self.on_message(now, node, message, out),
            Event::Live { query, live } => self.on_live(now, query, &live, out),
            Event::Layout(layout) => self.on_layout(now, layout),
            Event::Timer(timer) => self.on_timer(now, timer, out),
        }
        self.begin_jobs(now, out);
    }

    /// Arms the timers that come again and again.
    fn start(&self, out: &mut Out) {
        let Tuning { heartbeat_every, upkeep_every, collect_every, .. } = self.tuning;
        out.push(Effect::Arm { timer: Timer::Heartbeat, after: heartbeat_every });
        out.push(Effect::Arm { timer: Timer::Upkeep, after: upkeep_every });
        out.push(Effect::Arm { timer: Timer::Collection, after: collect_every });
        out.push(Effect::Arm { timer: Timer::Scrub, after: self.scrub_pause() });
    }

    fn on_timer(&mut self, now: Mono, timer: Timer, out: &mut Out) {
        match timer {
            Timer::Patience(ticket) => self.on_patience_over(now, ticket, out),
            Timer::PutDeadline(request) => self.on_put_deadline(request, out),
            Timer::Hedge(request) => self.on_hedge(now, request, out),
            Timer::GetDeadline(request) => self.on_get_deadline(request, out),
            Timer::Heartbeat => self.on_heartbeat(now, out),
            Timer::Upkeep => self.on_upkeep_due(now, out),
            Timer::Collection => self.on_collection_due(out),
            Timer::Scrub => self.on_scrub_due(now, out),
        }
    }

    fn on_message(&mut self, now: Mono, node: NodeId, message: Message, out: &mut Out) {
        match message {
            Message::Report { state, used_bytes } => self.on_report(now, node, state, used_bytes, out),
            Message::Introduction => {
                self.directory.clear_node(node);
                self.members.introduces_itself(node, now);
                self.upkeep_anew();
            }
            Message::Inventory(page) => page.into_iter().for_each(|held| self.note_held(held, node)),
            Message::Healthy { round: _ } => self.on_healthy(now, node, out),
            Message::Damaged { id } => self.lose_copy(now, id, node, out),
            Message::Stored { ticket, held } => {
                self.note_held(held, node);
                match self.finish(ticket, node, out) {
                    Some(Purpose::Client(request)) => self.on_stored(now, request, node, out),
                    Some(Purpose::Upkeep(id)) => self.on_copy_stored(now, id, node, true, out),
                    Some(Purpose::AtNode(request)) => self.on_stored_at_node(request, &held.id, out),
                    _ => {}
                }
            }
            Message::Refused { ticket, why } => {
                let purpose = self.finish(ticket, node, out);
                self.fail_store(now, purpose, node, why, out);
            }
            Message::Fetched { ticket, chunk } => match self.finish(ticket, node, out) {
                Some(purpose @ Purpose::Client(request)) => {
                    self.traffic.read(purpose, chunk.bytes().len());
                    self.on_fetched(now, request, node, chunk, out);
                }
                Some(purpose @ Purpose::Upkeep(id)) => {
                    self.traffic.read(purpose, chunk.bytes().len());
                    self.on_copy_fetched(now, id, node, chunk, out);
                }
                Some(purpose @ Purpose::AtNode(request)) => {
                    self.traffic.read(purpose, chunk.bytes().len());
                    self.on_fetched_at_node(request, chunk, out);
                }
                _ => {}
            },
            Message::Verified { ticket, id } => match self.finish(ticket, node, out) {
                Some(Purpose::Check(request)) => self.on_checked(now, request, node, None, out),
                Some(Purpose::Upkeep(_)) => self.on_copy_proven(id, node, out),
                Some(Purpose::AtNode(request)) => self.on_verified_at_node(request, out),
                Some(Purpose::Scrub(_)) => self.on_scrubbed(now, id, node, None, out),
                _ => {}
            },
            Message::Unfetched { ticket, id, why } => {
                if matches!(why, Absence::Missing | Absence::Corrupt) {
                    self.lose_copy(now, id, node, out);
                }
                let purpose = self.finish(ticket, node, out);
                self.fail_read(now, purpose, node, why, out);
            }
            Message::Forgotten { ticket, id } => {
                self.directory.remove(&id, node);
                match self.finish(ticket, node, out) {
                    Some(Purpose::Upkeep(_)) => self.on_copy_trimmed(now, id, node, out),
                    Some(Purpose::Collection(_)) => self.end_of_garbage(id),
                    _ => {}
                }
            }
        }
    }

    fn on_connected(&mut self, now: Mono, node: NodeId, out: &mut Out) {
        self.members.connected(node, now);
        out.push(Effect::Send { node, request: crate::message::Request::Introduce });
    }

    /// What was asked over the connection has an unknown outcome, and no answer to it will ever come.
    fn on_disconnected(&mut self, now: Mono, node: NodeId, out: &mut Out) {
        self.members.disconnected(node, now);
        self.give_up_errands(now, node, out);
        self.upkeep_anew();
    }

    fn on_report(&mut self, now: Mono, node: NodeId, state: NodeState, used_bytes: u64, out: &mut Out) {
        self.members.report(node, state, used_bytes, now);
        if state == NodeState::Stopped {
            self.give_up_errands(now, node, out);
            self.upkeep_anew();
        }
    }

    fn note_held(&mut self, held: Held, node: NodeId) {
        self.directory.add(held, node);
        self.next_turn = self.next_turn.max(held.turn.saturating_add(1));
    }

    /// A copy turned out missing or damaged: from now on the node is none of the chunk's holders.
    fn lose_copy(&mut self, now: Mono, id: ChunkId, node: NodeId, out: &mut Out) {
        if self.directory.get(&id).nodes.contains(node) {
            self.directory.remove(&id, node);
            out.push(Effect::Note(Note::CopyLost { id, node }));
            self.consider(now, id);
        }
    }

    /// Everything the node was asked has failed.
    fn give_up_errands(&mut self, now: Mono, node: NodeId, out: &mut Out) {
        for ticket in self.errands.of_node(node) {
            let stores = self.errands.get(ticket).is_some_and(|errand| errand.stores_bytes > 0);
            let purpose = self.finish(ticket, node, out);
            if stores {
                self.fail_store(now, purpose, node, Refusal::NotServing, out);
            } else {
                self.fail_read(now, purpose, node, Absence::NotServing, out);
            }
        }
    }

    fn fail_store(&mut self, now: Mono, purpose: Option<Purpose>, node: NodeId, why: Refusal, out: &mut Out) {
        match purpose {
            Some(Purpose::Client(request)) => self.on_refused(now, request, node, why, out),
            Some(Purpose::Upkeep(id)) => {
                // Whatever its reason: the next look must find another place, or the chunk would wait for ever.
                self.members.suspect(node, now);
                self.on_copy_stored(now, id, node, false, out);
            }
            Some(Purpose::AtNode(request)) => self.on_refused_at_node(request, why, out),
            _ => {}
        }
    }

    fn fail_read(&mut self, now: Mono, purpose: Option<Purpose>, node: NodeId, why: Absence, out: &mut Out) {
        match purpose {
            Some(Purpose::Client(request)) => self.on_unfetched(now, request, node, why, out),
            Some(Purpose::Check(request)) => self.on_checked(now, request, node, Some(why), out),
            Some(Purpose::AtNode(request)) => self.on_absent_at_node(request, why, out),
            Some(Purpose::Upkeep(id)) => self.on_copy_unread(now, id, node, out),
            Some(Purpose::Scrub(id)) => self.on_scrubbed(now, id, node, Some(why), out),
            Some(Purpose::Collection(_)) | None => {}
        }
    }

    fn on_layout(&mut self, now: Mono, layout: Layout) {
        assert!(layout.continues(&self.layout), "nodes keep their places from one layout to the next");
        self.layout = layout;
        self.members.grow(&self.layout, now);
        self.upkeep_anew();
    }
}

#[cfg(test)]
mod tests;
