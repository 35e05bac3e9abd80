//! Repair, garbage, scrub and layouts on real disks and real threads.

use std::time::Duration;

use cluster::coordinator::Tuning;
use cluster::layout::{Change, Role};
use cluster::live::{LayoutChangeError, News};
use cluster::status::{CopyCheck, CopyState, Mended};

use crate::support::{House, all_copies, chunk, name, node_folder, reach_into, start_with};

/// Everything at once, and nothing by schedule: what a test waits for, it asks for or is told of.
fn impatient() -> Tuning {
    let soon = Duration::from_millis(5);
    Tuning {
        heartbeat_every: Duration::from_secs(1),
        repair_after: Duration::ZERO,
        upkeep_every: soon,
        collect_every: soon,
        collect_grace: soon,
        ..Tuning::default()
    }
}

/// Far longer than anything here takes, also on a busy machine: what was not told by then never will be.
const NEVER: Duration = Duration::from_secs(120);

/// Listens until the cluster tells what is waited for.
async fn until(news: &mut tokio::sync::broadcast::Receiver<News>, what: impl Fn(&News) -> bool) -> News {
    let mut heard = Vec::new();
    loop {
        match tokio::time::timeout(NEVER, news.recv()).await {
            Ok(told) => heard.push(told.unwrap()),
            Err(_) => panic!("waited in vain; heard {heard:?}"),
        }
        if let Some(told) = heard.pop_if(|told| what(told)) {
            return told;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_lost_is_replaced_by_its_neighbours() {
    let House { data: _data, cluster } = House::with(impatient()).await;
    let stored = chunk(1);
    let mut news = cluster.news();
    cluster.put(stored.clone()).await.unwrap();
    all_copies(&cluster, stored.id()).await;
    let asia = name("node-asia");
    cluster.stop_node(&asia).await.unwrap();
    until(&mut news, |told| matches!(told, News::Copied(id, _) if *id == stored.id())).await;
    let holders = cluster.placements(&[stored.id()]).remove(0).nodes;
    assert_eq!(holders.iter().filter(|node| **node != asia).count(), 3, "{holders:?}");
    assert!(cluster.upkeep().traffic.repair_written >= stored.bytes().len() as u64);
    cluster.start_node(&asia).await.unwrap();
    until(&mut news, |told| matches!(told, News::Trimmed(..))).await;
    assert_eq!(cluster.get(stored.id()).await.unwrap(), *stored.bytes());
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_was_lost_whole_is_filled_again() {
    let House { data, cluster } = House::with(impatient()).await;
    let chunks: Vec<_> = (0..20).map(chunk).collect();
    for chunk in &chunks {
        cluster.put(chunk.clone()).await.unwrap();
    }
    let asia = name("node-asia");
    cluster.stop_node(&asia).await.unwrap();
    std::fs::remove_dir_all(node_folder(data.path(), &asia)).unwrap();
    cluster.start_node(&asia).await.unwrap();
    let mut news = cluster.news();
    while !cluster.health().is_good() {
        until(&mut news, |told| matches!(told, News::Copied(..) | News::Trimmed(..))).await;
    }
    for chunk in &chunks {
        assert_eq!(cluster.get(chunk.id()).await.unwrap(), *chunk.bytes());
    }
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_is_collected_and_its_space_comes_back() {
    let House { data: _data, cluster } = House::with(impatient()).await;
    let (kept, dead) = (chunk(1), chunk(2));
    cluster.put(kept.clone()).await.unwrap();
    cluster.put(dead.clone()).await.unwrap();
    let mut news = cluster.news();
    let mut questions = cluster.take_questions().await.unwrap();
    assert!(cluster.take_questions().await.is_none());
    loop {
        tokio::select! {
            Some(question) = questions.recv() => {
                let live = question.ids.into_iter().filter(|id| *id == kept.id()).collect();
                cluster.answer(question.query, live);
            }
            told = news.recv() => if told == Ok(News::Collected(dead.id())) { break },
        }
    }
    assert!(cluster.get(kept.id()).await.is_ok());
    while cluster.nodes().iter().any(|node| node.chunks > 1) {
        tokio::task::yield_now().await;
    }
    assert!(cluster.get(dead.id()).await.is_err());
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_finds_the_damage_and_mending_heals_it() {
    let House { data, cluster } =
        House::with(Tuning { jobs_max: 1, upkeep_every: Duration::from_secs(3600), ..Tuning::default() })
            .await;
    let stored = chunk(1);
    cluster.put(stored.clone()).await.unwrap();
    all_copies(&cluster, stored.id()).await;
    reach_into(data.path(), &name("node-asia"), &stored, |bytes, body| bytes[body + 100] ^= 1);
    let states = |checks: &[CopyCheck]| checks.iter().filter(|copy| copy.state == CopyState::Good).count();
    let found = cluster.check(stored.id()).await;
    assert_eq!((found.len(), states(&found)), (3, 2), "{found:?}");
    while cluster.mend(stored.id()).await != Mended::NothingToDo {}
    let found = cluster.check(stored.id()).await;
    assert_eq!((found.len(), states(&found)), (3, 3), "{found:?}");
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_is_added_drained_and_removed_while_files_are_there() {
    let house = House::with(impatient()).await;
    let chunks = house.put_all(0..10).await;
    let House { data, cluster } = house;
    let mut news = cluster.news();
    let add = Change::Add { zone: "asia".parse().unwrap(), address: None, capacity_bytes: 1_000_000_000 };
    cluster.stage(&add).await.unwrap();
    let asia = name("node-asia");
    let staged = cluster.stage(&Change::Drain(asia.clone())).await.unwrap();
    assert_eq!(staged.layout.version(), 2);
    assert_eq!(staged.preview.moved_copies, 10, "every chunk has a copy in asia: {:?}", staged.preview);
    assert!(matches!(cluster.apply(7).await, Err(LayoutChangeError::OtherVersion { .. })));
    cluster.apply(2).await.unwrap();
    while cluster.nodes().iter().any(|node| node.spec.name == asia && node.chunks > 0) {
        until(&mut news, |told| matches!(told, News::Trimmed(..))).await;
    }
    cluster.stage(&Change::Remove(asia.clone())).await.unwrap();
    cluster.apply(3).await.unwrap();
    assert!(cluster.nodes().iter().all(|node| node.spec.name != asia));
    cluster.shutdown().await;
    drop(cluster);

    let cluster = start_with(data.path(), impatient()).await;
    assert_eq!(cluster.layout().version(), 3, "the folder remembers");
    assert_eq!(cluster.layout().nodes()[4].role, Role::Removed);
    for chunk in &chunks {
        assert_eq!(cluster.get(chunk.id()).await.unwrap(), *chunk.bytes());
    }
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_layout_that_would_cost_copies_is_refused() {
    let House { data: _data, cluster } = House::with(impatient()).await;
    let drain = |node: &str| Change::Drain(name(node));
    cluster.stage(&drain("node-asia")).await.unwrap();
    cluster.stage(&drain("node-eu-west")).await.unwrap();
    let refused = cluster.stage(&drain("node-us-east")).await;
    assert!(matches!(refused, Err(LayoutChangeError::TooFewNodes { active: 2, copies: 3 })), "{refused:?}");
    let removed = cluster.stage(&Change::Remove(name("node-us-east"))).await;
    assert!(matches!(removed, Err(LayoutChangeError::Layout(_))), "{removed:?}");
    assert!(cluster.revert().await && !cluster.revert().await);
    assert!(matches!(cluster.apply(2).await, Err(LayoutChangeError::NothingStaged)));
    cluster.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scrub_now_finds_what_no_reader_met() {
    let House { data, cluster } = House::with(impatient()).await;
    let stored = chunk(1);
    cluster.put(stored.clone()).await.unwrap();
    all_copies(&cluster, stored.id()).await;
    reach_into(data.path(), &name("node-asia"), &stored, |bytes, body| bytes[body + 100] ^= 1);
    let mut news = cluster.news();
    cluster.scrub_now();
    until(&mut news, |told| *told == News::CopyLost(stored.id(), name("node-asia"))).await;
    until(&mut news, |told| matches!(told, News::Copied(..))).await;
    assert!(cluster.health().is_good());
    cluster.shutdown().await;
}
