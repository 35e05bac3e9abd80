//! Links that take time: chunks come through whole, no sooner than the wire allows, and a broken connection loses what
//! was on it.

use std::num::NonZeroU64;
use std::time::{Duration, Instant};

use cluster::chunk::SealedChunk;
use cluster::live::{Cluster, ClusterOptions};
use cluster::net::{Delay, LinkSpec};
use tempfile::TempDir;

use crate::support::{chunk, name};

const BYTES_PER_SECOND: u64 = 50_000;

fn narrow() -> LinkSpec {
    let propagation = Delay::between(Duration::from_millis(1), Duration::from_millis(10));
    LinkSpec { bandwidth: NonZeroU64::new(BYTES_PER_SECOND), propagation, ..LinkSpec::unshaped() }
}

async fn start(data: &TempDir) -> Cluster {
    start_over(data, narrow()).await
}

async fn start_over(data: &TempDir, links: LinkSpec) -> Cluster {
    Cluster::start(ClusterOptions { links: Some(links), ..ClusterOptions::new(data.path()) }).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_has_started_knows_all_its_nodes() {
    let data = TempDir::new().unwrap();
    let far = Delay::always(Duration::from_millis(100));
    let cluster = start_over(&data, LinkSpec { propagation: far, ..narrow() }).await;
    assert!(cluster.nodes().iter().all(|node| node.state.serves()), "{}", cluster.health());
    cluster.put(chunk(1)).await.unwrap();
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chunk_takes_the_time_of_its_bytes_each_way() {
    let data = TempDir::new().unwrap();
    let cluster = start(&data).await;
    let stored = chunk(1);
    let wire = Duration::from_secs_f64(stored.bytes().len() as f64 / BYTES_PER_SECOND as f64);
    let began = Instant::now();
    cluster.put(stored.clone()).await.unwrap();
    assert!(began.elapsed() >= wire, "{:?} for {wire:?} of wire", began.elapsed());
    let began = Instant::now();
    assert_eq!(cluster.get(stored.id()).await.unwrap(), *stored.bytes());
    assert!(began.elapsed() >= wire, "{:?} for {wire:?} of wire", began.elapsed());
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_on_a_broken_connection_is_lost_and_everything_else_goes_on() {
    let data = TempDir::new().unwrap();
    let cluster = start(&data).await;
    let chunks: Vec<_> = (1..4).map(chunk).collect();
    let asia = name("node-asia");
    let put = |chunk: &SealedChunk| {
        let (cluster, chunk) = (cluster.clone(), chunk.clone());
        tokio::spawn(async move { cluster.put(chunk).await })
    };
    let puts: Vec<_> = chunks.iter().map(put).collect();
    cluster.stop_node(&asia).await.unwrap();
    for put in puts {
        put.await.unwrap().unwrap();
    }
    cluster.start_node(&asia).await.unwrap();
    for chunk in &chunks {
        assert_eq!(cluster.get(chunk.id()).await.unwrap(), *chunk.bytes());
    }
    cluster.shutdown().await;
}
