//! Upkeep: every chunk has its copies, in as many zones as can be had, and not one more (INV-D2).
//!
//! A chunk needs something when a copy turned out bad, a put ended with too few copies, a node came or went, or the
//! layout changed. All this is found by looking through the directory, a stretch at a time, with one pure rule
//! ([`plan`]); what happens to single chunks is taken up at once ([`Coordinator::consider`]).
//!
//! What is found waits in a queue ordered by risk: chunks with the fewest copies within reach first, then copies to be
//! moved to another zone, then surplus ones to be trimmed. A few jobs run at a time, and only one while clients are
//! busy. When a job ends the next begins.
//!
//! | Module | Its part |
//! |---|---|
//! | [`plan`] | what a chunk needs, decided from the layout, the nodes and its holders alone |
//! | [`job`] | doing it: fetch and store; or prove the others and forget |

mod job;
mod plan;

use std::collections::{BTreeMap, BTreeSet};

use job::Job;
use plan::{Ground, Plan};

use super::event::{Effect, RequestId, Timer};
use super::{Coordinator, Out};
use crate::chunk::ChunkId;
use crate::layout::Layout;
use crate::mono::Mono;
use crate::status::{LayoutPreview, Mended};

/// Chunks looked at in one step: some milliseconds.
const STRETCH: usize = 4096;

/// Chunks that wait for a job at most; the least urgent ones are dropped, and found again by a later look.
const QUEUE_MAX: usize = 4096;

/// Puts and gets of clients at which upkeep steps back to one job at a time.
const BUSY: usize = 8;

#[derive(Debug, Default)]
pub(super) struct Upkeep {
    /// How far the present look through the directory has come.
    position: Option<ChunkId>,
    queue: BTreeSet<(u8, ChunkId)>,
    jobs: BTreeMap<ChunkId, Job>,
    /// Who asked for a chunk to be mended.
    askers: BTreeMap<ChunkId, Vec<RequestId>>,
}

impl Upkeep {
    /// Chunks that are being copied, moved or trimmed.
    pub(super) fn running(&self) -> usize {
        self.jobs.len()
    }

    /// Chunks that wait for it.
    pub(super) fn waiting(&self) -> usize {
        self.queue.len()
    }
}

impl Coordinator {
    /// Something changed for many chunks: look through all of them from the beginning.
    pub(super) const fn upkeep_anew(&mut self) {
        self.upkeep.position = None;
    }

    /// Looks at the next stretch of the directory.
    pub(super) fn on_upkeep_due(&mut self, now: Mono, out: &mut Out) {
        out.push(Effect::Arm { timer: Timer::Upkeep, after: self.tuning.upkeep_every });
        if self.members.is_any_introducing() {
            return;
        }
        let ground = self.ground(now);
        let mut position = None;
        let mut found = Vec::new();
        for (id, entry) in self.directory.behind(self.upkeep.position).take(STRETCH) {
            position = Some(*id);
            if let Some(risk) = plan::plan(&ground, entry).risk() {
                found.push((risk, *id));
            }
        }
        self.upkeep.position = position;
        found.into_iter().for_each(|(risk, id)| self.enqueue(risk, id));
    }

    /// Takes up what one chunk needs.
    pub(super) fn consider(&mut self, now: Mono, id: ChunkId) {
        if let Some(risk) = plan::plan(&self.ground(now), &self.directory.get(&id)).risk() {
            self.enqueue(risk, id);
        }
    }

    /// Somebody wants this chunk's copies made whole now.
    pub(super) fn begin_mending(&mut self, now: Mono, request: RequestId, id: ChunkId, out: &mut Out) {
        let plan = plan::plan(&self.ground(now), &self.directory.get(&id));
        if plan.risk().is_none() && !self.upkeep.jobs.contains_key(&id) {
            let answer = if plan == Plan::Stuck { Mended::Impossible } else { Mended::NothingToDo };
            return out.push(Effect::AnswerMend { request, answer });
        }
        self.upkeep.askers.entry(id).or_default().push(request);
        self.upkeep.queue.insert((0, id));
    }

    /// What another layout would mean for the chunks there are, if it came into force now.
    pub fn preview(&self, now: Mono, layout: &Layout) -> LayoutPreview {
        let lately = self.members.lately_serving(self.tuning.repair_after, now);
        let counting = layout.active().intersection(lately);
        let ground =
            Ground { layout, counting, rooms: self.members.rooms(layout, now, false), ..self.ground(now) };
        let present = self.ground(now);
        let mut preview = LayoutPreview { copies_min: self.quorum.copies(), ..LayoutPreview::default() };
        for (_, entry) in self.directory.entries().filter(|(id, _)| !self.collection.condemns(id)) {
            let plan = plan::plan(&ground, entry);
            let targets = plan.targets();
            preview.moved_copies += targets as u64;
            preview.moved_bytes += targets as u64 * entry.record_bytes;
            let is_stuck = plan == Plan::Stuck && plan::plan(&present, entry) != Plan::Stuck;
            preview.stuck += u64::from(is_stuck);
            preview.copies_min = preview.copies_min.min(entry.nodes.intersection(ground.serving).count());
        }
        preview
    }

    fn enqueue(&mut self, risk: u8, id: ChunkId) {
        if self.is_being_put(&id) || self.collection.condemns(&id) || self.upkeep.jobs.contains_key(&id) {
            return;
        }
        self.upkeep.queue.insert((risk, id));
        if self.upkeep.queue.len() > QUEUE_MAX {
            self.upkeep.queue.pop_last();
        }
    }

    /// Begins as many jobs as may run now. Every step ends with it.
    pub(super) fn begin_jobs(&mut self, now: Mono, out: &mut Out) {
        if self.upkeep.queue.is_empty() || self.members.is_any_introducing() {
            return;
        }
        let busy = self.puts.len() + self.gets.len() >= BUSY;
        let most = if busy { 1 } else { self.tuning.jobs_max };
        while self.upkeep.jobs.len() < most
            && let Some((_, id)) = self.upkeep.queue.pop_first()
        {
            self.begin_job(now, id, out);
        }
    }

    fn ground(&self, now: Mono) -> Ground<'_> {
        Ground {
            layout: &self.layout,
            copies: self.quorum.copies(),
            rooms: self.members.rooms(&self.layout, now, false),
            serving: self.members.serving(),
            counting: self
                .layout
                .active()
                .intersection(self.members.lately_serving(self.tuning.repair_after, now)),
        }
    }
}
