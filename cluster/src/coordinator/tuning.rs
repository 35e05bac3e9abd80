//! The coordinator's patience and habits: every interval it waits for, in one place.
//!
//! The live server uses [`Tuning::default`]; the simulator draws others, because a rule that only works with round
//! numbers is none.

use core::time::Duration;

/// Intervals and bounds of one coordinator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tuning {
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

impl Default for Tuning {
    fn default() -> Self {
        Self {
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
