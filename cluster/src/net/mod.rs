//! A virtual TCP/IP network: hosts, links with physics, packets that get lost, connections that hold or break.

pub mod address;
mod connection;
mod happening;
pub mod packet;
mod spec;
mod state;
mod statistics;
pub mod topology;
pub mod trace;
mod tuning;

use core::marker::PhantomData;
use core::net::Ipv4Addr;

pub use address::{AddressError, HostId};
pub use connection::ConnectionId;
pub use happening::{Happening, Payload, ResetReason, SendError};
pub use spec::{Delay, LinkSpec, PerMillion};
pub use state::State;
pub use statistics::{Drops, LinkStatistics, Statistics};
pub use topology::{Power, Topology};
pub use trace::{Recording, TraceEvent};
pub use tuning::Tuning;

use crate::chance::Chance;
use crate::effects::Effects;
use crate::mono::Mono;

/// The network. Every call that takes `now` must come after the network was advanced to `now`.
#[derive(Debug)]
pub struct Network<M> {
    messages: PhantomData<M>,
}

#[expect(unused_variables, clippy::unimplemented, reason = "the machine follows in the next commit")]
impl<M: Payload> Network<M> {
    /// An empty network whose links are `standard` unless set otherwise.
    pub fn new(chance: Chance, standard: LinkSpec) -> Self {
        Self::tuned(chance, standard, Tuning::default())
    }

    /// The same with connections of another patience.
    pub fn tuned(chance: Chance, standard: LinkSpec, tuning: Tuning) -> Self {
        unimplemented!()
    }

    /// A new host, up, linked with all others. It gets the lowest free address unless it wishes for another.
    pub fn add_host(&mut self, name: &str, wish: Option<Ipv4Addr>) -> Result<HostId, AddressError> {
        unimplemented!()
    }

    /// A host's address.
    pub fn address(&self, host: HostId) -> Ipv4Addr {
        unimplemented!()
    }

    /// The host with this address.
    pub fn host_at(&self, address: Ipv4Addr) -> Option<HostId> {
        unimplemented!()
    }

    /// The physics of the link from one host to another, distinct one.
    pub fn link(&self, from: HostId, to: HostId) -> &LinkSpec {
        unimplemented!()
    }

    /// Changes the physics of one direction; packets under way keep theirs.
    pub fn set_link(&mut self, from: HostId, to: HostId, spec: LinkSpec) {
        unimplemented!()
    }

    /// From now on nothing arrives at `to` from `from`; what is under way is lost too.
    pub fn cut(&mut self, now: Mono, from: HostId, to: HostId) {
        unimplemented!()
    }

    /// Undoes [`Self::cut`].
    pub fn mend(&mut self, now: Mono, from: HostId, to: HostId) {
        unimplemented!()
    }

    /// Until then nothing arrives at `to` from `from`; it all arrives afterwards. A time that has come ends a clog for
    /// what is sent from now on.
    pub fn clog(&mut self, now: Mono, from: HostId, to: HostId, until: Mono) {
        unimplemented!()
    }

    /// Starts a three-way handshake with another host; `from` is up. Ends in `Connected` or `Reset`.
    pub fn connect(&mut self, now: Mono, from: HostId, to: HostId) -> ConnectionId {
        unimplemented!()
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
        unimplemented!()
    }

    /// Closes in order: what was given to send is sent, then a FIN. The peer learns `Closed`, and this end when the
    /// peer's last message has come. Closing twice, or what is broken, does nothing.
    pub fn close(&mut self, now: Mono, connection: ConnectionId, from: HostId) {
        unimplemented!()
    }

    /// Breaks a connection off at once with an RST; what was given to send may never arrive. This end hears no more of
    /// it, the peer learns `Reset`.
    pub fn abort(&mut self, now: Mono, connection: ConnectionId, from: HostId) {
        unimplemented!()
    }

    /// A host goes down: its ends of connections vanish without a word, and nothing reaches it until it is restarted.
    /// Peers learn by their own patience, or by an RST once it is up again.
    pub fn crash(&mut self, now: Mono, host: HostId) {
        unimplemented!()
    }

    /// A crashed host comes up again, without any connection.
    pub fn restart(&mut self, now: Mono, host: HostId) {
        unimplemented!()
    }

    /// Whether a host runs.
    pub fn power(&self, host: HostId) -> Power {
        unimplemented!()
    }

    /// Sends one HEALTH_CHECK packet to every other host, outside of connections: it may be lost, and so may the
    /// answer. Each answer that comes is a `HealthChecked`.
    pub fn send_health_check(&mut self, now: Mono, from: HostId, round: u64) {
        unimplemented!()
    }

    /// When the network must be advanced next: at the latest then something happens.
    pub fn next_at(&self) -> Option<Mono> {
        unimplemented!()
    }

    /// Does everything that is due up to and including `to`, in order.
    pub fn advance(&mut self, to: Mono, out: &mut Effects<Happening<M>>) {
        unimplemented!()
    }

    /// Does the one next thing, for those who watch; says when it was.
    pub fn step(&mut self, out: &mut Effects<Happening<M>>) -> Option<Mono> {
        unimplemented!()
    }

    /// Bytes at this end that wait to be sent or acknowledged; `None` when there is no such end.
    pub fn backlog_bytes(&self, connection: ConnectionId, host: HostId) -> Option<u64> {
        unimplemented!()
    }

    /// The state of one end; closed when there is none.
    pub fn state(&self, connection: ConnectionId, host: HostId) -> State {
        unimplemented!()
    }

    /// What was counted since the start.
    pub fn statistics(&self) -> Statistics {
        unimplemented!()
    }

    /// What was counted on one link.
    pub fn link_statistics(&self, from: HostId, to: HostId) -> &LinkStatistics {
        unimplemented!()
    }

    /// Everything there is, as plain data.
    pub fn topology(&self) -> Topology {
        unimplemented!()
    }

    /// Starts or stops writing down what happens.
    pub fn record(&mut self, recording: Recording) {
        unimplemented!()
    }

    /// What was written down since the last call, in order.
    pub fn drain_trace(&mut self) -> impl Iterator<Item = TraceEvent> + '_ {
        core::iter::empty()
    }
}
