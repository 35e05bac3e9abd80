//! Tasks for one node, whatever placement says: programs that keep, read and check copies by hand.
//!
//! A chunk kept this way is like any other afterwards: the next look of upkeep finds what it needs, and if nothing refers
//! to it, it is collected after its grace. A copy is given up by the job that trims ([`super::upkeep`]), so never before
//! the others were read and found good, and never when fewer would stay than an acknowledgement needs.

use super::errands::Purpose;
use super::event::{Effect, RequestId};
use super::{Coordinator, Out};
use crate::chunk::{ChunkId, SealedChunk};
use crate::layout::NodeId;
use crate::message::{Absence, Refusal};
use crate::status::{NodeAnswer, NodeRefusal, NodeTask};

impl Coordinator {
    pub(super) fn begin_at_node(&mut self, request: RequestId, node: NodeId, task: NodeTask, out: &mut Out) {
        if !self.members.in_reach(node) {
            return Self::answer_at_node(request, Err(NodeRefusal::OutOfReach), out);
        }
        let purpose = Purpose::AtNode(request);
        match task {
            NodeTask::Store(chunk) => {
                self.collection.pardon(&chunk.id());
                let turn = self.turn_at_node(&chunk.id());
                self.send_store(purpose, node, turn, &chunk, out);
            }
            NodeTask::Fetch(id) => self.send_fetch(purpose, node, id, out),
            NodeTask::Verify(id) => self.send_verify(purpose, node, id, out),
        }
    }

    /// The chunk's own turn, if it has one.
    fn turn_at_node(&mut self, id: &ChunkId) -> u64 {
        if self.directory.knows(id) {
            return self.directory.get(id).turn;
        }
        let turn = self.next_turn;
        self.next_turn = turn.wrapping_add(1);
        turn
    }

    /// The node has it now; what refers to it may be on its way.
    pub(super) fn on_stored_at_node(&mut self, request: RequestId, id: &ChunkId, out: &mut Out) {
        self.collection.pardon(id);
        Self::answer_at_node(request, Ok(NodeAnswer::Done), out);
    }

    pub(super) fn on_fetched_at_node(&self, request: RequestId, chunk: SealedChunk, out: &mut Out) {
        Self::answer_at_node(request, Ok(NodeAnswer::Chunk(chunk)), out);
    }

    pub(super) fn on_verified_at_node(&self, request: RequestId, out: &mut Out) {
        Self::answer_at_node(request, Ok(NodeAnswer::Done), out);
    }

    pub(super) fn on_refused_at_node(&self, request: RequestId, why: Refusal, out: &mut Out) {
        let refusal = match why {
            Refusal::Full => NodeRefusal::Full,
            Refusal::TooLong => NodeRefusal::TooLong,
            Refusal::DiskFailed => NodeRefusal::DiskFailed,
            Refusal::NotServing => NodeRefusal::OutOfReach,
        };
        Self::answer_at_node(request, Err(refusal), out);
    }

    pub(super) fn on_absent_at_node(&self, request: RequestId, why: Absence, out: &mut Out) {
        let refusal = match why {
            Absence::Missing => NodeRefusal::Missing,
            Absence::Corrupt => NodeRefusal::Damaged,
            Absence::Unreadable => NodeRefusal::DiskFailed,
            Absence::NotServing => NodeRefusal::OutOfReach,
        };
        Self::answer_at_node(request, Err(refusal), out);
    }

    fn answer_at_node(request: RequestId, answer: Result<NodeAnswer, NodeRefusal>, out: &mut Out) {
        out.push(Effect::AnswerAtNode { request, answer });
    }
}
