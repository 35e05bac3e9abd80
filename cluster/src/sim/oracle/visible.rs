//! INV-A1: a version is seen whole and only after its commit.

use std::collections::BTreeMap;

use super::{Verdict, must};
use crate::chunk::ChunkId;
use crate::sim::meta::VersionId;

pub(in crate::sim) const NAME: &str = "INV-A1";

/// What each committed version consists of.
#[derive(Debug, Default)]
pub(in crate::sim) struct Versions(BTreeMap<VersionId, Vec<ChunkId>>);

impl Versions {
    /// A client was told that its version is committed, made of these chunks.
    pub(in crate::sim) fn committed(&mut self, version: VersionId, chunks: &[ChunkId]) -> Verdict {
        let before = self.0.insert(version, chunks.to_vec());
        must(before.is_none_or(|before| before == chunks), || format!("{version:?} has changed"))
    }

    /// A reader sees a version; one whose uploader does not know yet that it is committed must not be a mix either, but
    /// only its uploader could tell.
    pub(in crate::sim) fn seen(&self, version: VersionId, chunks: &[ChunkId]) -> Verdict {
        must(self.0.get(&version).is_none_or(|known| known == chunks), || {
            format!("{version:?} is seen as a mix")
        })
    }
}
