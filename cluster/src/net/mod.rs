//! A virtual TCP/IP network: hosts, links with physics, packets that get lost, connections that hold or break.
//!
//! It is the transport of the durability simulator and what the network lab shows. Everything is synchronous and in
//! virtual time: who drives it asks for the next instant ([`Network::next_at`]), advances to it and gets what the
//! hosts learn ([`Happening`]). It has no clock and no I/O; one seed makes one run, packet by packet.
//!
//! Start with [`Network`]. The parts:
//!
//! | Module | In one line |
//! |---|---|
//! | [`address`] | hosts and their addresses: 192.168.1.2 upward |
//! | [`packet`] | kinds, headers, checksums |
//! | `spec`, `link` | the physics of a directed link, and what becomes of each packet on it |
//! | `fabric`, `flight`, `host` | all links and hosts, and the packets between them |
//! | `state` | the life of one end of a connection |
//! | `connection`, `way`, `round_trip`, `tuning` | handshake, order, acknowledgement, retransmission, patience |
//! | `agenda`, `arrivals` | what is due when; what an arrived packet means |
//! | [`trace`], [`topology`], `statistics`, `views` | what happened, what there is, what was counted: plain data for views |
//!
//! What is modelled on TCP is (RFC 9293, RFC 6298): the handshake, the states, cumulative acknowledgements, timeouts with
//! back-off, the close in two halves, RST, keep-alive. What is not: ports to choose from, urgent data, options, a
//! window that the receiver sets (it takes everything at once), and half-closed conversations: an end answers the
//! peer's FIN with its own as soon as it has said what it was given to say.

pub mod address;
mod agenda;
mod arrivals;
mod connection;
mod fabric;
mod flight;
mod happening;
mod host;
mod link;
pub mod packet;
mod round_trip;
mod spec;
mod state;
mod statistics;
pub mod topology;
pub mod trace;
mod tuning;
mod views;
mod way;

use core::net::Ipv4Addr;
use std::collections::BTreeMap;

pub use address::{AddressError, HostId};
use agenda::Due;
use connection::Connection;
pub use connection::ConnectionId;
use fabric::Fabric;
pub use happening::{Happening, Payload, ResetReason, SendError};
use packet::Mark;
pub use spec::{Delay, LinkSpec, PerMillion};
pub use state::State;
pub use statistics::{Drops, LinkStatistics, Statistics};
pub use topology::{Power, Topology};
use trace::Trace;
pub use trace::{Recording, TraceEvent};
pub use tuning::Tuning;

use crate::chance::Chance;
use crate::effects::Effects;
use crate::mono::Mono;

/// The network.
///
/// Calls that take `now` come after the network was advanced to `now`, or when nothing is due before: time does not go
/// back, and they panic when it would.
#[derive(Debug)]
pub struct Network<M> {
    fabric: Fabric,
    connections: BTreeMap<ConnectionId, Connection<M>>,
    last_connection: ConnectionId,
}

impl<M: Payload> Network<M> {
    /// An empty network whose links are `standard` unless set otherwise.
    pub fn new(chance: Chance, standard: LinkSpec) -> Self {
        Self::tuned(chance, standard, Tuning::default())
    }

    /// The same with connections of another patience.
    pub fn tuned(chance: Chance, standard: LinkSpec, tuning: Tuning) -> Self {
        let fabric = Fabric::new(chance, standard, tuning);
        Self { fabric, connections: BTreeMap::new(), last_connection: ConnectionId(0) }
    }

    /// A new host, up, linked with all others. It gets the lowest free address unless it wishes for another.
    pub fn add_host(&mut self, name: &str, wish: Option<Ipv4Addr>) -> Result<HostId, AddressError> {
        self.fabric.add_host(name, wish)
    }

    /// A host's address.
    pub fn address(&self, host: HostId) -> Ipv4Addr {
        self.fabric.host(host).address
    }

    /// The host with this address.
    pub fn host_at(&self, address: Ipv4Addr) -> Option<HostId> {
        self.fabric.host_at(address)
    }

    /// The physics of the link from one host to another, distinct one.
    pub fn link(&self, from: HostId, to: HostId) -> &LinkSpec {
        self.fabric.link(from, to).spec()
    }

    /// Changes the physics of one direction; packets under way keep theirs.
    pub fn set_link(&mut self, from: HostId, to: HostId, spec: LinkSpec) {
        self.fabric.link_mut(from, to).set_spec(spec);
    }

    /// From now on nothing arrives at `to` from `from`; what is under way is lost too.
    pub fn cut(&mut self, now: Mono, from: HostId, to: HostId) {
        self.reach(now);
        self.fabric.link_mut(from, to).cut();
        self.fabric.note(Trace::Cut { from: self.address(from), to: self.address(to) });
    }

    /// Undoes [`Self::cut`].
    pub fn mend(&mut self, now: Mono, from: HostId, to: HostId) {
        self.reach(now);
        self.fabric.link_mut(from, to).mend();
        self.fabric.note(Trace::Mended { from: self.address(from), to: self.address(to) });
    }

    /// Until then nothing arrives at `to` from `from`; it all arrives afterwards. Another call sets another time for
    /// what comes from now on; what was held back keeps its time.
    pub fn clog(&mut self, now: Mono, from: HostId, to: HostId, until: Mono) {
        self.reach(now);
        self.fabric.link_mut(from, to).clog(until);
        self.fabric.note(Trace::Clogged { from: self.address(from), to: self.address(to), until });
    }

