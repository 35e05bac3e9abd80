//! After a restart, clean or not, every acknowledged chunk is there.

use std::fs;
use std::io::Write;

use cluster::live::StartError;
use cluster::live::{Cluster, ClusterOptions};
use cluster::node::NodeState;

use crate::support::{House, chunk, copy_folder, name, segments, start};

#[tokio::test(flavor = "multi_thread")]
async fn a_shutdown_makes_all_copies_durable() {
    let house = House::open().await;
    for number in 0..30 {
        house.cluster.put(chunk(number)).await.unwrap();
    }
    // Not waited for: the third copies are still on their way when the shutdown begins.
    let house = house.reopen_after(|_| {}).await;
    let chunks: Vec<_> = (0..30).map(chunk).collect();
    house.assert_readable(&chunks).await;
    for holders in house.cluster.copies(&chunks.iter().map(|chunk| chunk.id()).collect::<Vec<_>>()).await {
        assert_eq!(holders.len(), 3);
    }
    assert!(house.cluster.put(chunk(99)).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn turns_go_on_where_they_were() {
    let house = House::open().await;
    house.put_all(0..4).await;
    let house = house.reopen_after(|_| {}).await;
    assert_eq!(house.cluster.nodes()[0].state, NodeState::Ready);
    house.put_all(4..5).await;
    let why = &house.cluster.placements(&[chunk(4).id()])[0].why;
    assert!(why.starts_with("Turn 4 begins in zone eu-west"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_power_cut_loses_nothing_acknowledged() {
    let house = House::open().await;
    let mut acknowledged = Vec::new();
    for number in 0..40 {
        house.cluster.put(chunk(number)).await.unwrap();
        acknowledged.push(chunk(number));
        if number % 10 == 9 {
            let image = tempfile::TempDir::new().unwrap();
            copy_folder(house.data.path(), image.path());
            let cluster = start(image.path()).await;
            House { data: image, cluster }.assert_readable(&acknowledged).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_torn_append_is_cut_off_and_written_over() {
    let house = House::open().await;
    let chunks = house.put_all(0..6).await;
    let asia = name("node-asia");
    let mut lengths = (0, 0);
    let house = house
        .reopen_after(|data| {
            let file = segments(data, &asia).pop().unwrap();
            let whole = fs::read(&file).unwrap();
            // The first half of a record, as a kill in mid-append leaves it.
            fs::OpenOptions::new().append(true).open(&file).unwrap().write_all(&whole[..1000]).unwrap();
            lengths = (whole.len() as u64, whole.len() as u64 + 1000);
        })
        .await;
    let file = segments(house.data.path(), &asia).pop().unwrap();
    assert_eq!(fs::metadata(file).unwrap().len(), lengths.0, "cut from {} bytes", lengths.1);
    house.assert_readable(&chunks).await;
    let more = house.put_all(10..16).await;
    let house = house.reopen_after(|_| {}).await;
    house.assert_readable(&chunks).await;
    house.assert_readable(&more).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handle_that_is_dropped_frees_the_folder() {
    let house = House::open().await;
    house.put_all(0..3).await;
    let House { data, cluster } = house;
    drop(cluster);
    // The threads end by themselves; the folder is free when the last of them has.
    let cluster = loop {
        match Cluster::start(ClusterOptions::new(data.path())).await {
            Ok(cluster) => break cluster,
            Err(StartError::InUse(_)) => tokio::task::yield_now().await,
            Err(error) => panic!("{error}"),
        }
    };
    House { data, cluster }.assert_readable(&(0..3).map(chunk).collect::<Vec<_>>()).await;
}
