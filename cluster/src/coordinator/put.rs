//! A put: three copies in three zones, acknowledged when two of them are durable (K11).
//!
//! The chunk goes to all chosen nodes at once. Each of them either *has* it (durable), is *asked*, is *late* (its
//! patience is over, another node was asked as well, and it may still answer), or *refused*. The put is
//!
//! - **acknowledged** when W copies are durable, and in as many zones as can be had: while an asked node in a further
//!   zone may still answer, two copies in one zone are not enough;
//! - **settled** when it has all R copies, or nobody is left to ask or to wait for. Only then its bytes are let go;
//! - **refused** when nobody is left and W is not reached, or after `Tuning::put_deadline`.
//!
//! A copy that becomes durable after all this still counts: it is entered in the directory.

use super::errands::{Errand, Purpose};
use super::event::{Effect, RequestId, Timer};
use super::{Coordinator, Out};
use crate::chunk::{ChunkId, SealedChunk};
use crate::layout::{NodeId, fillable_bytes};
use crate::message::{Refusal, Ticket};
use crate::mono::Mono;
use crate::placement::{self, NodeSet, Wish};
use crate::status::{PutError, Stored};
use crate::store::record::record_bytes;

#[derive(Debug)]
pub(super) struct Put {
    chunk: SealedChunk,
    turn: u64,
    durable: NodeSet,
    asked: NodeSet,
    late: NodeSet,
    refused: NodeSet,
    /// Whether some node refused for want of room.
    full: bool,
    answered: bool,
}

impl Coordinator {
    pub(super) fn begin_put(&mut self, now: Mono, request: RequestId, chunk: SealedChunk, out: &mut Out) {
        let turn = self.next_turn;
        self.next_turn = turn.wrapping_add(1);
        let none = NodeSet::EMPTY;
        let put = Put {
            chunk,
            turn,
            durable: none,
            asked: none,
            late: none,
            refused: none,
            full: false,
            answered: false,
        };
        self.collection.pardon(&put.chunk.id());
        self.puts.insert(request, put);
        out.push(Effect::Arm { timer: Timer::PutDeadline(request), after: self.tuning.put_deadline });
        self.go_on_with_put(now, request, out);
    }

    pub(super) fn on_stored(&mut self, now: Mono, request: RequestId, node: NodeId, out: &mut Out) {
        if let Some(put) = self.puts.get_mut(&request) {
            put.asked.remove(node);
            put.late.remove(node);
            put.durable.insert(node);
            self.go_on_with_put(now, request, out);
        }
    }

    pub(super) fn on_refused(
        &mut self,
        now: Mono,
        request: RequestId,
        node: NodeId,
        why: Refusal,
        out: &mut Out,
    ) {
        if let Some(put) = self.puts.get_mut(&request) {
            put.asked.remove(node);
            put.late.remove(node);
            put.refused.insert(node);
            put.full |= why == Refusal::Full;
            self.go_on_with_put(now, request, out);
        }
    }

    pub(super) fn on_patience_over(&mut self, now: Mono, ticket: Ticket, out: &mut Out) {
        let Some(Errand { node, purpose, .. }) = self.errands.get(ticket) else { return };
        self.members.suspect(node, now);
        out.push(Effect::Note(super::Note::Suspected(node)));
        if let Purpose::Upkeep(id) = purpose {
            return self.on_copy_stored(now, id, node, false, out);
        }
        let Purpose::Client(request) = purpose else { return };
        if let Some(put) = self.puts.get_mut(&request) {
            put.asked.remove(node);
            put.late.insert(node);
            self.go_on_with_put(now, request, out);
        }
    }

    pub(super) fn on_put_deadline(&mut self, request: RequestId, out: &mut Out) {
        if let Some(put) = self.puts.remove(&request) {
            self.collection.pardon(&put.chunk.id());
            if !put.answered {
                out.push(Effect::AnswerPut { request, answer: Err(PutError::Unavailable) });
            }
            out.push(Effect::Settled(request));
        }
    }

    /// Asks as many further nodes as copies are missing, then acknowledges or settles what can be.
    fn go_on_with_put(&mut self, now: Mono, request: RequestId, out: &mut Out) {
        let Some(mut put) = self.puts.remove(&request) else { return };
        for node in self.further_nodes(now, &put) {
            put.asked.insert(node);
            self.send_store(Purpose::Client(request), node, put.turn, &put.chunk, out);
        }
        if !put.answered && self.may_acknowledge(&put) {
            put.answered = true;
            out.push(Effect::AnswerPut { request, answer: Ok(self.stored(&put)) });
        }
        let complete = put.durable.count() >= self.quorum.copies();
        let nobody_left = put.asked.is_empty() && (put.late.is_empty() || put.answered);
        if !complete && !nobody_left {
            self.puts.insert(request, put);
            return;
        }
        if !put.answered {
            out.push(Effect::AnswerPut { request, answer: Err(self.why_not(&put)) });
        }
        self.collection.pardon(&put.chunk.id());
        out.push(Effect::Disarm(Timer::PutDeadline(request)));
        out.push(Effect::Settled(request));
        if put.answered && !complete {
            self.consider(now, put.chunk.id());
        }
    }

    /// Whether a client is storing this chunk at this moment.
    pub(super) fn is_being_put(&self, id: &ChunkId) -> bool {
        self.puts.values().any(|put| put.chunk.id() == *id)
    }

    /// Nodes to ask for the copies that neither exist nor are on their way. Suspects only when W needs them, and
    /// nobody at all when W cannot be reached: a copy nobody acknowledges would be garbage.
    fn further_nodes(&self, now: Mono, put: &Put) -> Vec<NodeId> {
        let taken = put.durable.with(put.asked);
        let wish = Wish {
            turn: put.turn,
            bytes: record_bytes(&put.chunk),
            copies: self.quorum.copies(),
            taken,
            refused: put.refused.with(put.late),
        };
        let enough = self.quorum.write();
        let healthy = placement::choose(&self.layout, &self.members.rooms(&self.layout, now, false), &wish);
        if taken.count() + healthy.len() >= enough {
            return healthy;
        }
        let any = placement::choose(&self.layout, &self.members.rooms(&self.layout, now, true), &wish);
        let reachable = taken.count() + any.len() + put.late.count();
        if reachable >= enough { any } else { Vec::new() }
    }

    fn may_acknowledge(&self, put: &Put) -> bool {
        let apart = |nodes| placement::zones_of(&self.layout, nodes);
        let possible = apart(put.durable.with(put.asked)).min(self.quorum.write());
        put.durable.count() >= self.quorum.write() && apart(put.durable) >= possible
    }

    fn stored(&self, put: &Put) -> Stored {
        let ordered = placement::holders_in_turn(&self.layout, put.turn, put.durable);
        Stored {
            durable: u32::try_from(put.durable.count()).expect("at most ten"),
            target: u32::try_from(self.quorum.copies()).expect("at most ten"),
            nodes: ordered.into_iter().map(|node| self.layout.node(node).name.clone()).collect(),
        }
    }

    /// Full if enough nodes serve and room is what they lack.
    fn why_not(&self, put: &Put) -> PutError {
        let serving = self.members.serving();
        let bytes = record_bytes(&put.chunk);
        let packed = serving.iter().any(|node| {
            self.members.get(node).used_bytes.saturating_add(bytes)
                > fillable_bytes(self.layout.node(node).capacity_bytes)
        });
        if serving.count() >= self.quorum.write() && (put.full || packed) {
            PutError::Full
        } else {
            PutError::Unavailable
        }
    }
}
