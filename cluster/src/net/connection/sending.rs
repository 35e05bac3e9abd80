//! What fits into the window is sent; what is acknowledged makes room; the rest waits.
//!
//! The window grows by what is acknowledged, up to a fixed bound (the slow start of RFC 5681), and falls to one packet
//! when a timeout says that the way is worse than thought. Then the gaps are mended in the same rhythm: two packets for
//! each acknowledgement, and none that the peer said it has.

use super::{Connection, Side};
use crate::effects::Effects;
use crate::mono::Mono;
use crate::net::agenda::{Due, Timer};
use crate::net::fabric::Fabric;
use crate::net::happening::{Happening, Payload, SendError};
use crate::net::packet::{HEADER_BYTES, Header, Kind, PAYLOAD_BYTES_MAX};
use crate::net::state::State;
use crate::net::way::since;

/// Packets sent again for each acknowledgement while gaps are mended.
const MENDED_PER_ACK: u32 = 2;

impl<M: Payload> Connection<M> {
    /// Takes a message to send, if there is room for it to wait.
    pub(in crate::net) fn send(
        &mut self,
        side: Side,
        message: M,
        fabric: &mut Fabric,
    ) -> Result<(), SendError> {
        let (end, peer) = self.pair(side);
        if !end.takes_messages() {
            return Err(SendError::NotConnected);
        }
        let bytes = message.wire_bytes().max(1);
        let part_bytes_max = fabric.link(end.host, peer.host).spec().payload_bytes_max();
        let parts = bytes.div_ceil(u64::from(part_bytes_max));
        let waiting_bytes = end.way.backlog_bytes();
        let with_it = waiting_bytes.saturating_add(bytes).saturating_add(parts * HEADER_BYTES as u64);
        if with_it > fabric.tuning.backlog_bytes && waiting_bytes > 0 {
            end.refused = true;
            return Err(SendError::Full { waiting_bytes });
        }
        end.way.give_message(bytes, part_bytes_max, message.fingerprint(), message);
        self.send_what_fits(side, fabric);
        Ok(())
    }
}

impl<M> Connection<M> {
    /// Sends what the window allows, and sets the timer for it. During the handshake only the opening is sent.
    pub(super) fn send_what_fits(&mut self, side: Side, fabric: &mut Fabric) {
        let window_bytes = match self.state(side) {
            State::Closed => return,
            State::SynSent | State::SynReceived => 1,
            _ => self.end(side).window_bytes,
        };
        let envelope = self.envelope(side);
        let (end, peer) = self.pair(side);
        let mut last_sent = None;
        while let Some(segment) = end.way.send_next(window_bytes) {
            segment.attempts = 1;
            segment.departs = fabric.transmit(end.host, peer.host, &segment.header(&envelope), 1);
            last_sent = Some(segment.kind);
        }
        if last_sent == Some(Kind::Fin) && self.state(side) == State::CloseWait {
            self.move_to(side, State::LastAck, fabric);
        }
        self.set_retransmission(side, fabric);
    }

    /// Sends up to so many packets again: those that are overdue, of which the peer did not say that it has them.
    pub(super) fn mend(&mut self, side: Side, packets: u32, fabric: &mut Fabric) {
        let envelope = self.envelope(side);
        let (end, peer) = self.pair(side);
        let patience = end.round_trip.patience();
        for _ in 0..packets {
            let is_overdue = |departed: Mono| departed.plus(patience) <= fabric.now;
            let Some(segment) = end.way.next_overdue(is_overdue) else { return };
            segment.attempts = segment.attempts.saturating_add(1);
            let header = segment.header(&envelope);
            segment.departs = fabric.transmit(end.host, peer.host, &header, segment.attempts);
        }
    }

    /// Makes sure that the timer goes off no later than the first unacknowledged packet is overdue. Its time begins
    /// when it has left the host: waiting in one's own queue says nothing about the way, and Linux does not send again
    /// what it still holds either.
    pub(super) fn set_retransmission(&mut self, side: Side, fabric: &mut Fabric) {
        let id = self.id;
        let end = self.end_mut(side);
        let Some(first) = end.way.first_in_flight() else { return };
        let overdue_at = first.departs.plus(end.round_trip.timeout()).max(fabric.now);
        if end.retransmission_at.is_none_or(|at| at > overdue_at) {
            end.retransmission_at = Some(overdue_at);
            fabric.agenda.enter(overdue_at, Due::Timer(Timer::Retransmission, id, side));
        }
    }

    /// The peer has everything before this number.
    pub(super) fn on_acknowledgement(
        &mut self,
        side: Side,
        header: &Header,
        fabric: &mut Fabric,
        out: &mut Effects<Happening<M>>,
    ) {
        let connection = self.id;
        let (end, peer) = self.pair(side);
        let Some(news) = end.way.acknowledge(header.acknowledgement, header.received) else { return };
        if let Some(departed) = news.departed {
            end.round_trip.sample(since(departed, fabric.now), &fabric.tuning);
        }
        let growth = news.bytes.min(u64::from(PAYLOAD_BYTES_MAX));
        end.window_bytes = (end.window_bytes + growth).min(fabric.tuning.window_bytes);
        if end.refused && end.takes_messages() && end.way.backlog_bytes() <= fabric.tuning.backlog_bytes / 2 {
            end.refused = false;
            out.push(Happening::Drained { connection, host: end.host, peer: peer.host });
        }
        match news.last {
            Some(Kind::Syn | Kind::SynAck) => self.establish(side, fabric, out),
            Some(Kind::Fin) => self.on_fin_acknowledged(side, fabric),
            _ => self.mend(side, MENDED_PER_ACK, fabric),
        }
    }

    fn establish(&mut self, side: Side, fabric: &mut Fabric, out: &mut Effects<Happening<M>>) {
        let connection = self.id;
        self.move_to(side, State::Established, fabric);
        let (end, peer) = self.pair(side);
        end.awaits_end = true;
        out.push(Happening::Connected { connection, host: end.host, peer: peer.host });
        let silent_at = fabric.now.plus(fabric.tuning.keep_alive_after);
        fabric.agenda.enter(silent_at, Due::Timer(Timer::KeepAlive, connection, side));
        if end.finishing {
            self.move_to(side, State::FinWait1, fabric);
        }
    }

    fn on_fin_acknowledged(&mut self, side: Side, fabric: &mut Fabric) {
        match self.state(side) {
            State::FinWait1 => self.move_to(side, State::FinWait2, fabric),
            State::Closing => self.move_to(side, State::TimeWait, fabric),
            State::LastAck => self.vanish(side, fabric),
            state => unreachable!("no FIN was sent in {state}"),
        }
    }
}
