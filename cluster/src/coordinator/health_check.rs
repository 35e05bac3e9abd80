//! The broadcast health check: every node is asked at once, again and again; see `members` for what follows.

use super::event::{Effect, Note, Timer};
use super::members::Missed;
use super::{Coordinator, Out};
use crate::layout::NodeId;
use crate::message::Request;
use crate::mono::Mono;

impl Coordinator {
    pub(super) fn on_heartbeat(&mut self, now: Mono, out: &mut Out) {
        self.round += 1;
        let round = self.round;
        for node in self.layout.ids() {
            if !self.members.is_connected(node) {
                continue;
            }
            match self.members.check(node, &self.tuning, now) {
                Missed::Nothing => {}
                Missed::Suspected => out.push(Effect::Note(Note::Suspected(node))),
                Missed::Gone => {
                    out.push(Effect::Note(Note::Gone(node)));
                    self.give_up_errands(now, node, out);
                    self.upkeep_anew();
                }
            }
            out.push(Effect::Send { node, request: Request::HealthCheck { round } });
        }
        out.push(Effect::Arm { timer: Timer::Heartbeat, after: self.tuning.heartbeat_every });
    }

    pub(super) fn on_healthy(&mut self, now: Mono, node: NodeId, out: &mut Out) {
        if self.members.healthy(node, now) {
            out.push(Effect::Note(Note::Back(node)));
            self.upkeep_anew();
        }
    }
}
