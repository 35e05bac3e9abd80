//! Chunks on their way to the disk, and the tickets that wait for them.

use super::super::desk::Desk;
use crate::chunk::SealedChunk;
use crate::message::{Held, Message, Refusal, Ticket};
use crate::store::DiskError;
use crate::store::record::record_bytes;

/// A chunk that is not durable yet.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(super) chunk: SealedChunk,
    pub(super) turn: u64,
    /// Everybody who asked for it: a repeated request waits with the first one.
    pub(super) tickets: Vec<Ticket>,
    /// How often it was appended without becoming durable.
    pub(super) tries: u8,
}

impl Pending {
    pub(crate) fn new(chunk: SealedChunk, turn: u64, ticket: Ticket) -> Self {
        Self { chunk, turn, tickets: vec![ticket], tries: 0 }
    }

    pub(super) const fn record_bytes(&self) -> u64 {
        record_bytes(&self.chunk)
    }

    /// A record that compaction moves to another segment: nobody waits for it.
    pub(crate) const fn moved(chunk: SealedChunk, turn: u64) -> Self {
        Self { chunk, turn, tickets: Vec::new(), tries: 0 }
    }

    pub(super) const fn is_moved(&self) -> bool {
        self.tickets.is_empty()
    }

    pub(super) fn acknowledge(&self, desk: &mut Desk<'_>) {
        let held = Held { id: self.chunk.id(), turn: self.turn, record_bytes: self.record_bytes() };
        for &ticket in &self.tickets {
            desk.send(Message::Stored { ticket, held });
        }
    }

    pub(super) fn refuse(&self, why: Refusal, desk: &mut Desk<'_>) {
        for &ticket in &self.tickets {
            desk.send(Message::Refused { ticket, why });
        }
    }
}

/// A chunk whose record was handed to the disk.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) offset: u64,
    pub(super) pending: Pending,
}

impl Placed {
    pub(super) const fn end(&self) -> u64 {
        self.offset + self.pending.record_bytes()
    }
}

/// What a disk's error means for whoever asked for a chunk to be kept.
pub(super) const fn refusal(error: DiskError) -> Refusal {
    match error {
        DiskError::Full => Refusal::Full,
        DiskError::NotFound | DiskError::Failed => Refusal::DiskFailed,
    }
}
