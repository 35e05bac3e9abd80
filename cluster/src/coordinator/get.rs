//! A get: the holders of a chunk are asked one after the other until one gives a copy that is verified.
//!
//! - A copy that is missing or damaged: the next holder is asked at once, and the directory forgets the copy (FT05).
//! - A holder that does not answer within `Tuning::hedge_after`: the next one is asked *as well*, and the first good copy
//!   wins, so a slow disk costs one delay and not a stall (INV-V2). For a while it is asked last.
//! - Nobody left: *lost* when every node was heard and none has a good copy, otherwise *unavailable* (INV-D4).

use super::errands::Purpose;
use super::event::{Effect, Note, RequestId, Timer};
use super::{Coordinator, Out};
use crate::chunk::{ChunkId, SealedChunk};
use crate::layout::NodeId;
use crate::message::Absence;
use crate::mono::Mono;
use crate::placement::{self, NodeSet};
use crate::status::GetError;

#[derive(Debug)]
pub(super) struct Get {
    id: ChunkId,
    /// Were asked and have not answered.
    waiting: NodeSet,
    /// Were asked.
    asked: NodeSet,
    /// Some holder could not answer for certain: its copy may yet be good.
    unsure: bool,
}

impl Coordinator {
    pub(super) fn begin_get(&mut self, now: Mono, request: RequestId, id: ChunkId, out: &mut Out) {
        self.gets.insert(request, Get { id, waiting: NodeSet::EMPTY, asked: NodeSet::EMPTY, unsure: false });
        out.push(Effect::Arm { timer: Timer::GetDeadline(request), after: self.tuning.get_deadline });
        out.push(Effect::Arm { timer: Timer::Hedge(request), after: self.tuning.hedge_after });
        self.ask_next(now, request, out);
    }

    pub(super) fn on_fetched(
        &mut self,
        now: Mono,
        request: RequestId,
        node: NodeId,
        chunk: SealedChunk,
        out: &mut Out,
    ) {
        let Some(get) = self.gets.get_mut(&request) else { return };
        if chunk.id() == get.id {
            let answer = Ok(chunk.into_bytes());
            return self.end_get(request, answer, out);
        }
        // Another chunk than asked for: as bad as a damaged one (FT42).
        let id = get.id;
        self.lose_copy(now, id, node, out);
        self.on_unfetched(now, request, node, Absence::Corrupt, out);
    }

    pub(super) fn on_unfetched(
        &mut self,
        now: Mono,
        request: RequestId,
        node: NodeId,
        why: Absence,
        out: &mut Out,
    ) {
        if let Some(get) = self.gets.get_mut(&request) {
            get.waiting.remove(node);
            get.unsure |= matches!(why, Absence::Unreadable | Absence::NotServing);
            self.ask_next(now, request, out);
        }
    }

    pub(super) fn on_hedge(&mut self, now: Mono, request: RequestId, out: &mut Out) {
        let Some(get) = self.gets.get(&request) else { return };
        for node in get.waiting.iter() {
            self.members.was_slow(node, now);
        }
        out.push(Effect::Arm { timer: Timer::Hedge(request), after: self.tuning.hedge_after });
        self.ask_next(now, request, out);
    }

    pub(super) fn on_get_deadline(&mut self, request: RequestId, out: &mut Out) {
        if self.gets.contains_key(&request) {
            self.end_get(request, Err(GetError::Unavailable), out);
        }
    }

    /// Asks the best holder that was not asked yet; gives up when there is none and nobody is waited for.
    fn ask_next(&mut self, now: Mono, request: RequestId, out: &mut Out) {
        let Some(get) = self.gets.get(&request) else { return };
        let (id, asked, waiting) = (get.id, get.asked, get.waiting);
        let next = self.preferred_holders(now, id).into_iter().find(|&node| !asked.contains(node));
        match next {
            Some(node) => {
                if let Some(get) = self.gets.get_mut(&request) {
                    get.asked.insert(node);
                    get.waiting.insert(node);
                }
                self.send_fetch(Purpose::Client(request), node, id, out);
            }
            None if waiting.is_empty() => self.give_up(request, out),
            None => {}
        }
    }

    /// The holders within reach, in the order of the chunk's turn; those that were slow lately come last.
    pub(super) fn preferred_holders(&self, now: Mono, id: ChunkId) -> Vec<NodeId> {
        let entry = self.directory.get(&id);
        let mut holders = placement::holders_in_turn(&self.layout, entry.turn, entry.nodes);
        holders.retain(|&node| self.members.in_reach(node));
        holders.sort_by_key(|&node| self.members.is_slow(node, now));
        holders
    }

    fn give_up(&mut self, request: RequestId, out: &mut Out) {
        let Some(get) = self.gets.get(&request) else { return };
        let all_heard = self.layout.members().all(|node| self.members.in_reach(node));
        let answer = if all_heard && !get.unsure {
            out.push(Effect::Note(Note::ChunkLost(get.id)));
            GetError::Lost
        } else {
            GetError::Unavailable
        };
        self.end_get(request, Err(answer), out);
    }

    fn end_get(&mut self, request: RequestId, answer: Result<bytes::Bytes, GetError>, out: &mut Out) {
        self.gets.remove(&request);
        out.push(Effect::Disarm(Timer::Hedge(request)));
        out.push(Effect::Disarm(Timer::GetDeadline(request)));
        out.push(Effect::AnswerGet { request, answer });
    }
}
