//! What a link does to packets.

use core::num::NonZeroU64;

use super::scene::{Parcel, Scene, at_ms, ms, secs};
use crate::chance::Chance;
use crate::mono::Mono;
use crate::net::packet::Kind;
use crate::net::topology::LinkState;
use crate::net::trace::{Loss, Trace};
use crate::net::{Delay, LinkSpec, Network, PerMillion, Tuning};

/// Connections that begin with their whole window.
fn at_full_speed() -> Tuning {
    let tuning = Tuning::default();
    Tuning { window_first_bytes: tuning.window_bytes, ..tuning }
}

#[test]
fn a_chunk_takes_a_second_and_what_follows_waits() {
    let mut scene = Scene::new(1, LinkSpec { propagation: Delay::always(ms(5)), ..LinkSpec::ideal() });
    let connection = scene.connected();
    let start = scene.now;
    (0..2).for_each(|number| scene.send(connection, scene.a, number, 65_536));
    scene.send(connection, scene.b, 9, 32_768);
    let link = |scene: &Scene| scene.network.topology().links[0].clone();
    assert_eq!(link(&scene).queued_bytes, 2 * 65_536);
    let packets = scene.network.topology().packets;
    let ways: Vec<_> =
        packets.iter().map(|view| (view.from, view.sent, view.departs, view.arrives)).collect();
    let after = |millis| start.plus(ms(millis));
    let expected = [
        (scene.a, start, after(1000), after(1005)),
        (scene.a, start, after(2000), after(2005)),
        (scene.b, start, after(500), after(505)),
    ];
    assert_eq!(ways, expected);
    scene.run_for(ms(1500));
    assert_eq!(link(&scene).queued_bytes, 65_536);
    scene.run_for(secs(2));
    let arrivals: Vec<_> = scene.diary[2..].iter().map(|(at, _)| *at).collect();
    assert_eq!(arrivals, [after(505), after(1005), after(2005)]);
    // Two seconds of the three and a half since the start were busy.
    assert_eq!(link(&scene).utilisation_permille, 2_000_000 / 3515);
}

#[test]
fn a_full_queue_drops() {
    let narrow = LinkSpec { queue_bytes: 4 * 65_536, ..LinkSpec::ideal() };
    let mut scene = Scene::tuned(1, narrow, at_full_speed());
    let connection = scene.connected();
    (0..40).for_each(|number| scene.send(connection, scene.a, number, 65_536));
    let link = *scene.network.link_statistics(scene.a, scene.b);
    assert_eq!((link.sent_of(Kind::Data), link.drops.overflow), (8, 4));
    scene.run_until(|scene| scene.delivered_to(scene.b).len() == 40);
    assert_eq!(scene.delivered_to(scene.b), (0..40).collect::<Vec<_>>());
}

#[test]
fn propagation_and_jitter_stay_within_their_bounds_and_keep_the_order() {
    let spec = LinkSpec { jitter: ms(3), ..LinkSpec::unshaped() };
    let mut scene = Scene::recorded(5, spec);
    let connection = scene.connected();
    scene.trace();
    let start = scene.now;
    (0..500).for_each(|number| scene.send(connection, scene.a, number, 100));
    scene.run_for(secs(1));
    assert_eq!(scene.delivered_to(scene.b), (0..500).collect::<Vec<_>>());
    let trace = scene.trace();
    let arrivals = trace.iter().filter(|event| matches!(event.what, Trace::Delivered { .. }));
    let first_500: Vec<_> = arrivals.map(|event| event.at).take(500).collect();
    assert!(first_500.iter().all(|at| *at >= start.plus(ms(1)) && *at <= start.plus(ms(13))));
    let reordered = scene.network.statistics().links.reordered;
    assert_eq!((reordered, scene.network.statistics().links.retransmitted), (0, 0));
}

