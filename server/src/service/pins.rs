//! Chunks that live although no row refers to them: those of running streams, whose rows come with their version.
//!
//! A stream may run longer than any grace. Each chunk is pinned before it is given to the cluster and let go when the
//! stream has ended: by then its version is committed, or the chunk is garbage. Pins live in memory, because a stream
//! does not outlive the process either.
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use cluster::chunk::ChunkId;

/// All pins of the process. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Pins(Arc<Mutex<BTreeSet<ChunkId>>>);

/// The pins of one stream, let go when dropped.
#[derive(Debug)]
pub struct Pinned {
    pins: Pins,
    ids: Vec<ChunkId>,
}

impl Pins {
    /// No pin yet.
    pub fn begin(&self) -> Pinned {
        Pinned { pins: self.clone(), ids: Vec::new() }
    }

    /// Those of the chunks that are pinned.
    pub fn among(&self, ids: &[ChunkId]) -> Vec<ChunkId> {
        let pins = self.lock();
        ids.iter().copied().filter(|id| pins.contains(id)).collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<ChunkId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pinned {
    /// Pins a chunk; before it is stored.
    pub fn add(&mut self, id: ChunkId) {
        self.ids.push(id);
        self.pins.lock().insert(id);
    }
}

impl Drop for Pinned {
    fn drop(&mut self) {
        let mut pins = self.pins.lock();
        for id in &self.ids {
            pins.remove(id);
        }
    }
}
