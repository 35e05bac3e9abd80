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

impl Location {
    /// What is told of the chunk of this record.
    pub(super) const fn held(&self, id: ChunkId) -> Held {
        Held { id, turn: self.turn, record_bytes: self.record_bytes }
    }
}

#[derive(Debug, Default)]
pub(super) struct Index {
    /// The location to read first.
    first: BTreeMap<ChunkId, Location>,
    /// Further records of the same chunk, latest last. There are few: a chunk is written twice only when its first
    /// record was not known to be durable, and then either of the two may be the good one.
    further: BTreeMap<ChunkId, Vec<Location>>,
    /// Bytes of the known records of each segment: what is missing to its length is dead.
    live: BTreeMap<SegmentNumber, u64>,
}

impl Index {
    pub(super) fn insert(&mut self, id: ChunkId, location: Location) {
        *self.live.entry(location.segment).or_default() += location.record_bytes;
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
        let before = further.len();
        further.retain(|location| *location != damaged);
        let mut forgotten = before - further.len();
        if self.first.get(id) == Some(&damaged) {
            forgotten += 1;
            match further.pop() {
                Some(next) => self.first.insert(*id, next),
                None => self.first.remove(id),
            };
        }
        if further.is_empty() {
            self.further.remove(id);
        }
        if forgotten > 0 {
            self.bury(&damaged);
        }
    }

    /// Forgets every record of a chunk.
    pub(super) fn forget_chunk(&mut self, id: &ChunkId) {
        let first = self.first.remove(id);
        let further = self.further.remove(id).unwrap_or_default();
        first.into_iter().chain(further).for_each(|location| self.bury(&location));
    }

    /// Whether this record of the chunk is known.
    pub(super) fn knows(&self, id: &ChunkId, location: Location) -> bool {
        self.get(id) == Some(location) || self.further.get(id).is_some_and(|all| all.contains(&location))
    }

    /// Bytes of the known records of a segment.
    pub(super) fn live_bytes(&self, segment: SegmentNumber) -> u64 {
        self.live.get(&segment).copied().unwrap_or_default()
    }

    /// The known records of a segment; looks at every chunk.
    pub(super) fn records_in(&self, segment: SegmentNumber) -> Vec<(ChunkId, Location)> {
        let all = self.first.iter().map(|(id, location)| (*id, *location));
        let further = self.further.iter().flat_map(|(id, all)| all.iter().map(|location| (*id, *location)));
        all.chain(further).filter(|(_, location)| location.segment == segment).collect()
    }

    pub(super) fn held(&self) -> impl Iterator<Item = Held> + '_ {
        self.first.iter().map(|(&id, location)| location.held(id))
    }

    fn bury(&mut self, dead: &Location) {
        let live = self.live.entry(dead.segment).or_default();
        *live = live.checked_sub(dead.record_bytes).expect("what was counted when it was inserted");
        if *live == 0 {
            self.live.remove(&dead.segment);
        }
    }
}
