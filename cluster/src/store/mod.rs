//! A node's disk: what can be asked of it, and two disks that answer.
//!
//! The machine asks for *operations*, not for files, so that a simulator can cut between append, fsync and directory
//! fsync (FT07, FT08). [`FileDisk`](disk::FileDisk) does them on a real folder, [`MemoryDisk`](memory::MemoryDisk) in
//! memory, with a crash that loses what was not synced. One conformance suite runs on both.
//!
//! ```text
//! DATA/nodes/<node>/identity              whose disk this is
//! DATA/nodes/<node>/segments/00000001.seg records, one behind the other (see `record`)
//! ```

#[cfg(feature = "live")]
pub mod disk;
pub mod memory;
pub mod record;
pub mod scan;

#[cfg(test)]
mod conformance;

use core::fmt;

use bytes::Bytes;

use record::Record;

/// Names a segment file; they count up and are never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SegmentNumber(pub u32);

impl fmt::Display for SegmentNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:08}", self.0)
    }
}

/// One thing to do with a disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiskRequest {
    /// Which segments there are, and how long.
    List,
    /// Make an empty segment. Its name is durable after the next `FsyncDirectory`.
    CreateSegment(SegmentNumber),
    /// Write a record at this offset, header and body in one go. It is durable after the next `Fsync`.
    Append {
        /// The segment.
        segment: SegmentNumber,
        /// Where the record begins: the end of the segment so far.
        offset: u64,
        /// The record.
        record: Record,
    },
    /// Remove a segment. It may be back after a crash until the next `FsyncDirectory`.
    DeleteSegment(SegmentNumber),
    /// Make what was written to the segment durable.
    Fsync(SegmentNumber),
    /// Make the names of all segments durable.
    FsyncDirectory,
    /// Read so many bytes from this offset; fewer when the segment ends before.
    Read {
        /// The segment.
        segment: SegmentNumber,
        /// The first byte.
        offset: u64,
        /// How many.
        length: usize,
    },
    /// Cut the segment to this length.
    Truncate {
        /// The segment.
        segment: SegmentNumber,
        /// What remains of it.
        length: u64,
    },
    /// No more writes come for the segment: let its write descriptor go.
    Close(SegmentNumber),
}

/// What the disk did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiskDone {
    /// It is done.
    Done,
    /// The segments and their lengths, in the order of their numbers.
    Segments(Vec<(SegmentNumber, u64)>),
    /// The bytes that were there.
    Bytes(Bytes),
}

/// Why the disk did not do it. Anything may have been done in part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DiskError {
    /// No room.
    #[error("the disk is full")]
    Full,
    /// No such segment.
    #[error("the segment is not there")]
    NotFound,
    /// Anything else the system says.
    #[error("the disk failed")]
    Failed,
}

/// Does what a node's machine asks, one operation after the other.
///
/// After an error the operation may have been done, not done, or done in part. A `Read` sees every `Append` before it.
/// What is durable is only what an `Fsync` without error says, and for a new segment also an `FsyncDirectory`.
pub trait Disk {
    /// Does one operation.
    fn execute(&mut self, request: DiskRequest) -> Result<DiskDone, DiskError>;
}
