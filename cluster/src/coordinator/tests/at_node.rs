//! Tasks for one node, and copies given up by hand.

use super::scene::{Scene, chunk};
use crate::coordinator::{Event, RequestId, Tuning};
use crate::layout::NodeId;
use crate::message::Absence;
use crate::status::NodeTask;

const US_EAST: NodeId = NodeId(0);

fn task(scene: &mut Scene, node: NodeId, task: NodeTask) {
    scene.step(Event::AtNode { request: RequestId(1), node, task });
}

fn give_up(scene: &mut Scene, node: NodeId, name: &str) {
    scene.step(Event::GiveUp { request: RequestId(1), node, id: chunk(name).id() });
}

#[test]
fn a_chunk_kept_by_hand_gets_its_further_copies() {
    let mut scene = Scene::with(Tuning::default());
    scene.step(Event::Start);
    task(&mut scene, US_EAST, NodeTask::Store(chunk("a")));
    assert_eq!(scene.errands(), ["store at us-east"]);
    scene.stores("us-east");
    assert_eq!(scene.told(), ["task 1 done"]);
    scene.wait(Tuning::default().upkeep_every);
    assert_eq!(scene.errands(), ["fetch at us-east"], "to make the other two copies");
}

#[test]
fn a_node_gives_its_own_copy_and_says_what_is_wrong_with_it() {
    let mut scene = Scene::with(Tuning::default());
    [0, 2, 4].into_iter().for_each(|node| scene.joins(node, &[("a", 0)]));
    task(&mut scene, US_EAST, NodeTask::Fetch(chunk("a").id()));
    scene.gives("us-east", "a");
    task(&mut scene, US_EAST, NodeTask::Verify(chunk("a").id()));
    scene.proves("us-east");
    task(&mut scene, US_EAST, NodeTask::Verify(chunk("a").id()));
    scene.lacks("us-east", Absence::Corrupt);
    let told = scene.told();
    assert_eq!(told, ["task 1: 920 bytes", "task 1 done", "copy lost at us-east", "task 1: Damaged"]);
    assert_eq!(scene.errands(), ["fetch at eu-west"], "the repair begins");
}

#[test]
fn a_node_out_of_reach_answers_at_once_or_when_its_connection_breaks() {
    let mut scene = Scene::holding("a");
    task(&mut scene, US_EAST, NodeTask::Fetch(chunk("a").id()));
    scene.step(Event::Disconnected(US_EAST));
    assert_eq!(scene.told(), ["task 1: OutOfReach"]);
    task(&mut scene, US_EAST, NodeTask::Store(chunk("b")));
    assert_eq!(scene.told(), ["task 1: OutOfReach"]);
}

#[test]
fn a_copy_is_given_up_once_the_others_are_proven() {
    let mut scene = Scene::holding("a");
    give_up(&mut scene, US_EAST, "a");
    assert_eq!(scene.errands(), ["verify at eu-west", "verify at asia"]);
    scene.proves("eu-west");
    scene.proves("asia");
    assert_eq!(scene.errands(), ["forget at us-east"]);
    scene.forgets("us-east");
    assert_eq!(scene.told(), ["trimmed at us-east", "mended: Done"]);
}

#[test]
fn a_copy_stays_when_another_one_turns_out_bad() {
    let mut scene = Scene::holding("a");
    give_up(&mut scene, US_EAST, "a");
    scene.lacks("eu-west", Absence::Corrupt);
    assert!(scene.told().contains(&"mended: Impossible".to_owned()));
}

#[test]
fn a_copy_that_an_acknowledgement_needs_is_not_given_up() {
    let mut scene = Scene::holding("a");
    scene.stops(4);
    give_up(&mut scene, US_EAST, "a");
    give_up(&mut scene, NodeId(1), "a");
    assert_eq!(scene.told(), ["mended: Impossible", "mended: NothingToDo"]);
    assert_eq!(scene.errands(), [""; 0]);
}

#[test]
fn one_copy_is_given_up_at_a_time() {
    let mut scene = Scene::holding("a");
    give_up(&mut scene, US_EAST, "a");
    give_up(&mut scene, NodeId(2), "a");
    assert_eq!(scene.told(), ["mended: Impossible"], "the second one would leave a single copy");
}
