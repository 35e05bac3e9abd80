//! Where the bytes of an upload come from: a file the visitor picked, a file on disk, or memory.

use std::ops::Range;

use domain::part_digest::PartDigest;
use futures::{future::BoxFuture, stream::BoxStream};

use super::digest;
use crate::ClientError;
pub use crate::transport::Content;

/// A slice of the source with its digest.
#[derive(Debug, Clone)]
pub struct Part {
    /// The slice.
    pub content: Content,
    /// Its digest.
    pub digest: PartDigest,
}

/// All of a source with its SHA-256.
#[derive(Debug, Clone)]
pub struct Hashed {
    /// All of it.
    pub content: Content,
    /// Its SHA-256.
    pub sha256: [u8; 32],
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

    /// All of it, which is a matter of megabytes: it is read at once.
    fn hashed(&self) -> BoxFuture<'_, Result<Hashed, SourceError>> {
        Box::pin(async move { Ok(hashed(self.bytes(0..self.size()).await?).await) })
    }

    /// The same as a body that is sent without being read here, where there is such a thing.
    fn as_sent_whole(&self) -> Option<&dyn SentWhole> {
        None
    }
}

/// What a browser reads and sends by itself: a file that was picked.
pub trait SentWhole: Send + Sync {
    /// Sends all of it into this upload, and waits for the answer. Dropped, it is given up.
    fn send<'a>(&'a self, upload_id: &'a str) -> BoxFuture<'a, Result<(), ClientError>>;

    /// The digest of each part of so many bytes, from the part that begins at this offset to the last one.
    fn digests(&self, from: u64, part_bytes: u64) -> BoxStream<'_, Result<PartDigest, SourceError>>;
}

#[cfg(target_family = "wasm")]
mod in_browser;
#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(target_family = "wasm")]
mod pieces;

#[cfg(target_family = "wasm")]
pub use in_browser::BlobSource;
#[cfg(target_family = "wasm")]
use in_browser::hashed;
#[cfg(target_family = "wasm")]
pub(crate) use in_browser::parts_of;
#[cfg(not(target_family = "wasm"))]
use native::hashed;
#[cfg(not(target_family = "wasm"))]
pub(crate) use native::parts_of;
#[cfg(not(target_family = "wasm"))]
pub use native::{BytesSource, FileSource};
