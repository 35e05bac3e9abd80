//! A disk that fails: fsync, append, create, read.

use super::stage::{Stage, chunk};
use crate::message::Message;
use crate::store::record::HEADER_BYTES;
use crate::store::{DiskError, SegmentNumber};

const RECORD: u64 = 1080;

/// A node that holds "a" in segment 1.
fn with_a() -> Stage {
    let mut stage = Stage::ready();
    stage.store(1, "a");
    stage.disk_does_all();
    stage.said();
    stage
}

#[test]
fn after_a_failed_fsync_the_batch_is_cut_off_and_the_segment_left_alone() {
    let mut stage = with_a();
    stage.store(2, "b");
    stage.disk_does_one();
    assert_eq!(stage.asked(), ["fsync 1"]);
    stage.disk_fails(DiskError::Failed);
    assert_eq!(stage.asked(), ["cut 1 to 1080"], "the disk may show what it has dropped");
    stage.disk_does_one();
    let asked = ["close 1", "create 2"];
    assert_eq!(stage.asked(), asked, "no second fsync: it might claim what is not so");
    assert_eq!(stage.said(), [""; 0]);
    stage.disk_does_all();
    assert_eq!(stage.said(), ["2 stored"]);
    let mut stage = stage.crash_and_start(&mut |_| 0);
    assert!(
        stage.gives("a") && stage.gives("b"),
        "what was acknowledged is durable, although the disk lost a write"
    );
}

#[test]
fn a_disk_that_cannot_sync_at_all_refuses() {
    let mut stage = with_a();
    stage.store(2, "b");
    for _ in 0..2 {
        while stage
            .asked()
            .first()
            .is_some_and(|first| !first.starts_with("fsync ") || first == "fsync directory")
        {
            stage.disk_does_one();
        }
        stage.disk_fails(DiskError::Failed);
    }
    assert_eq!(stage.said(), ["2 refused: disk failed"]);
    assert!(stage.gives("a"), "it still reads");
}

#[test]
fn after_a_failed_append_the_debris_is_cut_off() {
    let mut stage = with_a();
    stage.store(2, "b");
    stage.store(3, "c");
    assert_eq!(stage.asked(), ["append to 1 at 1080", "append to 1 at 2160"]);
    stage.disk_does_one();
    stage.disk_fails(DiskError::Full);
    assert_eq!(stage.said(), ["3 refused: full"]);
    stage.store(4, "d");
    assert_eq!(stage.asked(), ["fsync 1"], "the good one is saved first");
    stage.disk_does_one();
    assert_eq!(stage.said(), ["2 stored"]);
    assert_eq!(stage.asked(), ["cut 1 to 2160"]);
    stage.disk_does_one();
    assert_eq!(stage.asked(), ["append to 1 at 2160"]);
    stage.disk_does_all();
    assert_eq!(stage.said(), ["4 stored"]);
    assert!(["a", "b", "d"].into_iter().all(|name| stage.gives(name)));
}

#[test]
fn a_hole_between_good_records_stays_and_hurts_nobody() {
    let mut stage = with_a();
    stage.store(2, "b");
    stage.store(3, "c");
    stage.disk_fails(DiskError::Failed);
    stage.disk_does_all();
    assert_eq!(stage.said(), ["2 refused: disk failed", "3 stored"]);
    let mut stage = stage.crash_and_start(&mut |_| 0);
    assert!(stage.gives("a") && stage.gives("c") && !stage.gives("b"));
}

#[test]
fn a_segment_whose_debris_cannot_be_cut_is_left() {
    let mut stage = with_a();
    stage.store(2, "b");
    stage.disk_fails(DiskError::Failed);
    assert_eq!(stage.asked(), ["cut 1 to 1080"]);
    stage.disk_fails(DiskError::Failed);
    stage.store(3, "c");
    assert_eq!(stage.asked(), ["close 1", "read 1 at 0, 1080", "create 2"], "and what is good is evacuated");
    stage.disk_does_all();
    assert!(stage.gives("a") && stage.gives("c"));
}

#[test]
fn without_a_new_segment_everything_that_waits_is_refused() {
    for (failing, told) in [(0, DiskError::Full), (1, DiskError::Failed)] {
        let mut stage = Stage::ready();
        stage.store(1, "a");
        stage.store(2, "b");
        (0..failing).for_each(|_| stage.disk_does_one());
        stage.disk_fails(told);
        let why = if told == DiskError::Full { "full" } else { "disk failed" };
        assert_eq!(stage.said(), [format!("1 refused: {why}"), format!("2 refused: {why}")]);
        stage.store(3, "c");
        stage.disk_does_all();
        assert_eq!(stage.said(), ["3 stored"], "with another segment, when the disk is well again");
    }
}

#[test]
fn a_disk_that_is_full_for_a_while_leaves_nothing_behind() {
    let mut stage = with_a();
    stage.disk.limit(RECORD + 500);
    for ticket in 2..10 {
        stage.store(ticket, "b");
        stage.disk_does_all();
    }
    assert_eq!(stage.said().len(), 8);
    assert_eq!(stage.disk.size(), RECORD);
    stage.disk.limit(10 * RECORD);
    stage.store(10, "b");
    stage.disk_does_all();
    assert_eq!(stage.said(), ["10 stored"]);
    assert!(stage.gives("a") && stage.gives("b"));
}

#[test]
fn a_damaged_copy_is_told_and_forgotten() {
    let mut stage = with_a();
    stage.disk.damage(SegmentNumber(1), |bytes| bytes[HEADER_BYTES + 500] ^= 1);
    stage.fetch(2, "a");
    stage.disk_does_all();
    stage.fetch(3, "a");
    assert_eq!(stage.said(), ["2 corrupt", "3 missing"]);
    stage.store(4, "a");
    stage.disk_does_all();
    assert_eq!(stage.said(), ["4 stored"]);
    assert!(stage.gives("a"), "a repaired copy is a copy");
}

#[test]
fn a_cut_segment_is_told() {
    let mut stage = with_a();
    stage.disk.damage(SegmentNumber(1), |bytes| bytes.truncate(700));
    stage.fetch(2, "a");
    stage.disk_does_all();
    assert_eq!(stage.said(), ["2 corrupt"]);
}

#[test]
fn a_read_that_fails_once_is_not_the_end_of_the_copy() {
    let mut stage = with_a();
    stage.fetch(2, "a");
    stage.disk_fails(DiskError::Failed);
    assert_eq!(stage.said(), ["2 unreadable"]);
    assert!(stage.gives("a"));
}

/// FT10: the disk gives another record's bytes.
#[test]
fn a_misdirected_read_is_noticed() {
    let mut stage = with_a();
    stage.store(2, "b");
    stage.disk_does_all();
    stage.messages();
    stage.disk.damage(SegmentNumber(1), |bytes| {
        let (first, second) = bytes.split_at_mut(1080);
        first.copy_from_slice(&second[..1080]);
    });
    stage.fetch(3, "a");
    stage.disk_does_all();
    let id = chunk("a").id();
    let told = stage.messages();
    assert!(
        told.iter().any(|message| matches!(message, Message::Unfetched { id: of, .. } if *of == id)),
        "{told:?}"
    );
}
