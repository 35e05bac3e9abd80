//! Three copies in three zones, acknowledged at two, explained, and fast because many share one fsync.

use std::collections::BTreeSet;
use std::slice::from_ref;

use cluster::node::NodeState;

use crate::support::{House, chunk};

#[tokio::test(flavor = "multi_thread")]
async fn a_chunk_gets_three_copies_in_three_zones() {
    let house = House::open().await;
    let chunk = chunk(1);
    let stored = house.cluster.put(chunk.clone()).await.unwrap();
    assert!(stored.durable >= 2 && stored.target == 3, "{stored:?}");
    house.wait_for_copies(chunk.id(), 3).await;

    let holders = house.holders(&chunk).await;
    let nodes = house.cluster.nodes();
    let zones: BTreeSet<_> = nodes
        .iter()
        .filter(|node| holders.contains(&node.spec.name))
        .map(|node| node.spec.zone.clone())
        .collect();
    assert_eq!(zones.len(), 3, "{holders:?}");
    for holder in &holders {
        let node = nodes.iter().find(|node| node.spec.name == *holder).unwrap();
        assert_eq!((node.state, node.chunks), (NodeState::Running, 1));
        assert_eq!(node.used_bytes, chunk.bytes().len() as u64 + 80);
    }
    house.assert_readable(from_ref(&chunk)).await;
    let why = &house.cluster.placements(&[chunk.id()])[0].why;
    assert!(why.contains("one copy in each of 3 zones"), "{why}");
    assert_eq!(
        house.cluster.health().to_string(),
        "All 5 nodes are up in 3 zones. Every chunk has all its copies."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn many_clients_at_once_are_all_served() {
    let house = House::open().await;
    let tasks: Vec<_> = (0..200)
        .map(|number| {
            let cluster = house.cluster.clone();
            tokio::spawn(async move { cluster.put(chunk(number)).await.map(|stored| stored.durable) })
        })
        .collect();
    for task in tasks {
        assert!(task.await.unwrap().unwrap() >= 2);
    }
    let chunks: Vec<_> = (0..200).map(chunk).collect();
    house.assert_readable(&chunks).await;
    let counts: Vec<u64> = house.cluster.nodes().iter().map(|node| node.chunks).collect();
    assert!(counts.iter().all(|&count| count >= 60), "work is spread: {counts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_chunk_put_twice_is_kept_once_a_node() {
    let house = House::open().await;
    house.put_all(0..1).await;
    let again = house.cluster.put(chunk(0)).await.unwrap();
    assert!(again.durable >= 2);
    house.assert_readable(&[chunk(0)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_is_followed_by_the_next() {
    let house = House::open().await;
    let big = |number: u64| {
        let mut bytes = vec![0x5A; 4 * 1024 * 1024];
        bytes[..8].copy_from_slice(&number.to_be_bytes());
        cluster::chunk::SealedChunk::new(bytes)
    };
    // The only node in its zone gets a copy of each: 18 times 4 MiB do not fit in one segment of 64 MiB.
    for number in 0..18 {
        house.cluster.put(big(number)).await.unwrap();
    }
    let asia = crate::support::name("node-asia");
    let house = house.reopen_after(|data| assert_eq!(crate::support::segments(data, &asia).len(), 2)).await;
    for number in 0..18 {
        house.assert_readable(&[big(number)]).await;
    }
}
