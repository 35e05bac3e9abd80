//! Where the bytes of an upload come from: a file the visitor picked, a file on disk, or memory.

use bytes::Bytes;
use futures::future::BoxFuture;

use super::digest;

/// A slice of the source with its SHA-256.
#[derive(Debug, Clone)]
pub struct Part {
    /// The slice.
    pub content: Content,
    /// Its SHA-256.
    pub digest: [u8; 32],
}

/// What a part holds.
#[derive(Debug, Clone)]
pub enum Content {
    /// Bytes in memory.
    Bytes(Bytes),
    /// Bytes that the browser reads when it sends them. It refuses when the file was changed since it was picked.
    #[cfg(target_family = "wasm")]
    Slice(crate::transport::Slice),
}

/// The source cannot be read any more: moved, changed, or the permission to read it has ended.
#[derive(Debug, Clone, thiserror::Error)]
#[error("The file can no longer be read: it was moved, changed or closed. Pick it again.")]
pub struct SourceError;

/// Bytes of a known size that can be read in slices, in any order and at the same time.
pub trait Source: Send + Sync {
    /// Bytes in all.
    fn size(&self) -> u64;

    /// Exactly this slice, which lies inside; fewer bytes are an error, never a short part.
    fn part(&self, offset: u64, bytes: u64) -> BoxFuture<'_, Result<Part, SourceError>>;
}

/// Bytes in memory.
pub struct BytesSource(pub Bytes);

impl Source for BytesSource {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    fn part(&self, offset: u64, bytes: u64) -> BoxFuture<'_, Result<Part, SourceError>> {
        let slice = || {
            let start = usize::try_from(offset).ok()?;
            let end = start.checked_add(usize::try_from(bytes).ok()?)?;
            (end <= self.0.len()).then(|| self.0.slice(start..end))
        };
        let part =
            slice().map(|bytes| Part { digest: digest::sha256(&bytes), content: Content::Bytes(bytes) });
        Box::pin(std::future::ready(part.ok_or(SourceError)))
    }
}

#[cfg(not(target_family = "wasm"))]
pub use on_disk::FileSource;

#[cfg(not(target_family = "wasm"))]
mod on_disk {
    use std::{io::SeekFrom, path::PathBuf};

    use tokio::{
        fs::{self, File},
        io::{AsyncReadExt, AsyncSeekExt},
    };

    use super::{BoxFuture, Bytes, Content, Part, Source, SourceError, digest};

    /// A file on disk, opened anew for each part so that parts can be read at the same time.
    pub struct FileSource {
        path: PathBuf,
        size: u64,
    }

    impl FileSource {
        /// The file at this path, with the size it has now.
        pub async fn open(path: impl Into<PathBuf>) -> Result<Self, SourceError> {
            let path = path.into();
            let size = fs::metadata(&path).await.map_err(|_| SourceError)?.len();
            Ok(Self { path, size })
        }

        async fn read(&self, offset: u64, bytes: u64) -> std::io::Result<Part> {
            let mut file = File::open(&self.path).await?;
            file.seek(SeekFrom::Start(offset)).await?;
            let mut slice = vec![0; usize::try_from(bytes).map_err(std::io::Error::other)?];
            file.read_exact(&mut slice).await?;
            Ok(Part { digest: digest::sha256(&slice), content: Content::Bytes(Bytes::from(slice)) })
        }
    }

    impl Source for FileSource {
        fn size(&self) -> u64 {
            self.size
        }

        fn part(&self, offset: u64, bytes: u64) -> BoxFuture<'_, Result<Part, SourceError>> {
            Box::pin(async move { self.read(offset, bytes).await.map_err(|_| SourceError) })
        }
    }
}

#[cfg(target_family = "wasm")]
pub use in_browser::BlobSource;

#[cfg(target_family = "wasm")]
mod in_browser {
    use core::cell::RefCell;

    use js_sys::{Promise, Uint8Array};
    use send_wrapper::SendWrapper;
    use wasm_bindgen_futures::JsFuture;
    use web_sys::Blob;

    use super::{BoxFuture, Content, Part, Source, SourceError, digest};
    use crate::transport::Slice;

    /// Bytes that are read at once for the digests of the parts in them: each reading costs the browser's processes
    /// several messages, however little it brings.
    const STRETCH_BYTES: u64 = 4 * 1_048_576;

    /// A file that the visitor picked or dropped.
    pub struct BlobSource {
        blob: SendWrapper<Blob>,
        stretch: SendWrapper<RefCell<Stretch>>,
    }

    /// Some parts on end, read together. Each is taken once: another attempt reads anew, so that a file that was changed
    /// meanwhile tells so.
    #[derive(Default)]
    struct Stretch {
        begin: u64,
        bytes: Option<Promise>,
        taken: Vec<u64>,
    }

    impl BlobSource {
        /// Nothing is read yet.
        pub fn new(blob: Blob) -> Self {
            Self { blob: SendWrapper::new(blob), stretch: SendWrapper::new(RefCell::default()) }
        }

        async fn read(&self, offset: u64, bytes: u64) -> Option<Part> {
            let (begin, reading) = self.reading(offset, bytes)?;
            let buffer = Uint8Array::new(&JsFuture::from(reading).await.ok()?);
            // Places inside a stretch are far below 2^32.
            let (from, to) = ((offset - begin) as u32, (offset - begin + bytes) as u32);
            if buffer.length() < to {
                return None;
            }
            let array = buffer.subarray(from, to);
            let by_browser = digest::sha256_by_browser(&array).await;
            let digest = by_browser.unwrap_or_else(|| digest::sha256(&array.to_vec()));
            Some(Part { content: Content::Slice(Slice::new(self.slice(offset, offset + bytes)?)), digest })
        }

        /// Bytes on their way that have these among them, and where they begin.
        fn reading(&self, offset: u64, bytes: u64) -> Option<(u64, Promise)> {
            let begin = offset - offset % STRETCH_BYTES;
            let end = (begin + STRETCH_BYTES).min(self.size());
            if offset + bytes > end {
                return Some((offset, self.slice(offset, offset + bytes)?.array_buffer()));
            }
            let mut stretch = self.stretch.borrow_mut();
            if stretch.begin != begin || stretch.bytes.is_none() {
                let reading = self.slice(begin, end)?.array_buffer();
                *stretch = Stretch { begin, bytes: Some(reading), taken: Vec::new() };
            } else if stretch.taken.contains(&offset) {
                return Some((offset, self.slice(offset, offset + bytes)?.array_buffer()));
            }
            stretch.taken.push(offset);
            Some((begin, stretch.bytes.clone()?))
        }

        fn slice(&self, from: u64, to: u64) -> Option<Blob> {
            self.blob.slice_with_f64_and_f64(from as f64, to as f64).ok()
        }
    }

    impl Source for BlobSource {
        fn size(&self) -> u64 {
            // Sizes of files are whole numbers below 2^53.
            self.blob.size() as u64
        }

        fn part(&self, offset: u64, bytes: u64) -> BoxFuture<'_, Result<Part, SourceError>> {
            let reading = SendWrapper::new(async move { self.read(offset, bytes).await.ok_or(SourceError) });
            Box::pin(reading)
        }
    }
}
