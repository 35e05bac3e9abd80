//! Space comes back, and nothing that is alive goes with it.

use super::stage::{Stage, chunk};
use crate::node::Space;
use crate::store::{DiskError, SegmentNumber};

/// Three records of 1080 bytes fill a segment.
const SMALL: Space = Space { capacity_bytes: 100_000, segment_bytes: 3_300 };

/// Segment 1 holds a, b and c; segment 2 holds d.
fn with_four() -> Stage {
    let mut stage = Stage::with_space(SMALL);
    for (ticket, name) in (1..).zip(["a", "b", "c", "d"]) {
        stage.store(ticket, name);
        stage.disk_does_all();
    }
    stage.said();
    stage
}

#[test]
fn a_forgotten_chunk_is_not_given_any_more() {
    let mut stage = with_four();
    stage.forget(5, "a");
    assert_eq!(stage.said(), ["5 forgotten"]);
    assert!(!stage.gives("a"));
    stage.forget(6, "a");
    assert_eq!(stage.said(), ["6 forgotten"], "forgetting twice is no trouble");
}

#[test]
fn a_segment_that_is_half_dead_is_evacuated_and_deleted() {
    let mut stage = with_four();
    stage.forget(5, "a");
    assert_eq!(stage.asked(), [""; 0], "a third is dead");
    stage.forget(6, "c");
    assert_eq!(stage.asked(), ["read 1 at 1080, 1080"]);
    stage.disk_does_one();
    assert_eq!(stage.asked(), ["append to 2 at 1080"]);
    stage.disk_does_one();
    assert_eq!(stage.asked(), ["fsync 2"], "the old record stays until the new one is durable");
    stage.disk_does_one();
    assert_eq!(stage.asked(), ["delete 1"]);
    stage.disk_does_one();
    assert_eq!(stage.asked(), ["fsync directory"]);
    stage.disk_does_all();
    assert_eq!(stage.disk.size(), 2 * 1080);
    assert!(stage.gives("b") && stage.gives("d"));
}

#[test]
fn a_segment_without_a_living_record_goes_at_once_even_the_open_one() {
    let mut stage = with_four();
    stage.forget(5, "d");
    assert_eq!(stage.asked(), ["close 2", "delete 2"]);
    stage.disk_does_all();
    assert_eq!(stage.disk.size(), 3 * 1080);
    stage.store(6, "e");
    assert_eq!(stage.asked(), ["create 3"], "a number is not used again");
    stage.disk_does_all();
    assert!(stage.gives("e"));
}

/// MU10's sister: compaction copies only what it verified.
#[test]
fn a_damaged_record_is_told_and_left_behind() {
    let mut stage = with_four();
    stage.disk.damage(SegmentNumber(1), |bytes| bytes[1080 + 500] ^= 1);
    stage.forget(5, "a");
    stage.forget(6, "c");
    stage.said();
    stage.disk_does_all();
    assert_eq!(stage.said(), ["damaged"]);
    assert_eq!(stage.disk.size(), 1080, "d alone is left");
    assert!(!stage.gives("b"));
}

#[test]
fn a_segment_that_cannot_be_deleted_stays_and_is_left_alone() {
    let mut stage = with_four();
    stage.forget(5, "d");
    stage.disk_does_one();
    stage.disk_fails(DiskError::Failed);
    assert_eq!(stage.asked(), [""; 0]);
    let mut stage = stage.crash_and_start(&mut |_| 0);
    assert!(stage.gives("a") && stage.gives("d"), "nothing was lost, and the dead one is collected anew");
}

#[test]
fn a_crash_between_copy_and_deletion_leaves_the_chunk() {
    for operations in 0..6 {
        let mut stage = with_four();
        stage.forget(5, "a");
        stage.forget(6, "c");
        (0..operations).for_each(|_| {
            if !stage.waiting.is_empty() {
                stage.disk_does_one()
            }
        });
        for survives in [0, 1, 2] {
            let mut copy =
                Stage::starting_on(stage.disk.clone(), SMALL).crash_and_start(&mut |bound| survives % bound);
            assert!(copy.gives("b"), "after {operations} operations, when chance says {survives}");
        }
    }
}

#[test]
fn verifying_reads_the_copy_and_sends_no_bytes() {
    let mut stage = with_four();
    stage.verify(5, "a");
    assert_eq!(stage.asked(), ["read 1 at 0, 1080"]);
    stage.disk_does_all();
    assert_eq!(stage.said(), ["5 verified"]);
    stage.disk.damage(SegmentNumber(1), |bytes| bytes[500] ^= 1);
    stage.verify(6, "a");
    stage.verify(7, chunk_never_stored());
    stage.disk_does_all();
    assert_eq!(stage.said(), ["7 missing", "6 corrupt"]);
}

fn chunk_never_stored() -> &'static str {
    assert_ne!(chunk("z").id(), chunk("a").id());
    "z"
}

/// Forgetting and storing for ever in a small space: without compaction it would be full after 92 records.
#[test]
fn the_space_is_used_again_and_again() {
    let mut stage = Stage::with_space(SMALL);
    for round in 0..500u64 {
        let name = format!("chunk {round}");
        stage.store(round, &name[..]);
        stage.disk_does_all();
        assert!(stage.said().contains(&format!("{round} stored")), "round {round}");
        if round >= 3 {
            stage.forget(round, &format!("chunk {}", round - 3));
            stage.disk_does_all();
            stage.said();
        }
    }
}
