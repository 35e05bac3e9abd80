//! Reading the disk after a start: list the segments, scan each, mend the end of the newest.
//!
//! A crash may have left a torn record at the end of the newest segment; it is cut off. Records behind the last fsync
//! may be whole and yet not durable (the page cache outlives a killed process), so the newest segment and the directory
//! are synced before the node serves. Doing all this twice changes nothing, so a crash during recovery is no special
//! case (FT02).
//!
//! Even so a record found here is not *known* to be whole: in an older segment only headers are read. Such a record is
//! listed and read, and every read verifies it; but a chunk that is asked to be stored is written again.
//!
//! A segment that cannot be read further is left as it is: the records found before the trouble count.

use std::collections::{BTreeMap, VecDeque};

use super::desk::Desk;
use super::event::OperationId;
use super::index::{Index, Location};
use super::writer::BATCH_BYTES_MAX;
use crate::store::record::DiskTag;
use crate::store::scan::{Found, Scan};
use crate::store::{DiskDone, DiskError, DiskRequest, SegmentNumber};

#[derive(Debug)]
pub(super) struct Recovery {
    tag: DiskTag,
    stage: Stage,
    waiting: OperationId,
    /// Segments to scan, oldest first.
    left: VecDeque<(SegmentNumber, u64)>,
    newest: Option<(SegmentNumber, u64)>,
    recovered: Recovered,
}

#[derive(Debug)]
enum Stage {
    Listing,
    Scanning(Scan),
    Cutting { good_end: u64 },
    Syncing,
    SyncingDirectory,
}

/// What recovery found out besides the index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Recovered {
    /// The length of every segment.
    pub(super) lengths: BTreeMap<SegmentNumber, u64>,
    /// The newest segment there is, 0 when there is none.
    pub(super) newest: u32,
}

pub(super) enum Progress {
    Working,
    Done(Recovered),
    /// The disk does not even list its segments.
    Stuck,
}

impl Recovery {
    pub(super) fn begin(tag: DiskTag, desk: &mut Desk<'_>) -> Self {
        let waiting = desk.ask(DiskRequest::List);
        let recovered = Recovered::default();
        Self { tag, stage: Stage::Listing, waiting, left: VecDeque::new(), newest: None, recovered }
    }

    pub(super) fn on_disk(
        &mut self,
        operation: OperationId,
        result: Result<DiskDone, DiskError>,
        index: &mut Index,
        desk: &mut Desk<'_>,
    ) -> Progress {
        if operation != self.waiting {
            return Progress::Working;
        }
        match (core::mem::replace(&mut self.stage, Stage::Listing), result) {
            (Stage::Listing, Ok(DiskDone::Segments(segments))) => self.listed(segments, desk),
            (Stage::Listing, _) => return Progress::Stuck,
            (Stage::Scanning(mut scan), Ok(DiskDone::Bytes(bytes))) => {
                let mut found = Vec::new();
                scan.feed(&bytes, &mut found);
                found.into_iter().for_each(|found| index_found(index, scan.segment(), &found));
                self.scan_on(scan, desk);
            }
            (Stage::Scanning(_), _) => self.next_segment(desk),
            (Stage::Cutting { good_end }, result) => {
                if let (Some((newest, _)), Ok(_)) = (self.newest, result) {
                    self.recovered.lengths.insert(newest, good_end);
                }
                self.sync(desk);
            }
            (Stage::Syncing, _) => {
                self.stage = Stage::SyncingDirectory;
                self.waiting = desk.ask(DiskRequest::FsyncDirectory);
            }
            (Stage::SyncingDirectory, _) => {
                if let Some((segment, _)) = self.newest {
                    desk.ask(DiskRequest::Close(segment));
                }
                return Progress::Done(core::mem::take(&mut self.recovered));
            }
        }
        self.progress()
    }

    /// Nothing on the disk: nothing to mend either.
    fn progress(&self) -> Progress {
        match (&self.stage, self.newest) {
            (Stage::Listing, None) => Progress::Done(Recovered::default()),
            _ => Progress::Working,
        }
    }

    fn listed(&mut self, segments: Vec<(SegmentNumber, u64)>, desk: &mut Desk<'_>) {
        self.recovered.lengths = segments.iter().copied().collect();
        self.newest = segments.last().copied();
        self.recovered.newest = self.newest.map_or(0, |(segment, _)| segment.0);
        self.left = segments.into();
        self.next_segment(desk);
    }

    fn next_segment(&mut self, desk: &mut Desk<'_>) {
        match self.left.pop_front() {
            Some((segment, length)) => {
                let is_newest = self.newest.is_some_and(|(newest, _)| newest == segment);
                let verify_from = if is_newest { tail_start(length) } else { u64::MAX };
                self.scan_on(Scan::new(self.tag, segment, length, verify_from), desk);
            }
            None if self.newest.is_some() => self.sync(desk),
            None => {}
        }
    }

    fn scan_on(&mut self, scan: Scan, desk: &mut Desk<'_>) {
        let segment = scan.segment();
        if let Some((offset, length)) = scan.wants() {
            self.stage = Stage::Scanning(scan);
            self.waiting = desk.ask(DiskRequest::Read { segment, offset, length });
            return;
        }
        let good_end = scan.good_end();
        match self.newest {
            Some((newest, length)) if newest == segment && good_end < length => {
                self.stage = Stage::Cutting { good_end };
                self.waiting = desk.ask(DiskRequest::Truncate { segment, length: good_end });
            }
            _ => self.next_segment(desk),
        }
    }

    fn sync(&mut self, desk: &mut Desk<'_>) {
        if let Some((segment, _)) = self.newest {
            self.stage = Stage::Syncing;
            self.waiting = desk.ask(DiskRequest::Fsync(segment));
        }
    }
}

/// Where the bytes begin that a crash may have hit: at most one batch was not synced.
const fn tail_start(length: u64) -> u64 {
    length.saturating_sub(BATCH_BYTES_MAX)
}

fn index_found(index: &mut Index, segment: SegmentNumber, found: &Found) {
    let Found { offset, header } = *found;
    let location =
        Location { segment, offset, record_bytes: header.record_bytes(), turn: header.turn, durable: false };
    index.insert(header.id, location);
}
