//! Five mebibytes over one link: 80.0 s of wire time, and what a real link adds (K17).

use core::time::Duration;

use super::scene::{Scene, ms, secs};
use crate::mono::Mono;
use crate::net::packet::Kind;
use crate::net::{LinkSpec, LinkStatistics};

const CHUNK_BYTES: u64 = 65_536;
const CHUNKS: u32 = 80;
const WIRE_TIME: Duration = secs(80);

struct Transfer {
    connected_at: Mono,
    delivered_at: Mono,
    there: LinkStatistics,
    back: LinkStatistics,
}

/// Sends 80 chunks, that is 5 MiB, as soon as the connection stands.
fn transfer(seed: u64, spec: LinkSpec) -> Transfer {
    let mut scene = Scene::new(seed, spec);
    let connection = scene.connect();
    (0..CHUNKS).for_each(|number| scene.send(connection, scene.a, number, CHUNK_BYTES));
    let (a, b) = (scene.a, scene.b);
    scene.run_until(|scene| scene.delivered_to(b).len() == CHUNKS as usize);
    assert_eq!(scene.delivered_to(b), (0..CHUNKS).collect::<Vec<_>>());
    Transfer {
        connected_at: scene.learned_by(a)[0].0,
        delivered_at: scene.now,
        there: *scene.network.link_statistics(a, b),
        back: *scene.network.link_statistics(b, a),
    }
}

#[test]
fn five_mebibytes_over_an_ideal_link_take_exactly_80_seconds() {
    for mtu in [65_536, 1460, 4999] {
        let done = transfer(1, LinkSpec { mtu, ..LinkSpec::ideal() });
        println!("5 MiB, packets of {mtu} B, ideal link: {} us", done.delivered_at.micros());
        assert_eq!(done.connected_at, Mono::ZERO);
        assert_eq!(done.delivered_at, Mono::from_micros(80_000_000));
        assert_eq!(done.there.busy, WIRE_TIME);
        assert_eq!(done.there.sent_bytes, 5 << 20);
        assert_eq!(done.there.sent_of(Kind::Data), u64::from(CHUNKS) * CHUNK_BYTES.div_ceil(u64::from(mtu)));
        assert_eq!((done.there.retransmitted, done.there.drops.total()), (0, 0));
    }
}

/// The standard link adds the handshake, the propagation and what is sent again. Each retransmission costs a second on
/// the wire, and may leave the wire idle until it is due: at most the first timeout, a second, doubled by each vain try
/// before it; with `n` retransmissions in all that is less than 2^n seconds.
#[test]
fn five_mebibytes_over_a_standard_link_take_little_more() {
    for seed in 0..20 {
        let done = transfer(seed, LinkSpec::standard());
        let again = done.there.retransmitted + done.back.retransmitted;
        let took = Duration::from_micros(done.delivered_at.micros());
        println!("5 MiB, standard link, seed {seed}: {took:?}, {again} retransmitted");
        let least = WIRE_TIME + 2 * ms(1) + ms(1);
        let most = WIRE_TIME + 2 * ms(10) + ms(10) + secs(again) + secs((1 << again) - 1);
        assert!((least..=most).contains(&took), "{took:?} is not from {least:?} to {most:?}");
        assert!(done.there.drops.loss >= done.there.retransmitted.saturating_sub(done.back.drops.loss));
    }
}

/// Over many packets the losses are as many as said: 1 % within five standard deviations.
#[test]
fn one_percent_is_lost() {
    let (mut sent, mut lost) = (0, 0);
    for seed in 0..10 {
        let spec = LinkSpec { mtu: 1460, ..LinkSpec::standard() };
        let done = transfer(seed, spec);
        sent += done.there.sent() + done.back.sent();
        lost += done.there.drops.loss + done.back.drops.loss;
    }
    let expected = sent / 100;
    let deviation = (sent * 99 / 10_000).isqrt();
    println!("{lost} of {sent} packets lost; expected {expected}, deviation {deviation}");
    assert!(sent > 50_000);
    assert!(lost.abs_diff(expected) < 5 * deviation, "{lost} of {sent}");
}
