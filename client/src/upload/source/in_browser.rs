//! Files that a visitor picked.

use domain::limits::BLOCK_BYTES;
use futures::{StreamExt, future::join_all, stream};
use js_sys::Uint8Array;
use send_wrapper::SendWrapper;
use web_sys::Blob;

use super::{
    BoxFuture, BoxStream, ClientError, Content, Hashed, Part, PartDigest, Range, SentWhole, Source,
    SourceError, digest,
    pieces::{self, Pieces},
};
use crate::transport;

/// As lengths of arrays are counted.
const BLOCK: u32 = BLOCK_BYTES as u32;

/// A file that the visitor picked or dropped. The browser refuses to read it when it was changed since.
pub struct BlobSource {
    /// As it was picked.
    picked: SendWrapper<Blob>,
    /// All of it.
    blob: SendWrapper<Blob>,
}

impl BlobSource {
    /// Nothing is read yet. Slices are cut from a slice: of a picked file itself the browser would look up size and time on
    /// disk, while the page waits, whenever one is cut.
    pub fn new(picked: Blob) -> Self {
        let blob = picked.slice().unwrap_or_else(|_| picked.clone());
        Self { picked: SendWrapper::new(picked), blob: SendWrapper::new(blob) }
    }

    /// One reading for all digests: each costs the browser's processes several messages, however little it brings.
    async fn read(&self, slice: Range<u64>, part_bytes: u64) -> Option<Vec<Part>> {
        let bytes = slice.end - slice.start;
        let whole = self.slice(&slice)?;
        if bytes > 0 && bytes <= part_bytes && Content::is_sent_as_read(bytes) {
            let read = pieces::whole(&whole).await.filter(|read| u64::from(read.length()) == bytes)?;
            let digest = PartDigest::of_blocks(vec![sha256(&read).await]);
            return Some(Vec::from([Part { digest, content: Content::read(read) }]));
        }
        let mut pieces = Pieces::of(whole, u32::try_from(BLOCK_BYTES.min(bytes)).ok()?);
        let mut parts = Vec::new();
        for begin in slice.clone().step_by(usize::try_from(part_bytes).ok()?) {
            let part = begin..slice.end.min(begin + part_bytes);
            let digest = digest_of(&mut pieces, part.end - part.start).await?;
            parts.push(Part { digest, content: Content::new(self.slice(&part)?) });
        }
        Some(parts)
    }

    /// All of it. When it is small enough, it is sent as it was read.
    async fn read_whole(&self) -> Option<Hashed> {
        let read = pieces::whole(&self.blob).await.filter(|read| u64::from(read.length()) == self.size())?;
        let sha256 = sha256(&read).await;
        let is_sent_as_read = Content::is_sent_as_read(self.size());
        let content =
            if is_sent_as_read { Content::read(read) } else { Content::new(self.slice(&(0..self.size()))?) };
        Some(Hashed { content, sha256 })
    }

    fn slice(&self, slice: &Range<u64>) -> Option<Blob> {
        self.blob.slice_with_f64_and_f64(slice.start as f64, slice.end as f64).ok()
    }
}

/// Bytes that were made here, as parts.
pub(crate) fn parts_of(bytes: Vec<u8>, part_bytes: u64) -> impl Future<Output = Vec<Part>> + Send + 'static {
    SendWrapper::new(async move {
        let part_bytes = usize::try_from(part_bytes).unwrap_or(usize::MAX);
        let parts = bytes.chunks(part_bytes).map(async |part| {
            let part = Uint8Array::from(part);
            let begins = (0..part.length()).step_by(BLOCK as usize);
            let blocks = begins.map(|begin| part.subarray(begin, part.length().min(begin + BLOCK)));
            let digests = join_all(blocks.map(async |block| sha256(&block).await)).await;
            Part { digest: PartDigest::of_blocks(digests), content: Content::read(part) }
        });
        join_all(parts).await
    })
}

/// Bytes that were made here, as all of a source.
pub(super) fn hashed(bytes: Vec<u8>) -> impl Future<Output = Hashed> + Send + 'static {
    SendWrapper::new(async move {
        let read = Uint8Array::from(bytes.as_slice());
        Hashed { sha256: sha256(&read).await, content: Content::read(read) }
    })
}

/// The digest of the next part, of so many bytes. `None` when fewer are left, or they cannot be read.
async fn digest_of(pieces: &mut Pieces, part_bytes: u64) -> Option<PartDigest> {
    let part_bytes = u32::try_from(part_bytes).ok()?;
    let mut blocks = Vec::new();
    for begin in (0..part_bytes).step_by(BLOCK as usize) {
        blocks.push(sha256(&pieces.next(BLOCK.min(part_bytes - begin)).await?).await);
    }
    Some(PartDigest::of_blocks(blocks))
}

async fn sha256(array: &Uint8Array) -> [u8; 32] {
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
            let part = self.slice(&slice).ok_or(SourceError)?;
            let read = pieces::whole(&part).await.ok_or(SourceError)?.to_vec();
            if read.len() as u64 == slice.end - slice.start { Ok(read) } else { Err(SourceError) }
        };
        Box::pin(SendWrapper::new(reading))
    }

    fn parts(&self, slice: Range<u64>, part_bytes: u64) -> BoxFuture<'_, Result<Vec<Part>, SourceError>> {
        let reading = async move { self.read(slice, part_bytes).await.ok_or(SourceError) };
        Box::pin(SendWrapper::new(reading))
    }

    fn hashed(&self) -> BoxFuture<'_, Result<Hashed, SourceError>> {
        let reading = async move { self.read_whole().await.ok_or(SourceError) };
        Box::pin(SendWrapper::new(reading))
    }

    fn as_sent_whole(&self) -> Option<&dyn SentWhole> {
        Some(self)
    }
}

impl SentWhole for BlobSource {
    fn send<'a>(&'a self, upload_id: &'a str) -> BoxFuture<'a, Result<(), ClientError>> {
        Box::pin(SendWrapper::new(transport::fill(upload_id, &self.picked)))
    }

    fn digests(&self, from: u64, part_bytes: u64) -> BoxStream<'_, Result<PartDigest, SourceError>> {
        let size = self.size();
        let pieces = self.slice(&(from..size)).map(|rest| Pieces::of(rest, BLOCK));
        let digests = stream::unfold((pieces, from), move |(pieces, from)| async move {
            let bytes = part_bytes.min(size - from);
            if bytes == 0 {
                return None;
            }
            let Some(mut pieces) = pieces else { return Some((Err(SourceError), (None, size))) };
            match digest_of(&mut pieces, bytes).await {
                Some(digest) => Some((Ok(digest), (Some(pieces), from + bytes))),
                None => Some((Err(SourceError), (None, size))),
            }
        });
        SendWrapper::new(digests).boxed()
    }
}
