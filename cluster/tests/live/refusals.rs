//! What does not start, does not fit or is somebody else's is refused with a sentence, and nothing is damaged.

use std::fs;
use std::path::Path;

use cluster::layout::standard_nodes;
use cluster::live::{Cluster, ClusterOptions, StartError};
use cluster::status::PutError;
use tempfile::TempDir;

use crate::support::{House, chunk, name, node_folder};

async fn refusal(options: ClusterOptions) -> StartError {
    match Cluster::start(options).await {
        Ok(_) => panic!("it started"),
        Err(error) => error,
    }
}

async fn refusal_of(data: &Path) -> String {
    refusal(ClusterOptions::new(data)).await.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_in_use_is_refused() {
    let house = House::open().await;
    let told = refusal_of(house.data.path()).await;
    assert!(told.ends_with("is in use by another server"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_nodes_disk_is_refused() {
    let house = House::open().await;
    let chunks = house.put_all(0..3).await;
    house.cluster.shutdown().await;
    let House { data, cluster } = house;
    drop(cluster);
    let (asia, west) =
        (node_folder(data.path(), &name("node-asia")), node_folder(data.path(), &name("node-eu-west")));
    let swap = || {
        let aside = data.path().join("aside");
        fs::rename(&asia, &aside).unwrap();
        fs::rename(&west, &asia).unwrap();
        fs::rename(&aside, &west).unwrap();
    };
    swap();
    let told = refusal_of(data.path()).await;
    assert!(told.contains("is not the disk of node-eu-west in this cluster"), "{told}");
    swap();
    House { cluster: crate::support::start(data.path()).await, data }.assert_readable(&chunks).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_clusters_disk_is_refused_even_while_running() {
    let (house, other) = (House::open().await, House::open().await);
    let asia = name("node-asia");
    house.cluster.stop_node(&asia).await.unwrap();
    other.cluster.shutdown().await;
    fs::remove_dir_all(node_folder(house.data.path(), &asia)).unwrap();
    fs::rename(node_folder(other.data.path(), &asia), node_folder(house.data.path(), &asia)).unwrap();
    let error = house.cluster.start_node(&asia).await.unwrap_err();
    assert!(matches!(error, StartError::ForeignDisk { .. }), "{error}");
    house.cluster.put(chunk(1)).await.expect("the others go on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_format_is_refused() {
    for plate in ["cluster", "nodes/node-asia/identity"] {
        let house = House::open().await;
        house.cluster.shutdown().await;
        let House { data, cluster } = house;
        drop(cluster);
        let path = data.path().join(plate);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("format 1", "format 2")).unwrap();
        let told = refusal_of(data.path()).await;
        assert!(told.contains("has format 2, this version knows up to 1"), "{told}");
        fs::write(&path, text).unwrap();
        crate::support::start(data.path()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_name_plate_is_refused() {
    let garbage: [&[u8]; 6] =
        [b"", b"garbage", b"skyshard node\n", b"skyshard node\nformat one\n", b"\xFF\xFE", &[b'x'; 100_000]];
    for (place, bytes) in garbage.into_iter().enumerate() {
        let data = TempDir::new().unwrap();
        crate::support::start(data.path()).await.shutdown().await;
        fs::write(data.path().join("nodes/node-asia/identity"), bytes).unwrap();
        let error = refusal(ClusterOptions::new(data.path())).await;
        let expected = matches!(error, StartError::Damaged { .. } | StartError::Io { .. });
        assert!(expected, "case {place}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn segments_without_an_identity_are_not_taken_over() {
    let house = House::open().await;
    house.put_all(0..3).await;
    house.cluster.shutdown().await;
    let House { data, cluster } = house;
    drop(cluster);
    fs::remove_file(data.path().join("nodes/node-asia/identity")).unwrap();
    let told = refusal_of(data.path()).await;
    assert!(told.contains("it is missing, and there are segments beside it"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn options_that_make_no_cluster_are_refused() {
    let data = TempDir::new().unwrap();
    let fine = ClusterOptions::new(data.path());
    let told = async |options| refusal(options).await.to_string();
    let two = ClusterOptions { nodes: standard_nodes(2, 1000), ..fine.clone() };
    assert_eq!(told(two).await, "3 copies need 3 nodes, and there are only 2");
    let none = ClusterOptions { nodes: Vec::new(), ..fine.clone() };
    assert_eq!(told(none).await, "a cluster has 1 to 10 nodes, not 0");
    let hasty = ClusterOptions { write_quorum: 1, ..fine };
    assert!(
        told(hasty).await.starts_with("1 durable copies before the acknowledgement do not suit 3 copies")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_in_the_place_of_the_folder_is_refused() {
    let data = TempDir::new().unwrap();
    let file = data.path().join("file");
    fs::write(&file, "not a folder").unwrap();
    let told = refusal_of(&file).await;
    assert!(told.starts_with("cannot use "), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn full_nodes_refuse_and_stay_readable() {
    let data = TempDir::new().unwrap();
    let nodes = standard_nodes(3, 100_000);
    let cluster = Cluster::start(ClusterOptions { nodes, ..ClusterOptions::new(data.path()) }).await.unwrap();
    let house = House { data, cluster };
    let mut kept = Vec::new();
    let refused = loop {
        let chunk = chunk(kept.len() as u64);
        match house.cluster.put(chunk.clone()).await {
            Ok(_) => kept.push(chunk),
            Err(error) => break error,
        }
    };
    assert_eq!(refused, PutError::Full);
    assert!(kept.len() >= 2);
    house.assert_readable(&kept).await;
    assert!(house.cluster.nodes().iter().all(|node| node.used_bytes <= 100_000));
}
