//! Copies made anew, moved and trimmed; nodes suspected, gone and back.

use core::time::Duration;

use super::scene::{Scene, held};
use crate::coordinator::{Event, RequestId, Tuning};
use crate::layout::{Layout, NodeId, Role};
use crate::message::{Absence, Message, Refusal};
use crate::node::NodeState;

const SECOND: Duration = Duration::from_secs(1);

/// Nodes us-east, eu-west and asia hold "a"; upkeep and health checks run.
fn holding_a() -> Scene {
    let mut scene = Scene::with(Tuning::default());
    [0, 2, 4].into_iter().for_each(|node| scene.joins(node, &[("a", 0)]));
    scene.step(Event::Start);
    scene
}

/// Seconds pass, and everybody but these answers the health checks.
fn pass(scene: &mut Scene, seconds: u32, silent: &[&str]) {
    for _ in 0..seconds {
        scene.wait(SECOND);
        scene.all_are_healthy_but(silent);
    }
}

#[test]
fn a_whole_chunk_needs_nothing() {
    let mut scene = holding_a();
    pass(&mut scene, 60, &[]);
    assert_eq!(scene.errands(), [""; 0]);
}

#[test]
fn a_copy_that_turned_out_bad_is_made_anew_at_once() {
    let mut scene = holding_a();
    scene.get(1, "a");
    scene.lacks("us-east", Absence::Corrupt);
    assert_eq!(
        scene.errands(),
        ["fetch at eu-west", "fetch at eu-west"],
        "for the reader and for the repair"
    );
    scene.gives("eu-west", "a");
    scene.gives("eu-west", "a");
    assert_eq!(scene.errands(), ["store at us-east"], "in the zone that lost its copy");
    scene.stores("us-east");
    assert_eq!(scene.told(), ["copy lost at us-east", "get 1: 920 bytes", "copied to us-east"]);
    assert_eq!(scene.errands(), [""; 0]);
}

#[test]
fn a_node_that_is_away_for_a_moment_costs_no_copy() {
    let mut scene = holding_a();
    scene.step(Event::Disconnected(NodeId(0)));
    pass(&mut scene, 25, &[]);
    assert_eq!(scene.errands(), [""; 0]);
    scene.joins(0, &[("a", 0)]);
    pass(&mut scene, 60, &[]);
    assert_eq!(scene.errands(), [""; 0]);
}

#[test]
fn a_node_that_stays_away_is_replaced_and_its_copy_trimmed_when_it_is_back() {
    let mut scene = holding_a();
    scene.step(Event::Disconnected(NodeId(0)));
    pass(&mut scene, 32, &[]);
    assert_eq!(scene.errands(), ["fetch at eu-west"]);
    scene.gives("eu-west", "a");
    scene.stores("us-east-2");
    assert_eq!(scene.told(), ["copied to us-east-2"]);
    scene.joins(0, &[("a", 0)]);
    pass(&mut scene, 2, &[]);
    let proofs = ["verify at us-east", "verify at eu-west", "verify at asia"];
    assert_eq!(scene.errands(), proofs, "the others are proven before a copy goes");
    ["us-east", "eu-west", "asia"].into_iter().for_each(|node| scene.proves(node));
    assert_eq!(scene.errands(), ["forget at us-east-2"]);
    scene.forgets("us-east-2");
    assert_eq!(scene.told(), ["trimmed at us-east-2"]);
    pass(&mut scene, 5, &[]);
    assert_eq!(scene.errands(), [""; 0]);
}

#[test]
fn nothing_is_trimmed_while_another_copy_is_not_proven() {
    let mut scene = holding_a();
    scene.joins(1, &[("a", 0)]);
    pass(&mut scene, 2, &[]);
    scene.proves("us-east");
    scene.lacks("eu-west", Absence::Corrupt);
    scene.proves("asia");
    assert_eq!(scene.told(), ["copy lost at eu-west"]);
    assert!(scene.errands().iter().all(|errand| !errand.starts_with("forget")), "{:?}", scene.errands());
}

#[test]
fn two_copies_in_one_zone_are_spread_when_another_zone_is_there() {
    let mut scene = Scene::with(Tuning::default());
    [0, 1, 2].into_iter().for_each(|node| scene.joins(node, &[("a", 0)]));
    scene.step(Event::Start);
    pass(&mut scene, 2, &[]);
    scene.gives("us-east", "a");
    scene.stores("asia");
    ["us-east", "eu-west", "asia"].into_iter().for_each(|node| scene.proves(node));
    scene.forgets("us-east-2");
    assert_eq!(scene.told(), ["copied to asia", "trimmed at us-east-2"]);
    assert!(scene.coordinator.health().is_good());
}

#[test]
fn the_chunk_with_the_fewest_copies_comes_first() {
    let tuning = Tuning { jobs_max: 1, ..Tuning::default() };
    let mut scene = Scene::with(tuning);
    scene.joins(0, &[("two", 0), ("one", 3)]);
    scene.joins(2, &[("two", 0)]);
    scene.step(Event::Start);
    pass(&mut scene, 1, &[]);
    scene.gives("us-east", "one");
    scene.stores("eu-west-2");
    scene.stores("asia");
    assert_eq!(scene.told(), ["copied to eu-west-2", "copied to asia"]);
    assert_eq!(scene.errands(), ["fetch at us-east"], "now the other one");
}

