//! Timers of an end: sending again, asking whether the peer is there, and giving up.
//!
//! So both ends of a broken way learn of it in bounded time: the one that waits for an acknowledgement after `tries`
//! transmissions, each waited for twice as long as the one before; the one that waits for nothing after
//! `keep_alive_after` and `keep_alive_tries` questions. Whoever gives up says so with an RST, which arrives if only
//! the way back is broken.

use super::{Connection, Side};
use crate::effects::Effects;
use crate::net::agenda::{Due, Timer};
use crate::net::fabric::Fabric;
use crate::net::happening::{Happening, ResetReason};
use crate::net::packet::{Header, Kind, Mark};
use crate::net::state::State;

impl<M> Connection<M> {
    /// A timer of this end went off; it may be a late one.
    pub(in crate::net) fn on_timer(
        &mut self,
        timer: Timer,
        side: Side,
        fabric: &mut Fabric,
        out: &mut Effects<Happening<M>>,
    ) {
        match (timer, self.state(side)) {
            (_, State::Closed) => {}
            (Timer::TimeWait, _) => self.vanish(side, fabric),
            (Timer::Retransmission, _) => self.on_retransmission_due(side, fabric, out),
            (Timer::KeepAlive, State::TimeWait) => {}
            (Timer::KeepAlive, _) => self.on_silence(side, fabric, out),
        }
    }

    fn on_retransmission_due(&mut self, side: Side, fabric: &mut Fabric, out: &mut Effects<Happening<M>>) {
        let end = self.end_mut(side);
        if end.retransmission_at != Some(fabric.now) {
            // An earlier timer took the place of this one.
            return;
        }
        end.retransmission_at = None;
        let Some(first) = end.way.first_in_flight() else { return };
        let (attempts, overdue_at) = (first.attempts, first.departs.plus(end.round_trip.timeout()));
        if overdue_at > fabric.now {
            self.set_retransmission(side, fabric);
        } else if attempts >= fabric.tuning.tries {
            self.give_up(side, fabric, out);
        } else {
            end.round_trip.back_off(&fabric.tuning);
            end.window_bytes = 1;
            end.way.begin_mending();
            self.mend(side, 1, fabric);
            self.set_retransmission(side, fabric);
        }
    }

    fn on_silence(&mut self, side: Side, fabric: &mut Fabric, out: &mut Effects<Happening<M>>) {
        let tuning = fabric.tuning;
        let end = self.end_mut(side);
        let silent_at = end.heard_at.plus(tuning.keep_alive_after);
        let next_at = if end.way.first_in_flight().is_some() {
            // The retransmission timer watches over the peer.
            fabric.now.plus(tuning.keep_alive_every)
        } else if silent_at > fabric.now {
            silent_at
        } else if end.probes >= tuning.keep_alive_tries {
            return self.give_up(side, fabric, out);
        } else {
            end.probes += 1;
            let probe = Header { mark: Mark::Probe, ..self.envelope(side) };
            self.send_once(side, &probe, fabric);
            fabric.now.plus(tuning.keep_alive_every)
        };
        fabric.agenda.enter(next_at, Due::Timer(Timer::KeepAlive, self.id, side));
    }

    fn give_up(&mut self, side: Side, fabric: &mut Fabric, out: &mut Effects<Happening<M>>) {
        let rst = Header { kind: Kind::Rst, ..self.envelope(side) };
        self.send_once(side, &rst, fabric);
        self.break_off(side, ResetReason::TimedOut, fabric, out);
    }
}
