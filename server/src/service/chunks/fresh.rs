//! A chunk that was just cut from a file.
use cluster::{
    chunk::SealedChunk,
    crypto::{FileKey, chunk::seal},
    manifest::{ChunkEntry, LentKey},
};
use domain::hex;

use super::{Position, packing::pack, same::Comparing};
use crate::{clock::random, db};

/// A chunk of a version, and what there is to know of it beside its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Where it was sealed.
    pub entry: ChunkEntry,
    /// What it opens with, when that is the key of another version.
    pub lent: Option<LentKey>,
    /// What tells its plain bytes from all others of the account; none when nobody compares.
    pub digest: Option<[u8; 32]>,
    /// What of its plain bytes is stored: fewer, when they are packed.
    pub stored: u64,
}

impl Chunk {
    /// Its row in the list of its version.
    pub fn row(&self, is_counted: bool) -> db::file_chunk::Row {
        db::file_chunk::Row {
            chunk: self.entry.id.to_string(),
            bytes: self.entry.plain_len.into(),
            stored: self.stored,
            is_counted,
            digest: self.digest.map(|digest| hex::encode(&digest)).unwrap_or_default(),
        }
    }
}

/// A chunk that is sealed and not stored.
pub struct Fresh {
    pub(super) chunk: Chunk,
    pub(super) sealed: SealedChunk,
}

impl Fresh {
    /// Takes the digest, packs and seals: computes for milliseconds.
    pub fn seal(key: &FileKey, position: &Position, comparing: &Comparing, plain: &[u8]) -> Self {
        let (digest, body) = (comparing.digest(plain), pack(plain));
        let sealed = seal(key, random(), position, &body);
        let entry = ChunkEntry::new(sealed.id(), position);
        Self { chunk: Chunk { entry, lent: None, digest, stored: body.bytes().len() as u64 }, sealed }
    }
}
