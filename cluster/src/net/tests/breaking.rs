//! Cuts and crashes: who learns what, and when.

use core::time::Duration;

use super::scene::{Scene, at_ms, both_ways, ms, secs};
use crate::net::topology::LinkState;
use crate::net::{Delay, Happening, LinkSpec, Power, ResetReason, State, Tuning};

fn five_ms() -> LinkSpec {
    LinkSpec { propagation: Delay::always(ms(5)), ..LinkSpec::unshaped() }
}

/// The longest that an end waits before it gives up, whatever it was doing.
fn patience(tuning: &Tuning) -> Duration {
    let silence = tuning.keep_alive_after + tuning.keep_alive_every * u32::from(tuning.keep_alive_tries);
    silence + tuning.rto_max * u32::from(tuning.tries)
}

fn cut(scene: &mut Scene, ways: &[(crate::net::HostId, crate::net::HostId)]) {
    ways.iter().for_each(|&(from, to)| scene.network.cut(scene.now, from, to));
}

#[test]
fn both_ends_of_a_cut_learn_of_it() {
    let mut scene = Scene::new(1, five_ms());
    let connection = scene.connected();
    let ways = both_ways(&scene);
    cut(&mut scene, &ways);
    assert_eq!(scene.network.topology().links[0].state, LinkState::Cut);
    scene.send(connection, scene.a, 1, 100);
    let start = scene.now;
    scene.run_for(patience(&Tuning::default()));
    for (host, peer) in ways {
        let (at, word) = *scene.learned_by(host).last().unwrap();
        assert_eq!(word, Happening::Reset { connection, host, peer, why: ResetReason::TimedOut });
        // The sender: 0.2 + 0.4 + ... + 25.6 s. The idle end: 15 s and five questions, less what it heard before.
        let expected = if host == scene.a { ms(51_000) } else { ms(40_000) };
        assert_eq!(at, start.plus(expected));
    }
    assert_eq!(scene.delivered_to(scene.b), [0u32; 0]);
    assert_eq!(scene.network.next_at(), None);
}

#[test]
fn a_cut_in_one_direction_is_learned_by_both() {
    for way in [0, 1] {
        let mut scene = Scene::new(1, five_ms());
        let connection = scene.connected();
        let ways = both_ways(&scene);
        cut(&mut scene, &ways[way..=way]);
        scene.run_for(secs(45));
        // Whoever gives up first says so; on one of the ways that arrives.
        assert_eq!(scene.states(connection), [State::Closed; 2], "way {way}");
        for (host, _) in ways {
            assert!(matches!(scene.last_word(host), Some(Happening::Reset { .. })));
        }
    }
}

#[test]
fn after_mending_a_new_connection_works() {
    let mut scene = Scene::new(1, five_ms());
    let connection = scene.connected();
    let ways = both_ways(&scene);
    cut(&mut scene, &ways);
    scene.send(connection, scene.a, 1, 100);
    scene.run_for(patience(&Tuning::default()));
    ways.iter().for_each(|&(from, to)| scene.network.mend(scene.now, from, to));
    let another = scene.connected();
    assert!(another > connection);
    scene.send(another, scene.a, 2, 100);
    scene.run_for(secs(1));
    assert_eq!(scene.delivered_to(scene.b), [2]);
}

#[test]
fn a_connection_survives_a_short_cut() {
    let mut scene = Scene::new(1, five_ms());
    let connection = scene.connected();
    let ways = both_ways(&scene);
    scene.send(connection, scene.a, 0, 100);
    scene.run_for(ms(2));
    cut(&mut scene, &ways);
    scene.run_for(ms(1));
    ways.iter().for_each(|&(from, to)| scene.network.mend(scene.now, from, to));
    scene.run_for(ms(100));
    // It was under way when the link was cut, so it is gone although the link was mended before it would arrive.
    assert_eq!(scene.delivered_to(scene.b), [0u32; 0]);
    assert_eq!(scene.network.link_statistics(scene.a, scene.b).drops.cut, 1);
    scene.run_for(ms(200));
    assert_eq!(scene.delivered_to(scene.b), [0]);
    assert_eq!(scene.states(connection), [State::Established; 2]);
}

#[test]
fn peers_of_a_crashed_host_learn_when_it_is_back() {
    let mut scene = Scene::new(1, five_ms());
    let connection = scene.connected();
    scene.network.crash(scene.now, scene.b);
    assert_eq!(scene.network.power(scene.b), Power::Down);
    assert_eq!(scene.states(connection), [State::Established, State::Closed]);
    scene.send(connection, scene.a, 1, 100);
    scene.run_for(secs(2));
    scene.network.restart(scene.now, scene.b);
    let back_at = scene.now;
    scene.run_for(secs(4));
    let (host, peer) = (scene.a, scene.b);
    let (at, word) = *scene.learned_by(host).last().unwrap();
    assert_eq!(word, Happening::Reset { connection, host, peer, why: ResetReason::ByPeer });
    assert!(at > back_at);
    assert_eq!(scene.learned_by(peer).len(), 1);
    scene.connected();
}

#[test]
fn peers_of_a_host_that_stays_down_learn_by_their_patience() {
    let mut scene = Scene::new(1, five_ms());
    let connection = scene.connected();
    scene.network.crash(scene.now, scene.b);
    scene.run_for(secs(41));
    let (host, peer) = (scene.a, scene.b);
    let word = Happening::Reset { connection, host, peer, why: ResetReason::TimedOut };
    assert_eq!(scene.last_word(host), Some(word));
}

#[test]
fn what_has_left_a_host_arrives_after_its_crash_and_what_waits_does_not() {
    let mut scene = Scene::new(1, LinkSpec { propagation: Delay::always(ms(300)), ..LinkSpec::ideal() });
    let connection = scene.connected();
    (0..4).for_each(|number| scene.send(connection, scene.a, number, 65_536));
    // The second chunk left at 2.9 s and arrives at 3.2 s; the third would leave at 3.9 s.
    scene.run_for(ms(2100));
    assert_eq!((scene.now, scene.delivered_to(scene.b)), (at_ms(3000), vec![0]));
    scene.network.crash(scene.now, scene.a);
    assert_eq!(scene.network.topology().links[0].queued_bytes, 0);
    scene.run_for(secs(60));
    assert_eq!(scene.delivered_to(scene.b), [0, 1]);
    let (host, peer) = (scene.b, scene.a);
    let word = Happening::Reset { connection, host, peer, why: ResetReason::TimedOut };
    assert_eq!(scene.last_word(host), Some(word));
    assert_eq!(scene.network.link_statistics(peer, host).busy, ms(2100));
}

#[test]
fn a_crash_at_any_moment_of_a_conversation_ends_it_for_the_other() {
    for millis in 0..60 {
        let mut scene = Scene::new(millis, five_ms());
        let connection = scene.connect();
        (0..20).for_each(|number| scene.send(connection, scene.a, number, 65_536));
        scene.run_for(ms(millis));
        scene.network.crash(scene.now, scene.b);
        scene.run_for(ms(500));
        scene.network.restart(scene.now, scene.b);
        scene.run_for(secs(30));
        let delivered = scene.delivered_to(scene.b);
        assert_eq!(delivered, (0..).take(delivered.len()).collect::<Vec<_>>());
        let survived = scene.network.state(connection, scene.a) == State::Established;
        let told = matches!(scene.last_word(scene.a), Some(Happening::Reset { .. }));
        // It survives only a crash before the asked host heard of it, or after everything was done.
        assert!(survived != told, "{millis} ms");
        assert!(!survived || millis <= 5, "{millis} ms");
    }
}
