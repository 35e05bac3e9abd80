//! INV-D3: a read gives the exact bytes that were put under this name, or an error.

use super::{Verdict, must};
use crate::chunk::ChunkId;
use crate::sim::ledger::Ledger;

pub(in crate::sim) const NAME: &str = "INV-D3";

pub(in crate::sim) fn check(ledger: &Ledger, id: &ChunkId, given: &[u8]) -> Verdict {
    let right = ledger.contents.get(id).is_some_and(|content| content.bytes == given);
    must(right, || format!("{} bytes were given as {id:.8?}, which are not it", given.len()))
}