/// FT42: a repair never passes on what it did not verify.
#[test]
fn a_wrong_chunk_is_not_copied() {
    let mut scene = holding_a();
    scene.step(Event::Mend { request: RequestId(9), id: held("a", 0).id });
    assert_eq!(scene.told(), ["mended: NothingToDo"]);
    scene.says(4, Message::Damaged { id: held("a", 0).id });
    scene.step(Event::Mend { request: RequestId(10), id: held("a", 0).id });
    scene.gives("us-east", "another");
    scene.gives("eu-west", "another");
    let told = ["copy lost at asia", "copy lost at us-east", "copy lost at eu-west", "mended: Impossible"];
    assert_eq!(scene.told(), told);
}

#[test]
fn a_node_is_suspected_before_it_is_gone_and_needs_two_answers_to_be_back() {
    let mut scene = holding_a();
    pass(&mut scene, 4, &["asia"]);
    assert_eq!(scene.told(), ["asia suspected"]);
    scene.put(1, "b");
    assert_eq!(scene.asked(), ["eu-west", "us-east", "eu-west-2"], "no new copies for a suspect");
    ["us-east", "eu-west", "eu-west-2"].into_iter().for_each(|node| scene.stores(node));
    pass(&mut scene, 7, &["asia"]);
    assert!(scene.told().contains(&"asia gone".to_owned()));
    assert_eq!(scene.coordinator.health().nodes_up, 4);
    pass(&mut scene, 1, &[]);
    assert_eq!(scene.coordinator.health().nodes_up, 4, "one answer may be luck");
    pass(&mut scene, 1, &[]);
    assert_eq!(scene.coordinator.health().nodes_up, 5);
    assert_eq!(scene.told(), ["asia back"]);
}

#[test]
fn a_gone_node_owes_no_answer_any_more() {
    let mut scene = holding_a();
    scene.get(1, "a");
    pass(&mut scene, 12, &["us-east"]);
    scene.lacks("eu-west", Absence::Unreadable);
    scene.lacks("asia", Absence::Unreadable);
    assert!(scene.told().contains(&"get 1: Unavailable".to_owned()));
}

#[test]
fn a_drained_node_gives_its_copies_to_others_and_loses_them_last() {
    let mut scene = holding_a();
    let mut nodes = scene.coordinator.layout().nodes().to_vec();
    nodes[4].role = Role::Draining;
    let layout = Layout::new(nodes).expect("a layout");
    let preview = scene.coordinator.preview(scene.now(), &layout);
    assert_eq!((preview.moved_copies, preview.moved_bytes, preview.copies_min), (1, 1000, 3));
    scene.step(Event::Layout(layout));
    pass(&mut scene, 1, &[]);
    scene.gives("us-east", "a");
    scene.stores("us-east-2");
    ["us-east", "us-east-2", "eu-west"].into_iter().for_each(|node| scene.proves(node));
    scene.forgets("asia");
    assert_eq!(scene.told(), ["copied to us-east-2", "trimmed at asia"]);
    assert_eq!(scene.coordinator.nodes()[4].chunks, 0);
    pass(&mut scene, 5, &[]);
    assert_eq!(scene.errands(), [""; 0]);
}

#[test]
fn a_check_tells_how_every_copy_is() {
    let mut scene = holding_a();
    scene.says(4, Message::Report { state: NodeState::Stopped, used_bytes: 0 });
    scene.step(Event::Check { request: RequestId(1), id: held("a", 0).id });
    scene.proves("us-east");
    scene.lacks("eu-west", Absence::Corrupt);
    assert_eq!(scene.told(), ["copy lost at eu-west", "us-east Good, eu-west Damaged, asia OutOfReach"]);
    scene.step(Event::Check { request: RequestId(2), id: held("never stored", 0).id });
    assert_eq!(scene.told(), [""], "nobody is known to hold it");
}

#[test]
fn a_node_that_refuses_a_copy_is_passed_over_for_a_while() {
    let mut scene = holding_a();
    scene.says(0, Message::Damaged { id: held("a", 0).id });
    scene.gives("eu-west", "a");
    scene.refuses("us-east", Refusal::DiskFailed);
    pass(&mut scene, 2, &[]);
    scene.gives("eu-west", "a");
    assert_eq!(scene.errands(), ["store at us-east-2"]);
}

#[test]
fn upkeep_waits_until_a_node_has_introduced_itself() {
    let mut scene = holding_a();
    scene.says(0, Message::Introduction);
    pass(&mut scene, 1, &[]);
    assert_eq!(scene.errands(), [""; 0]);
    scene.says(0, Message::Inventory(vec![held("a", 0)]));
    scene.says(0, Message::Report { state: NodeState::Ready, used_bytes: 1000 });
    pass(&mut scene, 5, &[]);
    assert_eq!(scene.errands(), [""; 0]);
}
