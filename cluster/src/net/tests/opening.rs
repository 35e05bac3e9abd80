//! The handshake, and hosts that find each other.

use super::scene::{Scene, at_ms, ms, secs};
use crate::net::packet::Kind;
use crate::net::{Delay, Happening, LinkSpec, PerMillion, ResetReason, SendError, State};

fn five_ms() -> LinkSpec {
    LinkSpec { propagation: Delay::always(ms(5)), ..LinkSpec::ideal() }
}

#[test]
fn a_handshake_takes_three_packets() {
    let mut scene = Scene::recorded(1, five_ms());
    let connection = scene.connect();
    assert_eq!(scene.states(connection), [State::SynSent, State::Closed]);
    scene.run_for(ms(15));
    let expected = [
        "0.000000 c1 192.168.1.2 CLOSED -> SYN-SENT",
        "0.000000 p1 sent SYN 192.168.1.2:49152 > 192.168.1.3:7100 c1 seq=0 ack=0",
        "0.005000 p1 delivered",
        "0.005000 c1 192.168.1.3 CLOSED -> SYN-RECEIVED",
        "0.005000 p2 sent SYN-ACK 192.168.1.3:7100 > 192.168.1.2:49152 c1 seq=0 ack=1",
        "0.010000 p2 delivered",
        "0.010000 c1 192.168.1.2 SYN-SENT -> ESTABLISHED",
        "0.010000 p3 sent ACK 192.168.1.2:49152 > 192.168.1.3:7100 c1 seq=1 ack=1",
        "0.015000 p3 delivered",
        "0.015000 c1 192.168.1.3 SYN-RECEIVED -> ESTABLISHED",
    ];
    assert_eq!(scene.lines(), expected);
    let (a, b) = (scene.a, scene.b);
    assert_eq!(scene.learned_by(a), [(at_ms(10), Happening::Connected { connection, host: a, peer: b })]);
    assert_eq!(scene.learned_by(b), [(at_ms(15), Happening::Connected { connection, host: b, peer: a })]);
}

#[test]
fn what_is_given_before_the_handshake_waits_for_it() {
    let mut scene = Scene::new(1, five_ms());
    let connection = scene.connect();
    scene.send(connection, scene.a, 1, 100);
    assert_eq!(scene.try_send(connection, scene.b, 2, 100), Err(SendError::NotConnected));
    scene.run_for(ms(10));
    assert_eq!(scene.delivered_to(scene.b), [0u32; 0]);
    scene.run_for(ms(10));
    assert_eq!(scene.delivered_to(scene.b), [1]);
}

#[test]
fn a_lost_opening_is_sent_again() {
    let mut scene = Scene::new(1, five_ms());
    let deaf = LinkSpec { loss: PerMillion::ALWAYS, ..five_ms() };
    scene.network.set_link(scene.a, scene.b, deaf);
    let connection = scene.connect();
    scene.run_for(ms(2500));
    scene.network.set_link(scene.a, scene.b, five_ms());
    scene.run_for(ms(600));
    // Sent at 0 s, 1 s and 3 s: the timeout doubles.
    assert_eq!(scene.states(connection), [State::Established; 2]);
    assert_eq!(scene.network.link_statistics(scene.a, scene.b).sent_of(Kind::Syn), 3);
    assert_eq!(scene.learned_by(scene.a)[0].0, at_ms(3010));
}

#[test]
fn a_connection_to_a_host_that_is_down_times_out() {
    let mut scene = Scene::new(1, five_ms());
    scene.network.crash(scene.now, scene.b);
    let connection = scene.connect();
    scene.run_for(secs(200));
    let (host, peer) = (scene.a, scene.b);
    let word = Happening::Reset { connection, host, peer, why: ResetReason::TimedOut };
    // Eight tries, waited for 1, 2, 4, 8, 16, 32, 60 and 60 seconds.
    assert_eq!(scene.learned_by(host), [(at_ms(183_000), word)]);
    assert_eq!(scene.network.link_statistics(host, peer).drops.down, 9);
    assert_eq!(scene.network.topology().connections, []);
    assert_eq!(scene.network.next_at(), None);
}

/// The asked host crashes between a SYN and its double.
#[test]
fn a_late_syn_opens_nothing_again() {
    let twice = LinkSpec { duplication: PerMillion::ALWAYS, ..LinkSpec::unshaped() };
    let mut late = 0;
    for seed in 0..10 {
        let mut scene = Scene::new(seed, twice);
        let connection = scene.connect();
        let packets = scene.network.topology().packets;
        scene.run_until(|scene| scene.states(connection)[1] == State::SynReceived);
        if packets[0].arrives == packets[1].arrives {
            continue;
        }
        late += 1;
        scene.network.crash(scene.now, scene.b);
        scene.network.restart(scene.now, scene.b);
        scene.run_for(ms(100));
        let (host, peer) = (scene.a, scene.b);
        let word = Happening::Reset { connection, host, peer, why: ResetReason::ByPeer };
        assert_eq!((scene.last_word(host), scene.learned_by(peer)), (Some(word), vec![]));
    }
    assert!(late > 1, "{late} SYN came later than their doubles");
}

#[test]
fn connections_stand_side_by_side() {
    let mut scene = Scene::new(1, five_ms());
    let (a, b) = (scene.a, scene.b);
    let there = scene.connect();
    let back = scene.network.connect(scene.now, b, a);
    scene.run_for(ms(20));
    scene.send(there, b, 1, 10);
    scene.send(back, a, 2, 10);
    scene.run_for(ms(20));
    assert_eq!((scene.delivered_to(a), scene.delivered_to(b)), (vec![1], vec![2]));
    let ports: Vec<_> = scene.network.topology().connections.iter().map(|view| view.ends[0].port).collect();
    assert_eq!(ports, [49_152, 49_152]);
}

#[test]
fn a_stranger_sends_nothing_on_a_connection() {
    let mut scene = Scene::new(1, five_ms());
    let connection = scene.connected();
    let stranger = scene.network.add_host("c", None).unwrap();
    assert_eq!(scene.try_send(connection, stranger, 1, 1), Err(SendError::NotConnected));
    assert_eq!(scene.network.backlog_bytes(connection, stranger), None);
    assert_eq!(scene.network.state(connection, stranger), State::Closed);
}
