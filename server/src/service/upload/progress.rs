//! What the server remembers of an open upload between two parts: its key, which parts are durable, and the digest of
//! the durable prefix. All of it can be rebuilt: the database knows the parts, the cluster their bytes.
use std::{collections::BTreeMap, sync::Arc};

use aws_lc_rs::digest::{Context, SHA256};
use bytes::Bytes;
use cluster::crypto::FileKey;
use domain::{
    part_digest::PartDigest,
    upload::{Part, Parts},
    vault::{self, Header},
};
use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    db,
    service::{
        ServiceError,
        chunks::{Chunk, Comparing, Position, position},
    },
};

/// A durable part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Durable {
    pub(super) chunk: Chunk,
    pub(super) digest: PartDigest,
}

/// An open upload in memory.
pub(super) struct Open {
    pub(super) row: db::upload::Row,
    pub(super) key: Arc<FileKey>,
    pub(super) comparing: Comparing,
    pub(super) parts: Parts,
    /// Held while the upload is completed, so that two requests do not verify it twice at once.
    pub(super) completing: tokio::sync::Mutex<()>,
    durable: Mutex<DurableParts>,
    pub(super) digest: Mutex<PrefixDigest>,
}

#[derive(Default)]
struct DurableParts {
    by_index: BTreeMap<u32, Durable>,
    /// Parts from the start without a gap.
    prefix: u32,
}

impl Open {
    pub(super) fn new(row: db::upload::Row, key: FileKey, comparing: Comparing, parts: Parts) -> Self {
        Self {
            row,
            key: Arc::new(key),
            comparing,
            parts,
            completing: tokio::sync::Mutex::default(),
            durable: Mutex::default(),
            digest: Mutex::default(),
        }
    }

    /// Where a part is sealed that is a chunk of its own.
    pub(super) fn position(&self, part: Part) -> Position {
        let length = usize::try_from(part.bytes).expect("a part is at most 1 MiB");
        position(self.row.place(), part.index, part.index + 1 == self.parts.count(), length)
    }

    /// Notes a durable part.
    pub(super) fn note(&self, index: u32, part: Durable) {
        let mut durable = self.durable.lock();
        durable.by_index.entry(index).or_insert(part);
        while durable.by_index.contains_key(&durable.prefix) {
            durable.prefix += 1;
        }
    }

    pub(super) fn find(&self, index: u32) -> Option<Durable> {
        self.durable.lock().by_index.get(&index).cloned()
    }

    /// Bytes from the start that are durable without a gap.
    pub(super) fn durable_prefix(&self) -> u64 {
        let prefix = self.durable.lock().prefix;
        self.parts.get(prefix).map_or(self.row.size, |next| next.offset)
    }

    /// Numbers of the durable parts, ascending.
    pub(super) fn durable_indices(&self) -> Vec<u32> {
        self.durable.lock().by_index.keys().copied().collect()
    }

    /// All parts in file order, once none is missing.
    pub(super) fn all(&self) -> Option<Vec<(Part, Durable)>> {
        let durable = self.durable.lock();
        self.parts.iter().map(|part| Some((part, durable.by_index.get(&part.index)?.clone()))).collect()
    }
}

/// SHA-256 over the first parts of a file.
#[derive(Clone)]
pub(super) struct Prefix {
    context: Context,
    parts: u32,
    /// Bytes of the header of age that the file begins with.
    header_bytes: Option<u64>,
}

impl Default for Prefix {
    fn default() -> Self {
        Self { context: Context::new(&SHA256), parts: 0, header_bytes: None }
    }
}

impl Prefix {
    /// Takes in the next part.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        if self.parts == 0 {
            self.header_bytes = Header::read(bytes).ok().map(|header| header.bytes as u64);
        }
        self.context.update(bytes);
        self.parts += 1;
    }

    /// How many parts it has taken in.
    pub(super) fn parts(&self) -> u32 {
        self.parts
    }
}

