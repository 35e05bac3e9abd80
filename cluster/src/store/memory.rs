//! A disk in memory, with the one thing a real disk cannot do on demand: a crash.
//!
//! Each file has the bytes that readers see and the bytes that are durable. Between them lie the effects that no fsync
//! has covered; [`MemoryDisk::crash`] lets chance decide which of them survive, whole, in part or not at all, in any
//! order, as a real disk may (FT07, FT08).

use std::collections::BTreeMap;

use bytes::Bytes;

use super::{Disk, DiskDone, DiskError, DiskRequest, SegmentNumber};

/// A crash keeps or loses whole blocks of this size.
const BLOCK_BYTES: usize = 512;

/// Segments in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryDisk {
    files: BTreeMap<SegmentNumber, File>,
    /// Files that were deleted and whose name may come back, because no directory fsync has followed.
    deleted: BTreeMap<SegmentNumber, File>,
    size_max: Option<u64>,
}

#[derive(Clone, Debug, Default)]
struct File {
    name_durable: bool,
    seen: Vec<u8>,
    durable: Vec<u8>,
    unsynced: Vec<Change>,
}

#[derive(Clone, Debug)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Truncate(usize),
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
        self.files.values().map(|file| file.seen.len() as u64).sum()
    }

    /// The bytes of a segment, to look at or to damage; they count as durable.
    pub fn damage(&mut self, segment: SegmentNumber, change: impl FnOnce(&mut Vec<u8>)) {
        if let Some(file) = self.files.get_mut(&segment) {
            change(&mut file.seen);
            file.durable = file.seen.clone();
            file.unsynced.clear();
        }
    }

    /// An fsync failed and the system dropped what it could not write: readers still see it, no later fsync saves it
    /// (FT09).
    pub fn lose_unsynced(&mut self, segment: SegmentNumber) {
        if let Some(file) = self.files.get_mut(&segment) {
            file.unsynced.clear();
        }
    }

    /// Power is lost. `chance(n)` draws a number below `n` and so decides what survives of everything not synced.
    pub fn crash(&mut self, chance: &mut dyn FnMut(u32) -> u32) {
        self.files.retain(|_, file| file.name_durable || chance(2) == 1);
        for (segment, file) in core::mem::take(&mut self.deleted) {
            if file.name_durable && chance(2) == 1 {
                self.files.entry(segment).or_insert(file);
            }
        }
        for file in self.files.values_mut() {
            for change in core::mem::take(&mut file.unsynced) {
                match (change, chance(3)) {
                    (_, 0) => {}
                    (Change::Write { offset, bytes }, 1) => {
                        write_some_blocks(&mut file.durable, offset, &bytes, chance)
                    }
                    (change, _) => change.apply(&mut file.durable),
                }
            }
            file.name_durable = true;
            file.seen = file.durable.clone();
        }
    }

    fn file(&mut self, segment: SegmentNumber) -> Result<&mut File, DiskError> {
        self.files.get_mut(&segment).ok_or(DiskError::NotFound)
    }

    fn has_room(&self, segment: SegmentNumber, end: usize) -> bool {
        let before = self.files.get(&segment).map_or(0, |file| file.seen.len());
        let grown = self.size() + end.saturating_sub(before) as u64;
        self.size_max.is_none_or(|size_max| grown <= size_max)
    }

    fn append(
        &mut self,
        segment: SegmentNumber,
        offset: u64,
        parts: [&[u8]; 2],
    ) -> Result<DiskDone, DiskError> {
        let offset = usize::try_from(offset).map_err(|_| DiskError::Failed)?;
        let bytes = parts.concat();
        if !self.has_room(segment, offset + bytes.len()) {
            return Err(DiskError::Full);
        }
        self.file(segment)?.change(Change::Write { offset, bytes });
        Ok(DiskDone::Done)
    }

    fn read(&mut self, segment: SegmentNumber, offset: u64, length: usize) -> Result<DiskDone, DiskError> {
        let seen = &self.file(segment)?.seen;
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(seen.len());
        let end = start.saturating_add(length).min(seen.len());
        Ok(DiskDone::Bytes(Bytes::copy_from_slice(&seen[start..end])))
    }
}

impl Disk for MemoryDisk {
    fn execute(&mut self, request: DiskRequest) -> Result<DiskDone, DiskError> {
        match request {
            DiskRequest::List => {
                let segments = self.files.iter().map(|(&number, file)| (number, file.seen.len() as u64));
                return Ok(DiskDone::Segments(segments.collect()));
            }
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
                self.file(segment)?.change(Change::Truncate(length));
            }
            DiskRequest::Close(_) => {}
        }
        Ok(DiskDone::Done)
    }
}

impl File {
    fn change(&mut self, change: Change) {
        change.apply(&mut self.seen);
        self.unsynced.push(change);
    }

    fn sync(&mut self) {
        for change in self.unsynced.drain(..) {
            change.apply(&mut self.durable);
        }
    }
}

impl Change {
    fn apply(&self, file: &mut Vec<u8>) {
        match self {
            Self::Truncate(length) => file.truncate(*length),
            Self::Write { offset, bytes } => write(file, *offset, bytes),
        }
    }
}

fn write(file: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    file[offset..end].copy_from_slice(bytes);
}

fn write_some_blocks(file: &mut Vec<u8>, offset: usize, bytes: &[u8], chance: &mut dyn FnMut(u32) -> u32) {
    for (block, part) in bytes.chunks(BLOCK_BYTES).enumerate() {
        if chance(2) == 1 {
            write(file, offset + block * BLOCK_BYTES, part);
        }
    }
}
