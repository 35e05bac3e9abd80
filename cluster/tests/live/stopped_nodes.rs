//! A stopped node stops neither uploads nor downloads.

use cluster::layout::NodeName;
use cluster::node::NodeState;
use cluster::status::{GetError, PutError};

use crate::support::{House, chunk, name};

const NODES: [&str; 5] = ["node-us-east", "node-us-east-2", "node-eu-west", "node-eu-west-2", "node-asia"];

#[tokio::test(flavor = "multi_thread")]
async fn each_node_in_turn_stops_in_the_middle_of_writes_and_reads() {
    let house = House::open().await;
    let old = house.put_all(1000..1020).await;
    for (round, node) in (0u64..).zip(NODES.map(name)) {
        let numbers = round * 40..round * 40 + 40;
        let writers: Vec<_> = numbers
            .clone()
            .map(|number| {
                let cluster = house.cluster.clone();
                tokio::spawn(async move { cluster.put(chunk(number)).await })
            })
            .collect();
        let readers: Vec<_> = old
            .iter()
            .map(|chunk| {
                let (cluster, id) = (house.cluster.clone(), chunk.id());
                tokio::spawn(async move { cluster.get(id).await })
            })
            .collect();
        house.cluster.stop_node(&node).await.unwrap();
        for writer in writers {
            writer.await.unwrap().expect("an upload goes on");
        }
        for reader in readers {
            reader.await.unwrap().expect("a download goes on");
        }
        house.assert_readable(&numbers.map(chunk).collect::<Vec<_>>()).await;
        house.cluster.start_node(&node).await.unwrap();
    }
    let house = house.reopen_after(|_| {}).await;
    house.assert_readable(&(0..200).map(chunk).collect::<Vec<_>>()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_node_keeps_its_data_for_later() {
    let house = House::open().await;
    let chunks = house.put_all(0..5).await;
    let asia = name("node-asia");
    house.cluster.stop_node(&asia).await.unwrap();
    assert_eq!(state(&house, &asia), NodeState::Stopped);
    house.cluster.stop_node(&asia).await.expect("stopping twice changes nothing");
    assert_eq!(house.cluster.health().degraded, 5);
    assert_eq!(house.holders(&chunks[0]).await.last(), Some(&asia), "known, but asked last");

    house.cluster.start_node(&asia).await.unwrap();
    house.cluster.start_node(&asia).await.expect("starting twice changes nothing");
    assert_eq!(state(&house, &asia), NodeState::Ready);
    assert!(house.cluster.health().is_good());
    house.assert_readable(&chunks).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_zone_down_the_third_copy_shares_a_zone() {
    let house = House::open().await;
    house.cluster.stop_node(&name("node-asia")).await.unwrap();
    house.put_all(0..4).await;
    let health = house.cluster.health();
    assert_eq!((health.degraded, health.misplaced, health.zones_up), (0, 4, 2));
    assert_eq!(health.to_string().lines().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn below_the_quorum_puts_are_refused_and_reads_go_on() {
    let house = House::open().await;
    let chunks = house.put_all(0..5).await;
    for node in &NODES[..4] {
        house.cluster.stop_node(&name(node)).await.unwrap();
    }
    assert_eq!(house.cluster.put(chunk(9)).await, Err(PutError::Unavailable));
    house.assert_readable(&chunks).await;

    house.cluster.stop_node(&name("node-asia")).await.unwrap();
    assert_eq!(house.cluster.get(chunks[0].id()).await, Err(GetError::Unavailable), "nothing is lost");
    assert!(house.cluster.health().to_string().starts_with("Too few nodes are up (0 of 5)"));

    for node in NODES {
        house.cluster.start_node(&name(node)).await.unwrap();
    }
    house.assert_readable(&chunks).await;
    house.cluster.put(chunk(9)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_node_is_neither_stopped_nor_started() {
    let house = House::open().await;
    let error = house.cluster.stop_node(&name("node-mars")).await.unwrap_err();
    assert_eq!(error.to_string(), "there is no node called node-mars");
    assert!(house.cluster.start_node(&name("node-mars")).await.is_err());
}

fn state(house: &House, node: &NodeName) -> NodeState {
    house.cluster.nodes().into_iter().find(|status| status.spec.name == *node).unwrap().state
}
