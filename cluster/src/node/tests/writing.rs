//! Append, fsync, acknowledge: in this order, and many at once.

use super::stage::{Stage, chunk};
use crate::chunk::SealedChunk;
use crate::node::{BATCH_BYTES_MAX, Event, NodeState, SEGMENT_BYTES_MAX, Space};
use crate::store::record::BODY_BYTES_MAX;

#[test]
fn a_chunk_is_acknowledged_only_when_it_is_durable() {
    let mut stage = Stage::ready();
    stage.store(1, "a");
    assert_eq!(stage.asked(), ["create 1"]);
    stage.disk_does_one();
    assert_eq!(stage.asked(), ["fsync directory"], "the name first: an fsync of the file does not save it");
    stage.disk_does_one();
    assert_eq!(stage.asked(), ["append to 1 at 0"]);
    stage.disk_does_one();
    assert_eq!(stage.asked(), ["fsync 1"]);
    assert_eq!(stage.said(), [""; 0]);
    stage.disk_does_one();
    assert_eq!(stage.said(), ["1 stored"]);
    assert_eq!(stage.asked(), [""; 0]);
    assert!(stage.gives("a"));
}

#[test]
fn one_fsync_covers_all_that_was_appended_before_it() {
    let mut stage = Stage::ready();
    stage.store(1, "a");
    stage.store(2, "b");
    stage.disk_does_one();
    stage.disk_does_one();
    assert_eq!(stage.asked(), ["append to 1 at 0", "append to 1 at 1080"]);
    stage.disk_does_one();
    stage.store(3, "c");
    assert_eq!(stage.asked(), ["append to 1 at 1080", "append to 1 at 2160"], "it joins the batch");
    stage.disk_does_one();
    stage.disk_does_one();
    assert_eq!(stage.asked(), ["fsync 1"]);
    stage.store(4, "d");
    assert_eq!(stage.asked(), ["fsync 1"], "it waits for the next batch");
    stage.disk_does_one();
    assert_eq!(stage.said(), ["1 stored", "2 stored", "3 stored"]);
    stage.disk_does_all();
    assert_eq!(stage.said(), ["4 stored"]);
}

#[test]
fn a_batch_is_bounded() {
    let mut stage = Stage::ready();
    let megabyte = |name: u8| SealedChunk::new(vec![name; 1024 * 1024]);
    for ticket in 0..12 {
        stage.store_chunk(ticket, megabyte(ticket as u8));
    }
    stage.disk_does_one();
    stage.disk_does_one();
    assert_eq!(stage.asked().len() as u64, BATCH_BYTES_MAX / (1024 * 1024 + 80));
    stage.disk_does_all();
    assert_eq!(stage.said().len(), 12);
}

#[test]
fn a_full_segment_is_closed_and_the_next_begun() {
    let mut stage = Stage::ready();
    let big = |name: u8| SealedChunk::new(vec![name; BODY_BYTES_MAX]);
    let fitting = SEGMENT_BYTES_MAX / (BODY_BYTES_MAX as u64 + 80);
    for ticket in 0..=fitting {
        stage.store_chunk(ticket, big(ticket as u8));
        if ticket < fitting {
            stage.disk_does_all();
        }
    }
    assert_eq!(stage.asked(), ["close 1", "create 2"]);
    stage.disk_does_all();
    assert_eq!(stage.said().len() as u64, fitting + 1);
}

#[test]
fn a_repeated_request_is_answered_once_the_first_is() {
    let mut stage = Stage::ready();
    stage.store(1, "a");
    stage.store(2, "a");
    stage.disk_does_all();
    assert_eq!(stage.said(), ["1 stored", "2 stored"]);
    let size = stage.disk.size();
    stage.store(3, "a");
    assert_eq!(stage.said(), ["3 stored"]);
    assert_eq!((stage.asked(), stage.disk.size()), (vec![], size), "nothing is written again");
}

#[test]
fn a_chunk_that_is_too_long_is_refused() {
    let mut stage = Stage::ready();
    stage.store_chunk(1, SealedChunk::new(vec![0; BODY_BYTES_MAX + 1]));
    assert_eq!(stage.said(), ["1 refused: too long"]);
    assert_eq!(stage.asked(), [""; 0]);
}

#[test]
fn the_capacity_is_never_exceeded() {
    let mut stage = Stage::with_space(Space::of(3 * 1080 + 40));
    for (ticket, name) in (1..).zip(["a", "b", "c", "d"]) {
        stage.store(ticket, name);
    }
    assert_eq!(stage.said(), ["4 refused: full"]);
    stage.disk_does_all();
    assert_eq!(stage.said(), ["1 stored", "2 stored", "3 stored"]);
    stage.store(5, "e");
    assert_eq!(stage.said(), ["5 refused: full"]);
    assert_eq!(stage.disk.size(), 3 * 1080);
    assert!(["a", "b", "c"].into_iter().all(|name| stage.gives(name)), "a full node is readable");
}

#[test]
fn a_node_lives_through_its_states() {
    let mut stage = Stage::starting_on(crate::store::memory::MemoryDisk::new(), Space::of(u64::MAX));
    assert_eq!(stage.node.state(), NodeState::Waiting);
    stage.store(1, "a");
    stage.fetch(2, "a");
    assert_eq!(stage.said(), ["1 refused: not serving", "2 not serving"]);
    stage.disk_does_all();
    assert_eq!(stage.node.state(), NodeState::Ready);
    stage.fetch(3, "a");
    assert_eq!((stage.node.state(), stage.said()), (NodeState::Running, vec!["3 missing".to_owned()]));
    stage.step(Event::Stop);
    assert_eq!(stage.node.state(), NodeState::Stopped);
}

#[test]
fn what_the_disk_answers_after_a_stop_is_ignored() {
    let mut stage = Stage::ready();
    stage.store(1, "a");
    stage.step(Event::Stop);
    stage.step(Event::Start);
    stage.disk_does_all();
    assert_eq!(stage.said(), [""; 0], "nobody is told that it is stored");
    stage.store(2, "b");
    stage.disk_does_all();
    assert_eq!(stage.said(), ["2 stored"]);
    assert!(stage.gives("b"));
    assert_eq!(chunk("b").bytes().len(), 1000);
}
