//! A storage node: keeps sealed chunks on one disk, and says "stored" only of what is durable.
//!
//! The machine is synchronous: [`Node::step`] takes what happened ([`Event`]) and adds what shall be done ([`Effect`]).
//! It has no clock, no file and no thread; the live driver and the tests carry its effects out. Its parts:
//!
//! | Module | Its part |
//! |---|---|
//! | `state` | the life of the process, and its legal moves |
//! | `recovery` | after a start: rebuild the index from the segments, mend the end of the newest |
//! | `writer` | append, fsync, acknowledge; new segments; failures |
//! | `reader` | read and verify |
//! | `index` | where each chunk is |
//!
//! A node trusts neither its disk nor itself: what it reads is verified before it is sent, and the coordinator knows a
//! chunk's type, [`SealedChunk`], only from bytes that were hashed.

mod desk;
mod event;
mod index;
mod reader;
mod recovery;
mod state;
mod writer;

use desk::Desk;
pub use event::{Effect, Event, OperationId};
use index::Index;
use reader::Reader;
use recovery::{Progress, Recovered, Recovery};
pub use state::NodeState;
pub use writer::{BATCH_BYTES_MAX, SEGMENT_BYTES_MAX};
use writer::{Pending, Writer};

use crate::chunk::SealedChunk;
use crate::effects::Effects;
use crate::message::{Absence, Message, Refusal, Request, Ticket};
use crate::mono::Mono;
use crate::store::record::DiskTag;
use crate::store::{DiskDone, DiskError};

/// Chunks named in one message of the inventory.
const INVENTORY_PAGE: usize = 1024;

/// The machine of one node.
#[derive(Debug)]
pub struct Node {
    tag: DiskTag,
    capacity_bytes: u64,
    state: NodeState,
    last_operation: u64,
    /// Told to the coordinator last.
    reported: Option<(NodeState, u64)>,
    index: Index,
    recovered: Recovered,
    recovery: Option<Recovery>,
    writer: Writer,
    reader: Reader,
}

impl Node {
    /// A stopped node whose disk has this tag and may be filled with so many bytes.
    pub fn new(tag: DiskTag, capacity_bytes: u64) -> Self {
        let recovered = Recovered::default();
        Self {
            tag,
            capacity_bytes,
            state: NodeState::Stopped,
            last_operation: 0,
            reported: None,
            index: Index::default(),
            recovered,
            recovery: None,
            writer: Writer::new(tag, capacity_bytes, &recovered),
            reader: Reader::new(tag),
        }
    }

    /// Where its process is in its life.
    pub const fn state(&self) -> NodeState {
        self.state
    }

    /// Takes one event and adds the effects it has.
    pub fn step(&mut self, _now: Mono, event: Event, out: &mut Effects<Effect>) {
        let mut last_operation = self.last_operation;
        let mut desk = Desk { last_operation: &mut last_operation, out };
        let disk_answered = matches!(event, Event::Disk { .. });
        match event {
            Event::Start => self.start(&mut desk),
            Event::Stop => self.stop(),
            Event::Request(request) if self.state.serves() => self.serve(request, &mut desk),
            Event::Request(request) => turn_away(&request, &mut desk),
            Event::Disk { operation, result } => self.on_disk(operation, result, &mut desk),
        }
        self.report(disk_answered, &mut desk);
        self.last_operation = last_operation;
    }

    fn start(&mut self, desk: &mut Desk<'_>) {
        self.move_to(NodeState::Waiting);
        self.index = Index::default();
        self.recovery = Some(Recovery::begin(self.tag, desk));
    }

    /// Forgets everything but the disk. Answers that still come are to operations nobody waits for.
    fn stop(&mut self) {
        self.move_to(NodeState::Stopped);
        self.recovery = None;
        self.index = Index::default();
        let used_bytes = self.writer.used_bytes();
        self.writer = Writer::new(self.tag, self.capacity_bytes, &Recovered { used_bytes, ..self.recovered });
        self.reader = Reader::new(self.tag);
    }

    fn serve(&mut self, request: Request, desk: &mut Desk<'_>) {
        if self.state == NodeState::Ready {
            self.move_to(NodeState::Running);
        }
        match request {
            Request::Fetch { ticket, id } => self.reader.fetch(ticket, id, &self.index, desk),
            Request::Store { ticket, turn, chunk } => self.store(ticket, turn, chunk, desk),
        }
    }

    fn store(&mut self, ticket: Ticket, turn: u64, chunk: SealedChunk, desk: &mut Desk<'_>) {
        if self.index.get(&chunk.id()).is_some_and(|location| location.durable) {
            desk.send(Message::Stored { ticket, id: chunk.id() });
        } else {
            self.writer.store(Pending::new(chunk, turn, ticket), desk);
        }
    }

    fn on_disk(&mut self, operation: OperationId, result: Result<DiskDone, DiskError>, desk: &mut Desk<'_>) {
        if let Some(recovery) = &mut self.recovery {
            match recovery.on_disk(operation, result, &mut self.index, desk) {
                Progress::Working => {}
                Progress::Done(recovered) => self.be_ready(recovered, desk),
                Progress::Stuck => self.recovery = None,
            }
        } else if self.state.serves() && !self.reader.on_disk(operation, &result, &mut self.index, desk) {
            self.writer.on_disk(operation, result, &mut self.index, desk);
        }
    }

    fn be_ready(&mut self, recovered: Recovered, desk: &mut Desk<'_>) {
        self.recovery = None;
        self.recovered = recovered;
        self.writer = Writer::new(self.tag, self.capacity_bytes, &recovered);
        let held: Vec<_> = self.index.held().collect();
        for page in held.chunks(INVENTORY_PAGE) {
            desk.send(Message::Inventory(page.to_vec()));
        }
        self.move_to(NodeState::Ready);
    }

    /// Tells the coordinator what changed; the growth by one batch is told once, when the disk answers.
    fn report(&mut self, disk_answered: bool, desk: &mut Desk<'_>) {
        let now = (self.state, self.writer.used_bytes());
        let state_changed = self.reported.is_none_or(|(state, _)| state != self.state);
        if state_changed || (disk_answered && self.reported != Some(now)) {
            self.reported = Some(now);
            desk.send(Message::Report { state: now.0, used_bytes: now.1 });
        }
    }

    fn move_to(&mut self, next: NodeState) {
        assert!(self.state.allows(next), "a node does not go from {} to {next}", self.state);
        self.state = next;
    }
}

fn turn_away(request: &Request, desk: &mut Desk<'_>) {
    desk.send(match *request {
        Request::Store { ticket, .. } => Message::Refused { ticket, why: Refusal::NotServing },
        Request::Fetch { ticket, id } => Message::Unfetched { ticket, id, why: Absence::NotServing },
    });
}

#[cfg(test)]
mod tests;
