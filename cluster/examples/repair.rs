//! How fast a lost node is filled again: 1 GB of chunks, one node's disk deleted, every copy made anew.
//!
//! `cargo run --release -p cluster --example repair -- FOLDER` prints bytes and seconds.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "it measures real files with a real clock"
)]

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use cluster::chunk::SealedChunk;
use cluster::live::{Cluster, ClusterOptions};
use tokio::task::JoinSet;

const CHUNK_BYTES: usize = 1_048_576;
/// The only node of its zone holds a copy of each: 1 GB.
const CHUNKS: usize = 954;
/// Chunks on their way at a time.
const DEPTH: usize = 16;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: repair FOLDER")?);
    let cluster = Cluster::start(ClusterOptions::new(&folder)).await?;
    fill(&cluster).await?;
    let alone = "node-asia".parse()?;
    cluster.stop_node(&alone).await?;
    fs::remove_dir_all(folder.join("nodes/node-asia"))?;
    let began = Instant::now();
    cluster.start_node(&alone).await?;
    wait_until_whole(&cluster).await;
    let seconds = began.elapsed().as_secs_f64();
    println!("{} {seconds}", cluster.upkeep().traffic.repair_written);
    cluster.shutdown().await;
    Ok(())
}

async fn fill(cluster: &Cluster) -> Result<(), Box<dyn Error>> {
    let mut running = JoinSet::new();
    for number in 0..CHUNKS {
        if running.len() == DEPTH {
            running.join_next().await.transpose()?;
        }
        let cluster = cluster.clone();
        running.spawn(async move {
            let mut bytes = vec![0; CHUNK_BYTES];
            blake3::Hasher::new().update(&number.to_be_bytes()).finalize_xof().fill(&mut bytes);
            cluster.put(SealedChunk::new(bytes)).await.expect("the cluster takes it");
        });
    }
    running.join_all().await;
    wait_until_whole(cluster).await;
    Ok(())
}

async fn wait_until_whole(cluster: &Cluster) {
    while !cluster.health().is_good() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
