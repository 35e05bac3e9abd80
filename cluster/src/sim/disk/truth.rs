//! What is really on a simulated disk: which record stands where, whether it is durable, and whether a fault has harmed
//! it. Neither the node nor the coordinator knows this; the oracles do.
//!
//! Of two good records of one chunk only the later one counts: compaction gives up the earlier one when it has moved it,
//! and that cannot be seen from outside. A record that the process does not know (it could not read it, or was told to forget it) is **hidden** until the next
//! process begins. A copy of a chunk is **good** when one of its records is whole, synced, not hidden, and in a file whose
//! name is durable. It is **clean** when it is good and no order to give it up is under way: then it is something to rely
//! on. It is **readable** when a whole record can be read at the moment, durable or not: after an fsync that failed,
//! nobody can tell the difference (FT09).

use std::collections::{BTreeMap, BTreeSet};

use crate::chunk::ChunkId;
use crate::store::SegmentNumber;

#[derive(Clone, Debug, Default)]
pub(super) struct Truth {
    files: BTreeMap<SegmentNumber, FileTruth>,
    /// Files that were deleted and may come back.
    deleted: BTreeMap<SegmentNumber, FileTruth>,
    counts: Counts,
    /// Chunks that the node is being told to forget.
    disowned: BTreeSet<ChunkId>,
}

/// Records of each chunk.
#[derive(Clone, Debug, Default)]
struct Counts {
    good: BTreeMap<ChunkId, u16>,
    readable: BTreeMap<ChunkId, u16>,
}

#[derive(Clone, Debug, Default)]
struct FileTruth {
    named: bool,
    /// So many records, from the first, were covered by an fsync.
    covered: usize,
    records: Vec<RecordTruth>,
    /// Records that were cut off by a truncation that is not synced.
    cut_off: Vec<RecordTruth>,
}

/// A record as it really is.
#[derive(Clone, Copy, Debug)]
pub(super) struct RecordTruth {
    pub(super) offset: u64,
    pub(super) length: u64,
    pub(super) id: ChunkId,
    pub(super) state: State,
    pub(super) harmed: bool,
    /// The process does not know it.
    hidden: bool,
    /// A later record of the same chunk is synced; this one may have been given up by compaction.
    superseded: bool,
    /// It was cut off, and the cut is not synced.
    cut_off: bool,
}

/// How durable a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// No fsync has covered it.
    Written,
    /// An fsync that failed has dropped it; it is seen until the next power loss.
    Dropped,
    Synced,
}

impl RecordTruth {
    /// A record that was just written, perhaps by a disk that did something else.
    pub(super) const fn written(offset: u64, length: u64, id: ChunkId, harmed: bool) -> Self {
        Self {
            offset,
            length,
            id,
            state: State::Written,
            harmed,
            hidden: false,
            superseded: false,
            cut_off: false,
        }
    }

    pub(super) const fn end(&self) -> u64 {
        self.offset + self.length
    }

    const fn is_counted(&self) -> bool {
        matches!(self.state, State::Synced) && !self.superseded
    }

    const fn is_seen(&self) -> bool {
        !self.harmed && !self.hidden
    }
}

impl Counts {
    fn add(&mut self, record: &RecordTruth, named: bool) {
        if record.is_seen() {
            *self.readable.entry(record.id).or_default() += 1;
            if named && record.is_counted() {
                *self.good.entry(record.id).or_default() += 1;
            }
        }
    }

    fn remove(&mut self, record: &RecordTruth, named: bool) {
        if record.is_seen() {
            take_one(&mut self.readable, record.id);
            if named && record.is_counted() {
                take_one(&mut self.good, record.id);
            }
        }
    }
}

fn take_one(counts: &mut BTreeMap<ChunkId, u16>, id: ChunkId) {
    if let Some(count) = counts.get_mut(&id) {
        *count -= 1;
        if *count == 0 {
            counts.remove(&id);
        }
    }
}

impl Truth {
    /// Whether a good record of the chunk is on the disk.
    pub(super) fn is_good(&self, id: &ChunkId) -> bool {
        self.counts.good.contains_key(id)
    }

    /// Whether the node may be relied on to have the chunk.
    pub(super) fn is_clean(&self, id: &ChunkId) -> bool {
        self.is_good(id) && !self.disowned.contains(id)
    }

    /// Whether a whole synced record is there, hidden or not.
    pub(super) fn is_anywhere(&self, id: &ChunkId) -> bool {
        self.records().any(|(_, record)| record.id == *id && !record.harmed && record.state == State::Synced)
    }

