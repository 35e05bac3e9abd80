//! A connection: two ends, and the way from each to the other.
//!
//! | Module | Its part |
//! |---|---|
//! | here | what there is; opening, closing, breaking off |
//! | `sending` | what fits into the window is sent; what is not acknowledged is sent again |
//! | `receiving` | what a packet means to the end it reaches |
//! | `patience` | timers: retransmission, keep-alive, the wait at the end |

mod patience;
mod receiving;
mod sending;

use core::fmt;
use core::net::Ipv4Addr;

use super::address::HostId;
use super::agenda::{Due, Timer};
use super::fabric::Fabric;
use super::happening::{Happening, ResetReason};
use super::packet::{Header, Kind, Mark};
use super::round_trip::RoundTrip;
use super::state::State;
use super::topology::{ConnectionView, EndView};
use super::trace::Trace;
use super::tuning::Tuning;
use super::way::{Place, Way};
use crate::effects::Effects;
use crate::mono::Mono;

/// The port of everything that is asked for a connection.
const SERVICE_PORT: u16 = 7100;

/// Names a connection; they count up and are never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u64);

impl fmt::Display for ConnectionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "c{}", self.0)
    }
}

/// One of the two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The end that asked for the connection.
    Asker,
    /// The end that was asked.
    Asked,
}

#[derive(Debug)]
pub(super) struct Connection<M> {
    id: ConnectionId,
    ends: [End<M>; 2],
}

#[derive(Debug)]
struct End<M> {
    host: HostId,
    address: Ipv4Addr,
    port: u16,
    state: State,
    /// Whether it was ever anything but closed: a late SYN does not open it again.
    opened: bool,
    /// Whether its host is still to be told how the connection ends.
    awaits_end: bool,
    /// Whether its FIN was given to its way.
    finishing: bool,
    /// Whether a message was refused for want of room.
    refused: bool,
    /// To the peer.
    way: Way<M>,
    /// On the peer's way.
    place: Place,
    round_trip: RoundTrip,
    /// Bytes that may be in flight now.
    window_bytes: u64,
    /// When its retransmission timer goes off, at the latest.
    retransmission_at: Option<Mono>,
    /// When the peer was heard last.
    heard_at: Mono,
    /// Questions since whether the peer is there.
    probes: u8,
}

impl<M> Connection<M> {
    /// A connection that `asker` asks for.
    pub(super) fn open(id: ConnectionId, asker: HostId, asked: HostId, fabric: &mut Fabric) -> Self {
        let port = fabric.host_mut(asker).take_port();
        let ends = [End::new(asker, port, fabric), End::new(asked, SERVICE_PORT, fabric)];
        let mut connection = Self { id, ends };
        connection.begin(Side::Asker, Kind::Syn, State::SynSent, fabric);
        connection.ends[Side::Asker as usize].awaits_end = true;
        connection.send_what_fits(Side::Asker, fabric);
        connection
    }

    /// The host's end; `None` when the host is no part of it.
    pub(super) fn side_of(&self, host: HostId) -> Option<Side> {
        [Side::Asker, Side::Asked].into_iter().find(|side| self.end(*side).host == host)
    }

    pub(super) const fn state(&self, side: Side) -> State {
        self.end(side).state
    }

    pub(super) const fn backlog_bytes(&self, side: Side) -> u64 {
        self.end(side).way.backlog_bytes()
    }

    /// Whether nothing is left of it.
    pub(super) fn is_over(&self) -> bool {
        self.ends.iter().all(|end| end.state == State::Closed)
    }

    /// Whether there is an end here for packets of this kind.
    pub(super) fn listens(&self, side: Side, kind: Kind) -> bool {
        let end = self.end(side);
        end.state != State::Closed || (side == Side::Asked && kind == Kind::Syn && !end.opened)
    }

    /// Closes in order.
    pub(super) fn close(&mut self, side: Side, fabric: &mut Fabric) {
        let state = self.state(side);
        if self.end(side).finishing || state == State::Closed {
            return;
        }
        self.finish(side);
        if state == State::Established {
            self.move_to(side, State::FinWait1, fabric);
        }
        self.send_what_fits(side, fabric);
    }

    /// Breaks off with an RST and without a word to its own host.
    pub(super) fn abort(&mut self, side: Side, fabric: &mut Fabric) {
        if self.state(side) != State::Closed {
            let rst = Header { kind: Kind::Rst, ..self.envelope(side) };
            self.send_once(side, &rst, fabric);
            self.vanish(side, fabric);
        }
    }

