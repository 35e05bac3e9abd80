//! The collection of garbage, and the scrub.

use core::time::Duration;

use super::scene::{Scene, chunk, held};
use crate::coordinator::{Event, QueryId, Tuning};
use crate::message::Absence;

const MINUTE: Duration = Duration::from_secs(60);

/// Three nodes hold "alive" and "dead"; nothing but the collection runs.
fn with_garbage() -> Scene {
    let tuning = Tuning {
        jobs_max: 0,
        collect_every: MINUTE,
        collect_grace: 10 * MINUTE,
        heartbeat_every: Duration::MAX,
        scrub_every: Duration::MAX,
        ..Tuning::default()
    };
    let mut scene = Scene::with(tuning);
    [0, 2, 4].into_iter().for_each(|node| scene.joins(node, &[("alive", 0), ("dead", 1)]));
    scene.step(Event::Start);
    scene
}

/// Rounds of the collection, one a minute; these chunks are alive.
fn rounds(scene: &mut Scene, count: u32, alive: &[&str]) {
    for _ in 0..count {
        scene.wait(MINUTE);
        scene.alive(alive);
        assert!(scene.questions.is_empty(), "one page holds both");
    }
}

#[test]
fn a_dead_chunk_is_given_up_after_the_grace_and_not_before() {
    let mut scene = with_garbage();
    rounds(&mut scene, 10, &["alive"]);
    assert_eq!(scene.errands(), [""; 0]);
    rounds(&mut scene, 1, &["alive"]);
    assert_eq!(scene.errands(), ["forget at us-east", "forget at eu-west", "forget at asia"]);
    ["us-east", "eu-west", "asia"].into_iter().for_each(|node| scene.forgets(node));
    assert_eq!(scene.told(), ["collected"]);
    assert_eq!(scene.coordinator.health().chunks, 1);
    rounds(&mut scene, 20, &["alive"]);
    assert_eq!(scene.errands(), [""; 0]);
}

/// INV-D7: dead in one round, alive in a later one: the grace begins anew.
#[test]
fn a_chunk_that_turned_out_alive_is_pardoned() {
    let mut scene = with_garbage();
    rounds(&mut scene, 9, &["alive"]);
    rounds(&mut scene, 1, &["alive", "dead"]);
    rounds(&mut scene, 10, &["alive"]);
    assert_eq!(scene.errands(), [""; 0]);
}

#[test]
fn an_answer_to_an_earlier_question_changes_nothing() {
    let mut scene = with_garbage();
    rounds(&mut scene, 10, &["alive"]);
    scene.wait(MINUTE);
    scene.step(Event::Live { query: QueryId(3), live: Vec::new() });
    assert_eq!(scene.errands(), [""; 0]);
}

#[test]
fn what_was_never_answered_is_asked_again() {
    let mut scene = with_garbage();
    scene.wait(5 * MINUTE);
    assert_eq!(scene.questions.len(), 5);
    scene.questions.drain(..4);
    scene.alive(&["alive"]);
    rounds(&mut scene, 10, &["alive"]);
    assert_eq!(scene.errands().len(), 3);
}

#[test]
fn a_chunk_on_its_way_is_not_asked_about() {
    let mut scene = with_garbage();
    scene.wait(MINUTE - Duration::from_secs(1));
    scene.put(1, "young");
    scene.stores("asia");
    scene.wait(Duration::from_secs(1));
    let (_, asked) = scene.questions.last().expect("a question").clone();
    assert!(!asked.contains(&chunk("young").id()));
    assert_eq!(asked.len(), 2);
}

/// FT15, INV-D6: a disk from last week brings nothing back.
#[test]
fn what_a_stale_disk_brings_is_collected_again() {
    let mut scene = with_garbage();
    rounds(&mut scene, 11, &["alive"]);
    ["us-east", "eu-west", "asia"].into_iter().for_each(|node| scene.forgets(node));
    scene.joins(1, &[("dead", 1)]);
    rounds(&mut scene, 10, &["alive"]);
    assert_eq!(scene.errands(), [""; 0], "with a grace of its own");
    rounds(&mut scene, 1, &["alive"]);
    assert_eq!(scene.errands(), ["forget at us-east-2"]);
}

#[test]
fn the_scrub_reads_every_copy_once_in_its_period() {
    let tuning =
        Tuning { jobs_max: 0, scrub_every: 2 * MINUTE, heartbeat_every: Duration::MAX, ..Tuning::default() };
    let mut scene = Scene::with(tuning);
    [0, 2, 4].into_iter().for_each(|node| scene.joins(node, &[("a", 0), ("b", 1)]));
    scene.step(Event::Start);
    scene.wait(MINUTE);
    assert_eq!(scene.errands(), ["verify at us-east", "verify at eu-west", "verify at asia"]);
    scene.proves("us-east");
    scene.lacks("eu-west", Absence::Corrupt);
    scene.wait(5 * MINUTE);
    assert_eq!(scene.errands(), ["verify at asia"], "it waits for the slowest");
    scene.proves("asia");
    scene.wait(MINUTE);
    ["us-east", "eu-west", "asia"].into_iter().for_each(|node| scene.proves(node));
    scene.wait(MINUTE);
    assert_eq!(scene.told(), ["copy lost at eu-west", "scrubbed 6 copies, 1 bad"]);
    let checked = |name: &str| scene.coordinator.copies(&held(name, 0).id).checked.is_some();
    assert!(checked("a") ^ checked("b"), "the chunk that lost a copy is not called good");
}

#[test]
fn a_scrub_at_once_does_not_wait() {
    let mut scene = with_garbage();
    scene.step(Event::Scrub);
    for _ in 0..2 {
        scene.wait(Duration::from_millis(1));
        ["us-east", "eu-west", "asia"].into_iter().for_each(|node| scene.proves(node));
    }
    scene.wait(Duration::from_millis(1));
    assert_eq!(scene.told(), ["scrubbed 6 copies, 0 bad"]);
}

/// INV-D7: the grace counts from the last acknowledgement, not from an earlier put of the same chunk that failed.
#[test]
fn a_chunk_that_is_put_again_is_pardoned() {
    let mut scene = with_garbage();
    rounds(&mut scene, 10, &["alive"]);
    scene.put(1, "dead");
    while let Some(node) = scene.asked().first().cloned() {
        scene.stores(&node);
    }
    rounds(&mut scene, 10, &["alive"]);
    assert_eq!(scene.errands(), [""; 0], "its row may be on its way");
    rounds(&mut scene, 1, &["alive"]);
    assert_eq!(scene.errands().len(), 3);
}
