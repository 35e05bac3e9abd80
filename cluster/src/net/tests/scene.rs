//! A network with hosts, and a diary of what they learn.

use core::time::Duration;

use crate::chance::Chance;
use crate::effects::Effects;
use crate::mono::Mono;
use crate::net::{
    ConnectionId, Happening, HostId, LinkSpec, Network, Payload, Recording, SendError, State, TraceEvent,
    Tuning,
};

/// A message that is nothing but its number and its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parcel {
    pub(super) number: u32,
    pub(super) bytes: u64,
}

impl Payload for Parcel {
    fn wire_bytes(&self) -> u64 {
        self.bytes
    }

    fn fingerprint(&self) -> u32 {
        self.number
    }
}

pub(super) struct Scene {
    pub(super) network: Network<Parcel>,
    pub(super) now: Mono,
    /// What happened, and when.
    pub(super) diary: Vec<(Mono, Happening<Parcel>)>,
    pub(super) a: HostId,
    pub(super) b: HostId,
}

impl Scene {
    /// Two hosts, and the same physics both ways.
    pub(super) fn new(seed: u64, spec: LinkSpec) -> Self {
        Self::tuned(seed, spec, Tuning::default())
    }

    pub(super) fn tuned(seed: u64, spec: LinkSpec, tuning: Tuning) -> Self {
        let mut network = Network::tuned(Chance::from_seed(seed), spec, tuning);
        let a = network.add_host("a", None).unwrap();
        let b = network.add_host("b", None).unwrap();
        Self { network, now: Mono::ZERO, diary: Vec::new(), a, b }
    }

    /// The same, and everything is written down.
    pub(super) fn recorded(seed: u64, spec: LinkSpec) -> Self {
        let mut scene = Self::new(seed, spec);
        scene.network.record(Recording::On);
        scene
    }

    /// A connection that stands, from `a` to `b`.
    pub(super) fn connected(&mut self) -> ConnectionId {
        let connection = self.connect();
        self.run_until(|scene| scene.states(connection) == [State::Established; 2]);
        connection
    }

    pub(super) fn connect(&mut self) -> ConnectionId {
        self.network.connect(self.now, self.a, self.b)
    }

    pub(super) fn send(&mut self, connection: ConnectionId, from: HostId, number: u32, bytes: u64) {
        self.try_send(connection, from, number, bytes).unwrap();
    }

    pub(super) fn try_send(
        &mut self,
        connection: ConnectionId,
        from: HostId,
        number: u32,
        bytes: u64,
    ) -> Result<(), SendError> {
        self.network.send(self.now, connection, from, Parcel { number, bytes })
    }

    /// Advances to the next instant at which something is due; `None` when nothing is.
    pub(super) fn next(&mut self) -> Option<()> {
        self.now = self.network.next_at()?;
        self.write_down(self.now);
        Some(())
    }

    pub(super) fn run_for(&mut self, time: Duration) {
        let end = self.now.plus(time);
        while self.network.next_at().is_some_and(|at| at <= end) {
            self.next();
        }
        self.now = end;
        self.write_down(end);
    }

    /// Advances until it is so; fails after a virtual hour.
    pub(super) fn run_until(&mut self, holds: impl Fn(&Self) -> bool) {
        let end = self.now.plus(Duration::from_secs(3600));
        while !holds(self) {
            assert!(self.now < end, "not within an hour: {:#?}", self.network.topology());
            self.next().expect("something is due as long as it does not hold");
        }
    }

    fn write_down(&mut self, now: Mono) {
        let mut out = Effects::new();
        self.network.advance(now, &mut out);
        self.diary.extend(out.drain().map(|happening| (now, happening)));
    }

    pub(super) fn states(&self, connection: ConnectionId) -> [State; 2] {
        [self.a, self.b].map(|host| self.network.state(connection, host))
    }

    /// The numbers of what a host was delivered, in order.
    pub(super) fn delivered_to(&self, host: HostId) -> Vec<u32> {
        let number = |happening: &Happening<Parcel>| match happening {
            Happening::Delivered { to, message, .. } if *to == host => Some(message.number),
            _ => None,
        };
        self.diary.iter().filter_map(|(_, happening)| number(happening)).collect()
    }

    /// Everything but deliveries that a host learned, in order, with its time.
    pub(super) fn learned_by(&self, host: HostId) -> Vec<(Mono, Happening<Parcel>)> {
        let is_its = |happening: &Happening<Parcel>| match happening {
            Happening::Delivered { .. } => false,
            Happening::Connected { host: learner, .. }
            | Happening::Drained { host: learner, .. }
            | Happening::Closed { host: learner, .. }
            | Happening::Reset { host: learner, .. }
            | Happening::HealthChecked { host: learner, .. } => *learner == host,
        };
        self.diary.iter().filter(|(_, happening)| is_its(happening)).copied().collect()
    }

    /// The last thing a host learned but deliveries.
    pub(super) fn last_word(&self, host: HostId) -> Option<Happening<Parcel>> {
        self.learned_by(host).last().map(|(_, happening)| *happening)
    }

    pub(super) fn trace(&mut self) -> Vec<TraceEvent> {
        self.network.drain_trace().collect()
    }

    /// The trace as lines, without the number of the packet and the time.
    pub(super) fn lines(&mut self) -> Vec<String> {
        self.trace().iter().map(ToString::to_string).collect()
    }
}

pub(super) const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

pub(super) const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(super) const fn at_ms(millis: u64) -> Mono {
    Mono::from_micros(millis * 1000)
}

/// Both ways of the scene's only pair of hosts.
pub(super) const fn both_ways(scene: &Scene) -> [(HostId, HostId); 2] {
    [(scene.a, scene.b), (scene.b, scene.a)]
}
