//! A job for one chunk: make copies, or give one up.
//!
//! ```text
//! FETCHING --a good copy came--> STORING --every target answered--> done
//!    |  the next holder is asked as long as there is one
//! PROVING --all the others are good--> FORGETTING --the node forgot--> done
//! ```
//!
//! - What is stored anew was verified: a fetched chunk is known by its type to have the right bytes.
//! - A copy is given up only after each of the others was read in this very job: the directory may say that a node holds
//!   a chunk whose record is rotten.
//! - When anything fails the job ends; what the chunk needs then is found anew.

use super::plan::{Plan, plan};
use crate::chunk::{ChunkId, SealedChunk};
use crate::coordinator::errands::Purpose;
use crate::coordinator::event::{Effect, Note, RequestId};
use crate::coordinator::{Coordinator, Out};
use crate::layout::NodeId;
use crate::mono::Mono;
use crate::placement::NodeSet;
use crate::status::Mended;

#[derive(Debug)]
pub(super) enum Job {
    Fetching { targets: Vec<NodeId>, asked: NodeSet },
    Storing { waiting: NodeSet, stored_any: bool },
    Proving { victim: NodeId, waiting: NodeSet },
    Forgetting { victim: NodeId },
}

impl Coordinator {
    pub(super) fn begin_job(&mut self, now: Mono, id: ChunkId, out: &mut Out) {
        if self.upkeep.jobs.contains_key(&id) || self.is_being_put(&id) {
            return;
        }
        match plan(&self.ground(now), &self.directory.get(&id)) {
            Plan::Enough => self.answer_askers(id, Mended::NothingToDo, out),
            Plan::Stuck => self.answer_askers(id, Mended::Impossible, out),
            Plan::Copy { targets, .. } => self.fetch_for(now, id, targets, NodeSet::EMPTY, out),
            Plan::Spread { target } => self.fetch_for(now, id, vec![target], NodeSet::EMPTY, out),
            Plan::Trim { victim, keep } => {
                self.upkeep.jobs.insert(id, Job::Proving { victim, waiting: keep });
                keep.iter().for_each(|node| self.send_verify(Purpose::Upkeep(id), node, id, out));
            }
        }
    }

    /// A program wants this copy given up: the trimming job, with another reason to choose its victim.
    pub(in crate::coordinator) fn begin_giving_up(
        &mut self,
        request: RequestId,
        node: NodeId,
        id: ChunkId,
        out: &mut Out,
    ) {
        let holders = self.directory.get(&id).nodes;
        let keep = holders.intersection(self.members.serving()).without(NodeSet::of(node));
        let answer = |answer, out: &mut Out| out.push(Effect::AnswerMend { request, answer });
        if !holders.contains(node) {
            return answer(Mended::NothingToDo, out);
        }
        let is_busy = self.upkeep.jobs.contains_key(&id) || self.is_being_put(&id);
        if is_busy || !self.members.in_reach(node) || keep.count() < self.quorum.write() {
            return answer(Mended::Impossible, out);
        }
        self.upkeep.askers.entry(id).or_default().push(request);
        self.upkeep.jobs.insert(id, Job::Proving { victim: node, waiting: keep });
        keep.iter().for_each(|node| self.send_verify(Purpose::Upkeep(id), node, id, out));
    }

    /// Asks the best holder that was not asked yet.
    fn fetch_for(&mut self, now: Mono, id: ChunkId, targets: Vec<NodeId>, mut asked: NodeSet, out: &mut Out) {
        let next = self.preferred_holders(now, id).into_iter().find(|&node| !asked.contains(node));
        let Some(node) = next else { return self.end_job(now, id, false, out) };
        asked.insert(node);
        self.upkeep.jobs.insert(id, Job::Fetching { targets, asked });
        self.send_fetch(Purpose::Upkeep(id), node, id, out);
    }

