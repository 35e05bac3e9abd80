//! A disk in memory, with the one thing a real disk cannot do on demand: a crash.
//!
//! Each file has the bytes that readers see, and a list of the changes that no fsync has covered. A crash takes them back
//! and lets chance decide which of them survive, whole, in part or not at all, in any order, as a real disk may (FT07,
//! FT08).

mod file;

use std::collections::BTreeMap;

use bytes::Bytes;

use super::{Disk, DiskDone, DiskError, DiskRequest, SegmentNumber};
use file::File;

/// A crash keeps or loses whole blocks of this size, unless another is named.
const BLOCK_BYTES: usize = 512;

/// Segments in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryDisk {
    files: BTreeMap<SegmentNumber, File>,
    /// Files that were deleted and whose name may come back, because no directory fsync has followed.
    deleted: BTreeMap<SegmentNumber, File>,
    size_max: Option<u64>,
}

impl MemoryDisk {
    /// An empty disk without a bound.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on all segments together have room for so many bytes.
    pub const fn limit(&mut self, bytes: u64) {
        self.size_max = Some(bytes);
    }

    /// Bytes of all segments together.
    pub fn size(&self) -> u64 {
        self.segments().map(|(_, length)| length).sum()
    }

    /// The segments and their lengths, as readers see them.
    pub fn segments(&self) -> impl Iterator<Item = (SegmentNumber, u64)> + '_ {
        self.files.iter().map(|(&number, file)| (number, file.bytes().len() as u64))
    }

    /// The bytes of a segment, as readers see them.
    pub fn bytes(&self, segment: SegmentNumber) -> Option<&[u8]> {
        self.files.get(&segment).map(File::bytes)
    }

    /// The bytes of a segment, to damage them; they count as durable.
    pub fn damage(&mut self, segment: SegmentNumber, change: impl FnOnce(&mut Vec<u8>)) {
        self.spoil(segment, change);
        if let Some(file) = self.files.get_mut(&segment) {
            file.sync();
        }
    }

    /// The bytes of a segment, to damage them; what was not synced still is not.
    pub fn spoil(&mut self, segment: SegmentNumber, change: impl FnOnce(&mut Vec<u8>)) {
        if let Some(file) = self.files.get_mut(&segment) {
            file.spoil(change);
        }
    }

    /// Writes bytes that need not be a record, as a write that was broken off does.
    pub fn scribble(&mut self, segment: SegmentNumber, offset: u64, bytes: &[u8]) {
        if let (Some(file), Ok(offset)) = (self.files.get_mut(&segment), usize::try_from(offset)) {
            file.write(offset, &[bytes]);
        }
    }

    /// An fsync failed and the system dropped what it could not write: readers still see it, no later fsync saves it
    /// (FT09).
    pub fn lose_unsynced(&mut self, segment: SegmentNumber) {
        if let Some(file) = self.files.get_mut(&segment) {
            file.lose_unsynced();
        }
    }

    /// An fsync failed and the system dropped what it could not write: readers see what was there before (FT09).
    pub fn revert_unsynced(&mut self, segment: SegmentNumber) {
        if let Some(file) = self.files.get_mut(&segment) {
            file.revert_unsynced();
        }
    }

    /// Power is lost. `chance(n)` draws a number below `n` and so decides what survives of everything not synced.
    pub fn crash(&mut self, chance: &mut dyn FnMut(u32) -> u32) {
        self.crash_in_blocks(BLOCK_BYTES, chance);
    }

    /// The same, on a disk that writes whole blocks of this size.
    pub fn crash_in_blocks(&mut self, block_bytes: usize, chance: &mut dyn FnMut(u32) -> u32) {
        self.files.retain(|_, file| file.name_durable || chance(2) == 1);
        for (segment, file) in core::mem::take(&mut self.deleted) {
            if file.name_durable && chance(2) == 1 {
                self.files.entry(segment).or_insert(file);
            }
        }
        for file in self.files.values_mut() {
            file.crash(block_bytes, chance);
            file.name_durable = true;
        }
    }

    fn file(&mut self, segment: SegmentNumber) -> Result<&mut File, DiskError> {
        self.files.get_mut(&segment).ok_or(DiskError::NotFound)
    }

    fn has_room(&self, segment: SegmentNumber, end: usize) -> bool {
        let before = self.files.get(&segment).map_or(0, |file| file.bytes().len());
        let grown = |size| size + end.saturating_sub(before) as u64;
        self.size_max.is_none_or(|size_max| grown(self.size()) <= size_max)
    }

    fn append(
        &mut self,
        segment: SegmentNumber,
        offset: u64,
        parts: [&[u8]; 2],
    ) -> Result<DiskDone, DiskError> {
        let offset = usize::try_from(offset).map_err(|_| DiskError::Failed)?;
        if !self.has_room(segment, offset + parts[0].len() + parts[1].len()) {
            return Err(DiskError::Full);
        }
        self.file(segment)?.write(offset, &parts);
        Ok(DiskDone::Done)
    }

    fn read(&mut self, segment: SegmentNumber, offset: u64, length: usize) -> Result<DiskDone, DiskError> {
        let bytes = self.file(segment)?.bytes();
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
        let end = start.saturating_add(length).min(bytes.len());
        Ok(DiskDone::Bytes(Bytes::copy_from_slice(&bytes[start..end])))
    }
}

impl Disk for MemoryDisk {
    fn execute(&mut self, request: DiskRequest) -> Result<DiskDone, DiskError> {
        match request {
            DiskRequest::List => return Ok(DiskDone::Segments(self.segments().collect())),
            DiskRequest::CreateSegment(segment) if self.files.contains_key(&segment) => {
                return Err(DiskError::Failed);
            }
            DiskRequest::CreateSegment(segment) => {
                self.files.insert(segment, File::default());
            }
            DiskRequest::Append { segment, offset, record } => {
                return self.append(segment, offset, record.parts());
            }
            DiskRequest::Fsync(segment) => self.file(segment)?.sync(),
            DiskRequest::DeleteSegment(segment) => {
                let file = self.files.remove(&segment).ok_or(DiskError::NotFound)?;
                self.deleted.insert(segment, file);
            }
            DiskRequest::FsyncDirectory => {
                self.files.values_mut().for_each(|file| file.name_durable = true);
                self.deleted.clear();
            }
            DiskRequest::Read { segment, offset, length } => return self.read(segment, offset, length),
            DiskRequest::Truncate { segment, length } => {
                let length = usize::try_from(length).map_err(|_| DiskError::Failed)?;
                self.file(segment)?.truncate(length);
            }
            DiskRequest::Close(_) => {}
        }
        Ok(DiskDone::Done)
    }
}
