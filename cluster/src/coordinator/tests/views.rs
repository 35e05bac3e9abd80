//! What people are told about nodes, copies and health.

use super::scene::{Scene, chunk, held};
use crate::message::Message;
use crate::node::NodeState;

#[test]
fn copies_within_reach_are_named_first() {
    let mut scene = Scene::holding("a");
    scene.stops(0);
    let copies = scene.coordinator.copies(&chunk("a").id());
    let names: Vec<_> = copies.nodes.iter().map(|name| name.as_str()).collect();
    assert_eq!(names, ["node-eu-west", "node-asia", "node-us-east"]);
    assert!(copies.why.starts_with("Turn 0 begins in zone us-east"), "{}", copies.why);
}

/// A file is in a zone when all of it is.
#[test]
fn a_zone_holds_what_is_whole_there_within_reach() {
    let mut scene = Scene::holding("a");
    scene.says(1, Message::Inventory(vec![held("b", 1)]));
    scene.says(2, Message::Inventory(vec![held("b", 1)]));
    let zones = |scene: &Scene, names: &[&str]| {
        let ids: Vec<_> = names.iter().map(|name| chunk(name).id()).collect();
        let zones = scene.coordinator.zones_holding(&ids);
        zones.iter().map(|zone| zone.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(zones(&scene, &["a"]), ["us-east", "eu-west", "asia"]);
    assert_eq!(zones(&scene, &["a", "b"]), ["us-east", "eu-west"]);
    assert_eq!(zones(&scene, &[]), ["us-east", "eu-west", "asia"]);
    assert!(zones(&scene, &["a", "lost"]).is_empty());
    scene.stops(0);
    assert_eq!(zones(&scene, &["a"]), ["eu-west", "asia"]);
    assert_eq!(zones(&scene, &["b"]), ["us-east", "eu-west"], "its other node there has a copy");
}

#[test]
fn health_counts_each_chunk_once() {
    let mut scene = Scene::holding("a");
    let crowded = Message::Inventory(vec![held("b", 1)]);
    [0, 1, 2].into_iter().for_each(|node| scene.says(node, crowded.clone()));
    let lonely = Message::Inventory(vec![held("c", 2)]);
    scene.says(3, lonely);
    let health = scene.coordinator.health();
    assert_eq!((health.chunks, health.degraded, health.misplaced, health.unreachable), (3, 1, 1, 0));
    scene.stops(3);
    let health = scene.coordinator.health();
    assert_eq!((health.nodes_up, health.zones_up, health.degraded, health.unreachable), (4, 3, 1, 1));
}

#[test]
fn a_node_that_starts_again_tells_anew_what_it_holds() {
    let mut scene = Scene::holding("a");
    assert_eq!(scene.coordinator.nodes()[0].chunks, 1);
    scene.stops(0);
    assert_eq!(scene.coordinator.nodes()[0].chunks, 1, "its data is still there");
    scene.says(0, Message::Report { state: NodeState::Waiting, used_bytes: 0 });
    scene.says(0, Message::Introduction);
    assert_eq!(scene.coordinator.nodes()[0].chunks, 0);
    scene.says(0, Message::Inventory(vec![held("a", 0)]));
    scene.says(0, Message::Report { state: NodeState::Ready, used_bytes: 1000 });
    let node = &scene.coordinator.nodes()[0];
    assert_eq!((node.chunks, node.used_bytes, node.state), (1, 1000, NodeState::Ready));
}

#[test]
fn turns_continue_behind_the_highest_on_any_disk() {
    let mut scene = Scene::ready();
    scene.says(3, Message::Inventory(vec![held("old", 6)]));
    scene.put(1, "a");
    assert_eq!(scene.asked(), ["eu-west", "asia", "us-east"], "turn 7");
}

/// INV-D4: between "forget what you knew of me" and the list of what it holds, a node is not heard.
#[test]
fn a_node_in_the_middle_of_its_introduction_is_no_proof_of_loss() {
    let mut scene = Scene::ready();
    scene.joins(0, &[("a", 0)]);
    scene.says(0, Message::Introduction);
    scene.get(1, "a");
    assert_eq!(scene.told(), ["get 1: Unavailable"]);
    scene.says(0, Message::Inventory(vec![held("a", 0)]));
    scene.says(0, Message::Report { state: NodeState::Ready, used_bytes: 1000 });
    scene.get(2, "a");
    scene.gives("us-east", "a");
    assert_eq!(scene.told(), ["get 2: 920 bytes"]);
}
