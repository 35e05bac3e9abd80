//! What the fuzz targets of this crate assert (bad-inputs.md). They are rehearsed in `cargo test` over their corpus;
//! `cargo xtask fuzz` lets libFuzzer look for inputs that break them. Neither is part of a normal build.
//!
//! Each target takes its bytes twice: as what a disk gave back, and as the material of something well-formed that is
//! then damaged at a place of their choice.

use std::sync::Arc;

use bytes::Bytes;

use crate::{
    chunk::{ChunkId, SealedChunk},
    crypto::{
        FileKey, SealBroken,
        chunk::{self, Body, Position},
    },
    manifest::{self, ChunkEntry, LentKey, Manifest, Subject, codec},
    store::{
        SegmentNumber,
        record::{DiskTag, HEADER_BYTES, Header, Record, Spot, verify},
        scan::{Scan, segment_scan},
    },
};

const SUBJECT: Subject = Subject { account: [1; 16], file: [2; 16], version: [3; 16] };
const SEGMENT: SegmentNumber = SegmentNumber(3);
/// Between the bodies of a segment.
const BORDER: u8 = 0x7f;

fn key() -> FileKey {
    FileKey::from_bytes([7; 32])
}

/// A number of the first bytes.
fn number(data: &[u8]) -> usize {
    data.iter().take(4).fold(0, |number, &byte| number << 8 | usize::from(byte))
}

/// One bit of it turned, which one the data say.
fn damaged(bytes: &[u8], data: &[u8]) -> Vec<u8> {
    let mut damaged = bytes.to_vec();
    let bit = number(data) % (damaged.len() * 8);
    damaged[bit / 8] ^= 1 << (bit % 8);
    damaged
}

/// There is one way to write a manifest, and a sealed one opens unharmed or not at all.
pub fn manifest_decode(data: &[u8]) {
    if let Some(read) = codec::decode(data) {
        assert!(read.is_consistent());
        assert_eq!(*codec::encode(&read), data);
    }
    let ours = manifest_of(data);
    let plain = codec::encode(&ours);
    assert_eq!(codec::decode(&plain).as_ref(), Some(&ours));
    assert_ne!(codec::decode(&damaged(&plain, data)).as_ref(), Some(&ours));
    let sealed = manifest::seal(&key(), [5; 32], &SUBJECT, &ours).into_bytes();
    let open =
        |bytes: &[u8]| manifest::open(&key(), &SUBJECT, ours.version, blake3::hash(bytes).as_bytes(), bytes);
    assert_eq!(open(&sealed), Ok(ours.clone()));
    assert_eq!(open(&damaged(&sealed, data)), Err(SealBroken));
    assert_eq!(open(&sealed[..number(data) % sealed.len()]), Err(SealBroken));
    assert_eq!(open(data), Err(SealBroken));
}

fn manifest_of(data: &[u8]) -> Manifest {
    let chunk_bytes = u32::try_from(1 + number(data) % 5_000_000).expect("bounded");
    let parts: Vec<&[u8]> = data.chunks(16).take(40).collect();
    let entry = |(index, part): (usize, &&[u8])| {
        let last = index + 1 == parts.len();
        let short = u32::try_from(1 + number(part) % chunk_bytes as usize).expect("bounded");
        ChunkEntry {
            id: ChunkId::from_bytes(blake3::hash(part).into()),
            file: [part[0]; 16],
            version: SUBJECT.version,
            key_version: u32::from(part[part.len() - 1]),
            index: u32::try_from(index).expect("few"),
            last,
            plain_len: if last { short } else { chunk_bytes },
        }
    };
    let chunks: Vec<ChunkEntry> = parts.iter().enumerate().map(entry).collect();
    let total_len = chunks.iter().map(|chunk| u64::from(chunk.plain_len)).sum();
    let lent = parts.iter().skip(1).step_by(7).map(|part| LentKey {
        version: [part[0]; 16],
        key_version: 0,
        made_under: 1,
        key: Arc::new(FileKey::from_bytes(blake3::hash(part).into())),
    });
    Manifest {
        version: data.len() as u64,
        total_len,
        sha256: blake3::hash(data).into(),
        chunk_bytes,
        lent: lent.collect(),
        chunks,
    }
}

