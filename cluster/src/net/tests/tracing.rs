//! The trace: the same for the same seed, and enough to tell what became of every packet.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::scene::{Scene, both_ways, ms, secs};
use crate::net::packet::PacketId;
use crate::net::trace::Trace;
use crate::net::{LinkSpec, PerMillion, Recording, TraceEvent};

fn rough() -> LinkSpec {
    let percent = PerMillion::percent;
    LinkSpec {
        loss: percent(5),
        duplication: percent(5),
        reordering: percent(5),
        corruption: percent(5),
        jitter: ms(2),
        ..LinkSpec::standard()
    }
}

/// Two connections, a cut, a clog, a crash and a close.
fn eventful_run(seed: u64) -> Vec<TraceEvent> {
    let mut scene = Scene::recorded(seed, rough());
    let (first, second) = (scene.connect(), scene.connect());
    for number in 0..20 {
        scene.send(first, scene.a, number, 30_000);
        scene.send(second, scene.a, number, 100);
    }
    scene.run_for(secs(3));
    let [there, back] = both_ways(&scene);
    scene.network.clog(scene.now, there.0, there.1, scene.now.plus(ms(300)));
    scene.network.cut(scene.now, back.0, back.1);
    scene.run_for(ms(400));
    scene.network.mend(scene.now, back.0, back.1);
    scene.network.close(scene.now, second, scene.a);
    scene.run_for(secs(20));
    scene.network.crash(scene.now, scene.b);
    scene.network.send_health_check(scene.now, scene.a, 1);
    scene.run_for(secs(1));
    scene.network.restart(scene.now, scene.b);
    scene.run_for(secs(300));
    scene.trace()
}

fn hash(trace: &[TraceEvent]) -> String {
    let mut hasher = Sha256::new();
    trace.iter().for_each(|event| hasher.update(format!("{event}\n")));
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn one_seed_has_one_trace() {
    for seed in 0..5 {
        let (one, other) = (eventful_run(seed), eventful_run(seed));
        assert!(one.len() > 200, "{} events", one.len());
        assert_eq!(one, other);
        assert_ne!(hash(&one), hash(&eventful_run(seed + 100)));
    }
}

/// On every machine, in every build and in the browser. It changes with the network's behaviour, and then is changed
/// here.
#[test]
fn the_trace_of_a_known_seed() {
    assert_eq!(hash(&eventful_run(42)), KNOWN);
}

const KNOWN: &str = "98bd267d3aa91b9b1442edc9c5432aea5a72d0bfe7ad3a2181d470b6fe61c4d1";

#[test]
fn every_packet_has_one_end() {
    let mut ends: BTreeMap<PacketId, u32> = BTreeMap::new();
    let trace = eventful_run(7);
    for event in &trace {
        match event.what {
            Trace::Sent { packet, .. } | Trace::Duplicated { double: packet, .. } => {
                assert_eq!(ends.insert(packet, 0), None, "{event}");
            }
            Trace::Delivered { packet } | Trace::Lost { packet, .. } => *ends.get_mut(&packet).unwrap() += 1,
            _ => {}
        }
    }
    assert!(ends.len() > 100);
    assert!(ends.values().all(|count| *count == 1));
    assert!(trace.is_sorted_by_key(|event| event.at));
}

#[test]
fn nothing_is_written_down_unasked() {
    let mut scene = Scene::new(1, rough());
    scene.connected();
    assert_eq!(scene.trace(), []);
    scene.network.record(Recording::On);
    scene.connected();
    scene.network.record(Recording::Off);
    assert!(!scene.trace().is_empty());
    scene.connected();
    assert_eq!(scene.trace(), []);
}

/// Whether something is written down changes nothing of what happens.
#[test]
fn watching_does_not_disturb() {
    let run = |scene: &mut Scene| {
        let connection = scene.connected();
        (0..50).for_each(|number| scene.send(connection, scene.a, number, 10_000));
        scene.run_for(secs(60));
        scene.diary.clone()
    };
    let (mut watched, mut alone) = (Scene::recorded(3, rough()), Scene::new(3, rough()));
    assert_eq!(run(&mut watched), run(&mut alone));
    assert_eq!(watched.network.topology(), alone.network.topology());
}

#[test]
fn steps_are_the_same_as_one_leap() {
    let run = |leap: bool| {
        let mut scene = Scene::recorded(4, rough());
        let connection = scene.connect();
        (0..20).for_each(|number| scene.send(connection, scene.a, number, 10_000));
        let mut out = crate::effects::Effects::new();
        let end = scene.now.plus(secs(30));
        if leap {
            scene.network.advance(end, &mut out);
        }
        while scene.network.next_at().is_some_and(|at| at <= end) {
            assert_eq!(scene.network.next_at(), scene.network.step(&mut out));
        }
        (scene.trace(), out.drain().collect::<Vec<_>>())
    };
    assert_eq!(run(true), run(false));
}
