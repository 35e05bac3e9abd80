//! What a packet means to the end it reaches (RFC 9293, section 3.10.7).
//!
//! Whatever takes a sequence number is acknowledged, also what came twice or too early: the acknowledgement says what
//! is expected, and so mends what was lost on the way back. Messages are handed out in order, each once.

use super::{Connection, Side};
use crate::effects::Effects;
use crate::net::fabric::Fabric;
use crate::net::happening::{Happening, ResetReason};
use crate::net::packet::{Header, Kind, Mark};
use crate::net::state::State;
use crate::net::way::Found;

impl<M> Connection<M> {
    /// Takes a packet at an end that listens to it.
    pub(in crate::net) fn on_packet(
        &mut self,
        side: Side,
        header: &Header,
        fabric: &mut Fabric,
        out: &mut Effects<Happening<M>>,
    ) {
        self.end_mut(side).heard_at = fabric.now;
        self.end_mut(side).probes = 0;
        match (header.kind, self.state(side)) {
            (Kind::Rst, _) => return self.break_off(side, ResetReason::ByPeer, fabric, out),
            (Kind::Syn, State::Closed) => self.begin(side, Kind::SynAck, State::SynReceived, fabric),
            (Kind::SynAck, State::SynSent) => {}
            (_, State::SynSent) => return,
            _ => {}
        }
        self.on_acknowledgement(side, header, fabric, out);
        if takes_a_number(header.kind) {
            let (end, peer) = self.pair(side);
            peer.way.arrive(&end.place, header.sequence);
            self.take_what_arrived(side, fabric, out);
        }
        let wants_answer = takes_a_number(header.kind) || header.mark == Mark::Probe;
        // A SYN is answered by the SYN-ACK; in the last state there is nobody left to answer.
        if wants_answer && !matches!(self.state(side), State::SynReceived | State::Closed) {
            let received = if takes_a_number(header.kind) { header.sequence } else { 0 };
            self.send_once(side, &Header { received, ..self.envelope(side) }, fabric);
        }
        self.send_what_fits(side, fabric);
    }

    fn take_what_arrived(&mut self, side: Side, fabric: &mut Fabric, out: &mut Effects<Happening<M>>) {
        let connection = self.id;
        let (end, peer) = self.pair(side);
        while let Some(found) = peer.way.take_next(&mut end.place) {
            match found {
                Found::Message(message) => {
                    fabric.counted.messages += 1;
                    out.push(Happening::Delivered { connection, to: end.host, from: peer.host, message });
                }
                Found::Fin => return self.on_fin(side, fabric, out),
            }
        }
    }

    /// The peer has said everything. This end says what it was given to say, and closes too.
    fn on_fin(&mut self, side: Side, fabric: &mut Fabric, out: &mut Effects<Happening<M>>) {
        let connection = self.id;
        let next = match self.state(side) {
            State::Established => State::CloseWait,
            State::FinWait1 => State::Closing,
            State::FinWait2 => State::TimeWait,
            state => unreachable!("a FIN comes once, and not in {state}"),
        };
        self.move_to(side, next, fabric);
        self.finish(side);
        let (end, peer) = self.pair(side);
        if core::mem::take(&mut end.awaits_end) {
            out.push(Happening::Closed { connection, host: end.host, peer: peer.host });
        }
    }
}

const fn takes_a_number(kind: Kind) -> bool {
    matches!(kind, Kind::Syn | Kind::SynAck | Kind::Data | Kind::Fin)
}
