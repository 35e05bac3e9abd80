//! How fast chunks go in and come out of a cluster on this disk, beside one plain file written and synced.
//!
//! `cargo run --release -p cluster --example throughput -- FOLDER [MEBIBYTES]`
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "it measures real files with a real clock"
)]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bytes::Bytes;
use cluster::chunk::{ChunkId, SealedChunk};
use cluster::crypto::FileKey;
use cluster::crypto::chunk::{Position, open, seal};
use cluster::live::{Cluster, ClusterOptions};
use tokio::task::JoinSet;

const CHUNK_BYTES: usize = 1024 * 1024;
/// Chunks that one client keeps on their way.
const DEPTH: usize = 16;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("usage: throughput FOLDER [MEBIBYTES]")?);
    let count: u32 = arguments.next().map_or(Ok(512), |text| text.parse())?;
    let plain = plain_bytes();

    let alone = one_file(&folder.join("plain"), count, &plain)?;
    report("one file, written and synced", count, alone);

    let cluster = Cluster::start(ClusterOptions::new(folder.join("cluster"))).await?;
    let began = Instant::now();
    let ids = put_all(&cluster, count, &plain).await?;
    report("seal and put, acknowledged at 2 copies", count, began.elapsed());
    let began_get = Instant::now();
    get_all(&cluster, &ids, &plain).await?;
    report("get and open", count, began_get.elapsed());
    println!("{}", cluster.health());
    cluster.shutdown().await;
    let again = Instant::now();
    drop(cluster);
    let cluster = Cluster::start(ClusterOptions::new(folder.join("cluster"))).await?;
    println!("{:>42}  {:6.2} s", "start again", again.elapsed().as_secs_f64());
    small_puts(&cluster).await?;
    cluster.shutdown().await;
    Ok(())
}

fn plain_bytes() -> Bytes {
    let mut plain = vec![0; CHUNK_BYTES];
    blake3::Hasher::new().finalize_xof().fill(&mut plain);
    plain.into()
}

fn one_file(path: &Path, count: u32, plain: &[u8]) -> Result<Duration, Box<dyn Error>> {
    let began = Instant::now();
    let mut file = File::create(path)?;
    (0..count).try_for_each(|_| file.write_all(plain))?;
    file.sync_all()?;
    let took = began.elapsed();
    fs::remove_file(path)?;
    Ok(took)
}

fn position(index: u32) -> Position {
    let (account, file, version) = ([1; 16], [2; 16], [3; 16]);
    Position { account, file, version, key_version: 0, index, last: false, plain_len: CHUNK_BYTES as u32 }
}

fn salt(index: u32) -> [u8; 32] {
    *blake3::hash(&index.to_be_bytes()).as_bytes()
}

async fn put_all(cluster: &Cluster, count: u32, plain: &Bytes) -> Result<Vec<ChunkId>, Box<dyn Error>> {
    let mut ids = BTreeMap::new();
    let mut running = JoinSet::new();
    for index in 0..count {
        if running.len() == DEPTH {
            ids.extend(running.join_next().await.transpose()?);
        }
        let (cluster, plain) = (cluster.clone(), plain.clone());
        running.spawn(async move {
            let chunk = seal(&FileKey::from_bytes([7; 32]), salt(index), &position(index), &plain);
            let id = chunk.id();
            cluster.put(chunk).await.expect("the cluster takes it");
            (index, id)
        });
    }
    ids.extend(running.join_all().await);
    Ok(ids.into_values().collect())
}

async fn get_all(cluster: &Cluster, ids: &[ChunkId], plain: &Bytes) -> Result<(), Box<dyn Error>> {
    let mut running = JoinSet::new();
    for (index, &id) in (0..).zip(ids) {
        if running.len() == DEPTH {
            running.join_next().await.transpose()?;
        }
        let (cluster, plain) = (cluster.clone(), plain.clone());
        running.spawn(async move {
            let sealed = cluster.get(id).await.expect("the cluster gives it");
            let opened = open(&FileKey::from_bytes([7; 32]), &position(index), &sealed).expect("it opens");
            assert_eq!(opened, plain);
        });
    }
    running.join_all().await;
    Ok(())
}

/// 4 KiB objects from 16 clients.
async fn small_puts(cluster: &Cluster) -> Result<(), Box<dyn Error>> {
    let began = Instant::now();
    let mut clients = JoinSet::new();
    for client in 0..16u32 {
        let cluster = cluster.clone();
        clients.spawn(async move {
            for number in 0..250u32 {
                let mut bytes = vec![0; 4096];
                bytes[..4].copy_from_slice(&client.to_be_bytes());
                bytes[4..8].copy_from_slice(&number.to_be_bytes());
                cluster.put(SealedChunk::new(bytes)).await.expect("the cluster takes it");
            }
        });
    }
    clients.join_all().await;
    println!("{:>42}  {:6.0} a second", "puts of 4 KiB, 16 clients", 4000.0 / began.elapsed().as_secs_f64());
    Ok(())
}

fn report(what: &str, mebibytes: u32, took: Duration) {
    let speed = f64::from(mebibytes) / took.as_secs_f64();
    println!("{what:>42}  {:6.2} s  {speed:6.0} MiB/s", took.as_secs_f64());
}