    /// Whether the node counts the chunk as its own and can read it now.
    pub(super) fn is_readable(&self, id: &ChunkId) -> bool {
        self.counts.readable.contains_key(id) && !self.disowned.contains(id)
    }

    /// Whether a record of the chunk was synced here, good or harmed since.
    pub(super) fn was_durable(&self, id: &ChunkId) -> bool {
        let is_it = |record: &RecordTruth| record.state == State::Synced && record.id == *id;
        self.is_good(id) || self.files.values().any(|file| file.named && file.records.iter().any(is_it))
    }

    /// Every chunk with a good record.
    pub(super) fn good_chunks(&self) -> impl Iterator<Item = &ChunkId> {
        self.counts.good.keys()
    }

    pub(super) fn disown(&mut self, id: ChunkId) {
        self.disowned.insert(id);
    }

    pub(super) fn own(&mut self, id: &ChunkId) {
        self.disowned.remove(id);
    }

    /// A process begins: it will find every record there is.
    pub(super) fn show_all(&mut self) {
        self.disowned.clear();
        self.counts = Counts::default();
        for file in self.files.values_mut() {
            for record in &mut file.records {
                (record.hidden, record.superseded) = (false, false);
            }
            file.records.iter().for_each(|record| self.counts.add(record, file.named));
        }
    }

    /// The process forgets every record of a chunk that it knows now; one that is being written it will know later.
    pub(super) fn hide_chunk(&mut self, id: &ChunkId) {
        if self.counts.readable.contains_key(id) {
            self.hide(|_, record| record.id == *id && record.state == State::Synced);
        }
    }

    /// The process could not read these bytes, and forgets the records they belong to.
    pub(super) fn hide_within(&mut self, segment: SegmentNumber, start: u64, end: u64) {
        self.hide(|of, record| of == segment && record.offset < end && start < record.end());
    }

    fn hide(&mut self, is_meant: impl Fn(SegmentNumber, &RecordTruth) -> bool) {
        for (segment, file) in &mut self.files {
            for record in file.records.iter_mut().filter(|record| is_meant(*segment, record)) {
                self.counts.remove(record, file.named);
                record.hidden = true;
            }
        }
    }

    pub(super) fn created(&mut self, segment: SegmentNumber) {
        self.files.insert(segment, FileTruth::default());
    }

    pub(super) fn appended(&mut self, segment: SegmentNumber, record: RecordTruth) {
        if let Some(file) = self.files.get_mut(&segment) {
            self.counts.add(&record, file.named);
            file.records.push(record);
        }
    }

    pub(super) fn synced(&mut self, segment: SegmentNumber) {
        self.supersede(segment);
        let Some(file) = self.files.get_mut(&segment) else { return };
        file.cut_off.clear();
        for record in file.records[file.covered..].iter_mut().filter(|record| record.state == State::Written)
        {
            self.counts.remove(record, file.named);
            record.state = State::Synced;
            self.counts.add(record, file.named);
        }
        file.covered = file.records.len();
    }

    /// The records that are about to be synced take the place of earlier ones of their chunks.
    fn supersede(&mut self, segment: SegmentNumber) {
        let fresh = self.files.get(&segment).map_or(&[][..], |file| &file.records[file.covered..]);
        let written = fresh.iter().filter(|record| record.state == State::Written).map(|record| record.id);
        let again: Vec<ChunkId> = written.filter(|id| self.counts.good.contains_key(id)).collect();
        if again.is_empty() {
            return;
        }
        for file in self.files.values_mut() {
            for record in
                file.records.iter_mut().filter(|it| it.state == State::Synced && again.contains(&it.id))
            {
                self.counts.remove(record, file.named);
                record.superseded = true;
                self.counts.add(record, file.named);
            }
        }
    }

    /// An fsync failed and dropped what it was for; readers still see it.
    pub(super) fn dropped(&mut self, segment: SegmentNumber) {
        let Some(file) = self.files.get_mut(&segment) else { return };
        for record in file.records[file.covered..].iter_mut().filter(|record| record.state == State::Written)
        {
            record.state = State::Dropped;
        }
    }

