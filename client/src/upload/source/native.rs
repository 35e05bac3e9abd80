//! Bytes in memory and files on disk.

use std::{io::SeekFrom, path::PathBuf, time::SystemTime};

use bytes::Bytes;
use tokio::{
    fs::{self, File},
    io::{AsyncReadExt, AsyncSeekExt},
};

use super::{BoxFuture, Content, Hashed, Part, PartDigest, Range, Source, SourceError, digest};

/// Bytes in memory.
pub struct BytesSource(pub Bytes);

impl BytesSource {
    fn slice(&self, slice: &Range<u64>) -> Result<Bytes, SourceError> {
        let bounds = usize::try_from(slice.start).ok().zip(usize::try_from(slice.end).ok());
        let inside = bounds.filter(|(start, end)| start <= end && *end <= self.0.len());
        inside.map(|(start, end)| self.0.slice(start..end)).ok_or(SourceError)
    }
}

impl Source for BytesSource {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    fn bytes(&self, slice: Range<u64>) -> BoxFuture<'_, Result<Vec<u8>, SourceError>> {
        Box::pin(std::future::ready(self.slice(&slice).map(|bytes| bytes.to_vec())))
    }

    fn parts(&self, slice: Range<u64>, part_bytes: u64) -> BoxFuture<'_, Result<Vec<Part>, SourceError>> {
        Box::pin(std::future::ready(self.slice(&slice).map(|bytes| cut(&bytes, part_bytes))))
    }
}

/// A file on disk, opened anew for each slice so that slices can be read at the same time. One that was changed since it
/// was first looked at is refused, as browsers do: no upload mixes two contents, and no key of a vault sees two.
pub struct FileSource {
    path: PathBuf,
    size: u64,
    changed_at: Option<SystemTime>,
}

impl FileSource {
    /// The file at this path, with the size it has now.
    pub async fn open(path: impl Into<PathBuf>) -> Result<Self, SourceError> {
        let path = path.into();
        let about = fs::metadata(&path).await.map_err(|_| SourceError)?;
        Ok(Self { path, size: about.len(), changed_at: about.modified().ok() })
    }

    async fn read(&self, slice: Range<u64>) -> std::io::Result<Vec<u8>> {
        let mut file = File::open(&self.path).await?;
        file.seek(SeekFrom::Start(slice.start)).await?;
        let bytes = usize::try_from(slice.end.saturating_sub(slice.start));
        let mut read = vec![0; bytes.map_err(std::io::Error::other)?];
        file.read_exact(&mut read).await?;
        // Behind the reading: what was changed before it and what was changed during it is told alike.
        let about = file.metadata().await?;
        if about.len() == self.size && about.modified().ok() == self.changed_at {
            return Ok(read);
        }
        Err(std::io::Error::other("the file was changed"))
    }
}

impl Source for FileSource {
    fn size(&self) -> u64 {
        self.size
    }

    fn bytes(&self, slice: Range<u64>) -> BoxFuture<'_, Result<Vec<u8>, SourceError>> {
        Box::pin(async move { self.read(slice).await.map_err(|_| SourceError) })
    }

    fn parts(&self, slice: Range<u64>, part_bytes: u64) -> BoxFuture<'_, Result<Vec<Part>, SourceError>> {
        Box::pin(async move { Ok(parts_of(self.bytes(slice).await?, part_bytes).await) })
    }
}

/// These bytes as parts. (A browser takes its time for their digests.)
pub(crate) fn parts_of(bytes: Vec<u8>, part_bytes: u64) -> impl Future<Output = Vec<Part>> + Send + 'static {
    std::future::ready(cut(&bytes.into(), part_bytes))
}

/// All bytes of a source. (A browser takes its time for their digest.)
pub(super) fn hashed(bytes: Vec<u8>) -> impl Future<Output = Hashed> + Send + 'static {
    std::future::ready(Hashed { sha256: digest::sha256(&bytes), content: Content(bytes.into()) })
}

fn cut(bytes: &Bytes, part_bytes: u64) -> Vec<Part> {
    let part_bytes = usize::try_from(part_bytes).unwrap_or(usize::MAX);
    let part = |part: &[u8]| Part {
        digest: PartDigest::of(part, digest::sha256),
        content: Content(bytes.slice_ref(part)),
    };
    bytes.chunks(part_bytes).map(part).collect()
}