/// A sealed chunk opens at its place, unharmed, or not at all.
pub fn chunk_header(data: &[u8]) {
    let place = Position {
        account: SUBJECT.account,
        file: SUBJECT.file,
        version: SUBJECT.version,
        key_version: u32::from(data.first().copied().unwrap_or_default()),
        index: u32::try_from(number(data) % 1_000).expect("bounded"),
        last: data.len() % 2 == 1,
        plain_len: u32::try_from(data.len()).expect("short"),
    };
    assert_eq!(chunk::open(&key(), &place, data), Err(SealBroken));
    let sealed = chunk::seal(&key(), [5; 32], &place, &Body::Plain(data)).into_bytes();
    assert_eq!(chunk::open(&key(), &place, &sealed), Ok(Body::Plain(data.to_vec())));
    if let Some((_, packed)) = data.split_last() {
        let sealed = chunk::seal(&key(), [5; 32], &place, &Body::Packed(packed)).into_bytes();
        assert_eq!(chunk::open(&key(), &place, &sealed), Ok(Body::Packed(packed.to_vec())));
    }
    assert_eq!(chunk::open(&key(), &place, &damaged(&sealed, data)), Err(SealBroken));
    assert_eq!(chunk::open(&key(), &place, &sealed[..number(data) % sealed.len()]), Err(SealBroken));
    let elsewhere = Position { index: place.index + 1, ..place };
    assert_eq!(chunk::open(&key(), &elsewhere, &sealed), Err(SealBroken));
}

fn spot(offset: u64) -> Spot {
    Spot { disk: DiskTag::of(&[1; 16], "node-asia"), segment: SEGMENT, offset }
}

/// A record is read back at its own spot, unharmed, or not at all.
pub fn segment_record(data: &[u8]) {
    if let Some(chunk) = verify(&spot(0), &Bytes::copy_from_slice(data)) {
        assert_eq!(chunk.bytes().len() + HEADER_BYTES, data.len());
    }
    let here = spot(number(data) as u64);
    let chunk = SealedChunk::new(data.to_vec());
    let bytes = Bytes::from(Record::new(&here, data.len() as u64, &chunk).parts().concat());
    assert_eq!(verify(&here, &bytes), Some(chunk.clone()));
    assert_eq!(Header::parse(&here, &bytes).map(|header| header.id), Some(chunk.id()));
    assert_eq!(verify(&here, &damaged(&bytes, data).into()), None);
    assert_eq!(verify(&here, &bytes.slice(..number(data) % bytes.len())), None);
    assert_eq!(verify(&spot(here.offset + 1), &bytes), None);
}

/// A scan yields what was appended at that very place and nothing else, whatever was damaged, and it ends.
pub fn segment_scan_ends(data: &[u8]) {
    let raw = Bytes::copy_from_slice(data);
    // Nothing is trusted: whatever is found is whole.
    for found in segment_scan(spot(0).disk, SEGMENT, &raw, 0).0 {
        let start = usize::try_from(found.offset).expect("short");
        let record = raw.slice(start..start + HEADER_BYTES + found.header.body_bytes as usize);
        assert!(verify(&spot(found.offset), &record).is_some());
    }
    let (mut bytes, mut appended) = (Vec::new(), Vec::new());
    for (turn, body) in data.split(|&byte| byte == BORDER).take(8).enumerate() {
        let (here, chunk) = (spot(bytes.len() as u64), SealedChunk::new(body.to_vec()));
        appended.push((here.offset, chunk.id()));
        bytes.extend(Record::new(&here, turn as u64, &chunk).parts().concat());
    }
    let whole = found(&bytes.clone().into());
    assert_eq!(whole, appended);
    for hit in data.chunks(5).take(4) {
        bytes = damaged(&bytes, hit);
    }
    bytes.truncate(bytes.len() - number(data) % 8);
    for record in found(&bytes.into()) {
        assert!(appended.contains(&record));
    }
}

/// What a scan that trusts the disk finds, in at most as many steps as there are bytes.
fn found(bytes: &Bytes) -> Vec<(u64, ChunkId)> {
    let (mut scan, mut found) = (Scan::new(spot(0).disk, SEGMENT, bytes.len() as u64, u64::MAX), Vec::new());
    for _ in 0..=bytes.len() {
        let Some((offset, length)) = scan.wants() else {
            return found
                .iter()
                .map(|found: &crate::store::scan::Found| (found.offset, found.header.id))
                .collect();
        };
        let start = usize::try_from(offset).expect("short");
        scan.feed(&bytes.slice(start..bytes.len().min(start + length)), &mut found);
    }
    panic!("the scan does not end");
}

#[cfg(test)]
#[path = "../../fuzz/src/rehearsal.rs"]
#[expect(clippy::disallowed_methods, reason = "a test reads its seeds from the repository")]
mod rehearsal;

#[cfg(test)]
mod tests {
    use super::rehearsal::rehearse;

    #[test]
    fn a_manifest_has_one_form() {
        rehearse("manifest_decode", super::manifest_decode);
    }

    #[test]
    fn a_chunk_opens_unharmed_or_not_at_all() {
        rehearse("chunk_header", super::chunk_header);
    }

    #[test]
    fn a_record_is_read_unharmed_or_not_at_all() {
        rehearse("segment_record", super::segment_record);
    }

    #[test]
    fn a_scan_finds_what_was_appended_and_ends() {
        rehearse("segment_scan", super::segment_scan_ends);
    }
}
