//! The scan finds what was appended and nothing else, whatever happened to the bytes.

use proptest::prelude::*;

use super::*;
use crate::chunk::SealedChunk;
use crate::store::record::Record;

const SEGMENT: SegmentNumber = SegmentNumber(3);
/// Nothing is verified but what stands behind damage.
const TRUST: u64 = u64::MAX;
/// Everything is verified.
const DOUBT: u64 = 0;

fn disk() -> DiskTag {
    DiskTag::of(&[1; 16], "node-asia")
}

/// A segment with these bodies, and where each record begins.
fn segment(bodies: &[Vec<u8>]) -> (Vec<u8>, Vec<u64>) {
    let (mut bytes, mut offsets) = (Vec::new(), Vec::new());
    for (turn, body) in (0..).zip(bodies) {
        let spot = Spot { disk: disk(), segment: SEGMENT, offset: bytes.len() as u64 };
        offsets.push(spot.offset);
        let chunk = SealedChunk::new(body.clone());
        bytes.extend(Record::new(&spot, turn, &chunk).parts().concat());
    }
    (bytes, offsets)
}

fn three() -> (Vec<u8>, Vec<u64>) {
    segment(&[vec![1; 100], vec![2; 200], vec![3; 300]])
}

fn turns(bytes: Vec<u8>, verify_from: u64) -> Vec<u64> {
    let (found, _) = segment_scan(disk(), SEGMENT, &bytes.into(), verify_from);
    found.into_iter().map(|found| found.header.turn).collect()
}

#[test]
fn all_records_are_found() {
    let (bytes, _) = three();
    assert_eq!(turns(bytes.clone(), TRUST), [0, 1, 2]);
    assert_eq!(turns(bytes.clone(), DOUBT), [0, 1, 2]);
    assert_eq!(segment_scan(disk(), SEGMENT, &bytes.clone().into(), TRUST).1, bytes.len() as u64);
    assert_eq!(turns(Vec::new(), TRUST), [0; 0]);
}

#[test]
fn a_large_record_is_jumped_over() {
    let (bytes, _) = segment(&[vec![1; 300_000], vec![2; 10], vec![3; 200_000]]);
    assert_eq!(turns(bytes, TRUST), [0, 1, 2]);
}

#[test]
fn a_damaged_header_costs_one_record() {
    let (mut bytes, offsets) = three();
    bytes[offsets[1] as usize + 30] ^= 1;
    assert_eq!(turns(bytes, TRUST), [0, 2]);
}

#[test]
fn a_damaged_body_is_seen_where_the_scan_doubts() {
    let (mut bytes, offsets) = three();
    bytes[offsets[1] as usize + 90] ^= 1;
    assert_eq!(turns(bytes.clone(), TRUST), [0, 1, 2]);
    assert_eq!(turns(bytes.clone(), DOUBT), [0, 2]);
    assert_eq!(turns(bytes, offsets[2]), [0, 1, 2], "only the tail is doubted");
}

#[test]
fn a_torn_tail_is_left_out() {
    let (bytes, offsets) = three();
    for length in offsets[2] as usize..bytes.len() {
        let cut = Bytes::from(bytes[..length].to_vec());
        let (found, good_end) = segment_scan(disk(), SEGMENT, &cut, DOUBT);
        assert_eq!((found.len(), good_end), (2, offsets[2]), "cut to {length}");
    }
}

#[test]
fn garbage_between_and_behind_is_stepped_over() {
    let (bytes, offsets) = three();
    let mut holed = bytes.clone();
    holed[offsets[0] as usize..offsets[1] as usize].fill(0);
    holed.extend([0xAB; 5000]);
    assert_eq!(turns(holed.clone(), TRUST), [1, 2]);
    assert_eq!(segment_scan(disk(), SEGMENT, &holed.into(), TRUST).1, bytes.len() as u64);
}

/// A body that contains a whole segment must not be taken for one, even when its own header is gone.
#[test]
fn a_record_inside_a_body_is_no_record() {
    let (inner, _) = three();
    let (mut bytes, _) = segment(&[inner, vec![9; 50]]);
    assert_eq!(turns(bytes.clone(), DOUBT), [0, 1]);
    bytes[0] ^= 1;
    assert_eq!(turns(bytes, DOUBT), [1]);
}

#[test]
fn another_disks_segment_yields_nothing() {
    let (bytes, _) = three();
    let other = DiskTag::of(&[1; 16], "node-us-east");
    assert_eq!(segment_scan(other, SEGMENT, &bytes.clone().into(), DOUBT).0, []);
    assert_eq!(segment_scan(disk(), SegmentNumber(4), &bytes.into(), DOUBT).0, []);
}

fn damage() -> impl Strategy<Value = Vec<(usize, u8)>> {
    proptest::collection::vec((any::<usize>(), 1u8..), 0..6)
}

proptest! {
    /// `segment_scan` of the fuzz list: whatever is flipped and cut, each record found was appended there.
    #[test]
    fn nothing_is_found_that_was_not_appended(
        bodies in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..400), 0..8),
        damage in damage(),
        cut: usize,
    ) {
        let (mut bytes, offsets) = segment(&bodies);
        let whole = bytes.clone();
        bytes.truncate(bytes.len() - cut % (bytes.len() / 4 + 1));
        for (place, flip) in damage {
            let length = bytes.len();
            if length > 0 {
                bytes[place % length] ^= flip;
            }
        }
        let (found, _) = segment_scan(disk(), SEGMENT, &bytes.clone().into(), DOUBT);
        let seen: Vec<usize> = found.iter().map(|found| found.header.turn as usize).collect();
        for (record, &turn) in found.iter().zip(&seen) {
            prop_assert_eq!(record.offset, offsets[turn]);
            prop_assert_eq!(record.header.id, SealedChunk::new(bodies[turn].clone()).id());
        }
        // And everything that is still whole is found.
        for (turn, &offset) in offsets.iter().enumerate() {
            let range = offset as usize..offsets.get(turn + 1).map_or(whole.len(), |&next| next as usize);
            if bytes.get(range.clone()) == Some(&whole[range]) {
                prop_assert!(seen.contains(&turn), "record {} is whole", turn);
            }
        }
    }

    #[test]
    fn arbitrary_bytes_yield_nothing_and_end(bytes: Vec<u8>, magic_at: usize) {
        let mut bytes = bytes;
        if bytes.len() > 8 {
            let start = magic_at % (bytes.len() - 8);
            bytes[start..start + 8].copy_from_slice(&MAGIC);
        }
        prop_assert_eq!(segment_scan(disk(), SEGMENT, &bytes.into(), TRUST).0, vec![]);
    }
}
