//! Chunks that live although no row refers to them: those of running streams, whose rows come with their version, and those
//! of files that are being read, whose rows may go meanwhile.
//!
//! A stream may run longer than any grace. Each chunk is pinned before it is given to the cluster and let go when the
//! stream has ended: by then its version is committed, or the chunk is garbage. Who reads a file pins its chunks when he
//! has its manifest, and finishes on them when it is purged or encrypted again before he is done. Pins live in memory,
//! because neither outlives the process.
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use cluster::chunk::ChunkId;

/// All pins of the process: how many there are of each chunk. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Pins(Arc<Mutex<BTreeMap<ChunkId, u32>>>);

/// The pins of one stream or reader, let go when dropped.
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

    /// These are pinned.
    pub fn hold(&self, ids: impl Iterator<Item = ChunkId>) -> Pinned {
        let mut pinned = self.begin();
        ids.for_each(|id| pinned.add(id));
        pinned
    }

    /// Those of the chunks that are pinned.
    pub fn among(&self, ids: &[ChunkId]) -> Vec<ChunkId> {
        let pins = self.lock();
        ids.iter().copied().filter(|id| pins.contains_key(id)).collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<ChunkId, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pinned {
    /// Pins a chunk; before it is stored.
    pub fn add(&mut self, id: ChunkId) {
        self.ids.push(id);
        *self.pins.lock().entry(id).or_default() += 1;
    }
}

impl Drop for Pinned {
    fn drop(&mut self) {
        let mut pins = self.pins.lock();
        for id in &self.ids {
            if let Some(count) = pins.get_mut(id) {
                *count -= 1;
                if *count == 0 {
                    pins.remove(id);
                }
            }
        }
    }
}
