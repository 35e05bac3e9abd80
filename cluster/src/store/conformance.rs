//! What every disk promises, checked on each of them.
#![expect(clippy::unwrap_used, reason = "tests")]

use bytes::Bytes;

use super::memory::MemoryDisk;
use super::record::{DiskTag, Record, Spot, verify};
use super::{Disk, DiskDone, DiskError, DiskRequest, SegmentNumber};
use crate::chunk::SealedChunk;

const FIRST: SegmentNumber = SegmentNumber(1);
const SECOND: SegmentNumber = SegmentNumber(20);

fn spot(segment: SegmentNumber, offset: u64) -> Spot {
    Spot { disk: DiskTag::of(&[1; 16], "node"), segment, offset }
}

fn append(
    disk: &mut dyn Disk,
    segment: SegmentNumber,
    offset: u64,
    bytes: &[u8],
) -> Result<DiskDone, DiskError> {
    let record = Record::new(&spot(segment, offset), 7, &SealedChunk::new(bytes.to_vec()));
    disk.execute(DiskRequest::Append { segment, offset, record })
}

fn read(disk: &mut dyn Disk, segment: SegmentNumber, offset: u64, length: usize) -> Bytes {
    match disk.execute(DiskRequest::Read { segment, offset, length }) {
        Ok(DiskDone::Bytes(bytes)) => bytes,
        other => panic!("{other:?}"),
    }
}

fn list(disk: &mut dyn Disk) -> Vec<(SegmentNumber, u64)> {
    match disk.execute(DiskRequest::List) {
        Ok(DiskDone::Segments(segments)) => segments,
        other => panic!("{other:?}"),
    }
}

fn a_disk_does_what_it_is_asked(disk: &mut dyn Disk) {
    assert_eq!(list(disk), []);
    for segment in [SECOND, FIRST] {
        assert_eq!(disk.execute(DiskRequest::CreateSegment(segment)), Ok(DiskDone::Done));
    }
    assert_eq!(disk.execute(DiskRequest::FsyncDirectory), Ok(DiskDone::Done));
    assert_eq!(append(disk, FIRST, 0, b"hello"), Ok(DiskDone::Done));
    assert_eq!(append(disk, FIRST, 85, &[9; 5000]), Ok(DiskDone::Done));
    assert_eq!(append(disk, SECOND, 0, b""), Ok(DiskDone::Done));
    assert_eq!(disk.execute(DiskRequest::Fsync(FIRST)), Ok(DiskDone::Done));
    assert_eq!(list(disk), [(FIRST, 85 + 5080), (SECOND, 80)], "in the order of their numbers");

    let record = read(disk, FIRST, 85, 5080);
    assert_eq!(verify(&spot(FIRST, 85), &record), Some(SealedChunk::new(vec![9; 5000])));
    assert_eq!(read(disk, FIRST, 80, 5), b"hello"[..], "from anywhere");
    assert_eq!(read(disk, SECOND, 70, 100).len(), 10, "as far as there is something");
    assert_eq!(read(disk, SECOND, 500, 100).len(), 0);
}

fn a_disk_overwrites_and_cuts_where_it_is_told(disk: &mut dyn Disk) {
    disk.execute(DiskRequest::CreateSegment(FIRST)).unwrap();
    append(disk, FIRST, 0, &[1; 1000]).unwrap();
    append(disk, FIRST, 1080, &[2; 1000]).unwrap();
    disk.execute(DiskRequest::Truncate { segment: FIRST, length: 1080 }).unwrap();
    assert_eq!(list(disk), [(FIRST, 1080)]);
    append(disk, FIRST, 1080, &[3; 500]).unwrap();
    assert_eq!(
        verify(&spot(FIRST, 1080), &read(disk, FIRST, 1080, 580)),
        Some(SealedChunk::new(vec![3; 500]))
    );
    append(disk, FIRST, 3000, &[4; 10]).unwrap();
    assert_eq!(read(disk, FIRST, 1660, 10), [0; 10][..], "a hole is zero");
}

fn a_disk_goes_on_after_a_close(disk: &mut dyn Disk) {
    disk.execute(DiskRequest::CreateSegment(FIRST)).unwrap();
    append(disk, FIRST, 0, b"one").unwrap();
    assert_eq!(disk.execute(DiskRequest::Close(FIRST)), Ok(DiskDone::Done));
    assert_eq!(disk.execute(DiskRequest::Close(FIRST)), Ok(DiskDone::Done), "twice changes nothing");
    assert_eq!(read(disk, FIRST, 80, 3), b"one"[..]);
    assert_eq!(disk.execute(DiskRequest::Fsync(FIRST)), Ok(DiskDone::Done), "with a fresh descriptor");
}

fn a_disk_says_what_is_wrong(disk: &mut dyn Disk) {
    let missing = Err(DiskError::NotFound);
    assert_eq!(disk.execute(DiskRequest::Read { segment: FIRST, offset: 0, length: 1 }), missing);
    assert_eq!(disk.execute(DiskRequest::Fsync(FIRST)), missing);
    assert_eq!(disk.execute(DiskRequest::Truncate { segment: FIRST, length: 0 }), missing);
    assert_eq!(append(disk, FIRST, 0, b"x"), missing);
    disk.execute(DiskRequest::CreateSegment(FIRST)).unwrap();
    append(disk, FIRST, 0, b"precious").unwrap();
    assert_eq!(disk.execute(DiskRequest::CreateSegment(FIRST)), Err(DiskError::Failed), "never over another");
    assert_eq!(read(disk, FIRST, 80, 8), b"precious"[..]);
}

fn a_disk_reads_many_segments(disk: &mut dyn Disk) {
    for number in 1..=100 {
        disk.execute(DiskRequest::CreateSegment(SegmentNumber(number))).unwrap();
        append(disk, SegmentNumber(number), 0, &number.to_be_bytes()).unwrap();
        disk.execute(DiskRequest::Close(SegmentNumber(number))).unwrap();
    }
    for number in (1..=100).chain([50, 1, 100]) {
        assert_eq!(read(disk, SegmentNumber(number), 80, 4), number.to_be_bytes()[..]);
    }
}

const SUITE: [fn(&mut dyn Disk); 5] = [
    a_disk_does_what_it_is_asked,
    a_disk_overwrites_and_cuts_where_it_is_told,
    a_disk_goes_on_after_a_close,
    a_disk_says_what_is_wrong,
    a_disk_reads_many_segments,
];

#[test]
fn a_disk_in_memory_conforms() {
    SUITE.iter().for_each(|check| check(&mut MemoryDisk::new()));
}

#[cfg(feature = "live")]
#[test]
fn a_disk_in_a_folder_conforms() {
    for check in SUITE {
        let folder = tempfile::TempDir::new().unwrap();
        check(&mut super::disk::FileDisk::new(folder.path()));
    }
}
