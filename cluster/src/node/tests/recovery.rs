//! After a crash: what was acknowledged is there, what was torn is not, and what cannot be known is not claimed.

use super::stage::Stage;
use crate::node::NodeState;
use crate::node::Space;
use crate::store::memory::MemoryDisk;
use crate::store::{DiskError, SegmentNumber};

fn with_two() -> Stage {
    let mut stage = Stage::ready();
    stage.store(1, "a");
    stage.store(2, "b");
    stage.disk_does_all();
    stage.said();
    stage
}

#[test]
fn an_empty_disk_needs_one_look() {
    let mut stage = Stage::starting_on(MemoryDisk::new(), Space::of(u64::MAX));
    assert_eq!(stage.asked(), ["list"]);
    stage.disk_does_one();
    assert_eq!(stage.node.state(), NodeState::Ready);
    assert_eq!(stage.said(), [""; 0]);
}

#[test]
fn the_newest_segment_is_verified_and_synced_before_the_node_serves() {
    let mut stage = Stage::starting_on(with_two().disk, Space::of(u64::MAX));
    let mut script = Vec::new();
    while stage.node.state() == NodeState::Waiting {
        script.extend(stage.asked());
        stage.disk_does_one();
    }
    assert_eq!(
        script,
        [
            "list",
            "read 1 at 0, 2160",
            "read 1 at 0, 1080",
            "read 1 at 1080, 1080",
            "read 1 at 1080, 1080",
            "fsync 1",
            "fsync directory",
        ]
    );
    assert_eq!(stage.said(), ["holds 2"]);
    assert_eq!(stage.asked(), ["close 1"]);
}

#[test]
fn a_new_segment_is_begun_after_a_start() {
    let mut stage = with_two().crash_and_start(&mut |_| 0);
    stage.said();
    stage.store(3, "c");
    assert_eq!(stage.asked(), ["create 2"]);
}

#[test]
fn a_torn_tail_is_cut_off() {
    let mut stage = with_two();
    stage.disk.damage(SegmentNumber(1), |bytes| bytes.truncate(1500));
    let mut stage = stage.crash_and_start(&mut |_| 0);
    assert_eq!(stage.said(), ["holds 1"]);
    assert_eq!(stage.disk.size(), 1080);
    assert!(stage.gives("a"));
}

#[test]
fn a_record_whose_blocks_were_lost_is_not_believed() {
    let mut stage = with_two();
    stage.disk.damage(SegmentNumber(1), |bytes| bytes[1080 + 500..2160].fill(0));
    let mut stage = stage.crash_and_start(&mut |_| 0);
    assert_eq!(stage.said(), ["holds 1"]);
}

#[test]
fn a_crash_in_recovery_is_no_special_case() {
    let mut disk = with_two().disk;
    disk.damage(SegmentNumber(1), |bytes| bytes.extend([7; 300]));
    for cut in 0..10 {
        let mut stage = Stage::starting_on(disk.clone(), Space::of(u64::MAX));
        for _ in 0..cut {
            if !stage.waiting.is_empty() {
                stage.disk_does_one();
            }
        }
        let mut stage = stage.crash_and_start(&mut |choices| choices - 1);
        assert!(stage.gives("a") && stage.gives("b"), "cut after {cut} operations");
    }
}

#[test]
fn a_disk_that_lists_nothing_keeps_the_node_waiting() {
    let mut stage = Stage::starting_on(MemoryDisk::new(), Space::of(u64::MAX));
    stage.disk_fails(DiskError::Failed);
    assert_eq!((stage.node.state(), stage.asked()), (NodeState::Waiting, vec![]));
}

#[test]
fn a_segment_that_cannot_be_read_is_left_and_the_others_count() {
    let mut stage = with_two().crash_and_start(&mut |_| 0);
    stage.store(3, "c");
    stage.disk_does_all();
    let mut stage = Stage::starting_on(stage.disk, Space::of(u64::MAX));
    stage.disk_does_one();
    assert_eq!(stage.asked(), ["read 1 at 0, 2160"]);
    stage.disk_fails(DiskError::Failed);
    stage.disk_does_all();
    assert_eq!(stage.said(), ["holds 1"]);
    assert!(stage.gives("c"));
}

/// The page cache outlives a killed process: a record can be whole and still not be durable.
#[test]
fn what_recovery_could_not_sync_is_not_claimed_to_be_durable() {
    let mut stage = Stage::starting_on(with_two().disk, Space::of(u64::MAX));
    while stage.asked() != ["fsync 1"] {
        stage.disk_does_one();
    }
    stage.disk_fails(DiskError::Failed);
    stage.disk_does_all();
    stage.said();
    assert!(stage.gives("a"), "it can be read");
    stage.store(3, "a");
    assert_eq!(stage.asked(), ["create 2"], "but whoever wants it kept gets it kept anew");
    stage.disk_does_all();
    assert_eq!(stage.said(), ["3 stored"]);
}

/// A crash can tear one record and keep the next, so nothing can be cut off; and when the segment is not the newest any
/// more, only its headers are read. (A random play found that such a record was once claimed to be kept.)
#[test]
fn a_torn_record_below_a_good_one_is_not_claimed_to_be_kept() {
    let mut stage = with_two();
    stage.disk.damage(SegmentNumber(1), |bytes| bytes[500..1080].fill(0));
    let mut stage = stage.crash_and_start(&mut |_| 0);
    stage.store(3, "c");
    stage.disk_does_all();
    let mut stage = stage.crash_and_start(&mut |_| 0);
    stage.said();
    stage.store(4, "a");
    assert_eq!(stage.said(), [""; 0]);
    stage.disk_does_all();
    assert_eq!(stage.said(), ["4 stored"]);
    assert!(stage.gives("a") && stage.gives("b") && stage.gives("c"));
}

/// A chunk that is stored again after a restart is written again, and the new record may be the torn one. (A random
/// play found that it once hid the good one.)
#[test]
fn of_two_records_of_a_chunk_the_good_one_is_read() {
    for (torn, other) in [(1, 2), (2, 1)] {
        let mut stage = with_two().crash_and_start(&mut |_| 0);
        stage.store(3, "a");
        stage.disk_does_all();
        stage.disk.damage(SegmentNumber(torn), |bytes| bytes[500..600].fill(0));
        let mut stage = stage.crash_and_start(&mut |_| 0);
        stage.store(4, "c");
        stage.disk_does_all();
        let mut stage = stage.crash_and_start(&mut |_| 0);
        assert!(stage.gives("a"), "segment {torn} is torn, segment {other} is good");
        assert!(stage.gives("b") && stage.gives("c"));
    }
}