    /// The end is gone, and says nothing to anybody.
    pub(super) fn vanish(&mut self, side: Side, fabric: &mut Fabric) {
        self.end_mut(side).awaits_end = false;
        if self.state(side) != State::Closed {
            self.move_to(side, State::Closed, fabric);
        }
    }

    /// The end is gone, and its host is told why.
    fn break_off(
        &mut self,
        side: Side,
        why: ResetReason,
        fabric: &mut Fabric,
        out: &mut Effects<Happening<M>>,
    ) {
        let connection = self.id;
        let (end, peer) = self.pair(side);
        if core::mem::take(&mut end.awaits_end) {
            fabric.counted.resets += 1;
            out.push(Happening::Reset { connection, host: end.host, peer: peer.host, why });
        }
        self.vanish(side, fabric);
    }

    fn begin(&mut self, side: Side, opening: Kind, state: State, fabric: &mut Fabric) {
        self.end_mut(side).opened = true;
        self.end_mut(side).way.give_control(opening);
        self.move_to(side, state, fabric);
    }

    /// Puts a FIN behind everything that was given to send.
    fn finish(&mut self, side: Side) {
        let end = self.end_mut(side);
        if !core::mem::replace(&mut end.finishing, true) {
            end.way.give_control(Kind::Fin);
        }
    }

    fn move_to(&mut self, side: Side, next: State, fabric: &mut Fabric) {
        let connection = self.id;
        let end = self.end_mut(side);
        let (from, host) = (end.state, end.address);
        assert!(from.allows(next), "an end does not go from {from} to {next}");
        end.state = next;
        fabric.note(Trace::Moved { connection, host, from, to: next });
        if next == State::TimeWait {
            let over_at = fabric.now.plus(fabric.tuning.time_wait);
            fabric.agenda.enter(over_at, Due::Timer(Timer::TimeWait, connection, side));
        }
    }

    /// Sends a packet that takes no sequence number and is never sent again.
    fn send_once(&self, side: Side, header: &Header, fabric: &mut Fabric) {
        fabric.transmit(self.end(side).host, self.end(side.other()).host, header, 1);
    }

    /// What every packet of this end says, as an ACK.
    fn envelope(&self, side: Side) -> Header {
        let (end, peer) = (self.end(side), self.end(side.other()));
        Header {
            kind: Kind::Ack,
            mark: Mark::Plain,
            source_port: end.port,
            destination_port: peer.port,
            source: end.address,
            destination: peer.address,
            connection: self.id,
            sequence: end.way.next_to_send(),
            acknowledgement: end.place.expected,
            received: 0,
            length: 0,
            fingerprint: 0,
        }
    }

    const fn end(&self, side: Side) -> &End<M> {
        &self.ends[side as usize]
    }

    const fn end_mut(&mut self, side: Side) -> &mut End<M> {
        &mut self.ends[side as usize]
    }

    /// This end and the other.
    const fn pair(&mut self, side: Side) -> (&mut End<M>, &mut End<M>) {
        let [asker, asked] = &mut self.ends;
        match side {
            Side::Asker => (asker, asked),
            Side::Asked => (asked, asker),
        }
    }

    /// As plain data.
    pub(super) fn view(&self) -> ConnectionView {
        ConnectionView { id: self.id, ends: [self.ends[0].view(), self.ends[1].view()] }
    }
}

impl Side {
    const fn other(self) -> Self {
        match self {
            Self::Asker => Self::Asked,
            Self::Asked => Self::Asker,
        }
    }
}

impl<M> End<M> {
    fn new(host: HostId, port: u16, fabric: &Fabric) -> Self {
        let tuning: &Tuning = &fabric.tuning;
        Self {
            host,
            address: fabric.host(host).address,
            port,
            state: State::Closed,
            opened: false,
            awaits_end: false,
            finishing: false,
            refused: false,
            way: Way::new(),
            place: Place::default(),
            round_trip: RoundTrip::unknown(tuning),
            window_bytes: tuning.window_first_bytes,
            retransmission_at: None,
            heard_at: Mono::ZERO,
            probes: 0,
        }
    }

    /// Whether something can be given to it to send: what is given before it is established waits.
    const fn takes_messages(&self) -> bool {
        matches!(self.state, State::SynSent | State::Established) && !self.finishing
    }

    fn view(&self) -> EndView {
        EndView {
            host: self.host,
            port: self.port,
            state: self.state,
            unacknowledged: self.way.unacknowledged(),
            expected: self.place.expected,
            in_flight_bytes: self.way.in_flight_bytes(),
            backlog_bytes: self.way.backlog_bytes(),
            rto: self.round_trip.timeout(),
            round_trip: self.round_trip.smoothed(),
        }
    }
}
