//! Requests that were sent to nodes and not answered yet.
//!
//! An errand outlives the put or get it was for: a slow node still owes its answer, and what it owes counts against its
//! window. It ends with the node's answer or the end of the node's process.

use std::collections::BTreeMap;

use super::event::{Effect, RequestId, Timer};
use super::{Coordinator, Out};
use crate::chunk::{ChunkId, SealedChunk};
use crate::layout::NodeId;
use crate::message::{Request, Ticket};
use crate::store::record::record_bytes;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Errand {
    Store { request: RequestId, node: NodeId, turn: u64, bytes: u64 },
    Fetch { request: RequestId, node: NodeId },
}

impl Errand {
    const fn node(&self) -> NodeId {
        match *self {
            Self::Store { node, .. } | Self::Fetch { node, .. } => node,
        }
    }

    const fn bytes(&self) -> u64 {
        match *self {
            Self::Store { bytes, .. } => bytes,
            Self::Fetch { .. } => 0,
        }
    }
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
        self.open.iter().filter(|(_, errand)| errand.node() == node).map(|(&ticket, _)| ticket).collect()
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
        request: RequestId,
        node: NodeId,
        turn: u64,
        chunk: &SealedChunk,
        out: &mut Out,
    ) {
        let bytes = record_bytes(chunk);
        let ticket = self.errands.open(Errand::Store { request, node, turn, bytes });
        self.members.sent(node, bytes);
        out.push(Effect::Send { node, request: Request::Store { ticket, turn, chunk: chunk.clone() } });
        out.push(Effect::Arm { timer: Timer::Patience(ticket), after: super::put::PATIENCE });
    }

    pub(super) fn send_fetch(&mut self, request: RequestId, node: NodeId, id: ChunkId, out: &mut Out) {
        let ticket = self.errands.open(Errand::Fetch { request, node });
        self.members.sent(node, 0);
        out.push(Effect::Send { node, request: Request::Fetch { ticket, id } });
    }

    /// Ends the errand of this ticket, if the node owes it. A repeated answer finds nothing.
    pub(super) fn finish(&mut self, ticket: Ticket, node: NodeId, out: &mut Out) -> Option<Errand> {
        let errand = self.errands.get(ticket).filter(|errand| errand.node() == node)?;
        self.errands.open.remove(&ticket);
        self.members.answered(node, errand.bytes());
        if let Errand::Store { .. } = errand {
            out.push(Effect::Disarm(Timer::Patience(ticket)));
        }
        Some(errand)
    }
}
