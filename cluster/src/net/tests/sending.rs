//! Windows, retransmissions and back-pressure.

use super::scene::{Scene, ms, secs};
use crate::net::packet::{HEADER_BYTES, Kind};
use crate::net::{Delay, Happening, LinkSpec, PerMillion, SendError, Tuning};

fn five_ms() -> LinkSpec {
    LinkSpec { propagation: Delay::always(ms(5)), ..LinkSpec::unshaped() }
}

#[test]
fn a_message_larger_than_a_packet_is_split() {
    let check = |bytes: u64, mtu: u32, packets: u64| {
        let mut scene = Scene::new(1, LinkSpec { mtu, ..five_ms() });
        let connection = scene.connected();
        scene.send(connection, scene.a, 5, bytes);
        scene.run_for(secs(10));
        let link = scene.network.link_statistics(scene.a, scene.b);
        assert_eq!((link.sent_of(Kind::Data), link.sent_bytes), (packets, bytes.max(1)), "{bytes} by {mtu}");
        assert_eq!(scene.delivered_to(scene.b), [5]);
    };
    check(65_536, 65_536, 1);
    check(65_537, 65_536, 2);
    check(65_537, u32::MAX, 2);
    check(5 << 20, 65_536, 80);
    check(65_536, 1460, 45);
    check(1460, 1460, 1);
    check(3, 0, 3);
    check(0, 1460, 1);
}

#[test]
fn no_more_than_the_window_is_under_way_and_it_grows() {
    let mut scene = Scene::new(1, five_ms());
    let connection = scene.connected();
    (0..24).for_each(|number| scene.send(connection, scene.a, number, 65_536));
    let end = |scene: &Scene| scene.network.topology().connections[0].ends[0].clone();
    assert_eq!(end(&scene).backlog_bytes, 24 * (65_536 + HEADER_BYTES as u64));
    // Each round trip doubles it, up to its bound.
    for (in_flight, settled) in [(2, 0), (4, 2), (8, 6), (8, 14), (2, 22), (0, 24)] {
        assert_eq!(end(&scene).in_flight_bytes, in_flight * 65_536);
        assert_eq!(end(&scene).unacknowledged, 1 + settled * 65_536);
        scene.run_for(ms(10));
    }
    assert_eq!((end(&scene).backlog_bytes, end(&scene).round_trip), (0, Some(ms(10))));
}

/// Eight packets are lost at once. One is sent again when it is overdue, then two for its acknowledgement, and so on.
#[test]
fn a_timeout_shrinks_the_window_and_gaps_are_mended_in_its_rhythm() {
    let mut scene = Scene::new(1, five_ms());
    let connection = scene.connected();
    (0..14).for_each(|number| scene.send(connection, scene.a, number, 65_536));
    // The first two round trips bring six across.
    scene.run_for(ms(19));
    scene.network.set_link(scene.a, scene.b, LinkSpec { loss: PerMillion::ALWAYS, ..five_ms() });
    scene.run_for(ms(1));
    scene.network.set_link(scene.a, scene.b, five_ms());
    (14..20).for_each(|number| scene.send(connection, scene.a, number, 65_536));
    scene.run_for(ms(199));
    let link = |scene: &Scene| *scene.network.link_statistics(scene.a, scene.b);
    for again in [0, 1, 3, 7] {
        assert_eq!(scene.delivered_to(scene.b).len() as u64, 6 + again);
        // Nothing new is sent meanwhile.
        assert_eq!((link(&scene).retransmitted, link(&scene).sent_of(Kind::Data)), (again, 14 + again));
        scene.run_for(ms(10));
    }
    scene.run_for(ms(100));
    assert_eq!((scene.delivered_to(scene.b), link(&scene).retransmitted), ((0..20).collect(), 8));
}

#[test]
fn a_sender_is_refused_until_its_backlog_has_drained() {
    let tuning = Tuning { backlog_bytes: 10 * (1000 + HEADER_BYTES as u64), ..Tuning::default() };
    let mut scene = Scene::tuned(1, five_ms(), tuning);
    let connection = scene.connected();
    (0..10).for_each(|number| scene.send(connection, scene.a, number, 1000));
    let waiting_bytes = tuning.backlog_bytes;
    assert_eq!(scene.network.backlog_bytes(connection, scene.a), Some(waiting_bytes));
    assert_eq!(scene.try_send(connection, scene.a, 10, 1000), Err(SendError::Full { waiting_bytes }));
    scene.run_for(ms(20));
    let (host, peer) = (scene.a, scene.b);
    assert_eq!(scene.last_word(host), Some(Happening::Drained { connection, host, peer }));
    assert_eq!(scene.learned_by(host).len(), 2);
    // What alone exceeds the bound is taken when nothing waits.
    scene.send(connection, host, 10, 1_000_000);
    scene.run_for(ms(100));
    assert_eq!(scene.delivered_to(peer), (0..=10).collect::<Vec<_>>());
    assert_eq!(scene.learned_by(host).len(), 2);
}

