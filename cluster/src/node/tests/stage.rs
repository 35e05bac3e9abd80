//! The stage: a node, a disk in memory, and a script in plain words.
//!
//! Disk operations wait until the play says that the disk does them, so that a play can cut anywhere.

use std::collections::VecDeque;

use crate::chunk::SealedChunk;
use crate::effects::Effects;
use crate::message::{Absence, Message, Refusal, Request, Ticket};
use crate::mono::Mono;
use crate::node::{Effect, Event, Node, OperationId, Space};
use crate::store::memory::MemoryDisk;
use crate::store::record::DiskTag;
use crate::store::{Disk, DiskDone, DiskError, DiskRequest};

pub(super) struct Stage {
    pub(super) node: Node,
    pub(super) disk: MemoryDisk,
    pub(super) waiting: VecDeque<(OperationId, DiskRequest)>,
    said: Vec<Message>,
    space: Space,
}

/// The chunk of this name: its bytes are the name, a thousand times.
pub(super) fn chunk(name: &str) -> SealedChunk {
    SealedChunk::new(name.repeat(1000))
}

impl Stage {
    /// A node with an empty disk that has just become ready.
    pub(super) fn ready() -> Self {
        Self::with_space(Space::of(u64::MAX))
    }

    pub(super) fn with_space(space: Space) -> Self {
        Self::on(MemoryDisk::new(), space)
    }

    /// A node that has read this disk and is ready.
    pub(super) fn on(disk: MemoryDisk, space: Space) -> Self {
        let mut stage = Self::starting_on(disk, space);
        stage.disk_does_all();
        stage
    }

    /// A node that has just been started; its disk has not answered yet.
    pub(super) fn starting_on(disk: MemoryDisk, space: Space) -> Self {
        let node = Node::new(DiskTag::of(&[1; 16], "node-asia"), space);
        let mut stage = Self { node, disk, waiting: VecDeque::new(), said: Vec::new(), space };
        stage.step(Event::Start);
        stage
    }

    pub(super) fn step(&mut self, event: Event) {
        let mut effects = Effects::new();
        self.node.step(Mono::ZERO, event, &mut effects);
        for effect in effects.drain() {
            match effect {
                Effect::Disk { operation, request } => self.waiting.push_back((operation, request)),
                Effect::Send(message) => self.said.push(message),
            }
        }
    }

    pub(super) fn store(&mut self, ticket: u64, name: &str) {
        self.store_chunk(ticket, chunk(name));
    }

    pub(super) fn store_chunk(&mut self, ticket: u64, chunk: SealedChunk) {
        self.step(Event::Request(Request::Store { ticket: Ticket(ticket), turn: ticket, chunk }));
    }

    pub(super) fn fetch(&mut self, ticket: u64, name: &str) {
        self.step(Event::Request(Request::Fetch { ticket: Ticket(ticket), id: chunk(name).id() }));
    }

    pub(super) fn forget(&mut self, ticket: u64, name: &str) {
        self.step(Event::Request(Request::Forget { ticket: Ticket(ticket), id: chunk(name).id() }));
    }

    pub(super) fn verify(&mut self, ticket: u64, name: &str) {
        self.step(Event::Request(Request::Verify { ticket: Ticket(ticket), id: chunk(name).id() }));
    }

    /// The disk does the first of the waiting operations.
    pub(super) fn disk_does_one(&mut self) {
        self.disk_does(0);
    }

    /// The disk does the operation at this place of the queue.
    pub(super) fn disk_does(&mut self, place: usize) {
        let (operation, request) = self.waiting.remove(place).expect("an operation waits");
        let result = self.disk.execute(request);
        self.step(Event::Disk { operation, result });
    }

    pub(super) fn disk_does_all(&mut self) {
        while !self.waiting.is_empty() {
            self.disk_does_one();
        }
    }

    /// The first of the waiting operations fails. A failed fsync loses what it should have saved.
    pub(super) fn disk_fails(&mut self, error: DiskError) {
        self.disk_fails_at(0, error);
    }

