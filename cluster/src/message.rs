//! What the coordinator and the nodes say to each other.
//!
//! They travel over a connection that keeps their order while it lives and may break at any moment: what was asked has
//! an unknown outcome then. In the live server it is a queue to a node's thread, in the simulator a connection of the
//! virtual network. Every errand carries a [`Ticket`], and its answer repeats it, so that late and doubled answers find
//! the right errand or none.

use crate::chunk::{ChunkId, SealedChunk};
use crate::node::NodeState;

/// Names one request of the coordinator; never used twice while it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// What the coordinator asks of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// The first thing on a new connection: tell your state, and all that you hold if you serve.
    Introduce,
    /// Are you there? Asked of all nodes again and again.
    HealthCheck {
        /// Repeated in the answer.
        round: u64,
    },
    /// Keep this chunk, and answer when it is durable.
    Store {
        /// Repeated in the answer.
        ticket: Ticket,
        /// The put's turn, remembered with the chunk; see [`crate::placement`].
        turn: u64,
        /// The chunk; name and bytes agree by its type.
        chunk: SealedChunk,
    },
    /// Give the chunk of this name.
    Fetch {
        /// Repeated in the answer.
        ticket: Ticket,
        /// The chunk wanted.
        id: ChunkId,
    },
    /// Read the copy of this chunk and say whether it is good.
    Verify {
        /// Repeated in the answer.
        ticket: Ticket,
        /// The chunk.
        id: ChunkId,
    },
    /// Give up the copy of this chunk; its space returns by compaction.
    Forget {
        /// Repeated in the answer.
        ticket: Ticket,
        /// The chunk.
        id: ChunkId,
    },
}

impl Request {
    /// The ticket to answer with, if it is an errand.
    pub const fn ticket(&self) -> Option<Ticket> {
        match self {
            Self::Introduce | Self::HealthCheck { .. } => None,
            Self::Store { ticket, .. }
            | Self::Fetch { ticket, .. }
            | Self::Verify { ticket, .. }
            | Self::Forget { ticket, .. } => Some(*ticket),
        }
    }
}

/// What a node tells the coordinator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// The chunk is durable here.
    Stored {
        /// The request's.
        ticket: Ticket,
        /// What is held now.
        held: Held,
    },
    /// The chunk is not kept here.
    Refused {
        /// The request's.
        ticket: Ticket,
        /// Why not.
        why: Refusal,
    },
    /// The chunk asked for, verified.
    Fetched {
        /// The request's.
        ticket: Ticket,
        /// The chunk; name and bytes agree by its type.
        chunk: SealedChunk,
    },
    /// No good copy of the chunk can be given.
    Unfetched {
        /// The request's.
        ticket: Ticket,
        /// The chunk.
        id: ChunkId,
        /// Why not.
        why: Absence,
    },
    /// The copy was read and is good.
    Verified {
        /// The request's.
        ticket: Ticket,
        /// The chunk.
        id: ChunkId,
    },
    /// The copy is given up, or there was none.
    Forgotten {
        /// The request's.
        ticket: Ticket,
        /// The chunk.
        id: ChunkId,
    },
    /// Nobody asked, but the only record of this chunk turned out damaged.
    Damaged {
        /// The chunk.
        id: ChunkId,
    },
    /// What follows, up to the next report, is all that this node holds: forget what you knew of it.
    Introduction,
    /// A part of the list of chunks that this node holds.
    Inventory(Vec<Held>),
    /// The answer to a health check.
    Healthy {
        /// The check's.
        round: u64,
    },
    /// The state of the node or the size of its data changed; also the end of an introduction.
    Report {
        /// Where its process is in its life.
        state: NodeState,
        /// Bytes on its disk, dead ones included.
        used_bytes: u64,
    },
}

/// A chunk that a node holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The chunk.
    pub id: ChunkId,
    /// The turn of its put.
    pub turn: u64,
    /// Bytes of its record on the disk.
    pub record_bytes: u64,
}

/// Why a node does not keep a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No room: on the disk, or within the node's capacity.
    Full,
    /// The disk failed.
    DiskFailed,
    /// Longer than any chunk may be.
    TooLong,
    /// The node does not serve.
    NotServing,
}

/// Why a node does not give a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// It has none of this name.
    Missing,
    /// Its copy is damaged; it forgot it.
    Corrupt,
    /// The disk failed; another try may help.
    Unreadable,
    /// The node does not serve.
    NotServing,
}
