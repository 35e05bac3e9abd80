//! The manifest as bytes: fixed-width big-endian numbers, one way to write each manifest.
//!
//! ```text
//! version u64 | total_len u64 | sha256 32 | chunk_bytes u32 | count u32 | count x entry | lent keys, to the end
//! entry: id 32 | file 16 | version 16 | key_version u32 | index u32 | last u8 (0 or 1) | plain_len u32
//! lent key: version 16 | key_version u32 | made_under u32 | key 32
//! ```

use std::sync::Arc;

use zeroize::Zeroizing;

use super::{ChunkEntry, LentKey, Manifest};
use crate::chunk::ChunkId;
use crate::crypto::FileKey;

const HEAD_BYTES: usize = 8 + 8 + 32 + 4 + 4;
const ENTRY_BYTES: usize = 32 + 16 + 16 + 4 + 4 + 1 + 4;
const LENT_BYTES: usize = 16 + 4 + 4 + 32;

/// The bytes, which are wiped: there are keys among them.
pub(crate) fn encode(manifest: &Manifest) -> Zeroizing<Vec<u8>> {
    let length = HEAD_BYTES + manifest.chunks.len() * ENTRY_BYTES + manifest.lent.len() * LENT_BYTES;
    let mut bytes = Zeroizing::new(Vec::with_capacity(length));
    let count = u32::try_from(manifest.chunks.len()).expect("a file has fewer than 2^32 chunks");
    bytes.extend_from_slice(&manifest.version.to_be_bytes());
    bytes.extend_from_slice(&manifest.total_len.to_be_bytes());
    bytes.extend_from_slice(&manifest.sha256);
    bytes.extend_from_slice(&manifest.chunk_bytes.to_be_bytes());
    bytes.extend_from_slice(&count.to_be_bytes());
    for chunk in &manifest.chunks {
        bytes.extend_from_slice(chunk.id.as_bytes());
        bytes.extend_from_slice(&chunk.file);
        bytes.extend_from_slice(&chunk.version);
        bytes.extend_from_slice(&chunk.key_version.to_be_bytes());
        bytes.extend_from_slice(&chunk.index.to_be_bytes());
        bytes.push(u8::from(chunk.last));
        bytes.extend_from_slice(&chunk.plain_len.to_be_bytes());
    }
    for lent in &manifest.lent {
        bytes.extend_from_slice(&lent.version);
        bytes.extend_from_slice(&lent.key_version.to_be_bytes());
        bytes.extend_from_slice(&lent.made_under.to_be_bytes());
        bytes.extend_from_slice(lent.key.expose());
    }
    bytes
}

/// The manifest of these bytes, if there is exactly one and its parts agree.
pub(crate) fn decode(bytes: &[u8]) -> Option<Manifest> {
    let mut reader = Reader(bytes);
    let version = reader.u64()?;
    let total_len = reader.u64()?;
    let sha256 = reader.take()?;
    let chunk_bytes = reader.u32()?;
    let count = usize::try_from(reader.u32()?).ok()?;
    // Before anything is allocated: the count must match the bytes that are really there.
    let lent_bytes = reader.0.len().checked_sub(count.checked_mul(ENTRY_BYTES)?)?;
    if !lent_bytes.is_multiple_of(LENT_BYTES) {
        return None;
    }
    let chunks = (0..count).map(|_| reader.entry()).collect::<Option<Vec<_>>>()?;
    let lent = (0..lent_bytes / LENT_BYTES).map(|_| reader.lent()).collect::<Option<Vec<_>>>()?;
    let manifest = Manifest { version, total_len, sha256, chunk_bytes, chunks, lent };
    manifest.is_consistent().then_some(manifest)
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*head)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_be_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_be_bytes)
    }

    fn flag(&mut self) -> Option<bool> {
        match self.take()? {
            [0] => Some(false),
            [1] => Some(true),
            _ => None,
        }
    }

    fn entry(&mut self) -> Option<ChunkEntry> {
        Some(ChunkEntry {
            id: ChunkId::from_bytes(self.take()?),
            file: self.take()?,
            version: self.take()?,
            key_version: self.u32()?,
            index: self.u32()?,
            last: self.flag()?,
            plain_len: self.u32()?,
        })
    }

    fn lent(&mut self) -> Option<LentKey> {
        Some(LentKey {
            version: self.take()?,
            key_version: self.u32()?,
            made_under: self.u32()?,
            key: Arc::new(FileKey::from_bytes(self.take()?)),
        })
    }
}
