//! A record: one chunk in a segment file.
//!
//! ```text
//! offset  size
//!      0     8  magic "SKYREC01"
//!      8     8  disk tag: whose disk this is (cluster and node)
//!     16     4  segment number
//!     20     4  length of the body
//!     24     8  offset of this record in its segment
//!     32     8  turn of the put (see `placement`)
//!     40    32  chunk id: BLAKE3 of the body
//!     72     4  zero
//!     76     4  CRC-32 of the 76 bytes before
//!     80        body: the sealed bytes                             (numbers are big-endian)
//! ```
//!
//! The header says where it stands, so that a record that a disk wrote to, or read from, the wrong place is noticed
//! (FT10), and so are bytes inside a body that look like a record. The body is verified by its digest.

use core::fmt;

use bytes::Bytes;

use super::SegmentNumber;
use crate::chunk::{ChunkId, SealedChunk};

/// Bytes before the body.
pub const HEADER_BYTES: usize = 80;

/// Longest body: the largest chunk (4 MiB, K35) and what sealing adds, with room for another format.
pub const BODY_BYTES_MAX: usize = 4 * 1024 * 1024 + 4096;

/// What the header of every record begins with.
pub const MAGIC: [u8; 8] = *b"SKYREC01";

const CHECKED_BYTES: usize = HEADER_BYTES - 4;

/// Whose disk it is: derived from the cluster's id and the node's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiskTag([u8; 8]);

impl DiskTag {
    /// The tag of a node's disk.
    pub fn of(cluster: &[u8; 16], node: &str) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("skyshard 2026 disk tag v1");
        hasher.update(cluster).update(node.as_bytes());
        let mut tag = [0; 8];
        hasher.finalize_xof().fill(&mut tag);
        Self(tag)
    }
}

/// Where a record stands: on which disk, in which segment, at which byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The disk.
    pub disk: DiskTag,
    /// The segment.
    pub segment: SegmentNumber,
    /// The first byte of the header.
    pub offset: u64,
}

/// What a header says besides its spot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The chunk.
    pub id: ChunkId,
    /// The turn of its put.
    pub turn: u64,
    /// Bytes of the body.
    pub body_bytes: u32,
}

impl Header {
    /// Header and body together.
    pub const fn record_bytes(&self) -> u64 {
        HEADER_BYTES as u64 + self.body_bytes as u64
    }

    /// The header in these bytes, if it is whole and stands at this spot.
    pub fn parse(spot: &Spot, bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; HEADER_BYTES] = bytes.first_chunk()?;
        let (checked, crc) = bytes.split_last_chunk::<4>()?;
        let (place, rest) = checked.split_at(20);
        let expected = [&MAGIC[..], &spot.disk.0, &spot.segment.0.to_be_bytes()].concat();
        if place != expected || crc32fast::hash(checked) != u32::from_be_bytes(*crc) {
            return None;
        }
        let (body_bytes, rest) = rest.split_first_chunk::<4>()?;
        let (offset, rest) = rest.split_first_chunk::<8>()?;
        let (turn, rest) = rest.split_first_chunk::<8>()?;
        let (id, _zero) = rest.split_first_chunk::<32>()?;
        let header = Self {
            id: ChunkId::from_bytes(*id),
            turn: u64::from_be_bytes(*turn),
            body_bytes: u32::from_be_bytes(*body_bytes),
        };
        let fine = u64::from_be_bytes(*offset) == spot.offset && header.body_bytes as usize <= BODY_BYTES_MAX;
        fine.then_some(header)
    }

    fn to_bytes(self, spot: &Spot) -> [u8; HEADER_BYTES] {
        let mut bytes = [0; HEADER_BYTES];
        bytes[..8].copy_from_slice(&MAGIC);
        bytes[8..16].copy_from_slice(&spot.disk.0);
        bytes[16..20].copy_from_slice(&spot.segment.0.to_be_bytes());
        bytes[20..24].copy_from_slice(&self.body_bytes.to_be_bytes());
        bytes[24..32].copy_from_slice(&spot.offset.to_be_bytes());
        bytes[32..40].copy_from_slice(&self.turn.to_be_bytes());
        bytes[40..72].copy_from_slice(self.id.as_bytes());
        let crc = crc32fast::hash(&bytes[..CHECKED_BYTES]);
        bytes[CHECKED_BYTES..].copy_from_slice(&crc.to_be_bytes());
        bytes
    }
}

/// A record on its way to a disk: a header of its own, and a body shared with the chunk it came from.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    header: [u8; HEADER_BYTES],
    body: Bytes,
}

impl Record {
    /// The record of a chunk at this spot.
    pub fn new(spot: &Spot, turn: u64, chunk: &SealedChunk) -> Self {
        let body_bytes = u32::try_from(chunk.bytes().len()).expect("a node refuses longer chunks");
        let header = Header { id: chunk.id(), turn, body_bytes }.to_bytes(spot);
        Self { header, body: chunk.bytes().clone() }
    }

    /// The two parts, to be written one behind the other.
    pub fn parts(&self) -> [&[u8]; 2] {
        [&self.header, &self.body]
    }

    /// Header and body together.
    pub fn size(&self) -> u64 {
        self.parts().iter().map(|part| part.len() as u64).sum()
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Record({} bytes)", self.size())
    }
}

/// Bytes that a chunk takes on a disk.
pub const fn record_bytes(chunk: &SealedChunk) -> u64 {
    HEADER_BYTES as u64 + chunk.bytes().len() as u64
}

/// The chunk of a record read from this spot, if both header and body are what they say.
pub fn verify(spot: &Spot, record: &Bytes) -> Option<SealedChunk> {
    let header = Header::parse(spot, record)?;
    let body = record.slice(HEADER_BYTES..);
    if body.len() != header.body_bytes as usize {
        return None;
    }
    SealedChunk::verified(header.id, body)
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
