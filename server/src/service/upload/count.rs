//! What a version counts in the quota: each chunk once, and none that another version counts.
use std::collections::BTreeSet;

use cluster::manifest::LentKey;

use crate::{
    db::{self, Transaction, file_chunk::Row},
    service::{ServiceError, chunks::Chunk},
};

/// The chunks of a version as they are listed, and the bytes of those that it counts.
#[derive(Default)]
pub(in crate::service) struct Counted {
    pub(super) rows: Vec<Row>,
    pub(super) bytes: u64,
}

/// Decides it, under the lock of the account's tree.
pub(in crate::service) async fn count(tx: &Transaction, chunks: &[Chunk]) -> Result<Counted, ServiceError> {
    let shared: Vec<String> = shared(chunks).map(|chunk| chunk.entry.id.to_string()).collect();
    let mut known: BTreeSet<String> =
        db::file_chunk::of_some_version(tx, &shared).await?.into_iter().collect();
    let mut counted = Counted { rows: Vec::with_capacity(chunks.len()), bytes: 0 };
    let mut listed = BTreeSet::new();
    for chunk in chunks.iter().filter(|chunk| listed.insert(chunk.entry.id)) {
        let row = chunk.row(!known.remove(&chunk.entry.id.to_string()));
        counted.bytes += if row.is_counted { row.bytes } else { 0 };
        counted.rows.push(row);
    }
    Ok(counted)
}

/// The keys of other versions that open some of the chunks, each once.
pub(super) fn lent(chunks: &[Chunk]) -> Vec<LentKey> {
    let mut lent: Vec<LentKey> = Vec::new();
    for chunk in shared(chunks) {
        if !lent.iter().any(|key| key.opens(&chunk.entry)) {
            lent.extend(chunk.lent.clone());
        }
    }
    lent
}

fn shared(chunks: &[Chunk]) -> impl Iterator<Item = &Chunk> {
    chunks.iter().filter(|chunk| chunk.lent.is_some())
}
