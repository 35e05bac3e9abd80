//! What the coordinator and the nodes say to each other.
//!
//! In one process these are values in a queue; on a network each would be a message. Every request carries a
//! [`Ticket`], and its answer repeats it, so that late, doubled and reordered answers find the right errand or none.

use crate::chunk::{ChunkId, SealedChunk};
use crate::node::NodeState;

/// Names one request of the coordinator; never used twice while it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// What the coordinator asks of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
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
}

impl Request {
    /// The ticket to answer with.
    pub const fn ticket(&self) -> Ticket {
        match self {
            Self::Store { ticket, .. } | Self::Fetch { ticket, .. } => *ticket,
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
        /// The chunk.
        id: ChunkId,
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
    /// A part of the list of chunks that this node found on its disk; sent before it is READY.
    Inventory(Vec<Held>),
    /// The state of the node or the size of its data changed.
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
