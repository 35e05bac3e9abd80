//! Things that must happen now and then: a batch of runs in which one of them never happened has tested less than it
//! says, and fails.
//!
//! A point is named where it is seen: `sometimes!(seen, "repair_after_rot")`. A name that is not in [`POINTS`] does not
//! compile.

/// Every point, in the order in which a report lists them.
pub const POINTS: [&str; 54] = [
    // What clients live through.
    "put_acknowledged_below_r",
    "put_acknowledged_in_one_zone",
    "put_full",
    "put_unavailable",
    "put_again_same_bytes",
    "get_unavailable",
    "get_lost",
    "get_through_bad_copy",
    "get_from_second_holder",
    "upload_resumed",
    "upload_given_up",
    "upload_aborted",
    "upload_expired",
    "version_overwritten",
    "file_purged",
    "sealed_read_back",
    // What the coordinator does.
    "node_suspected",
    "node_gone",
    "node_back",
    "copy_lost",
    "copy_made",
    "copy_trimmed",
    "chunk_collected",
    "scrub_found_bad",
    "coordinator_restarted",
    "layout_grown",
    "node_drained",
    // What nodes do.
    "node_introduced",
    "node_refused_full",
    "node_refused_disk_failed",
    "node_told_damage",
    "node_tail_cut",
    "node_debris_cut",
    "node_segment_deleted",
    "node_stuck",
    "recovery_interrupted",
    "foreign_disk_refused",
    // What disks do.
    "crash_lost_record",
    "crash_spared_record",
    "crash_lost_segment",
    "fsync_failed",
    "write_torn_by_error",
    "deleted_segment_back",
    "stale_disk_back",
    // What the network does.
    "connection_timed_out",
    "connection_broken_by_peer",
    "connection_renewed",
    // What metadata does.
    "meta_asked_again",
    "meta_unknown_applied",
    "meta_unknown_not_applied",
    // What the budget does.
    "harm_refused",
    "chunk_really_lost",
    // What follows on what.
    "repair_after_harm",
    "dead_chunk_came_back_and_went",
];

/// The points that were seen in a run, or in several together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen(u64);

impl Seen {
    /// Adds what another run has seen.
    pub const fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// How many of [`POINTS`] were seen.
    pub const fn count(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The points that were not seen.
    pub fn missing(self) -> impl Iterator<Item = &'static str> {
        POINTS
            .into_iter()
            .enumerate()
            .filter(move |(place, _)| self.0 & (1 << place) == 0)
            .map(|(_, name)| name)
    }

    /// The points as one number, for another process to add up.
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// The points of such a number.
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    pub(super) const fn mark(&mut self, place: usize) {
        self.0 |= 1 << place;
    }
}

const _: () = assert!(POINTS.len() <= 64, "the points are the bits of a number");

/// The place of a name in [`POINTS`], found when the program is compiled.
pub(super) const fn place_of(name: &str) -> usize {
    let mut place = 0;
    while place < POINTS.len() {
        if same(POINTS[place].as_bytes(), name.as_bytes()) {
            return place;
        }
        place += 1;
    }
    panic!("no such point");
}

const fn same(one: &[u8], other: &[u8]) -> bool {
    let mut place = 0;
    while place < one.len() && place < other.len() && one[place] == other[place] {
        place += 1;
    }
    place == one.len() && place == other.len()
}

/// Marks a point, if the condition holds.
macro_rules! sometimes {
    ($seen:expr, $name:literal) => {
        $crate::sim::sometimes::sometimes!($seen, $name, true)
    };
    ($seen:expr, $name:literal, $condition:expr) => {{
        const PLACE: usize = $crate::sim::sometimes::place_of($name);
        if $condition {
            $seen.mark(PLACE);
        }
    }};
}

pub(super) use sometimes;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_seen_or_missing() {
        let mut seen = Seen::default();
        sometimes!(seen, "put_full");
        sometimes!(seen, "get_lost", false);
        assert_eq!(seen.count(), 1);
        assert_eq!(seen.missing().count(), POINTS.len() - 1);
        assert!(seen.missing().all(|name| name != "put_full"));
    }
}
