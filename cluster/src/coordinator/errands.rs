//! Requests that were sent to nodes and not answered yet.
//!
//! An errand outlives the put or get it was for: a slow node still owes its answer, and what it owes counts against its
//! window. It ends with the node's answer or the end of the connection to it.

use std::collections::BTreeMap;

use super::event::{Effect, RequestId, Timer};
use super::{Coordinator, Out};
use crate::chunk::{ChunkId, SealedChunk};
use crate::layout::NodeId;
use crate::message::{Request, Ticket};
use crate::store::record::record_bytes;

/// Whom an errand is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A client's put or get.
    Client(RequestId),
    /// Somebody asked how the copies of a chunk are.
    Check(RequestId),
    /// A program's task for one node.
    AtNode(RequestId),
    /// A job that copies, moves or trims this chunk.
    Upkeep(ChunkId),
    /// The scrub, which is at this chunk.
    Scrub(ChunkId),
    /// The collection of garbage.
    Collection(ChunkId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Errand {
    pub(super) node: NodeId,
    pub(super) purpose: Purpose,
    /// Bytes that will be on the node's disk when it is done; zero when nothing is stored.
    pub(super) stores_bytes: u64,
}

#[derive(Debug, Default)]
pub(super) struct Errands {
    open: BTreeMap<Ticket, Errand>,
    last: u64,
}

impl Errands {
    pub(super) fn get(&self, ticket: Ticket) -> Option<Errand> {
        self.open.get(&ticket).copied()
    }

    pub(super) fn of_node(&self, node: NodeId) -> Vec<Ticket> {
        self.open.iter().filter(|(_, errand)| errand.node == node).map(|(&ticket, _)| ticket).collect()
    }

    fn open(&mut self, errand: Errand) -> Ticket {
        self.last += 1;
        self.open.insert(Ticket(self.last), errand);
        Ticket(self.last)
    }
}

impl Coordinator {
    pub(super) fn send_store(
        &mut self,
        purpose: Purpose,
        node: NodeId,
        turn: u64,
        chunk: &SealedChunk,
        out: &mut Out,
    ) {
        self.traffic.wrote(purpose, chunk.bytes().len());
        let bytes = record_bytes(chunk);
        let ticket = self.open_errand(purpose, node, bytes);
        out.push(Effect::Send { node, request: Request::Store { ticket, turn, chunk: chunk.clone() } });
        out.push(Effect::Arm { timer: Timer::Patience(ticket), after: self.tuning.put_patience });
    }

    pub(super) fn send_fetch(&mut self, purpose: Purpose, node: NodeId, id: ChunkId, out: &mut Out) {
        let ticket = self.open_errand(purpose, node, 0);
        out.push(Effect::Send { node, request: Request::Fetch { ticket, id } });
    }

    pub(super) fn send_verify(&mut self, purpose: Purpose, node: NodeId, id: ChunkId, out: &mut Out) {
        let ticket = self.open_errand(purpose, node, 0);
        out.push(Effect::Send { node, request: Request::Verify { ticket, id } });
    }

    pub(super) fn send_forget(&mut self, purpose: Purpose, node: NodeId, id: ChunkId, out: &mut Out) {
        let ticket = self.open_errand(purpose, node, 0);
        out.push(Effect::Send { node, request: Request::Forget { ticket, id } });
    }

    fn open_errand(&mut self, purpose: Purpose, node: NodeId, stores_bytes: u64) -> Ticket {
        self.members.sent(node, stores_bytes);
        self.errands.open(Errand { node, purpose, stores_bytes })
    }

    /// Ends the errand of this ticket, if the node owes it. A repeated answer finds nothing.
    pub(super) fn finish(&mut self, ticket: Ticket, node: NodeId, out: &mut Out) -> Option<Purpose> {
        let errand = self.errands.get(ticket).filter(|errand| errand.node == node)?;
        self.errands.open.remove(&ticket);
        self.members.answered(node, errand.stores_bytes);
        if errand.stores_bytes > 0 {
            out.push(Effect::Disarm(Timer::Patience(ticket)));
        }
        Some(errand.purpose)
    }
}
