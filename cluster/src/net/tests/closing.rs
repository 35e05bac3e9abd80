//! Orderly ends, and disorderly ones.

use super::scene::{Scene, ms, secs};
use crate::net::{Delay, Happening, LinkSpec, PerMillion, ResetReason, SendError, State};

fn five_ms() -> LinkSpec {
    LinkSpec { propagation: Delay::always(ms(5)), ..LinkSpec::unshaped() }
}

#[test]
fn a_close_goes_through_all_its_states() {
    let mut scene = Scene::recorded(1, five_ms());
    let connection = scene.connected();
    scene.trace();
    scene.network.close(scene.now, connection, scene.a);
    assert_eq!(scene.try_send(connection, scene.a, 1, 1), Err(SendError::NotConnected));
    scene.run_for(secs(10));
    let moves: Vec<_> = scene.lines().into_iter().filter(|line| line.contains("->")).collect();
    let expected = [
        "0.015000 c1 192.168.1.2 ESTABLISHED -> FIN-WAIT-1",
        "0.020000 c1 192.168.1.3 ESTABLISHED -> CLOSE-WAIT",
        "0.020000 c1 192.168.1.3 CLOSE-WAIT -> LAST-ACK",
        "0.025000 c1 192.168.1.2 FIN-WAIT-1 -> FIN-WAIT-2",
        "0.025000 c1 192.168.1.2 FIN-WAIT-2 -> TIME-WAIT",
        "0.030000 c1 192.168.1.3 LAST-ACK -> CLOSED",
        "2.025000 c1 192.168.1.2 TIME-WAIT -> CLOSED",
    ];
    assert_eq!(moves, expected);
    for (host, peer) in [(scene.a, scene.b), (scene.b, scene.a)] {
        assert_eq!(scene.last_word(host), Some(Happening::Closed { connection, host, peer }));
        assert_eq!(scene.learned_by(host).len(), 2);
    }
    assert_eq!(scene.network.topology().connections, []);
}

#[test]
fn both_may_close_at_once() {
    let mut scene = Scene::recorded(1, five_ms());
    let connection = scene.connected();
    scene.network.close(scene.now, connection, scene.a);
    scene.network.close(scene.now, connection, scene.b);
    scene.run_for(ms(7));
    assert_eq!(scene.states(connection), [State::Closing; 2]);
    scene.run_for(ms(7));
    assert_eq!(scene.states(connection), [State::TimeWait; 2]);
    scene.run_for(secs(3));
    assert_eq!(scene.states(connection), [State::Closed; 2]);
    assert_eq!((scene.learned_by(scene.a).len(), scene.learned_by(scene.b).len()), (2, 2));
}

#[test]
fn what_was_given_before_a_close_arrives_both_ways() {
    let mut scene = Scene::new(3, LinkSpec { loss: PerMillion::percent(20), ..five_ms() });
    let connection = scene.connected();
    for number in 0..50 {
        scene.send(connection, scene.a, number, 3000);
        scene.send(connection, scene.b, number, 200_000);
    }
    scene.network.close(scene.now, connection, scene.a);
    scene.run_until(|scene| scene.states(connection) == [State::Closed; 2]);
    let all: Vec<u32> = (0..50).collect();
    assert_eq!((scene.delivered_to(scene.a), scene.delivered_to(scene.b)), (all.clone(), all));
    for (host, peer) in [(scene.a, scene.b), (scene.b, scene.a)] {
        assert_eq!(scene.last_word(host), Some(Happening::Closed { connection, host, peer }));
    }
}

#[test]
fn a_close_before_the_handshake_waits_for_it() {
    let mut scene = Scene::new(1, five_ms());
    let connection = scene.connect();
    scene.send(connection, scene.a, 7, 100);
    scene.network.close(scene.now, connection, scene.a);
    scene.network.close(scene.now, connection, scene.a);
    scene.run_for(secs(5));
    assert_eq!(scene.delivered_to(scene.b), [7]);
    assert_eq!(scene.states(connection), [State::Closed; 2]);
    assert!(matches!(scene.last_word(scene.a), Some(Happening::Closed { .. })));
}

#[test]
fn the_asked_end_may_close_before_the_handshake_is_complete() {
    let mut scene = Scene::new(1, five_ms());
    let connection = scene.connect();
    scene.run_for(ms(7));
    assert_eq!(scene.states(connection), [State::SynSent, State::SynReceived]);
    scene.network.close(scene.now, connection, scene.b);
    scene.run_for(secs(5));
    assert_eq!(scene.states(connection), [State::Closed; 2]);
    for host in [scene.a, scene.b] {
        assert!(matches!(scene.last_word(host), Some(Happening::Closed { .. })));
    }
}

#[test]
fn an_abort_is_told_to_the_peer_alone() {
    let mut scene = Scene::new(1, five_ms());
    let connection = scene.connected();
    scene.network.abort(scene.now, connection, scene.a);
    scene.run_for(secs(1));
    let (host, peer) = (scene.b, scene.a);
    let word = Happening::Reset { connection, host, peer, why: ResetReason::ByPeer };
    assert_eq!(scene.last_word(host), Some(word));
    assert!(matches!(scene.last_word(peer), Some(Happening::Connected { .. })));
    assert_eq!(scene.try_send(connection, peer, 1, 1), Err(SendError::NotConnected));
    assert_eq!(scene.network.topology().connections, []);
}

#[test]
fn an_idle_connection_stays() {
    let mut scene = Scene::new(1, LinkSpec { loss: PerMillion::percent(10), ..five_ms() });
    let connection = scene.connected();
    scene.run_for(secs(1800));
    assert_eq!(scene.states(connection), [State::Established; 2]);
    scene.send(connection, scene.b, 1, 1);
    scene.run_for(secs(10));
    assert_eq!(scene.delivered_to(scene.a), [1]);
}