    pub(super) fn disk_fails_at(&mut self, place: usize, error: DiskError) {
        let (operation, request) = self.waiting.remove(place).expect("an operation waits");
        if let DiskRequest::Fsync(segment) = request {
            self.disk.lose_unsynced(segment);
        }
        self.step(Event::Disk { operation, result: Err(error) });
    }

    /// Power is lost; of what was not synced chance keeps some. The node starts again and reads its disk.
    pub(super) fn crash_and_start(self, chance: &mut dyn FnMut(u32) -> u32) -> Self {
        let mut disk = self.disk;
        disk.crash(chance);
        Self::on(disk, self.space)
    }

    /// The process ends in good order and begins again on the same disk.
    pub(super) fn restart(&mut self) {
        self.step(Event::Stop);
        self.waiting.clear();
        self.step(Event::Start);
    }

    /// What waits for the disk, in words.
    pub(super) fn asked(&self) -> Vec<String> {
        self.waiting.iter().map(|(_, request)| words_of_request(request)).collect()
    }

    /// What the node said since the last time, in words.
    pub(super) fn said(&mut self) -> Vec<String> {
        self.said.drain(..).filter_map(|message| words_of_message(&message)).collect()
    }

    /// The same as messages.
    pub(super) fn messages(&mut self) -> Vec<Message> {
        core::mem::take(&mut self.said)
    }

    /// Whether the node gives the very bytes of this chunk.
    pub(super) fn gives(&mut self, name: &str) -> bool {
        self.messages();
        self.fetch(999_999, name);
        self.disk_does_all();
        self.messages()
            .into_iter()
            .any(|message| matches!(message, Message::Fetched { chunk: got, .. } if got == chunk(name)))
    }
}

fn words_of_request(request: &DiskRequest) -> String {
    match request {
        DiskRequest::List => "list".to_owned(),
        DiskRequest::CreateSegment(segment) => format!("create {}", segment.0),
        DiskRequest::DeleteSegment(segment) => format!("delete {}", segment.0),
        DiskRequest::Append { segment, offset, .. } => format!("append to {} at {offset}", segment.0),
        DiskRequest::Fsync(segment) => format!("fsync {}", segment.0),
        DiskRequest::FsyncDirectory => "fsync directory".to_owned(),
        DiskRequest::Read { segment, offset, length } => format!("read {} at {offset}, {length}", segment.0),
        DiskRequest::Truncate { segment, length } => format!("cut {} to {length}", segment.0),
        DiskRequest::Close(segment) => format!("close {}", segment.0),
    }
}

fn words_of_message(message: &Message) -> Option<String> {
    Some(match message {
        Message::Stored { ticket, .. } => format!("{} stored", ticket.0),
        Message::Fetched { ticket, .. } => format!("{} fetched", ticket.0),
        Message::Refused { ticket, why } => format!("{} refused: {}", ticket.0, words_of_refusal(*why)),
        Message::Unfetched { ticket, why, .. } => format!("{} {}", ticket.0, words_of_absence(*why)),
        Message::Verified { ticket, .. } => format!("{} verified", ticket.0),
        Message::Forgotten { ticket, .. } => format!("{} forgotten", ticket.0),
        Message::Damaged { .. } => "damaged".to_owned(),
        Message::Healthy { round } => format!("healthy in round {round}"),
        Message::Inventory(page) => format!("holds {}", page.len()),
        Message::Introduction | Message::Report { .. } => return None,
    })
}

const fn words_of_refusal(why: Refusal) -> &'static str {
    match why {
        Refusal::Full => "full",
        Refusal::DiskFailed => "disk failed",
        Refusal::TooLong => "too long",
        Refusal::NotServing => "not serving",
    }
}

const fn words_of_absence(why: Absence) -> &'static str {
    match why {
        Absence::Missing => "missing",
        Absence::Corrupt => "corrupt",
        Absence::Unreadable => "unreadable",
        Absence::NotServing => "not serving",
    }
}

/// Every disk says this much when it has nothing to say.
#[test]
fn an_empty_disk_lists_nothing() {
    let mut disk = MemoryDisk::new();
    assert_eq!(disk.execute(DiskRequest::List), Ok(DiskDone::Segments(Vec::new())));
}
