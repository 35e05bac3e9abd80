//! The three phases of a run.
//!
//! - **Safety**: the plan happens. The oracles watch every event.
//! - **Liveness**: the faults end, everything that is down starts, and within a time everything must be as it should be:
//!   clients done, copies complete, corruption found, garbage gone.
//! - **Audit**: every chunk that metadata refers to is read back, and some of those that were purged; then the last checks.

use core::time::Duration;
use std::collections::VecDeque;

use super::World;
use super::head::Asker;
use super::oracle::{Verdict, durability, garbage, loud, progress, purged, repair, reserved, scrub, secrecy};
use super::sometimes::sometimes;
use super::trace::Kind;
use super::world::Due;
use crate::chunk::ChunkId;
use crate::mono::Mono;

/// How often it is looked whether everything is as it should be.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Reads of the audit that are under way at once.
const AUDIT_DEPTH: usize = 16;

/// Purged chunks that are asked for in the audit.
const PURGED_ASKED: usize = 20;

#[derive(Debug)]
pub(super) enum Phase {
    Safety,
    Liveness { until: Mono },
    Audit { left: VecDeque<ChunkId>, waiting: usize },
    Over,
}

impl World {
    pub(super) fn on_phase_due(&mut self) {
        match self.phase {
            Phase::Safety => self.begin_liveness(),
            Phase::Liveness { until } => self.look(until),
            Phase::Audit { .. } | Phase::Over => {}
        }
    }

    fn begin_liveness(&mut self) {
        self.tell_phase("the faults end");
        self.clients.iter_mut().for_each(super::client::Client::forget_plans);
        self.heal();
        let until = self.now.plus(self.time_to_heal());
        self.phase = Phase::Liveness { until };
        self.enter(LOOK_EVERY, Due::Phase);
    }

    /// A client may go on for forty seconds and its upload expire thirty later; then the garbage it left is collected
    /// within two rounds after its grace. All nodes read their disks meanwhile, and a scrub goes round twice.
    fn time_to_heal(&self) -> Duration {
        let setup = self.setup();
        Duration::from_secs(180) + setup.grace * 4 + setup.scrub * 4
    }

    fn look(&mut self, until: Mono) {
        self.dismiss_drained();
        match self.why_not_well() {
            None => self.begin_audit(),
            Some((invariant, what)) if self.now >= until => {
                self.fail(invariant, format!("still so, long after the faults: {what}"));
            }
            Some(_) => self.enter(LOOK_EVERY, Due::Phase),
        }
    }

    /// The first thing that is not as it should be.
    fn why_not_well(&self) -> Option<(&'static str, String)> {
        let checks: [(&'static str, &dyn Fn() -> Verdict); 7] = [
            (progress::NAME, &|| progress::check(self)),
            (reserved::NAME, &|| reserved::check(&self.meta)),
            (durability::NAME, &|| durability::check_all(self)),
            (purged::NAME, &|| purged::check(self)),
            (garbage::NAME, &|| garbage::check_gone(self)),
            (repair::NAME, &|| repair::check(self)),
            (scrub::NAME, &|| scrub::check(self)),
        ];
        checks.into_iter().find_map(|(name, check)| check().err().map(|what| (name, what)))
    }

    fn begin_audit(&mut self) {
        self.tell_phase("all is well; everything is read back");
        let mut left: VecDeque<ChunkId> = self.meta.live().copied().collect();
        left.extend(self.ledger.purged.iter().filter(|id| !self.meta.is_live(id)).take(PURGED_ASKED));
        self.phase = Phase::Audit { left, waiting: 0 };
        self.audit_on();
    }

    fn audit_on(&mut self) {
        loop {
            let Phase::Audit { left, waiting } = &mut self.phase else { return };
            if *waiting >= AUDIT_DEPTH {
                return;
            }
            let Some(id) = left.pop_front() else { break };
            *waiting += 1;
            self.begin_get(Asker::Audit, id);
        }
        if matches!(self.phase, Phase::Audit { waiting: 0, .. }) {
            self.end_audit();
        }
    }

    /// A read of the audit was answered.
    pub(super) fn on_audited(&mut self, id: &ChunkId, given: bool) {
        if !self.meta.is_live(id) {
            self.require(purged::NAME, purged::check_answer(id, given));
        } else if !given && self.clean_copies(id) > 0 {
            self.fail(durability::NAME, format!("{id:.8?} cannot be read, and all nodes are up"));
        } else if !given {
            sometimes!(self.seen, "chunk_really_lost");
        }
        if let Phase::Audit { waiting, .. } = &mut self.phase {
            *waiting -= 1;
        }
        self.audit_on();
    }

    /// A read of the audit said neither that a chunk is there nor that it is lost.
    pub(super) fn on_audit_unsure(&mut self, id: &ChunkId) {
        let verdict = loud::check_not_told(self, id);
        self.require(loud::NAME, verdict);
    }

    fn end_audit(&mut self) {
        let verdict = secrecy::check(self);
        self.require(secrecy::NAME, verdict);
        self.tell_phase("the run is over");
        self.phase = Phase::Over;
    }

    fn tell_phase(&mut self, what: &str) {
        self.trace.note(self.now, Kind::Phase, 0, 0, || format!("=== {what}"));
    }
}
