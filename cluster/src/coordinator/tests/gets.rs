//! Gets: the preferred holder, the next one when a copy is bad, one more when a node is slow, and an honest end.

use core::time::Duration;

use super::scene::Scene;
use crate::message::Absence;

const HEDGE: Duration = Duration::from_millis(150);

#[test]
fn the_preferred_holder_is_asked() {
    let mut scene = Scene::holding("a");
    scene.get(1, "a");
    assert_eq!(scene.asked(), ["us-east"]);
    scene.gives("us-east", "a");
    assert_eq!(scene.told(), ["get 1: 920 bytes"]);
    assert_eq!(scene.timers(), 0);
}

#[test]
fn a_bad_copy_sends_the_reader_on_at_once() {
    let mut scene = Scene::holding("a");
    scene.get(1, "a");
    scene.lacks("us-east", Absence::Corrupt);
    scene.lacks("eu-west", Absence::Missing);
    scene.gives("asia", "a");
    assert_eq!(scene.told(), ["copy lost at us-east", "copy lost at eu-west", "get 1: 920 bytes"]);
    scene.get(2, "a");
    assert_eq!(scene.asked(), ["asia"], "bad copies are not asked for again");
}

#[test]
fn a_slow_holder_costs_one_delay() {
    let mut scene = Scene::holding("a");
    scene.get(1, "a");
    scene.wait(HEDGE);
    assert_eq!(scene.asked(), ["us-east", "eu-west"]);
    scene.gives("eu-west", "a");
    assert_eq!(scene.told(), ["get 1: 920 bytes"]);
    scene.get(2, "a");
    assert_eq!(scene.asked(), ["us-east", "eu-west"], "the slow one is asked last for a while");
    scene.gives("us-east", "a");
    assert_eq!(scene.told(), [""; 0], "its late answer is to a get that is over");
    scene.gives("eu-west", "a");
    assert_eq!(scene.told(), ["get 2: 920 bytes"]);
    scene.wait(Duration::from_secs(6));
    scene.get(3, "a");
    assert_eq!(scene.asked(), ["us-east"], "and then first again");
}

#[test]
fn a_bad_copy_beside_a_slow_one_is_no_reason_to_wait() {
    let mut scene = Scene::holding("a");
    scene.get(1, "a");
    scene.wait(HEDGE);
    scene.lacks("eu-west", Absence::Corrupt);
    assert_eq!(scene.asked(), ["us-east", "asia"]);
}

#[test]
fn a_node_that_stops_in_the_middle_sends_the_reader_on() {
    let mut scene = Scene::holding("a");
    scene.get(1, "a");
    scene.stops(0);
    assert_eq!(scene.asked(), ["eu-west"]);
    scene.gives("eu-west", "a");
    assert_eq!(scene.told(), ["get 1: 920 bytes"]);
}

#[test]
fn another_chunk_than_asked_for_is_a_bad_copy() {
    let mut scene = Scene::holding("a");
    scene.get(1, "a");
    scene.gives("us-east", "b");
    assert_eq!(scene.told(), ["copy lost at us-east"]);
    assert_eq!(scene.asked(), ["eu-west"]);
}

#[test]
fn the_loss_of_all_copies_is_told() {
    let mut scene = Scene::holding("a");
    scene.get(1, "a");
    ["us-east", "eu-west", "asia"].into_iter().for_each(|node| scene.lacks(node, Absence::Corrupt));
    assert_eq!(scene.told()[3..], ["chunk lost", "get 1: Lost"]);
    assert_eq!(scene.timers(), 0);
}

#[test]
fn what_a_stopped_node_may_hold_is_not_lost() {
    let mut scene = Scene::holding("a");
    scene.stops(4);
    scene.get(1, "a");
    ["us-east", "eu-west"].into_iter().for_each(|node| scene.lacks(node, Absence::Missing));
    assert_eq!(scene.told().last().map(String::as_str), Some("get 1: Unavailable"));
    scene.stops(1);
    scene.get(2, "unheard of");
    assert_eq!(scene.told(), ["get 2: Unavailable"]);
}

#[test]
fn a_disk_that_fails_to_read_is_not_a_loss() {
    let mut scene = Scene::holding("a");
    scene.get(1, "a");
    scene.lacks("us-east", Absence::Unreadable);
    ["eu-west", "asia"].into_iter().for_each(|node| scene.lacks(node, Absence::Missing));
    assert_eq!(scene.told().last().map(String::as_str), Some("get 1: Unavailable"));
    scene.get(2, "a");
    assert_eq!(scene.asked(), ["us-east"], "it is tried again");
}

#[test]
fn a_get_without_answers_ends() {
    let mut scene = Scene::holding("a");
    scene.get(1, "a");
    scene.wait(Duration::from_secs(60));
    assert_eq!(scene.asked(), ["us-east", "eu-west", "asia"]);
    assert_eq!(scene.told(), ["get 1: Unavailable"]);
    assert_eq!(scene.timers(), 0);
}
