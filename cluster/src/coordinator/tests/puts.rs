//! Puts: placed, acknowledged at two, completed in the background, moved elsewhere when a node fails.

use core::time::Duration;

use super::scene::{CAPACITY, Scene, chunk, held};
use crate::message::{Message, Refusal, Ticket};
use crate::node::NodeState;

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn two_durable_copies_acknowledge_and_the_third_settles() {
    let mut scene = Scene::ready();
    scene.put(1, "a");
    assert_eq!(scene.asked(), ["us-east", "eu-west", "asia"]);
    scene.stores("asia");
    assert_eq!(scene.told(), [""; 0], "one copy is no promise");
    scene.stores("us-east");
    assert_eq!(scene.told(), ["put 1: 2 of 3 at us-east asia"]);
    scene.stores("eu-west");
    assert_eq!(scene.told(), ["put 1 settled"]);
    assert_eq!(scene.timers(), 0);
    assert_eq!(scene.coordinator.copies(&chunk("a").id()).nodes.len(), 3);
}

#[test]
fn a_refusal_sends_the_copy_to_the_neighbour() {
    let mut scene = Scene::ready();
    scene.put(1, "a");
    scene.refuses("eu-west", Refusal::Full);
    assert_eq!(scene.asked(), ["us-east", "asia", "eu-west-2"]);
    ["us-east", "asia", "eu-west-2"].into_iter().for_each(|node| scene.stores(node));
    assert_eq!(scene.told(), ["put 1: 2 of 3 at us-east asia", "put 1 settled"]);
}

#[test]
fn a_node_that_stops_in_the_middle_is_replaced() {
    let mut scene = Scene::ready();
    scene.put(1, "a");
    scene.stops(4);
    assert_eq!(
        scene.asked(),
        ["us-east", "eu-west", "us-east-2"],
        "its zone has no other node: a misplaced copy"
    );
    scene.stores("us-east");
    scene.stores("us-east-2");
    assert_eq!(scene.told(), [""; 0], "two copies in one zone wait for the one in another");
    scene.stores("eu-west");
    assert_eq!(scene.told(), ["put 1: 3 of 3 at us-east us-east-2 eu-west", "put 1 settled"]);
}

#[test]
fn when_no_other_zone_answers_two_copies_in_one_zone_must_do() {
    let mut scene = Scene::ready();
    [2, 3, 4].into_iter().for_each(|node| scene.stops(node));
    scene.put(1, "a");
    assert_eq!(scene.asked(), ["us-east", "us-east-2"]);
    scene.stores("us-east");
    scene.stores("us-east-2");
    assert_eq!(scene.told(), ["put 1: 2 of 3 at us-east us-east-2", "put 1 settled"]);
}

#[test]
fn a_slow_node_does_not_stall_an_upload() {
    let mut scene = Scene::ready();
    scene.put(1, "a");
    scene.stores("us-east");
    scene.stores("eu-west");
    assert_eq!(scene.told(), ["put 1: 2 of 3 at us-east eu-west"]);
    scene.wait(5 * SECOND);
    assert_eq!(scene.told(), ["asia suspected"]);
    assert_eq!(scene.asked(), ["asia", "us-east-2"]);
    scene.put(2, "b");
    assert_eq!(
        scene.asked(),
        ["asia", "us-east-2", "eu-west", "us-east", "eu-west-2"],
        "a suspect gets no new copies"
    );
    scene.stores("us-east-2");
    assert_eq!(scene.told(), ["put 1 settled"]);
    scene.stores("asia");
    assert_eq!(scene.coordinator.copies(&chunk("a").id()).nodes.len(), 4, "a late copy is a copy");
}

#[test]
fn suspicion_passes() {
    let mut scene = Scene::ready();
    scene.put(1, "a");
    scene.stores("us-east");
    scene.stores("eu-west");
    scene.wait(21 * SECOND);
    scene.put(2, "b");
    assert!(scene.asked().iter().filter(|name| *name == "asia").count() == 2, "{:?}", scene.asked());
}

#[test]
fn late_copies_count_while_the_put_waits() {
    let mut scene = Scene::ready();
    [1, 3].into_iter().for_each(|node| scene.stops(node));
    scene.put(1, "a");
    scene.wait(6 * SECOND);
    assert_eq!(scene.told(), ["us-east suspected", "eu-west suspected", "asia suspected"]);
    scene.stores("asia");
    scene.stores("us-east");
    assert_eq!(scene.told(), ["put 1: 2 of 3 at us-east asia", "put 1 settled"]);
}

#[test]
fn a_put_without_answers_ends() {
    let mut scene = Scene::ready();
    scene.put(1, "a");
    scene.wait(60 * SECOND);
    let told = scene.told();
    assert_eq!(told[told.len() - 2..], ["put 1: Unavailable", "put 1 settled"]);
    assert_eq!(scene.timers(), 0);
}

#[test]
fn below_the_quorum_nothing_is_written() {
    let mut scene = Scene::ready();
    [0, 1, 2, 3].into_iter().for_each(|node| scene.stops(node));
    scene.put(1, "a");
    assert_eq!(scene.asked(), [""; 0]);
    assert_eq!(scene.told(), ["put 1: Unavailable", "put 1 settled"]);
}

#[test]
fn full_is_told_apart_from_unavailable() {
    let mut scene = Scene::ready();
    for node in 0..5 {
        scene.says(node, Message::Report { state: NodeState::Ready, used_bytes: CAPACITY - 900 });
    }
    scene.put(1, "a");
    assert_eq!(scene.told(), ["put 1: Full", "put 1 settled"]);

    let mut scene = Scene::ready();
    scene.put(2, "a");
    while let Some(node) = scene.asked().first().cloned() {
        scene.refuses(&node, Refusal::Full);
    }
    assert_eq!(scene.told(), ["put 2: Full", "put 2 settled"]);
}

#[test]
fn one_copy_of_two_is_not_enough_when_the_others_fail() {
    let mut scene = Scene::ready();
    scene.put(1, "a");
    scene.stores("asia");
    while let Some(node) = scene.asked().first().cloned() {
        scene.refuses(&node, Refusal::DiskFailed);
    }
    assert_eq!(scene.told(), ["put 1: Unavailable", "put 1 settled"]);
}

#[test]
fn repeated_and_foreign_answers_count_once_or_not_at_all() {
    let mut scene = Scene::ready();
    scene.put(1, "a");
    let (ticket, held) = (scene.ticket_of("us-east"), held("a", 0));
    scene.says(1, Message::Stored { ticket, held });
    scene.says(0, Message::Stored { ticket: Ticket(77), held });
    scene.stores("us-east");
    scene.says(0, Message::Stored { ticket, held });
    assert_eq!(scene.told(), [""; 0], "one node answered what it was asked");
}

/// INV-V2, memory: a node that answers nothing is asked only so much.
#[test]
fn a_silent_node_has_a_window() {
    let mut scene = Scene::ready();
    for request in 0..300 {
        scene.put(request, "a");
        while let Some(node) = scene.asked().into_iter().find(|node| node != "asia") {
            scene.stores(&node);
        }
    }
    assert_eq!(scene.asked().len(), 128);
}
