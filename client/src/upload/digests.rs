//! Digests of the parts that this run has read.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::part_digest::PartDigest;

use super::digest::sha256;

/// By the numbers of the parts.
#[derive(Default)]
pub(super) struct Digests(Mutex<BTreeMap<u64, PartDigest>>);

impl Digests {
    /// A part was read.
    pub(super) fn note(&self, index: u64, digest: PartDigest) {
        self.lock().insert(index, digest);
    }

    /// Whether this part was read.
    pub(super) fn has(&self, index: u64) -> bool {
        self.lock().contains_key(&index)
    }

    /// The SHA-256 over those of so many parts, in their order; `None` unless all of them were read.
    pub(super) fn over(&self, parts: u64) -> Option<[u8; 32]> {
        let read = self.lock();
        let is_whole = read.len() as u64 == parts;
        is_whole.then(|| sha256(&read.values().map(PartDigest::as_bytes).collect::<Vec<_>>().concat()))
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, PartDigest>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_parts_make_the_digest_in_their_order() {
        let digests = Digests::default();
        let part = |number| PartDigest::of_blocks(vec![[number; 32]]);
        digests.note(1, part(2));
        assert_eq!((digests.has(0), digests.has(1), digests.over(2)), (false, true, None));
        digests.note(0, part(1));
        assert_eq!(digests.over(2), Some(sha256(&[[1; 32], [2; 32]].concat())));
        assert_eq!(digests.over(3), None);
    }
}