    /// An fsync failed and what it was for is gone, for readers too.
    pub(super) fn reverted(&mut self, segment: SegmentNumber) {
        let Some(file) = self.files.get_mut(&segment) else { return };
        for record in file.records.extract_if(.., |record| record.state != State::Synced) {
            self.counts.remove(&record, file.named);
        }
        let back = core::mem::take(&mut file.cut_off);
        for record in back.into_iter().filter(|record| record.state == State::Synced) {
            let record = RecordTruth { cut_off: false, ..record };
            self.counts.add(&record, file.named);
            file.records.push(record);
        }
        file.covered = file.records.len();
    }

    pub(super) fn names_synced(&mut self) {
        self.deleted.clear();
        for file in self.files.values_mut().filter(|file| !file.named) {
            file.records.iter().for_each(|record| self.counts.remove(record, false));
            file.named = true;
            file.records.iter().for_each(|record| self.counts.add(record, true));
        }
    }

    /// What stands behind this length is gone, if no crash brings it back.
    pub(super) fn truncated(&mut self, segment: SegmentNumber, length: u64) {
        let Some(file) = self.files.get_mut(&segment) else { return };
        while let Some(record) = file.records.pop_if(|record| record.end() > length) {
            self.counts.remove(&record, file.named);
            file.cut_off.push(RecordTruth { cut_off: true, ..record });
        }
        file.covered = file.covered.min(file.records.len());
    }

    pub(super) fn deleted(&mut self, segment: SegmentNumber) {
        if let Some(file) = self.files.remove(&segment) {
            file.records.iter().for_each(|record| self.counts.remove(record, file.named));
            self.deleted.insert(segment, file);
        }
    }

    /// A fault changed these bytes: every record that has one of them is harmed.
    pub(super) fn harmed(&mut self, segment: SegmentNumber, start: u64, end: u64) {
        let Some(file) = self.files.get_mut(&segment) else { return };
        for record in file.records.iter_mut().filter(|it| it.offset < end && start < it.end()) {
            self.counts.remove(record, file.named);
            record.harmed = true;
        }
    }

    /// The chunks whose records have one of these bytes.
    pub(super) fn chunks_within(&self, segment: SegmentNumber, start: u64, end: u64) -> Vec<ChunkId> {
        let records = self.files.get(&segment).map_or(&[][..], |file| &file.records);
        records.iter().filter(|it| it.offset < end && start < it.end()).map(|record| record.id).collect()
    }

    /// Every record, with its file.
    pub(super) fn records(&self) -> impl Iterator<Item = (SegmentNumber, &RecordTruth)> {
        self.files.iter().flat_map(|(segment, file)| file.records.iter().map(|record| (*segment, record)))
    }

    /// Power was lost: only these files are left, and of the records that were not synced those that `is_whole` finds.
    pub(super) fn crashed(
        &mut self,
        left: &[SegmentNumber],
        is_whole: &dyn Fn(SegmentNumber, &RecordTruth) -> bool,
    ) -> Losses {
        let mut losses = Losses::default();
        for (segment, file) in core::mem::take(&mut self.deleted) {
            if left.contains(&segment) {
                losses.files_back += 1;
                self.files.insert(segment, file);
            }
        }
        let before = self.files.len();
        self.files.retain(|segment, _| left.contains(segment));
        losses.files = before - self.files.len();
        self.counts = Counts::default();
        for (segment, file) in &mut self.files {
            file.settle(*segment, is_whole, &mut losses);
            file.records.iter().for_each(|record| self.counts.add(record, true));
        }
        losses
    }
}

impl FileTruth {
    /// After a crash: what is whole is as good as synced, what is not is gone.
    fn settle(
        &mut self,
        segment: SegmentNumber,
        is_whole: &dyn Fn(SegmentNumber, &RecordTruth) -> bool,
        losses: &mut Losses,
    ) {
        self.named = true;
        self.records.append(&mut self.cut_off);
        self.records.sort_by_key(|record| record.offset);
        self.records.retain_mut(|record| {
            // What was synced and cannot have been cut off is as it was.
            if record.state == State::Synced && !record.cut_off {
                return true;
            }
            let unsure = record.state != State::Synced;
            let spared = !record.harmed && is_whole(segment, record);
            losses.records += usize::from(unsure && !spared);
            losses.spared += usize::from(unsure && spared);
            (record.state, record.cut_off) = (State::Synced, false);
            spared
        });
        self.covered = self.records.len();
    }
}

/// What a power loss did.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Losses {
    pub(super) records: usize,
    pub(super) spared: usize,
    pub(super) files: usize,
    pub(super) files_back: usize,
}