    /// Starts a three-way handshake with another host; `from` is up. Ends in `Connected` or `Reset`.
    pub fn connect(&mut self, now: Mono, from: HostId, to: HostId) -> ConnectionId {
        self.reach(now);
        assert!(self.fabric.host(from).is_up(), "{} is down and asks for nothing", self.address(from));
        assert!(from != to, "a host does not connect to itself");
        self.last_connection.0 += 1;
        let id = self.last_connection;
        self.fabric.counted.connections += 1;
        self.connections.insert(id, Connection::open(id, from, to, &mut self.fabric));
        id
    }

    /// Gives a message to send: it arrives exactly once, after those before it, or the connection breaks. It may be
    /// given as soon as `connect` was called; then it waits for the handshake.
    pub fn send(
        &mut self,
        now: Mono,
        connection: ConnectionId,
        from: HostId,
        message: M,
    ) -> Result<(), SendError> {
        self.reach(now);
        let connection = self.connections.get_mut(&connection).ok_or(SendError::NotConnected)?;
        let side = connection.side_of(from).ok_or(SendError::NotConnected)?;
        connection.send(side, message, &mut self.fabric)
    }

    /// Closes in order: what was given to send is sent, then a FIN. The peer learns `Closed`, and this end when the
    /// peer's last message has come. Closing twice, or what is broken, does nothing.
    pub fn close(&mut self, now: Mono, connection: ConnectionId, from: HostId) {
        self.reach(now);
        if let Some(connection) = self.connections.get_mut(&connection)
            && let Some(side) = connection.side_of(from)
        {
            connection.close(side, &mut self.fabric);
        }
    }

    /// Breaks a connection off at once with an RST; what was given to send may never arrive. This end hears no more of
    /// it, the peer learns `Reset`.
    pub fn abort(&mut self, now: Mono, connection: ConnectionId, from: HostId) {
        self.reach(now);
        if let Some(found) = self.connections.get_mut(&connection)
            && let Some(side) = found.side_of(from)
        {
            found.abort(side, &mut self.fabric);
            self.forget_if_over(connection);
        }
    }

    /// A host goes down: its ends of connections vanish without a word, and nothing reaches it until it is restarted.
    /// Peers learn by their own patience, or by an RST once it is up again. A host that is down stays so.
    pub fn crash(&mut self, now: Mono, host: HostId) {
        self.reach(now);
        if self.power(host) == Power::Down {
            return;
        }
        self.fabric.crash(host);
        self.fabric.note(Trace::Crashed { host: self.address(host) });
        for connection in self.connections.values_mut() {
            if let Some(side) = connection.side_of(host) {
                connection.vanish(side, &mut self.fabric);
            }
        }
        self.connections.retain(|_, connection| !connection.is_over());
    }

    /// A crashed host comes up again, without any connection.
    pub fn restart(&mut self, now: Mono, host: HostId) {
        self.reach(now);
        if self.power(host) == Power::Down {
            self.fabric.host_mut(host).power = Power::Up;
            self.fabric.note(Trace::Restarted { host: self.address(host) });
        }
    }

    /// Whether a host runs.
    pub fn power(&self, host: HostId) -> Power {
        self.fabric.host(host).power
    }

    /// Sends one HEALTH_CHECK packet to every other host, outside of connections: it may be lost, and so may the
    /// answer. Each answer that comes is a `HealthChecked`. A host that is down sends nothing.
    pub fn send_health_check(&mut self, now: Mono, from: HostId, round: u64) {
        self.reach(now);
        if !self.fabric.host(from).is_up() {
            return;
        }
        for to in self.fabric.ids().filter(|to| *to != from) {
            self.transmit_health_check(from, to, round, Mark::Plain);
        }
    }

    /// When the network must be advanced next: at the latest then something happens.
    pub fn next_at(&self) -> Option<Mono> {
        self.fabric.agenda.next_at()
    }

    /// Does everything that is due up to and including `to`, in order.
    pub fn advance(&mut self, to: Mono, out: &mut Effects<Happening<M>>) {
        while self.next_at().is_some_and(|at| at <= to) {
            self.step(out);
        }
        self.fabric.now = self.fabric.now.max(to);
    }

    /// Does the one next thing, for those who watch; says when it was.
    pub fn step(&mut self, out: &mut Effects<Happening<M>>) -> Option<Mono> {
        let (at, due) = self.fabric.agenda.pop()?;
        assert!(at >= self.fabric.now, "what is due at {at:?} was left until {:?}", self.fabric.now);
        self.fabric.now = at;
        self.fabric.counted.events += 1;
        match due {
            Due::Arrival(slot) => self.on_arrival(slot, out),
            Due::Timer(timer, id, side) => {
                if let Some(connection) = self.connections.get_mut(&id) {
                    connection.on_timer(timer, side, &mut self.fabric, out);
                    self.forget_if_over(id);
                }
            }
        }
        Some(at)
    }

    /// Starts or stops writing down what happens.
    pub fn record(&mut self, recording: Recording) {
        self.fabric.recorder.set(recording);
    }

    /// What was written down since the last call, in order.
    pub fn drain_trace(&mut self) -> impl Iterator<Item = TraceEvent> + '_ {
        self.fabric.recorder.drain()
    }

    fn reach(&mut self, now: Mono) {
        let due = self.next_at();
        assert!(due.is_none_or(|due| due >= now), "advance to {now:?} first: something is due at {due:?}");
        assert!(now >= self.fabric.now, "{now:?} is before {:?}", self.fabric.now);
        self.fabric.now = now;
    }
}

#[cfg(test)]
mod tests;
