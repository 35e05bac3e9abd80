//! The coordinator: decides where chunks go, when they count as kept, and whom to ask for them.
//!
//! | Module | Its part |
//! |---|---|
//! | [`event`] | what happens to it, and what it wants done |
//! | `put` | three copies in three zones, acknowledged at two; the rest in the background |
//! | `get` | one node after the other, another one at once when a copy is bad, one more when a node is slow |
//! | `members` | what it knows of each node |
//! | `directory` | who holds which chunk |
//! | `errands` | requests to nodes that are not answered yet |
//! | `view` | what people may ask it |
//!
//! Like every machine of the core it is synchronous: `step(now, event)` adds effects, and somebody else carries them
//! out. Everything it keeps is bounded: puts and gets by the driver's permits, errands by a window per node.

mod directory;
mod errands;
pub mod event;
mod get;
mod members;
mod put;
mod view;

use std::collections::BTreeMap;

use directory::Directory;
use errands::{Errand, Errands};
pub use event::{Effect, Event, Note, RequestId, Timer};
use get::Get;
use members::Members;
use put::Put;

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
    members: Members,
    directory: Directory,
    errands: Errands,
    puts: BTreeMap<RequestId, Put>,
    gets: BTreeMap<RequestId, Get>,
    /// The turn of the next put; continues behind the highest turn on any disk.
    next_turn: u64,
}

impl Coordinator {
    /// A coordinator of these nodes, all of them stopped as far as it knows.
    pub fn new(layout: Layout, quorum: Quorum) -> Self {
        Self {
            members: Members::of(&layout),
            layout,
            quorum,
            directory: Directory::default(),
            errands: Errands::default(),
            puts: BTreeMap::new(),
            gets: BTreeMap::new(),
            next_turn: 0,
        }
    }

    /// Takes one event and adds the effects it has.
    pub fn step(&mut self, now: Mono, event: Event, out: &mut Out) {
        match event {
            Event::Put { request, chunk } => self.begin_put(now, request, chunk, out),
            Event::Get { request, id } => self.begin_get(now, request, id, out),
            Event::Node { node, message } => self.on_message(now, node, message, out),
            Event::Timer(Timer::Patience(ticket)) => self.on_patience_over(now, ticket, out),
            Event::Timer(Timer::PutDeadline(request)) => self.on_put_deadline(request, out),
            Event::Timer(Timer::Hedge(request)) => self.on_hedge(now, request, out),
            Event::Timer(Timer::GetDeadline(request)) => self.on_get_deadline(request, out),
        }
    }

    fn on_message(&mut self, now: Mono, node: NodeId, message: Message, out: &mut Out) {
        match message {
            Message::Report { state, used_bytes } => self.on_report(now, node, state, used_bytes, out),
            Message::Inventory(page) => self.on_inventory(node, &page),
            Message::Stored { ticket, id } => {
                if let Some(Errand::Store { request, turn, .. }) = self.finish(ticket, node, out) {
                    self.directory.add(id, turn, node);
                    self.on_stored(now, request, node, out);
                }
            }
            Message::Refused { ticket, why } => {
                if let Some(Errand::Store { request, .. }) = self.finish(ticket, node, out) {
                    self.on_refused(now, request, node, why, out);
                }
            }
            Message::Fetched { ticket, chunk } => {
                if let Some(Errand::Fetch { request, .. }) = self.finish(ticket, node, out) {
                    self.on_fetched(now, request, node, chunk, out);
                }
            }
            Message::Unfetched { ticket, id, why } => {
                if matches!(why, Absence::Missing | Absence::Corrupt) {
                    self.directory.remove(&id, node);
                    out.push(Effect::Note(Note::CopyLost { id, node }));
                }
                if let Some(Errand::Fetch { request, .. }) = self.finish(ticket, node, out) {
                    self.on_unfetched(now, request, node, why, out);
                }
            }
        }
    }

    fn on_report(&mut self, now: Mono, node: NodeId, state: NodeState, used_bytes: u64, out: &mut Out) {
        self.members.report(node, state, used_bytes);
        match state {
            NodeState::Waiting => self.directory.clear_node(node),
            NodeState::Stopped => self.on_stopped(now, node, out),
            NodeState::Ready | NodeState::Running => {}
        }
    }

    fn on_inventory(&mut self, node: NodeId, page: &[Held]) {
        for held in page {
            self.directory.add(held.id, held.turn, node);
            self.next_turn = self.next_turn.max(held.turn.saturating_add(1));
        }
    }

    /// A process that ended answers nothing any more: everything it was asked has failed.
    fn on_stopped(&mut self, now: Mono, node: NodeId, out: &mut Out) {
        for ticket in self.errands.of_node(node) {
            match self.finish(ticket, node, out) {
                Some(Errand::Store { request, .. }) => {
                    self.on_refused(now, request, node, Refusal::NotServing, out);
                }
                Some(Errand::Fetch { request, .. }) => {
                    self.on_unfetched(now, request, node, Absence::NotServing, out);
                }
                None => {}
            }
        }
    }
}

#[cfg(test)]
mod tests;
