//! Writing: append, fsync, then acknowledge.
//!
//! One segment is open at a time. Chunks wait in a queue; as many of them as make a **batch** are appended, then one
//! fsync covers them all (group commit), then their tickets are answered and the next batch begins. So at most
//! [`BATCH_BYTES_MAX`] bytes are ever written and not synced, which bounds what recovery must verify.
//!
//! ```text
//! CLOSED --a chunk waits--> CREATING --> NAMING (directory fsync) --> OPEN --batch appended--> SYNCING --> OPEN
//!    ^                                                                  |                         |
//!    |                                 segment full, nothing unsynced   |
//!    +------------------------------------------------------------------+
//! SYNCING --fsync failed--> WITHDRAWING (truncate the batch) --> CLOSED
//! OPEN --an append failed, and the good ones are synced--> CUTTING (truncate the debris) --> OPEN
//! ```
//!
//! - A new segment is usable only when its *name* is durable (FT08).
//! - After a failed fsync the segment is suspect: it is never written or synced again, because the next fsync may claim
//!   what is not so (FT09). Its batch is cut off and goes to a new segment once; then it is refused.
//! - After a failed append the debris is cut off, so that a disk that was full for a while leaves no holes (FT12).
//! - Bytes on the disk, dead ones and those on their way included, never exceed the capacity (INV-C3). Compaction may
//!   go beyond what clients may fill ([`fillable_bytes`]).

mod pending;

use std::collections::{BTreeMap, VecDeque};

pub(crate) use pending::Pending;
use pending::{Placed, refusal};

use super::desk::Desk;
use super::event::OperationId;
use super::index::{Index, Location};
use super::recovery::Recovered;
use crate::chunk::ChunkId;
use crate::layout::fillable_bytes;
use crate::message::{Refusal, Ticket};
use crate::store::record::{BODY_BYTES_MAX, DiskTag, Record, Spot};
use crate::store::{DiskDone, DiskError, DiskRequest, SegmentNumber};

/// A segment is full at this length. Damage, suspicion and compaction concern one segment at a time.
pub const SEGMENT_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Bytes that one fsync covers at most: enough to make its cost small, few enough to keep waiting times short.
pub const BATCH_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// How often a chunk is appended before it is refused.
const TRIES_MAX: u8 = 2;

/// How a node divides its disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Space {
    /// Bytes that all segments together may take.
    pub capacity_bytes: u64,
    /// A segment is full at this length.
    pub segment_bytes: u64,
}

impl Space {
    /// So many bytes, in segments of the usual length.
    pub const fn of(capacity_bytes: u64) -> Self {
        Self { capacity_bytes, segment_bytes: SEGMENT_BYTES_MAX }
    }
}

#[derive(Debug)]
pub(super) struct Writer {
    tag: DiskTag,
    space: Space,
    /// The length of every segment, appends on their way included.
    lengths: BTreeMap<SegmentNumber, u64>,
    /// Their sum.
    used_bytes: u64,
    phase: Phase,
    /// The open segment, or the last one that was.
    segment: SegmentNumber,
    /// Where its next record begins.
    end: u64,
    /// Where its last good record ends: less than `end` when an append failed.
    good_end: u64,
    /// Bytes appended since the last fsync.
    batch_bytes: u64,
    /// An append of this batch failed: no more of them before the debris is cut off.
    append_failed: bool,
    queue: VecDeque<Pending>,
    appending: BTreeMap<OperationId, Placed>,
    appended: Vec<Placed>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Closed,
    Creating(OperationId),
    Naming(OperationId),
    Open,
    Syncing(OperationId),
    Cutting(OperationId),
    Withdrawing(OperationId),
}

impl Writer {
    /// A writer that continues behind what recovery found; it begins with a fresh segment.
    pub(super) fn new(tag: DiskTag, space: Space, recovered: Recovered) -> Self {
        Self {
            tag,
            space,
            used_bytes: recovered.lengths.values().sum(),
            lengths: recovered.lengths,
            phase: Phase::Closed,
            segment: SegmentNumber(recovered.newest),
            end: 0,
            good_end: 0,
            batch_bytes: 0,
            append_failed: false,
            queue: VecDeque::new(),
            appending: BTreeMap::new(),
            appended: Vec::new(),
        }
    }

    pub(super) const fn used_bytes(&self) -> u64 {
        self.used_bytes
    }

    /// The disk as this writer leaves it, for whoever comes after.
    pub(super) fn leave(&mut self) -> Recovered {
        Recovered { lengths: core::mem::take(&mut self.lengths), newest: self.segment.0 }
    }

