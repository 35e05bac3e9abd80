//! Which chunks are on the disk, and where: in memory, rebuilt from the segments at every start.

use std::collections::BTreeMap;

use crate::chunk::ChunkId;
use crate::message::Held;
use crate::store::SegmentNumber;

/// Where a chunk's record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Location {
    pub(super) segment: SegmentNumber,
    pub(super) offset: u64,
    pub(super) record_bytes: u64,
    pub(super) turn: u64,
    /// Whether this process wrote and synced it. Of a record found after a restart only its header is known: good
    /// enough to try to read it, not to tell anybody that his chunk is kept.
    pub(super) durable: bool,
}

#[derive(Debug, Default)]
pub(super) struct Index {
    /// The location to read first.
    first: BTreeMap<ChunkId, Location>,
    /// Further records of the same chunk, latest last. There are few: a chunk is written twice only when its first
    /// record was not known to be durable, and then either of the two may be the good one.
    further: BTreeMap<ChunkId, Vec<Location>>,
}

impl Index {
    pub(super) fn insert(&mut self, id: ChunkId, location: Location) {
        if let Some(earlier) = self.first.insert(id, location) {
            self.further.entry(id).or_default().push(earlier);
        }
    }

    pub(super) fn get(&self, id: &ChunkId) -> Option<Location> {
        self.first.get(id).copied()
    }

    /// Forgets a record that turned out damaged; the next one of the chunk, if any, takes its place.
    pub(super) fn forget(&mut self, id: &ChunkId, damaged: Location) {
        let further = self.further.entry(*id).or_default();
        further.retain(|location| *location != damaged);
        if self.first.get(id) == Some(&damaged) {
            match further.pop() {
                Some(next) => self.first.insert(*id, next),
                None => self.first.remove(id),
            };
        }
        if further.is_empty() {
            self.further.remove(id);
        }
    }

    pub(super) fn held(&self) -> impl Iterator<Item = Held> + '_ {
        self.first.iter().map(|(&id, location)| Held { id, turn: location.turn })
    }
}