/// SHA-256 over the durable prefix, as far as its bytes came by.
///
/// Parts arrive a little out of order, so the bytes of a few wait for their turn. When too many wait, or after a
/// restart, the digest stops short, and completing reads the rest back from the cluster.
#[derive(Default)]
pub(super) struct PrefixDigest {
    prefix: Prefix,
    waiting: BTreeMap<u32, Waiting>,
}

struct Waiting {
    bytes: Bytes,
    /// Its share of what all uploads together may keep waiting.
    _room: OwnedSemaphorePermit,
}

impl PrefixDigest {
    /// Takes in a durable part.
    pub(super) fn add(&mut self, index: u32, bytes: Bytes, room: &Arc<Semaphore>) {
        if index > self.next() {
            if let Ok(permit) = Arc::clone(room).try_acquire_owned() {
                self.waiting.insert(index, Waiting { bytes, _room: permit });
            }
            return;
        }
        if index == self.next() {
            self.prefix.take(&bytes);
        }
        self.take_waiting();
    }

    /// Goes on from a prefix that was digested elsewhere, all of which is durable.
    pub(super) fn reach(&mut self, durable: Prefix) {
        if durable.parts > self.next() {
            self.prefix = durable;
            self.waiting = self.waiting.split_off(&self.next());
            self.take_waiting();
        }
    }

    fn take_waiting(&mut self) {
        while let Some(waiting) = self.waiting.remove(&self.next()) {
            self.prefix.take(&waiting.bytes);
        }
    }

    /// Bytes that are encrypted in a file of this size, if it has the form of age.
    pub(super) fn plain_size(&self, size: u64) -> Option<u64> {
        vault::plain_bytes(size.checked_sub(self.prefix.header_bytes?)?)
    }

    /// The number of the first part that the digest lacks.
    pub(super) fn next(&self) -> u32 {
        self.prefix.parts
    }

    /// The digest of a file of `count` parts, all of which were taken in.
    pub(super) fn finish(&self, count: u32) -> Result<[u8; 32], ServiceError> {
        let digest = self.prefix.context.clone().finish();
        match digest.as_ref().try_into() {
            Ok(digest) if self.next() == count => Ok(digest),
            _ => Err(ServiceError::Internal(anyhow::anyhow!("hashed {} of {count} parts", self.next()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::part::sha256, *};

    const PARTS: [&[u8]; 5] = [b"a", b"bc", b"def", b"ghij", b"klmno"];

    fn prefix(parts: usize) -> Prefix {
        let mut prefix = Prefix::default();
        PARTS[..parts].iter().for_each(|part| prefix.take(part));
        prefix
    }

    /// Whatever came by here or was digested elsewhere, and in which order.
    #[test]
    fn the_digest_is_that_of_all_parts() {
        for elsewhere in 0..=PARTS.len() {
            for early in [vec![], vec![0], vec![1, 3], vec![4, 2], vec![0, 1, 2]] {
                let (mut digest, room) = (PrefixDigest::default(), Arc::new(Semaphore::new(9)));
                let add = |digest: &mut PrefixDigest, index: usize| {
                    digest.add(u32::try_from(index).expect("few"), Bytes::from_static(PARTS[index]), &room);
                };
                early.iter().for_each(|index| add(&mut digest, *index));
                digest.reach(prefix(elsewhere));
                let missing = (elsewhere..).find(|index| !early.contains(index));
                assert_eq!(Some(digest.next() as usize), missing, "{elsewhere} elsewhere, {early:?} before");
                (0..PARTS.len()).for_each(|index| add(&mut digest, index));
                let whole = digest.finish(5).expect("nothing is missing");
                assert_eq!(whole, sha256(&PARTS.concat()), "{elsewhere} elsewhere, {early:?} before");
                assert_eq!(room.available_permits(), 9, "nothing waits any more");
            }
        }
    }
}
