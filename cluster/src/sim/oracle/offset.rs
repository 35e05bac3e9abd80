//! INV-A3: what an upload is told to have is durable, and never becomes less.

use std::collections::BTreeMap;

use super::{Verdict, must};
use crate::chunk::ChunkId;
use crate::sim::World;
use crate::sim::meta::UploadId;

pub(in crate::sim) const NAME: &str = "INV-A3";

/// How far each upload was told to be.
#[derive(Debug, Default)]
pub(in crate::sim) struct Offsets(BTreeMap<UploadId, usize>);

impl Offsets {
    pub(in crate::sim) fn told(&mut self, upload: UploadId, parts: usize) -> Verdict {
        let before = self.0.insert(upload, parts).unwrap_or_default();
        must(parts >= before, || format!("{upload:?} had {before} parts and now has {parts}"))
    }
}

/// Each part that an upload is told to have was said to be durable by W nodes.
pub(in crate::sim) fn check_durable<'a>(world: &World, chunks: impl Iterator<Item = &'a ChunkId>) -> Verdict {
    let enough = |id: &&ChunkId| {
        world.ledger.stored.get(id).is_some_and(|nodes| nodes.count() >= usize::from(world.setup().write))
    };
    let missing = chunks.into_iter().find(|id| !enough(id));
    must(missing.is_none(), || format!("an upload is told to have {missing:.8?}, which is not durable"))
}