    /// The segments that are not written to any more, with their lengths.
    pub(super) fn closed_segments(&self) -> impl Iterator<Item = (SegmentNumber, u64)> + '_ {
        let open = (self.phase != Phase::Closed).then_some(self.segment);
        self.lengths
            .iter()
            .map(|(&segment, &length)| (segment, length))
            .filter(move |(it, _)| Some(*it) != open)
    }

    /// Closes the open segment if nothing is on its way to it and `dead_enough` holds for its length: only a closed
    /// segment can be compacted.
    pub(super) fn close_if(
        &mut self,
        dead_enough: impl FnOnce(SegmentNumber, u64) -> bool,
        desk: &mut Desk<'_>,
    ) {
        let idle = self.phase == Phase::Open && self.queue.is_empty() && self.appending.is_empty();
        if idle && self.appended.is_empty() && self.end > 0 && dead_enough(self.segment, self.end) {
            self.close(desk);
        }
    }

    /// A segment is gone from the disk.
    pub(super) fn deleted(&mut self, segment: SegmentNumber) {
        self.used_bytes -= self.lengths.remove(&segment).unwrap_or_default();
    }

    /// Whether the chunk is on its way to the disk.
    pub(super) fn is_writing(&mut self, id: ChunkId) -> bool {
        self.tickets_of(id).is_some()
    }

    /// Takes a chunk, or a further ticket for one that is on its way already.
    pub(super) fn store(&mut self, pending: Pending, desk: &mut Desk<'_>) {
        if let Some(tickets) = self.tickets_of(pending.chunk.id()) {
            tickets.extend(pending.tickets);
        } else if pending.chunk.bytes().len() > BODY_BYTES_MAX {
            pending.refuse(Refusal::TooLong, desk);
        } else if !self.has_room(&pending) {
            pending.refuse(Refusal::Full, desk);
        } else {
            self.queue.push_back(pending);
            self.go_on(desk);
        }
    }

    /// Takes the disk's answer to one of the writer's operations.
    pub(super) fn on_disk(
        &mut self,
        operation: OperationId,
        result: Result<DiskDone, DiskError>,
        index: &mut Index,
        desk: &mut Desk<'_>,
    ) {
        if let Some(placed) = self.appending.remove(&operation) {
            self.on_append(placed, result, desk);
        } else {
            self.on_phase(operation, result, index, desk);
        }
        self.go_on(desk);
    }

    fn on_append(&mut self, placed: Placed, result: Result<DiskDone, DiskError>, desk: &mut Desk<'_>) {
        match result {
            Ok(_) => {
                self.good_end = self.good_end.max(placed.end());
                self.appended.push(placed);
            }
            Err(error) => {
                self.append_failed = true;
                placed.pending.refuse(refusal(error), desk);
            }
        }
    }

    fn on_phase(
        &mut self,
        operation: OperationId,
        result: Result<DiskDone, DiskError>,
        index: &mut Index,
        desk: &mut Desk<'_>,
    ) {
        match (self.phase, result) {
            (Phase::Creating(waiting), Ok(_)) if waiting == operation => {
                self.phase = Phase::Naming(desk.ask(DiskRequest::FsyncDirectory));
            }
            (Phase::Creating(waiting) | Phase::Naming(waiting), Err(error)) if waiting == operation => {
                self.close(desk);
                self.queue.drain(..).for_each(|pending| pending.refuse(refusal(error), desk));
            }
            (Phase::Naming(waiting), Ok(_)) if waiting == operation => self.phase = Phase::Open,
            (Phase::Syncing(waiting), Ok(_)) if waiting == operation => self.acknowledge_batch(index, desk),
            (Phase::Syncing(waiting), Err(_)) if waiting == operation => self.move_batch(desk),
            (Phase::Cutting(waiting), Ok(_)) if waiting == operation => {
                self.used_bytes -= self.end - self.good_end;
                self.end = self.good_end;
                self.lengths.insert(self.segment, self.end);
                self.phase = Phase::Open;
            }
            (Phase::Cutting(waiting), Err(_)) if waiting == operation => self.close(desk),
            (Phase::Withdrawing(waiting), result) if waiting == operation => {
                if result.is_ok() {
                    self.used_bytes -= self.end - self.good_end;
                    self.lengths.insert(self.segment, self.good_end);
                }
                self.close(desk);
            }
            _ => {}
        }
    }

    /// The fsync covered every record of the batch: now, and not earlier, they count.
    fn acknowledge_batch(&mut self, index: &mut Index, desk: &mut Desk<'_>) {
        for Placed { offset, pending } in self.appended.drain(..) {
            let (record_bytes, turn) = (pending.record_bytes(), pending.turn);
            index.insert(
                pending.chunk.id(),
                Location { segment: self.segment, offset, record_bytes, turn, durable: true },
            );
            pending.acknowledge(desk);
        }
        self.phase = Phase::Open;
    }

    /// The fsync failed: nothing of the batch counts. It goes to the head of the queue, for a new segment, and the old
    /// one is cut back to where the batch began. The disk may have dropped the bytes and yet show them until it loses
    /// power; a process that starts before that must not find them and take them for durable (FT09).
    fn move_batch(&mut self, desk: &mut Desk<'_>) {
        self.good_end = self.appended.iter().map(|placed| placed.offset).min().unwrap_or(self.good_end);
        let cut = DiskRequest::Truncate { segment: self.segment, length: self.good_end };
        self.phase = Phase::Withdrawing(desk.ask(cut));
        for Placed { mut pending, .. } in core::mem::take(&mut self.appended).into_iter().rev() {
            pending.tries += 1;
            if pending.tries >= TRIES_MAX {
                pending.refuse(Refusal::DiskFailed, desk);
            } else if !self.has_room(&pending) {
                pending.refuse(Refusal::Full, desk);
            } else {
                self.queue.push_front(pending);
            }
        }
    }

    /// Does the next thing there is to do, if nothing has to be waited for.
    fn go_on(&mut self, desk: &mut Desk<'_>) {
        match self.phase {
            Phase::Closed if !self.queue.is_empty() => self.create(desk),
            Phase::Open => self.fill_batch(desk),
            Phase::Closed
            | Phase::Creating(_)
            | Phase::Naming(_)
            | Phase::Syncing(_)
            | Phase::Cutting(_)
            | Phase::Withdrawing(_) => {}
        }
    }

    fn create(&mut self, desk: &mut Desk<'_>) {
        self.segment = SegmentNumber(self.segment.0 + 1);
        (self.end, self.good_end) = (0, 0);
        self.lengths.insert(self.segment, 0);
        self.phase = Phase::Creating(desk.ask(DiskRequest::CreateSegment(self.segment)));
    }

    fn fill_batch(&mut self, desk: &mut Desk<'_>) {
        if self.appending.is_empty() && self.appended.is_empty() && self.good_end == self.end {
            (self.batch_bytes, self.append_failed) = (0, false);
        }
        while self.next_fits()
            && let Some(pending) = self.queue.pop_front()
        {
            self.append(pending, desk);
        }
        if !self.appending.is_empty() {
            return;
        }
        if !self.appended.is_empty() {
            self.phase = Phase::Syncing(desk.ask(DiskRequest::Fsync(self.segment)));
        } else if self.good_end < self.end {
            let cut = DiskRequest::Truncate { segment: self.segment, length: self.good_end };
            self.phase = Phase::Cutting(desk.ask(cut));
        } else if !self.queue.is_empty() {
            self.close(desk);
            self.create(desk);
        }
    }

    fn next_fits(&self) -> bool {
        let Some(bytes) = self.queue.front().map(Pending::record_bytes) else { return false };
        let segment_fits = self.end == 0 || self.end + bytes <= self.space.segment_bytes;
        let batch_fits = self.batch_bytes == 0 || self.batch_bytes + bytes <= BATCH_BYTES_MAX;
        segment_fits && batch_fits && !self.append_failed
    }

    fn append(&mut self, pending: Pending, desk: &mut Desk<'_>) {
        let (segment, offset) = (self.segment, self.end);
        let record = Record::new(&Spot { disk: self.tag, segment, offset }, pending.turn, &pending.chunk);
        self.end += record.size();
        self.batch_bytes += record.size();
        self.used_bytes += record.size();
        self.lengths.insert(segment, self.end);
        let operation = desk.ask(DiskRequest::Append { segment, offset, record });
        self.appending.insert(operation, Placed { offset, pending });
    }

    fn close(&mut self, desk: &mut Desk<'_>) {
        desk.ask(DiskRequest::Close(self.segment));
        self.phase = Phase::Closed;
    }

    fn has_room(&self, pending: &Pending) -> bool {
        let queued: u64 = self.queue.iter().map(Pending::record_bytes).sum();
        let bound = if pending.is_moved() {
            self.space.capacity_bytes
        } else {
            fillable_bytes(self.space.capacity_bytes)
        };
        self.used_bytes + queued + pending.record_bytes() <= bound
    }

    fn tickets_of(&mut self, id: ChunkId) -> Option<&mut Vec<Ticket>> {
        let placed = self.appending.values_mut().chain(&mut self.appended).map(|placed| &mut placed.pending);
        placed
            .chain(&mut self.queue)
            .find(|pending| pending.chunk.id() == id)
            .map(|pending| &mut pending.tickets)
    }
}
