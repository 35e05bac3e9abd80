//! Nodes that are away and copies that are not what they were (INV-D1, INV-D3): the bytes come back exactly, or an
//! error does.
use std::{fs, path::PathBuf, time::Duration};

use cluster::{chunk::ChunkId, layout::NodeName};
use futures::StreamExt;
use server::{
    db,
    service::{download::Download, placement, upload::Completed},
};

use crate::{
    owner::{MIB, Owner, content, new_stream, owner, reason},
    support::TestApp,
};

/// What happens to a copy.
#[derive(Clone, Copy, Debug)]
enum Damage {
    Flip,
    Truncate,
    Delete,
}

/// Three copies of everything.
async fn settled(app: &TestApp, alice: &Owner, file: &Completed) -> Vec<(ChunkId, Vec<NodeName>)> {
    for _ in 0..200 {
        let places = placement::of_file(app, &alice.member, file.file).await.unwrap().chunks;
        if places.iter().all(|place| place.copies.nodes.len() == 3) {
            return places.into_iter().map(|place| (place.id, place.copies.nodes)).collect();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the third copies were not written");
}

/// Where on a node's disk the sealed bytes of a chunk are.
fn locate(app: &TestApp, node: &NodeName, sealed: &[u8]) -> (PathBuf, usize) {
    let folder = app.folder().join("nodes").join(node.as_str()).join("segments");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        if let Some(at) = bytes.windows(64).position(|window| window == &sealed[..64]) {
            return (path, at);
        }
    }
    panic!("{node} does not hold the chunk");
}

fn damage(app: &TestApp, node: &NodeName, sealed: &[u8], how: Damage) {
    let (path, at) = locate(app, node, sealed);
    let mut bytes = fs::read(&path).unwrap();
    match how {
        Damage::Flip => {
            bytes[at + sealed.len() / 2] ^= 1;
            fs::write(&path, bytes).unwrap();
        }
        Damage::Truncate => {
            fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(at as u64 + 100).unwrap()
        }
        Damage::Delete => fs::remove_file(&path).unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_bad_copies_of_three_are_passed_over() {
    for how in [Damage::Flip, Damage::Truncate, Damage::Delete] {
        let app = TestApp::sqlite().await;
        let alice = owner(&app, "alice").await;
        let bytes = content(1, MIB + 10);
        let file = alice.store("a", &bytes).await.unwrap();
        let chunks = settled(&app, &alice, &file).await;
        let (id, nodes) = &chunks[0];
        let sealed = app.cluster.get(*id).await.unwrap();
        for node in &nodes[..2] {
            damage(&app, node, &sealed, how);
        }
        assert_eq!(alice.read(file.file).await.unwrap(), bytes, "{how:?}");
        // Also when the damage is found at the start.
        let token = alice.token;
        drop(alice.app);
        let app = app.restart().await;
        let alice = crate::owner::returning(&app, token).await;
        assert_eq!(alice.read(file.file).await.unwrap(), bytes, "{how:?} and restarted");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_good_copy_a_download_ends_with_an_error_and_no_byte_of_it() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let bytes = content(1, 3 * MIB);
    let file = alice.store("a", &bytes).await.unwrap();
    let chunks = settled(&app, &alice, &file).await;
    let (id, nodes) = &chunks[1];
    let sealed = app.cluster.get(*id).await.unwrap();
    for node in nodes {
        damage(&app, node, &sealed, Damage::Flip);
    }
    let download = Download::open(&app, &alice.member, file.file).await.unwrap();
    let pieces: Vec<_> = download.read(0..download.size).collect().await;
    assert_eq!(pieces[0].as_ref().unwrap(), &bytes[..MIB]);
    assert_eq!(reason(pieces.into_iter().nth(1).unwrap()), "DATA_LOSS");
    // The rest of it can be read around the hole.
    let rest: Vec<_> = download.read(2 * MIB as u64..download.size).collect().await;
    assert_eq!(rest[0].as_ref().unwrap(), &bytes[2 * MIB..]);
}

/// SEC-59: the bytes are those that were stored, and of another file: every copy of them is as bad.
#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_open_is_counted_and_shows_nothing() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let (own, foreign) = (content(1, 1_000), content(2, 1_000));
    let begin = async |name, bytes: &bytes::Bytes| {
        let id = alice.create(name, bytes.len()).await.unwrap();
        alice.send(id, bytes, 0).await.unwrap();
        id
    };
    let (a, b) = (begin("a", &own).await, begin("b", &foreign).await);
    let stored = alice.store("c", &own).await.unwrap().file;
    let other = alice.store("d", &foreign).await.unwrap().file;
    let tx = app.db.write().await.unwrap();
    let chunk = "UPDATE upload_part SET chunk_id = (SELECT chunk_id FROM upload_part WHERE upload_id = $2)
        WHERE upload_id = $1";
    assert!(db::one(&tx, chunk, [a.to_string().into(), b.to_string().into()]).await.unwrap());
    let list = "UPDATE file_version SET (manifest, manifest_hash) =
        (SELECT manifest, manifest_hash FROM file_version WHERE file_id = $2) WHERE file_id = $1";
    assert!(db::one(&tx, list, [stored.to_string().into(), other.to_string().into()]).await.unwrap());
    tx.commit().await.unwrap();
    let token = alice.token;
    drop(alice.app);
    // What was uploaded is read back, since nobody remembers it.
    let app = app.restart().await;
    let alice = crate::owner::returning(&app, token).await;
    assert_eq!(app.unopened.count(), 0);
    assert_eq!(reason(alice.complete(a).await), "DATA_LOSS");
    assert_eq!(app.unopened.count(), 1);
    assert_eq!(reason(alice.read(stored).await), "DATA_LOSS");
    assert_eq!(app.unopened.count(), 2);
    assert_eq!(alice.read(other).await.unwrap(), foreign);
    alice.complete(b).await.unwrap();
    assert_eq!(app.unopened.count(), 2, "what opens is not counted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_node_stops_neither_uploads_nor_downloads() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let bytes = content(1, 8 * MIB + 10);
    let names: Vec<NodeName> = app.cluster.nodes().into_iter().map(|node| node.spec.name).collect();
    let before = alice.store("before", &bytes).await.unwrap();
    for (number, node) in names.iter().enumerate() {
        let id = alice.create(&format!("{number}"), bytes.len()).await.unwrap();
        alice.send(id, &bytes, 0).await.unwrap();
        let download = Download::open(&app, &alice.member, before.file).await.unwrap();
        let mut pieces = Box::pin(download.read(0..download.size));
        let mut read = pieces.next().await.unwrap().unwrap().to_vec();
        app.cluster.stop_node(node).await.unwrap();
        while let Some(piece) = pieces.next().await {
            read.extend_from_slice(&piece.unwrap());
        }
        assert_eq!(read, bytes, "read on without {node}");
        alice.send_all(id, &bytes).await.unwrap();
        let stored = alice.complete(id).await.unwrap();
        assert_eq!(alice.read(stored.file).await.unwrap(), bytes);
        let streamed = alice.stream(new_stream(&format!("s{number}"), None), &bytes, 100_000).await.unwrap();
        assert_eq!(alice.read(streamed.file).await.unwrap(), bytes);
        app.cluster.start_node(node).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_on_a_stopped_node_are_not_listed() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    alice.store("a", &content(1, 2 * MIB)).await.unwrap();
    let nodes = app.cluster.nodes();
    let asia = nodes.iter().find(|node| node.spec.zone.letter() == 'A').unwrap();
    app.cluster.stop_node(&asia.spec.name).await.unwrap();
    assert!(!alice.list().await[0].zones.contains(&'A'));
}

#[tokio::test(flavor = "multi_thread")]
async fn with_one_node_left_nothing_is_acknowledged_and_nothing_is_lost() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let bytes = content(1, MIB);
    let names: Vec<NodeName> = app.cluster.nodes().into_iter().map(|node| node.spec.name).collect();
    let id = alice.create("a", bytes.len()).await.unwrap();
    for node in &names[1..] {
        app.cluster.stop_node(node).await.unwrap();
    }
    assert_eq!(reason(alice.send(id, &bytes, 0).await), "UNAVAILABLE");
    assert_eq!(reason(alice.stream(new_stream("b", None), &bytes, MIB).await), "UNAVAILABLE");
    assert_eq!(alice.balance().await.in_flight, bytes.len() as u64, "only the upload that can go on");
    for node in &names[1..] {
        app.cluster.start_node(node).await.unwrap();
    }
    alice.send(id, &bytes, 0).await.unwrap();
    let stored = alice.complete(id).await.unwrap();
    assert_eq!(alice.read(stored.file).await.unwrap(), bytes);
    crate::books::check(&app).await;
}
