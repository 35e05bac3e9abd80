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
//! | `compactor` | space of forgotten chunks given back |
//! | `index` | where each chunk is |
//!
//! A node trusts neither its disk nor itself: what it reads is verified before it is sent, and the coordinator knows a
//! chunk's type, [`SealedChunk`], only from bytes that were hashed.

mod compactor;
mod desk;
mod event;
mod index;
mod reader;
mod recovery;
mod state;
mod writer;

use compactor::Compactor;
use desk::Desk;
pub use event::{Effect, Event, OperationId};
use index::Index;
use reader::{Reader, Wanted};
use recovery::{Progress, Recovered, Recovery};
pub use state::NodeState;
pub use writer::{BATCH_BYTES_MAX, SEGMENT_BYTES_MAX, Space};
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
    space: Space,
    state: NodeState,
    last_operation: u64,
    /// Told to the coordinator last.
    reported: Option<(NodeState, u64)>,
    index: Index,
    recovery: Option<Recovery>,
    writer: Writer,
    reader: Reader,
    compactor: Compactor,
}

impl Node {
    /// A stopped node whose disk has this tag and so much space.
    pub fn new(tag: DiskTag, space: Space) -> Self {
        Self {
            tag,
            space,
            state: NodeState::Stopped,
            last_operation: 0,
            reported: None,
            index: Index::default(),
            recovery: None,
            writer: Writer::new(tag, space, Recovered::default()),
            reader: Reader::new(tag),
            compactor: Compactor::new(tag),
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
            Event::Request(Request::Introduce) => self.introduce(&mut desk),
            Event::Request(Request::HealthCheck { round }) => desk.send(Message::Healthy { round }),
            Event::Request(request) if self.state.serves() => self.serve(request, &mut desk),
            Event::Request(request) => turn_away(&request, &mut desk),
            Event::Disk { operation, result } => self.on_disk(operation, result, &mut desk),
        }
        if self.state.serves() {
            self.compactor.go_on(&mut self.index, &mut self.writer, &mut desk);
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
        let left = self.writer.leave();
        self.writer = Writer::new(self.tag, self.space, left);
        self.reader = Reader::new(self.tag);
        self.compactor = Compactor::new(self.tag);
    }

    fn serve(&mut self, request: Request, desk: &mut Desk<'_>) {
        if self.state == NodeState::Ready {
            self.move_to(NodeState::Running);
        }
        match request {
            Request::Fetch { ticket, id } => self.reader.read(Wanted::Bytes, ticket, id, &self.index, desk),
            Request::Verify { ticket, id } => self.reader.read(Wanted::Proof, ticket, id, &self.index, desk),
            Request::Store { ticket, turn, chunk } => self.store(ticket, turn, chunk, desk),
            Request::Forget { ticket, id } => {
                self.index.forget_chunk(&id);
                desk.send(Message::Forgotten { ticket, id });
            }
            Request::Introduce | Request::HealthCheck { .. } => {}
        }
    }

    /// Tells all that is held, on a new connection or after a start. The report behind it ends the introduction.
    fn introduce(&mut self, desk: &mut Desk<'_>) {
        if self.state.serves() {
            desk.send(Message::Introduction);
            let held: Vec<_> = self.index.held().collect();
            for page in held.chunks(INVENTORY_PAGE) {
                desk.send(Message::Inventory(page.to_vec()));
            }
        }
        self.reported = None;
    }

    fn store(&mut self, ticket: Ticket, turn: u64, chunk: SealedChunk, desk: &mut Desk<'_>) {
        match self.index.get(&chunk.id()).filter(|location| location.durable) {
            Some(location) => desk.send(Message::Stored { ticket, held: location.held(chunk.id()) }),
            None => self.writer.store(Pending::new(chunk, turn, ticket), desk),
        }
    }

    fn on_disk(&mut self, operation: OperationId, result: Result<DiskDone, DiskError>, desk: &mut Desk<'_>) {
        if let Some(recovery) = &mut self.recovery {
            match recovery.on_disk(operation, result, &mut self.index, desk) {
                Progress::Working => {}
                Progress::Done(recovered) => self.be_ready(recovered, desk),
                Progress::Stuck => self.recovery = None,
            }
        } else if self.state.serves() {
            let (index, writer) = (&mut self.index, &mut self.writer);
            let taken = self.reader.on_disk(operation, &result, index, desk)
                || self.compactor.on_disk(operation, &result, index, writer, desk);
            if !taken {
                writer.on_disk(operation, result, index, desk);
            }
        }
    }

    fn be_ready(&mut self, recovered: Recovered, desk: &mut Desk<'_>) {
        self.recovery = None;
        self.writer = Writer::new(self.tag, self.space, recovered);
        self.move_to(NodeState::Ready);
        self.introduce(desk);
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
    match *request {
        Request::Introduce | Request::HealthCheck { .. } => {}
        Request::Store { ticket, .. } => desk.send(Message::Refused { ticket, why: Refusal::NotServing }),
        // A copy that is to be given up stays for the next collection.
        Request::Fetch { ticket, id } | Request::Verify { ticket, id } | Request::Forget { ticket, id } => {
            desk.send(Message::Unfetched { ticket, id, why: Absence::NotServing });
        }
    }
}

#[cfg(test)]
mod tests;
