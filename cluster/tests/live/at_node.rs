//! Copies kept, given, listed and given up at one node by hand.

use cluster::coordinator::Tuning;
use cluster::status::{Mended, NodeRefusal};

use crate::support::{House, all_copies, chunk, name, node_folder, reach_into};

/// Nothing happens by itself.
fn still() -> Tuning {
    Tuning { jobs_max: 0, ..Tuning::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chunk_is_kept_given_listed_and_verified_at_a_node() {
    let House { data, cluster } = House::with(still()).await;
    let (asia, kept) = (name("node-asia"), chunk(1));
    cluster.store_at(&asia, kept.clone()).await.unwrap();
    cluster.store_at(&asia, kept.clone()).await.unwrap();
    assert_eq!(cluster.fetch_at(&asia, kept.id()).await.unwrap().bytes(), kept.bytes());
    assert_eq!(cluster.chunks_of(&asia, None, 10).unwrap(), [kept.id()]);
    assert_eq!(cluster.chunks_of(&asia, Some(kept.id()), 10).unwrap(), []);
    cluster.verify_at(&asia, kept.id()).await.unwrap();
    let elsewhere = cluster.fetch_at(&name("node-eu-west"), kept.id()).await;
    assert_eq!(elsewhere, Err(NodeRefusal::Missing));

    reach_into(data.path(), &asia, &kept, |bytes, body| bytes[body + 100] ^= 1);
    assert_eq!(cluster.verify_at(&asia, kept.id()).await, Err(NodeRefusal::Damaged));
    cluster.stop_node(&asia).await.unwrap();
    assert_eq!(cluster.store_at(&asia, kept).await, Err(NodeRefusal::OutOfReach));
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_given_up_only_while_enough_others_are_good() {
    let House { data, cluster } = House::with(still()).await;
    let stored = chunk(1);
    cluster.put(stored.clone()).await.unwrap();
    all_copies(&cluster, stored.id()).await;
    let holders = cluster.placements(&[stored.id()]).remove(0).nodes;
    assert!(node_folder(data.path(), &holders[0]).is_dir());
    assert_eq!(cluster.give_up(&holders[0], stored.id()).await.unwrap(), Mended::Done);
    assert_eq!(cluster.give_up(&holders[1], stored.id()).await.unwrap(), Mended::Impossible);
    assert_eq!(cluster.get(stored.id()).await.unwrap(), *stored.bytes());
    cluster.shutdown().await;
}
