//! The coordinator's patience and habits: every interval it waits for, in one place.
//!
//! The live server uses [`Tuning::default`]; the simulator draws others, because a rule that only works with round
//! numbers is none.

use core::time::Duration;

/// Intervals and bounds of one coordinator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tuning {
    /// How long a node may take to store a chunk before another one is asked as well. Far above an fsync on a busy disk,
    /// because asking too early doubles the work of a disk that has too much already.
    pub put_patience: Duration,
    /// How long a put may take in all.
    pub put_deadline: Duration,
    /// How long a holder may take before another one is asked as well (INV-V2): above what a disk under load takes for
    /// one batch.
    pub hedge_after: Duration,
    /// How long a get may take in all.
    pub get_deadline: Duration,
    /// A health check goes to all nodes this often.
    pub heartbeat_every: Duration,
    /// Health checks in a row without an answer before a node is suspected: it gets no new copies.
    pub suspect_after: u32,
    /// Health checks in a row without an answer before a node counts as gone.
    pub dead_after: u32,
    /// How long a node may be gone before its copies no longer count and others are made.
    pub repair_after: Duration,
    /// A stretch of the directory is looked through this often for chunks that need a copy, a move or a trim.
    pub upkeep_every: Duration,
    /// Chunks that are copied, moved or trimmed at the same time while clients ask for little.
    pub jobs_max: usize,
    /// Garbage is looked for this often.
    pub collect_every: Duration,
    /// How long a chunk must have been dead before it is asked about again and given up. Longer than any upload takes
    /// from a durable chunk to the row that refers to it.
    pub collect_grace: Duration,
    /// Every copy is read and verified once in this time.
    pub scrub_every: Duration,
}

/// Chunks that may wait before one on the link to a node when clients and repair are busy.
const CHUNKS_QUEUED: u32 = 12;

impl Tuning {
    /// The same with more patience, for links on which one chunk takes this long.
    pub fn for_links(self, chunk_takes: Duration) -> Self {
        let queue = chunk_takes * CHUNKS_QUEUED;
        Self {
            put_patience: self.put_patience + queue,
            put_deadline: self.put_deadline + queue * 2,
            hedge_after: self.hedge_after + queue,
            get_deadline: self.get_deadline + queue * 2,
            ..self
        }
    }
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            put_patience: Duration::from_secs(5),
            put_deadline: Duration::from_secs(20),
            hedge_after: Duration::from_millis(150),
            get_deadline: Duration::from_secs(20),
            heartbeat_every: Duration::from_secs(1),
            suspect_after: 3,
            dead_after: 10,
            repair_after: Duration::from_secs(30),
            upkeep_every: Duration::from_secs(1),
            jobs_max: 8,
            collect_every: Duration::from_secs(10 * 60),
            collect_grace: Duration::from_secs(60 * 60),
            scrub_every: Duration::from_secs(7 * 24 * 60 * 60),
        }
    }
}