    pub(in crate::coordinator) fn on_copy_fetched(
        &mut self,
        now: Mono,
        id: ChunkId,
        node: NodeId,
        chunk: SealedChunk,
        out: &mut Out,
    ) {
        if chunk.id() != id {
            // Another chunk than asked for: as bad as a damaged one (FT42).
            self.lose_copy(now, id, node, out);
            return self.on_copy_unread(now, id, node, out);
        }
        let Some(Job::Fetching { targets, .. }) = self.upkeep.jobs.remove(&id) else { return };
        let turn = self.directory.get(&id).turn;
        let waiting: NodeSet = targets.into_iter().filter(|&node| self.members.in_reach(node)).collect();
        if waiting.is_empty() {
            return self.end_job(now, id, false, out);
        }
        self.upkeep.jobs.insert(id, Job::Storing { waiting, stored_any: false });
        waiting.iter().for_each(|node| self.send_store(Purpose::Upkeep(id), node, turn, &chunk, out));
    }

    /// A holder could not give its copy, or not prove it.
    pub(in crate::coordinator) fn on_copy_unread(
        &mut self,
        now: Mono,
        id: ChunkId,
        node: NodeId,
        out: &mut Out,
    ) {
        match self.upkeep.jobs.remove(&id) {
            Some(Job::Fetching { targets, asked }) => self.fetch_for(now, id, targets, asked, out),
            Some(Job::Proving { waiting, .. }) if waiting.contains(node) => self.end_job(now, id, false, out),
            Some(Job::Forgetting { victim }) if victim == node => self.end_job(now, id, false, out),
            Some(job) => drop(self.upkeep.jobs.insert(id, job)),
            None => {}
        }
    }

    pub(in crate::coordinator) fn on_copy_stored(
        &mut self,
        now: Mono,
        id: ChunkId,
        node: NodeId,
        stored: bool,
        out: &mut Out,
    ) {
        let Some(Job::Storing { waiting, stored_any }) = self.upkeep.jobs.get_mut(&id) else { return };
        if !waiting.remove(node) {
            return;
        }
        *stored_any |= stored;
        let (over, done) = (waiting.is_empty(), *stored_any);
        if stored {
            out.push(Effect::Note(Note::Copied { id, node }));
        }
        if over {
            self.end_job(now, id, done, out);
        }
    }

    /// A copy that is to stay was read and is good: when all of them are, the surplus one may go.
    pub(in crate::coordinator) fn on_copy_proven(&mut self, id: ChunkId, node: NodeId, out: &mut Out) {
        let Some(Job::Proving { victim, waiting }) = self.upkeep.jobs.get_mut(&id) else { return };
        let victim = *victim;
        waiting.remove(node);
        if waiting.is_empty() {
            self.upkeep.jobs.insert(id, Job::Forgetting { victim });
            self.send_forget(Purpose::Upkeep(id), victim, id, out);
        }
    }

    /// The surplus copy is gone.
    pub(in crate::coordinator) fn on_copy_trimmed(
        &mut self,
        now: Mono,
        id: ChunkId,
        node: NodeId,
        out: &mut Out,
    ) {
        out.push(Effect::Note(Note::Trimmed { id, node }));
        self.end_job(now, id, true, out);
    }

    /// The job is over. If it did what it should, what else the chunk needs is taken up at once; otherwise a later
    /// look finds it, so that a chunk that cannot be helped is not tried again and again.
    pub(in crate::coordinator) fn end_job(&mut self, now: Mono, id: ChunkId, done: bool, out: &mut Out) {
        self.upkeep.jobs.remove(&id);
        self.answer_askers(id, if done { Mended::Done } else { Mended::Impossible }, out);
        if done {
            self.consider(now, id);
        }
    }

    fn answer_askers(&mut self, id: ChunkId, answer: Mended, out: &mut Out) {
        for request in self.upkeep.askers.remove(&id).unwrap_or_default() {
            out.push(Effect::AnswerMend { request, answer });
        }
    }
}
