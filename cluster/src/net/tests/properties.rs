//! Whatever a link does, a message is delivered once and in its turn, or both ends learn that the connection broke.

use core::time::Duration;

use proptest::prelude::*;

use super::scene::{Parcel, Scene, both_ways, ms, secs};
use crate::net::{ConnectionId, Delay, Happening, HostId, LinkSpec, PerMillion, State, Tuning};

/// Longer than any end waits before it gives up, and than the worst link needs for what is given to it.
const PATIENCE: Duration = secs(2 * 3600);

#[derive(Clone, Copy, Debug)]
enum Move {
    Send { from: u8, bytes: u64 },
    Wait(u64),
    Cut(u8),
    Mend(u8),
    Clog(u8, u64),
    Crash(u8),
    Restart(u8),
    Connect(u8),
    Close(u8),
    Abort(u8),
    Reshape(u8, LinkSpec),
}

fn rate() -> impl Strategy<Value = PerMillion> {
    (0u32..400_000).prop_map(PerMillion::new)
}

fn physics() -> impl Strategy<Value = LinkSpec> {
    let mtu = prop_oneof![Just(65_536u32), Just(1460), 100u32..5000];
    let bandwidth = prop_oneof![Just(LinkSpec::unshaped()), Just(LinkSpec::ideal())];
    let delays = (0u64..100, 0u64..100, 0u64..50, 1u64..200);
    (bandwidth, rate(), rate(), rate(), rate(), mtu, delays).prop_map(
        |(base, loss, duplication, reordering, corruption, mtu, (low, high, jitter, reorder_by))| LinkSpec {
            propagation: Delay::between(ms(low), ms(high)),
            jitter: ms(jitter),
            reorder_by: ms(reorder_by),
            loss,
            duplication,
            reordering,
            corruption,
            mtu,
            ..base
        },
    )
}

fn message() -> impl Strategy<Value = Move> {
    (0u8..2, prop_oneof![0u64..2000, 0u64..200_000]).prop_map(|(from, bytes)| Move::Send { from, bytes })
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        20 => message(),
        10 => (0u64..3000).prop_map(Move::Wait),
        1 => (0u64..200_000).prop_map(Move::Wait),
        2 => (0u8..2).prop_map(Move::Cut),
        3 => (0u8..2).prop_map(Move::Mend),
        2 => (0u8..2, 0u64..20_000).prop_map(|(way, millis)| Move::Clog(way, millis)),
        1 => (0u8..2).prop_map(Move::Crash),
        3 => (0u8..2).prop_map(Move::Restart),
        4 => (0u8..2).prop_map(Move::Connect),
        1 => (0u8..2).prop_map(Move::Close),
        1 => (0u8..2).prop_map(Move::Abort),
        2 => (0u8..2, physics()).prop_map(|(way, spec)| Move::Reshape(way, spec)),
    ];
    proptest::collection::vec(one, 1..120)
}

/// What one host gave to one connection.
#[derive(Debug)]
struct Given {
    connection: ConnectionId,
    from: HostId,
    numbers: Vec<u32>,
}

struct Play {
    scene: Scene,
    current: Option<ConnectionId>,
    opened: Vec<(ConnectionId, HostId)>,
    given: Vec<Given>,
    sent: u32,
    /// Ends that vanished by the play's own doing: they get no last word.
    silenced: Vec<(ConnectionId, HostId)>,
}

impl Play {
    fn new(seed: u64, spec: LinkSpec) -> Self {
        let scene = Scene::new(seed, spec);
        Self { scene, current: None, opened: Vec::new(), given: Vec::new(), sent: 0, silenced: Vec::new() }
    }

    fn host(&self, place: u8) -> HostId {
        both_ways(&self.scene)[usize::from(place)].0
    }

    fn make(&mut self, what: Move) {
        let now = self.scene.now;
        match what {
            Move::Send { from, bytes } => self.send(self.host(from), bytes),
            Move::Wait(millis) => self.scene.run_for(ms(millis)),
            Move::Cut(way) => self.scene.network.cut(now, self.host(way), self.host(1 - way)),
            Move::Mend(way) => self.scene.network.mend(now, self.host(way), self.host(1 - way)),
            Move::Clog(way, millis) => {
                self.scene.network.clog(now, self.host(way), self.host(1 - way), now.plus(ms(millis)));
            }
            Move::Crash(place) => {
                let host = self.host(place);
                self.silenced.extend(self.opened.iter().map(|(connection, _)| (*connection, host)));
                self.scene.network.crash(now, host);
            }
            Move::Restart(place) => self.scene.network.restart(now, self.host(place)),
            Move::Connect(place) => self.connect(self.host(place), self.host(1 - place)),
            Move::Close(place) => {
                if let Some(connection) = self.current {
                    self.scene.network.close(now, connection, self.host(place));
                }
            }
            Move::Abort(place) => {
                if let Some(connection) = self.current {
                    self.silenced.push((connection, self.host(place)));
                    self.scene.network.abort(now, connection, self.host(place));
                }
            }
            Move::Reshape(way, spec) => self.scene.network.set_link(self.host(way), self.host(1 - way), spec),
        }
    }

    fn connect(&mut self, from: HostId, to: HostId) {
        if self.scene.network.power(from) == crate::net::Power::Up {
            let connection = self.scene.network.connect(self.scene.now, from, to);
            self.current = Some(connection);
            self.opened.push((connection, from));
        }
    }

