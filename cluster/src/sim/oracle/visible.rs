//! INV-A1: a version is seen whole and only after its commit, and what was called committed is.
//!
//! The oracle keeps its own books from the transactions that really happened: which rows an upload has, and of what each
//! committed version is made. What clients are told must be in them.

use std::collections::BTreeMap;

use super::{Verdict, must};
use crate::chunk::ChunkId;
use crate::sim::meta::{Answer, Transaction, UploadId, VersionId};

pub(in crate::sim) const NAME: &str = "INV-A1";

/// What uploads and committed versions consist of.
#[derive(Debug, Default)]
pub(in crate::sim) struct Versions {
    parts: BTreeMap<UploadId, u32>,
    rows: BTreeMap<UploadId, BTreeMap<u32, ChunkId>>,
    committed: BTreeMap<VersionId, Vec<ChunkId>>,
}

impl Versions {
    /// A transaction happened, and this is its answer.
    pub(in crate::sim) fn happened(&mut self, transaction: &Transaction, answer: &Answer) -> Verdict {
        match (transaction, answer) {
            (Transaction::Begin { parts, .. }, Answer::Begun(upload)) => {
                self.parts.insert(*upload, *parts);
            }
            (Transaction::Row { upload, index, .. }, Answer::Kept(chunk)) => {
                self.rows.entry(*upload).or_default().insert(*index, *chunk);
            }
            (Transaction::Complete { upload, .. }, Answer::Committed(version)) => {
                let Some(parts) = self.parts.remove(upload) else { return Ok(()) };
                let rows = self.rows.remove(upload).unwrap_or_default();
                let whole = rows.keys().copied().eq(0..parts);
                self.committed.insert(*version, rows.into_values().collect());
                return must(whole, || format!("{upload:?} is committed without some of its {parts} parts"));
            }
            _ => {}
        }
        Ok(())
    }

    /// A client was told that its version is committed, or sees a version: it must be this one and whole.
    pub(in crate::sim) fn told(&self, version: VersionId, chunks: &[ChunkId]) -> Verdict {
        match self.committed.get(&version) {
            None => Err(format!("{version:?} is told of and was never committed")),
            Some(known) => must(known == chunks, || format!("{version:?} is told of as a mix")),
        }
    }
}
