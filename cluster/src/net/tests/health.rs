//! Health checks: datagrams to everybody, outside of connections.

use super::scene::{Scene, at_ms, ms, secs};
use crate::net::packet::Kind;
use crate::net::{Delay, Happening, LinkSpec, PerMillion};

fn five_ms() -> LinkSpec {
    LinkSpec { propagation: Delay::always(ms(5)), ..LinkSpec::standard() }
}

#[test]
fn every_host_that_is_up_answers() {
    let mut scene = Scene::new(1, LinkSpec { loss: PerMillion::NEVER, ..five_ms() });
    let c = scene.network.add_host("c", None).unwrap();
    let down = scene.network.add_host("d", None).unwrap();
    scene.network.crash(scene.now, down);
    scene.network.send_health_check(scene.now, scene.a, 7);
    scene.network.send_health_check(scene.now, down, 8);
    scene.run_for(secs(1));
    let answer = |peer| (at_ms(10), Happening::HealthChecked { host: scene.a, peer, round: 7 });
    assert_eq!(scene.diary, [answer(scene.b), answer(c)]);
    assert_eq!(scene.network.statistics().links.sent_of(Kind::HealthCheck), 5);
    assert_eq!(scene.network.next_at(), None);
}

#[test]
fn questions_and_answers_get_lost() {
    let mut scene = Scene::new(1, LinkSpec { loss: PerMillion::percent(10), ..five_ms() });
    for round in 0..1000 {
        scene.network.send_health_check(scene.now, scene.a, round);
        scene.run_for(ms(20));
    }
    // 81 % come back: 810 with a deviation of 12.
    let answers = scene.diary.len();
    assert!((750..=870).contains(&answers), "{answers} of 1000");
    assert_eq!(scene.network.statistics().links.retransmitted, 0);
}