    fn send(&mut self, from: HostId, bytes: u64) {
        let Some(connection) = self.current else { return };
        let number = self.sent;
        if self.scene.try_send(connection, from, number, bytes).is_ok() {
            self.sent += 1;
            match self.given.iter_mut().find(|given| given.connection == connection && given.from == from) {
                Some(given) => given.numbers.push(number),
                None => self.given.push(Given { connection, from, numbers: vec![number] }),
            }
        }
    }

    fn delivered(&self, connection: ConnectionId, by: HostId) -> Vec<u32> {
        let number = |happening: &Happening<Parcel>| match happening {
            Happening::Delivered { connection: on, from, message, .. }
                if (*on, *from) == (connection, by) =>
            {
                Some(message.number)
            }
            _ => None,
        };
        self.scene.diary.iter().filter_map(|(_, happening)| number(happening)).collect()
    }

    /// How the connection ended for a host; nothing may come after its end.
    fn ends(&self, connection: ConnectionId, by: HostId) -> Vec<Happening<Parcel>> {
        let concerns = |happening: &Happening<Parcel>| match happening {
            Happening::Closed { connection: on, host, .. }
            | Happening::Reset { connection: on, host, .. }
            | Happening::Connected { connection: on, host, .. }
            | Happening::Drained { connection: on, host, .. }
            | Happening::Delivered { connection: on, to: host, .. } => (*on, *host) == (connection, by),
            Happening::HealthChecked { .. } => false,
        };
        let is_end = |happening: &Happening<Parcel>| {
            matches!(happening, Happening::Closed { .. } | Happening::Reset { .. })
        };
        let all = self.scene.diary.iter().map(|(_, happening)| *happening);
        all.filter(concerns).skip_while(|happening| !is_end(happening)).collect()
    }

    fn connected(&self, connection: ConnectionId, by: HostId) -> bool {
        self.scene.diary.iter().any(|(_, happening)| {
            matches!(happening, Happening::Connected { connection: on, host, .. } if (*on, *host) == (connection, by))
        })
    }

    /// Each way delivered a beginning of what was given to it, once and in order; all of it, if nothing broke.
    fn check_deliveries(&self) {
        for Given { connection, from, numbers } in &self.given {
            let delivered = self.delivered(*connection, *from);
            assert!(numbers.starts_with(&delivered), "{connection}: {delivered:?} of {numbers:?}");
            let broke = both_ways(&self.scene).iter().any(|(host, _)| {
                let reset = |end: &Happening<Parcel>| matches!(end, Happening::Reset { .. });
                self.silenced.contains(&(*connection, *host))
                    || self.ends(*connection, *host).iter().any(reset)
            });
            assert!(broke || delivered == *numbers, "{connection}: {delivered:?} of {numbers:?}");
        }
    }

    /// After all patience every end that heard of a connection that is gone was told once, and nothing is left of it.
    fn check_ends(&self) {
        for (connection, asker) in &self.opened {
            for (host, _) in both_ways(&self.scene) {
                let open = self.scene.network.state(*connection, host) != State::Closed;
                let concerned = host == *asker || self.connected(*connection, host);
                let silenced = self.silenced.contains(&(*connection, host));
                let told = self.ends(*connection, host).len();
                assert!(told <= 1, "{connection} ended {told} times for {host:?}");
                assert!(told == 1 || open || silenced || !concerned, "{host:?} waits for {connection}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Any mix of faults short of total ones.
    #[test]
    fn messages_arrive_once_and_in_order_or_the_connection_breaks(
        seed in any::<u64>(),
        there in physics(),
        back in physics(),
        messages in proptest::collection::vec(message(), 1..60),
    ) {
        let mut play = Play::new(seed, there);
        play.scene.network.set_link(play.scene.b, play.scene.a, back);
        play.connect(play.scene.a, play.scene.b);
        play.scene.run_for(secs(1));
        messages.into_iter().for_each(|message| play.make(message));
        play.scene.run_for(PATIENCE);
        play.check_deliveries();
        play.check_ends();
    }

    /// Cuts, clogs, crashes, closes and changing physics on top.
    #[test]
    fn no_end_waits_for_ever(seed in any::<u64>(), spec in physics(), script in moves()) {
        let mut play = Play::new(seed, spec);
        play.connect(play.scene.a, play.scene.b);
        script.into_iter().for_each(|what| play.make(what));
        play.scene.run_for(PATIENCE);
        play.check_deliveries();
        play.check_ends();
        check_memory(&play.scene);
        check_new_connection(&mut play);
    }
}

/// However it went, the books balance and memory is bounded by the windows, not by the length of the play.
fn check_memory(scene: &Scene) {
    let tuning = Tuning::default();
    let links = scene.network.statistics().links;
    assert_eq!(links.sent() + links.duplicated, links.delivered + links.drops.total() + links.on_the_way);
    for end in scene.network.topology().connections.iter().flat_map(|connection| &connection.ends) {
        assert!(end.backlog_bytes <= tuning.backlog_bytes && end.in_flight_bytes <= tuning.window_bytes);
    }
}

/// When everything is mended, both hosts can talk again.
fn check_new_connection(play: &mut Play) {
    for (from, to) in both_ways(&play.scene) {
        play.scene.network.restart(play.scene.now, from);
        play.scene.network.mend(play.scene.now, from, to);
        play.scene.network.set_link(from, to, LinkSpec::unshaped());
    }
    play.connect(play.scene.a, play.scene.b);
    play.send(play.scene.a, 100_000);
    let connection = play.current.unwrap();
    let sent = play.sent - 1;
    play.scene.run_for(secs(10));
    assert_eq!(play.delivered(connection, play.scene.a), [sent]);
}
