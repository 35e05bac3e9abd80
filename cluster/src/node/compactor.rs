//! Compaction: gives the space of forgotten chunks back, one segment after the other.
//!
//! A closed segment of which half or more is dead is *evacuated*: each of its live records is read, verified and handed
//! to the writer, which appends it to the open segment like any other. When the new records are durable the old
//! segment is deleted and the directory synced; only then its bytes count as free.
//!
//! ```text
//! IDLE --a segment is half dead--> READING <-> MOVING --no live record left--> DELETING --> NAMING --> IDLE
//!   ^                                 |           |                                |
//!   +---- the disk failed: given up until the next start --------------------------+
//! ```
//!
//! - A crash at any point leaves the old record, the new one or both, and recovery knows what to do with two.
//! - A record that turns out damaged is forgotten and told: it would have been lost on the next read as well (FT05).
//! - One record is in memory at a time. Clients come first: the next record is read when the writer's queue is short.
//!
//! There is no tombstone. A chunk that was forgotten and whose segment still stands is found again after a restart,
//! told in the inventory, and collected again: nobody can read it meanwhile, because no metadata refers to it (INV-D6).

use std::collections::{BTreeSet, VecDeque};

use super::desk::Desk;
use super::event::OperationId;
use super::index::{Index, Location};
use super::writer::{Pending, Writer};
use crate::chunk::ChunkId;
use crate::message::Message;
use crate::store::record::{DiskTag, Spot, verify};
use crate::store::{DiskDone, DiskError, DiskRequest, SegmentNumber};

#[derive(Debug)]
pub(super) struct Compactor {
    tag: DiskTag,
    work: Option<Work>,
    /// Segments whose evacuation failed: not tried again before the next start.
    given_up: BTreeSet<SegmentNumber>,
}

#[derive(Debug)]
struct Work {
    segment: SegmentNumber,
    left: VecDeque<(ChunkId, Location)>,
    stage: Stage,
}

#[derive(Clone, Copy, Debug)]
enum Stage {
    /// Nothing waits: read the next record, or delete the segment.
    Between,
    Reading(OperationId, ChunkId, Location),
    Moving(ChunkId, Location),
    Deleting(OperationId),
    Naming(OperationId),
}

impl Compactor {
    pub(super) const fn new(tag: DiskTag) -> Self {
        Self { tag, work: None, given_up: BTreeSet::new() }
    }

    /// Takes the disk's answer, if it is to one of the compactor's operations.
    pub(super) fn on_disk(
        &mut self,
        operation: OperationId,
        result: &Result<DiskDone, DiskError>,
        index: &mut Index,
        writer: &mut Writer,
        desk: &mut Desk<'_>,
    ) -> bool {
        let Some(work) = &mut self.work else { return false };
        match (work.stage, result) {
            (Stage::Reading(asked, id, location), Ok(DiskDone::Bytes(record))) if asked == operation => {
                let spot = Spot { disk: self.tag, segment: location.segment, offset: location.offset };
                match verify(&spot, record).filter(|chunk| chunk.id() == id) {
                    Some(chunk) => {
                        work.stage = Stage::Moving(id, location);
                        writer.store(Pending::moved(chunk, location.turn), desk);
                    }
                    None => {
                        work.stage = Stage::Between;
                        index.forget(&id, location);
                        if index.get(&id).is_none() {
                            desk.send(Message::Damaged { id });
                        }
                    }
                }
            }
            (Stage::Deleting(asked), Ok(_)) if asked == operation => {
                work.stage = Stage::Naming(desk.ask(DiskRequest::FsyncDirectory));
            }
            (Stage::Naming(asked), Ok(_)) if asked == operation => {
                writer.deleted(work.segment);
                self.work = None;
            }
            (Stage::Reading(asked, ..) | Stage::Deleting(asked) | Stage::Naming(asked), _)
                if asked == operation =>
            {
                self.give_up();
            }
            _ => return false,
        }
        true
    }

    /// Does the next thing there is to do.
    pub(super) fn go_on(&mut self, index: &mut Index, writer: &mut Writer, desk: &mut Desk<'_>) {
        if self.work.is_none() {
            self.choose(index, writer, desk);
        }
        let Some(work) = &mut self.work else { return };
        if let Stage::Moving(id, location) = work.stage {
            let moved = index.get(&id).is_none_or(|now| now != location && now.durable);
            if !moved && writer.is_writing(id) {
                return;
            }
            if !moved {
                return self.give_up();
            }
            // The chunk stands elsewhere, or was forgotten meanwhile: this record is dead.
            index.forget(&id, location);
            work.stage = Stage::Between;
        }
        if matches!(work.stage, Stage::Between) {
            work.next(index, desk);
        }
    }

    fn choose(&mut self, index: &Index, writer: &mut Writer, desk: &mut Desk<'_>) {
        let half_dead = |segment, length: u64| index.live_bytes(segment) * 2 <= length;
        writer.close_if(half_dead, desk);
        let candidates = writer.closed_segments().filter(|(segment, _)| !self.given_up.contains(segment));
        let deadest = candidates
            .filter(|&(segment, length)| half_dead(segment, length))
            .min_by_key(|&(segment, _)| index.live_bytes(segment));
        self.work = deadest.map(|(segment, _)| Work {
            segment,
            left: index.records_in(segment).into(),
            stage: Stage::Between,
        });
    }

    fn give_up(&mut self) {
        self.given_up.extend(self.work.take().map(|work| work.segment));
    }
}

impl Work {
    /// Reads the next record that is still alive; deletes the segment when there is none.
    fn next(&mut self, index: &Index, desk: &mut Desk<'_>) {
        while let Some((id, location)) = self.left.pop_front() {
            if index.knows(&id, location) {
                let Location { segment, offset, record_bytes, .. } = location;
                let length = usize::try_from(record_bytes).expect("a record fits into memory");
                let operation = desk.ask(DiskRequest::Read { segment, offset, length });
                self.stage = Stage::Reading(operation, id, location);
                return;
            }
        }
        self.stage = Stage::Deleting(desk.ask(DiskRequest::DeleteSegment(self.segment)));
    }
}
