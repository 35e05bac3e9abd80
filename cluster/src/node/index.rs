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
pub(super) struct Index(BTreeMap<ChunkId, Location>);

impl Index {
    /// Adds a record. Of two records of one chunk the later one counts: the earlier may lie in a suspect segment.
    pub(super) fn insert(&mut self, id: ChunkId, location: Location) {
        self.0.insert(id, location);
    }

    pub(super) fn get(&self, id: &ChunkId) -> Option<Location> {
        self.0.get(id).copied()
    }

    /// Forgets a record that turned out damaged, unless the chunk was stored again meanwhile.
    pub(super) fn forget(&mut self, id: &ChunkId, damaged: Location) {
        if self.get(id) == Some(damaged) {
            self.0.remove(id);
        }
    }

    pub(super) fn held(&self) -> impl Iterator<Item = Held> + '_ {
        self.0.iter().map(|(&id, location)| Held { id, turn: location.turn })
    }
}
