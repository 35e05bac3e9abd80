//! A cluster in a temporary folder, and hands that reach into its disks.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use cluster::chunk::{ChunkId, SealedChunk};
use cluster::coordinator::Tuning;
use cluster::layout::NodeName;
use cluster::live::{Cluster, ClusterOptions};
use tempfile::TempDir;

/// A running cluster of five nodes and the folder it lives in.
pub struct House {
    pub data: TempDir,
    pub cluster: Cluster,
}

impl House {
    /// Nothing mends copies by itself.
    pub async fn open() -> Self {
        Self::with(resting()).await
    }

    pub async fn with(tuning: Tuning) -> Self {
        let data = TempDir::new().unwrap();
        let cluster = start_with(data.path(), tuning).await;
        Self { data, cluster }
    }

    /// Shuts the cluster down and starts it again, after `change` did something to its folder.
    pub async fn reopen_after(self, change: impl FnOnce(&Path)) -> Self {
        self.cluster.shutdown().await;
        drop(self.cluster);
        change(self.data.path());
        let cluster = start(self.data.path()).await;
        Self { data: self.data, cluster }
    }

    /// Stores chunks with these numbers and waits until each has three copies.
    pub async fn put_all(&self, numbers: std::ops::Range<u64>) -> Vec<SealedChunk> {
        let chunks: Vec<_> = numbers.map(chunk).collect();
        for chunk in &chunks {
            self.cluster.put(chunk.clone()).await.unwrap();
        }
        for chunk in &chunks {
            self.wait_for_copies(chunk.id(), 3).await;
        }
        chunks
    }

    pub async fn wait_for_copies(&self, id: ChunkId, count: usize) {
        let there = async {
            while self.cluster.copies(&[id]).await[0].len() < count {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), there).await.expect("the background copies arrive");
    }

    pub async fn assert_readable(&self, chunks: &[SealedChunk]) {
        for chunk in chunks {
            assert_eq!(self.cluster.get(chunk.id()).await.as_ref(), Ok(chunk.bytes()), "{chunk:?}");
        }
    }

    pub async fn holders(&self, chunk: &SealedChunk) -> Vec<NodeName> {
        self.cluster.copies(&[chunk.id()]).await.remove(0)
    }
}

pub async fn start(data: &Path) -> Cluster {
    start_with(data, resting()).await
}

pub async fn start_with(data: &Path, tuning: Tuning) -> Cluster {
    Cluster::start(ClusterOptions { tuning, ..ClusterOptions::new(data) }).await.unwrap()
}

fn resting() -> Tuning {
    Tuning { jobs_max: 0, ..Tuning::default() }
}

/// The chunk of this number: its bytes are its number's digest, prolonged to a length of its own.
pub fn chunk(number: u64) -> SealedChunk {
    let mut bytes = vec![0; 2000 + usize::try_from(number * 7919 % 60_000).unwrap()];
    blake3::Hasher::new().update(&number.to_be_bytes()).finalize_xof().fill(&mut bytes);
    SealedChunk::new(bytes)
}

/// Waits until all three copies of a chunk are durable: a put answers at two, and if a node stops then, the put itself
/// finds another place for the third.
pub async fn all_copies(cluster: &Cluster, id: ChunkId) {
    while cluster.placements(&[id])[0].nodes.len() < 3 {
        tokio::task::yield_now().await;
    }
}

pub fn name(text: &str) -> NodeName {
    text.parse().unwrap()
}

pub fn node_folder(data: &Path, node: &NodeName) -> PathBuf {
    data.join("nodes").join(node.as_str())
}

/// The segment files of a node, oldest first.
pub fn segments(data: &Path, node: &NodeName) -> Vec<PathBuf> {
    let entries = fs::read_dir(node_folder(data, node).join("segments")).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Changes the bytes of a node's copy of a chunk where they lie on its disk: all of the file, and where the body begins.
pub fn reach_into(
    data: &Path,
    node: &NodeName,
    chunk: &SealedChunk,
    change: impl FnOnce(&mut Vec<u8>, usize),
) {
    for file in segments(data, node) {
        let mut bytes = fs::read(&file).unwrap();
        let body = bytes.windows(64).position(|window| window == &chunk.bytes()[..64]);
        if let Some(body) = body {
            change(&mut bytes, body);
            fs::write(&file, bytes).unwrap();
            return;
        }
    }
    panic!("{node} has no copy of {chunk:?}");
}

/// Copies a folder as it is at this moment, as if the machine had died now.
pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
