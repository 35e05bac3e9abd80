//! A disk on a real folder: one file per segment.
//!
//! Every error is logged here, where the path and the system's words are known, and told to the machine as one of the
//! few kinds it can act on.
#![expect(clippy::disallowed_types, clippy::disallowed_methods, reason = "this is the store on a real disk")]

use std::collections::{BTreeMap, VecDeque};
use std::fs::{self, File, OpenOptions};
use std::io::{self, IoSlice, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::record::Record;
use super::{Disk, DiskDone, DiskError, DiskRequest, SegmentNumber};

/// Segments kept open for reading: 16 GiB of a node at 64 MiB each are more than its capacity, so this bounds the
/// descriptors of ten nodes to a third of the usual limit of 1024.
const READERS_MAX: usize = 32;

/// The segments of one node in a folder of their own.
#[derive(Debug)]
pub struct FileDisk {
    folder: PathBuf,
    writers: BTreeMap<SegmentNumber, Writer>,
    readers: VecDeque<(SegmentNumber, File)>,
}

#[derive(Debug)]
struct Writer {
    file: File,
    position: u64,
}

impl FileDisk {
    /// The segments in this folder, which exists.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), writers: BTreeMap::new(), readers: VecDeque::new() }
    }

    fn try_execute(&mut self, request: DiskRequest) -> io::Result<DiskDone> {
        match request {
            DiskRequest::List => return self.list().map(DiskDone::Segments),
            DiskRequest::Read { segment, offset, length } => {
                return self.read(segment, offset, length).map(DiskDone::Bytes);
            }
            DiskRequest::CreateSegment(segment) => {
                let file = OpenOptions::new().write(true).create_new(true).open(self.path(segment))?;
                self.writers.insert(segment, Writer { file, position: 0 });
            }
            DiskRequest::Append { segment, offset, record } => {
                self.writer(segment)?.append(offset, &record)?
            }
            DiskRequest::DeleteSegment(segment) => {
                self.writers.remove(&segment);
                self.readers.retain(|(number, _)| *number != segment);
                fs::remove_file(self.path(segment))?;
            }
            DiskRequest::Fsync(segment) => self.writer(segment)?.file.sync_data()?,
            DiskRequest::FsyncDirectory => File::open(&self.folder)?.sync_all()?,
            DiskRequest::Truncate { segment, length } => self.writer(segment)?.file.set_len(length)?,
            DiskRequest::Close(segment) => {
                self.writers.remove(&segment);
            }
        }
        Ok(DiskDone::Done)
    }

    fn path(&self, segment: SegmentNumber) -> PathBuf {
        self.folder.join(format!("{segment}.seg"))
    }

    fn list(&self) -> io::Result<Vec<(SegmentNumber, u64)>> {
        let mut segments = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if let Some(number) = segment_number(&entry.path()) {
                segments.push((number, entry.metadata()?.len()));
            }
        }
        segments.sort_unstable();
        Ok(segments)
    }

    /// The segment opened for writing: the one that created it, or a fresh descriptor after a restart.
    fn writer(&mut self, segment: SegmentNumber) -> io::Result<&mut Writer> {
        if !self.writers.contains_key(&segment) {
            let file = OpenOptions::new().write(true).open(self.path(segment))?;
            self.writers.insert(segment, Writer { file, position: 0 });
        }
        self.writers.get_mut(&segment).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn read(&mut self, segment: SegmentNumber, offset: u64, length: usize) -> io::Result<Bytes> {
        let mut bytes = vec![0; length];
        let mut filled = 0;
        let file = self.reader(segment)?;
        while filled < length {
            match file.read_at(&mut bytes[filled..], offset + filled as u64) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        bytes.truncate(filled);
        Ok(bytes.into())
    }

    /// The segment opened for reading; the one unused for longest makes room.
    fn reader(&mut self, segment: SegmentNumber) -> io::Result<&File> {
        let known = self.readers.iter().position(|(number, _)| *number == segment);
        let reader = match known.and_then(|place| self.readers.remove(place)) {
            Some(reader) => reader,
            None => (segment, File::open(self.path(segment))?),
        };
        self.readers.truncate(READERS_MAX - 1);
        self.readers.push_front(reader);
        Ok(&self.readers[0].1)
    }
}

impl Writer {
    fn append(&mut self, offset: u64, record: &Record) -> io::Result<()> {
        if self.position != offset {
            self.file.seek(SeekFrom::Start(offset))?;
        }
        // Unknown until all is written; a failed write makes the next one seek.
        self.position = u64::MAX;
        let parts = record.parts();
        let mut slices = parts.map(IoSlice::new);
        let mut left = &mut slices[..];
        IoSlice::advance_slices(&mut left, 0);
        while !left.is_empty() {
            match self.file.write_vectored(left) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => IoSlice::advance_slices(&mut left, count),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.position = offset + record.size();
        Ok(())
    }
}

impl Disk for FileDisk {
    fn execute(&mut self, request: DiskRequest) -> Result<DiskDone, DiskError> {
        let what = operation_name(&request);
        self.try_execute(request).map_err(|error| {
            tracing::warn!(operation = what, folder = %self.folder.display(), %error, "a disk operation failed");
            match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => DiskError::Full,
                io::ErrorKind::NotFound => DiskError::NotFound,
                _ => DiskError::Failed,
            }
        })
    }
}

const fn operation_name(request: &DiskRequest) -> &'static str {
    match request {
        DiskRequest::List => "list",
        DiskRequest::CreateSegment(_) => "create_segment",
        DiskRequest::DeleteSegment(_) => "delete_segment",
        DiskRequest::Append { .. } => "append",
        DiskRequest::Fsync(_) => "fsync",
        DiskRequest::FsyncDirectory => "fsync_directory",
        DiskRequest::Read { .. } => "read",
        DiskRequest::Truncate { .. } => "truncate",
        DiskRequest::Close(_) => "close",
    }
}

/// "00000012.seg" is segment 12; other files are none of ours.
fn segment_number(path: &Path) -> Option<SegmentNumber> {
    let digits = path.file_name()?.to_str()?.strip_suffix(".seg")?;
    let number = SegmentNumber(digits.parse().ok()?);
    (number.to_string() == digits).then_some(number)
}