/// Counts what happens to 20,000 packets at one in five: 4000 with a deviation of 57.
#[test]
fn every_fault_is_as_frequent_as_said() {
    let often = PerMillion::percent(20);
    let check = |spec: LinkSpec, count: fn(&Trace) -> bool| {
        let mut network: Network<Parcel> = Network::new(Chance::from_seed(11), spec);
        network.record(crate::net::Recording::On);
        let asker = network.add_host("a", None).unwrap();
        network.add_host("b", None).unwrap();
        (0..20_000).for_each(|round| network.send_health_check(Mono::ZERO, asker, round));
        let counted = network.drain_trace().filter(|event| count(&event.what)).count();
        assert!((3715..=4285).contains(&counted), "{counted} of 20000");
    };
    let plain = LinkSpec::unshaped();
    check(LinkSpec { loss: often, ..plain }, |what| matches!(what, Trace::Lost { why: Loss::Chance, .. }));
    check(LinkSpec { duplication: often, ..plain }, |what| matches!(what, Trace::Duplicated { .. }));
    check(LinkSpec { reordering: often, ..plain }, |what| matches!(what, Trace::Reordered { .. }));
    check(LinkSpec { corruption: often, ..plain }, |what| matches!(what, Trace::Corrupted { .. }));
}

#[test]
fn every_flipped_bit_is_found() {
    let mut scene =
        Scene::recorded(2, LinkSpec { corruption: PerMillion::percent(20), ..LinkSpec::unshaped() });
    let connection = scene.connected();
    (0..1000).for_each(|number| scene.send(connection, scene.a, number, 500));
    scene.run_until(|scene| scene.delivered_to(scene.b).len() == 1000);
    scene.run_for(secs(1));
    assert_eq!(scene.delivered_to(scene.b), (0..1000).collect::<Vec<_>>());
    let trace = scene.trace();
    let corrupted = trace.iter().filter_map(|event| match event.what {
        Trace::Corrupted { packet, .. } => Some(packet),
        _ => None,
    });
    let found = trace.iter().filter_map(|event| match event.what {
        Trace::Lost { packet, why: Loss::Corrupt } => Some(packet),
        _ => None,
    });
    let (mut corrupted, mut found): (Vec<_>, Vec<_>) = (corrupted.collect(), found.collect());
    corrupted.sort_unstable();
    found.sort_unstable();
    assert!(corrupted.len() > 200, "{}", corrupted.len());
    assert_eq!(corrupted, found);
}

#[test]
fn physics_may_change_under_way() {
    let mut scene = Scene::tuned(1, LinkSpec::ideal(), at_full_speed());
    let connection = scene.connected();
    (0..4).for_each(|number| scene.send(connection, scene.a, number, 65_536));
    let twice_as_fast = LinkSpec { bandwidth: NonZeroU64::new(131_072), ..LinkSpec::ideal() };
    scene.network.set_link(scene.a, scene.b, twice_as_fast);
    assert_eq!(scene.network.link(scene.a, scene.b), &twice_as_fast);
    assert_eq!(scene.network.link(scene.b, scene.a), &LinkSpec::ideal());
    scene.send(connection, scene.a, 4, 65_536);
    scene.run_until(|scene| scene.delivered_to(scene.b).len() == 5);
    assert_eq!(scene.now, at_ms(4500));
}

#[test]
fn a_clogged_link_holds_everything_back_and_lets_it_go_at_once() {
    let mut scene = Scene::new(1, LinkSpec::unshaped());
    let connection = scene.connected();
    let (a, b) = (scene.a, scene.b);
    scene.send(connection, a, 0, 100);
    let until = scene.now.plus(secs(3));
    scene.network.clog(scene.now, a, b, until);
    assert_eq!(scene.network.topology().links[0].state, LinkState::Clogged(until));
    (1..20).for_each(|number| scene.send(connection, a, number, 100));
    scene.send(connection, b, 99, 100);
    scene.run_for(ms(2999));
    assert_eq!((scene.delivered_to(a), scene.delivered_to(b)), (vec![99], vec![]));
    scene.run_for(ms(50));
    assert_eq!(scene.delivered_to(b), (0..20).collect::<Vec<_>>());
    assert_eq!(scene.network.topology().links[0].state, LinkState::Open);
    assert_eq!(scene.network.statistics().links.drops.total(), 0);
}