#[test]
fn what_is_lost_is_sent_again_after_the_timeout_and_nothing_else_is() {
    let mut scene = Scene::recorded(1, five_ms());
    let connection = scene.connected();
    scene.network.set_link(scene.a, scene.b, LinkSpec { loss: PerMillion::ALWAYS, ..five_ms() });
    scene.send(connection, scene.a, 0, 100);
    scene.network.set_link(scene.a, scene.b, five_ms());
    (1..5).for_each(|number| scene.send(connection, scene.a, number, 100));
    scene.trace();
    scene.run_for(secs(1));
    assert_eq!(scene.delivered_to(scene.b), [0, 1, 2, 3, 4]);
    let again: Vec<_> = scene.lines().into_iter().filter(|line| line.contains("retransmitted")).collect();
    let expected =
        "0.215000 p13 retransmitted (2) DATA 192.168.1.2:49152 > 192.168.1.3:7100 c1 seq=1 ack=1 len=100 end";
    assert_eq!(again, [expected]);
    assert_eq!(scene.network.link_statistics(scene.a, scene.b).retransmitted, 1);
}

#[test]
fn a_lost_acknowledgement_costs_a_packet_and_delivers_nothing_twice() {
    let mut scene = Scene::new(1, five_ms());
    let connection = scene.connected();
    scene.network.set_link(scene.b, scene.a, LinkSpec { loss: PerMillion::ALWAYS, ..five_ms() });
    scene.send(connection, scene.a, 0, 100);
    scene.run_for(ms(100));
    scene.network.set_link(scene.b, scene.a, five_ms());
    scene.run_for(secs(1));
    assert_eq!(scene.delivered_to(scene.b), [0]);
    assert_eq!(scene.network.backlog_bytes(connection, scene.a), Some(0));
    assert_eq!(scene.network.statistics().links.retransmitted, 1);
}

/// Twenty connections want eight times what the queue has room for: each falls back to one packet at a time.
#[test]
fn many_connections_share_a_link_and_none_starves() {
    let mut scene = Scene::new(1, LinkSpec::ideal());
    let connections: Vec<_> = (0..20).map(|_| scene.connected()).collect();
    for (connection, first) in connections.iter().zip((0..).step_by(10)) {
        (first..first + 10).for_each(|number| scene.send(*connection, scene.a, number, 65_536));
    }
    scene.run_until(|scene| scene.delivered_to(scene.b).len() == 200);
    let mut delivered = scene.delivered_to(scene.b);
    delivered.sort_unstable();
    assert_eq!(delivered, (0..200).collect::<Vec<_>>());
    assert_eq!(scene.network.statistics().resets, 0);
    println!("200 chunks of 20 connections took {:?}", scene.now);
}

#[test]
fn a_way_that_became_slow_is_learned() {
    let mut scene = Scene::new(1, five_ms());
    let connection = scene.connected();
    let slow = LinkSpec { propagation: Delay::always(secs(4)), ..five_ms() };
    scene.network.set_link(scene.a, scene.b, slow);
    scene.network.set_link(scene.b, scene.a, slow);
    (0..10).for_each(|number| {
        scene.send(connection, scene.a, number, 100);
        scene.run_for(secs(40));
    });
    assert_eq!(scene.delivered_to(scene.b), (0..10).collect::<Vec<_>>());
    // The first is sent again five times, until the timeout exceeds the round trip; the second once more.
    let again = scene.network.statistics().links.retransmitted;
    assert!(again <= 7, "{again}");
}

/// What the network holds depends on the windows, not on how long it runs.
#[test]
fn memory_does_not_grow() {
    let percent = PerMillion::percent;
    let rough = LinkSpec { loss: percent(10), duplication: percent(10), corruption: percent(5), ..five_ms() };
    let mut scene = Scene::new(1, rough);
    let connection = scene.connected();
    let mut held = Vec::new();
    for number in 0..20_000 {
        scene.run_until(|scene| scene.network.backlog_bytes(connection, scene.a) < Some(300_000));
        scene.send(connection, scene.a, number, 30_000);
        let fabric = &scene.network.fabric;
        held.push((fabric.flight_places(), fabric.agenda.len()));
    }
    // At most ten messages wait: as many packets, their acknowledgements and doubles, and a few timers.
    let (places, entries) = held.into_iter().fold((0, 0), |most, now| (most.0.max(now.0), most.1.max(now.1)));
    assert!(places <= 64 && entries <= 128, "{places} packets, {entries} entries");
}
