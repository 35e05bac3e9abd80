//! Where the bytes of an upload come from: a file the visitor picked, a file on disk, or memory.

use std::ops::Range;

use futures::future::BoxFuture;

use super::digest;
pub use crate::transport::Content;

/// A slice of the source with its SHA-256.
#[derive(Debug, Clone)]
pub struct Part {
    /// The slice.
    pub content: Content,
    /// Its SHA-256.
    pub digest: [u8; 32],
}

/// The source cannot be read any more: moved, changed, or the permission to read it has ended.
#[derive(Debug, Clone, thiserror::Error)]
#[error("The file can no longer be read: it was moved, changed or closed. Pick it again.")]
pub struct SourceError;

/// Bytes of a known size that can be read in slices, in any order and at the same time.
pub trait Source: Send + Sync {
    /// Bytes in all.
    fn size(&self) -> u64;

    /// Exactly this slice, which lies inside, as it is. Fewer bytes are an error.
    fn bytes(&self, slice: Range<u64>) -> BoxFuture<'_, Result<Vec<u8>, SourceError>>;

    /// Exactly this slice, which lies inside, cut into parts of so many bytes, the last one perhaps shorter. It is read
    /// at once, so a slice is a matter of megabytes; `part_bytes` is not 0. Fewer bytes are an error, never a short part.
    fn parts(&self, slice: Range<u64>, part_bytes: u64) -> BoxFuture<'_, Result<Vec<Part>, SourceError>>;
}

#[cfg(target_family = "wasm")]
pub(crate) use in_browser::parts_of;
#[cfg(not(target_family = "wasm"))]
pub(crate) use native::parts_of;
#[cfg(not(target_family = "wasm"))]
pub use native::{BytesSource, FileSource};

#[cfg(not(target_family = "wasm"))]
mod native {
    use std::{io::SeekFrom, path::PathBuf, time::SystemTime};

    use bytes::Bytes;
    use tokio::{
        fs::{self, File},
        io::{AsyncReadExt, AsyncSeekExt},
    };

    use super::{BoxFuture, Content, Part, Range, Source, SourceError, digest};

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
    pub(crate) fn parts_of(
        bytes: Vec<u8>,
        part_bytes: u64,
    ) -> impl Future<Output = Vec<Part>> + Send + 'static {
        std::future::ready(cut(&bytes.into(), part_bytes))
    }

    fn cut(bytes: &Bytes, part_bytes: u64) -> Vec<Part> {
        let part_bytes = usize::try_from(part_bytes).unwrap_or(usize::MAX);
        let part =
            |part: &[u8]| Part { digest: digest::sha256(part), content: Content(bytes.slice_ref(part)) };
        bytes.chunks(part_bytes).map(part).collect()
    }
}

#[cfg(target_family = "wasm")]
pub use in_browser::BlobSource;

#[cfg(target_family = "wasm")]
mod in_browser {
    use futures::future::join_all;
    use js_sys::Uint8Array;
    use send_wrapper::SendWrapper;
    use wasm_bindgen_futures::JsFuture;
    use web_sys::Blob;

    use super::{BoxFuture, Content, Part, Range, Source, SourceError, digest};

    /// A file that the visitor picked or dropped. The browser refuses to read it when it was changed since.
    pub struct BlobSource {
        blob: SendWrapper<Blob>,
    }

    impl BlobSource {
        /// Nothing is read yet. The whole is taken as a slice: of a picked file itself the browser would look up size and
        /// time on disk, while the page waits, whenever a slice is cut.
        pub fn new(blob: Blob) -> Self {
            Self { blob: SendWrapper::new(blob.slice().unwrap_or(blob)) }
        }

        /// One reading for all digests: each costs the browser's processes several messages, however little it brings.
        async fn read(&self, slice: Range<u64>, part_bytes: u64) -> Option<Vec<Part>> {
            let read = self.slice(slice.start, slice.end)?.array_buffer();
            let read = Uint8Array::new(&JsFuture::from(read).await.ok()?);
            if u64::from(read.length()) != slice.end - slice.start {
                return None;
            }
            let (bytes, is_one) = (slice.end - slice.start, slice.end <= part_bytes);
            if is_one && bytes > 0 && Content::is_sent_as_read(bytes) {
                let digest = digest_of(&read).await;
                return Some(Vec::from([Part { content: Content::read(read), digest }]));
            }
            let begins = slice.clone().step_by(part_bytes as usize);
            let parts = begins.map(async |begin| {
                let end = slice.end.min(begin + part_bytes);
                // Places inside a slice are far below 2^32.
                let digest =
                    digest_of(&read.subarray((begin - slice.start) as u32, (end - slice.start) as u32)).await;
                Some(Part { content: Content::new(self.slice(begin, end)?), digest })
            });
            join_all(parts).await.into_iter().collect()
        }

        fn slice(&self, from: u64, to: u64) -> Option<Blob> {
            self.blob.slice_with_f64_and_f64(from as f64, to as f64).ok()
        }
    }

    /// Bytes that were made here, as parts.
    pub(crate) fn parts_of(
        bytes: Vec<u8>,
        part_bytes: u64,
    ) -> impl Future<Output = Vec<Part>> + Send + 'static {
        SendWrapper::new(async move {
            let part_bytes = usize::try_from(part_bytes).unwrap_or(usize::MAX);
            let parts = bytes.chunks(part_bytes).map(async |part| {
                let part = Uint8Array::from(part);
                Part { digest: digest_of(&part).await, content: Content::read(part) }
            });
            join_all(parts).await
        })
    }

    async fn digest_of(array: &Uint8Array) -> [u8; 32] {
        let by_browser = digest::sha256_by_browser(array).await;
        by_browser.unwrap_or_else(|| digest::sha256(&array.to_vec()))
    }

    impl Source for BlobSource {
        fn size(&self) -> u64 {
            // Sizes of files are whole numbers below 2^53.
            self.blob.size() as u64
        }

        fn bytes(&self, slice: Range<u64>) -> BoxFuture<'_, Result<Vec<u8>, SourceError>> {
            let reading = async move {
                let read = self.slice(slice.start, slice.end).ok_or(SourceError)?.array_buffer();
                let read = JsFuture::from(read).await.map_err(|_| SourceError)?;
                let read = Uint8Array::new(&read).to_vec();
                if read.len() as u64 == slice.end - slice.start { Ok(read) } else { Err(SourceError) }
            };
            Box::pin(SendWrapper::new(reading))
        }

        fn parts(&self, slice: Range<u64>, part_bytes: u64) -> BoxFuture<'_, Result<Vec<Part>, SourceError>> {
            let reading = async move { self.read(slice, part_bytes).await.ok_or(SourceError) };
            Box::pin(SendWrapper::new(reading))
        }
    }
}
