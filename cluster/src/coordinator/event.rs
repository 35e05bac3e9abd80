//! What happens to the coordinator, and what it wants done.

use core::time::Duration;

use bytes::Bytes;

use crate::chunk::{ChunkId, SealedChunk};
use crate::layout::NodeId;
use crate::message::{Message, Request, Ticket};
use crate::status::{GetError, PutError, Stored};

/// Names one put or get of a client; chosen by the driver, never used twice while it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestId(pub u64);

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A client wants a chunk kept.
    Put {
        /// To be answered.
        request: RequestId,
        /// The chunk.
        chunk: SealedChunk,
    },
    /// A client wants a chunk back.
    Get {
        /// To be answered.
        request: RequestId,
        /// The chunk.
        id: ChunkId,
    },
    /// A node says something.
    Node {
        /// The node.
        node: NodeId,
        /// What it says.
        message: Message,
    },
    /// A timer that was armed and not disarmed.
    Timer(Timer),
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask a node.
    Send {
        /// The node.
        node: NodeId,
        /// The request.
        request: Request,
    },
    /// Tell me when so much time has passed.
    Arm {
        /// The timer.
        timer: Timer,
        /// From now.
        after: Duration,
    },
    /// The timer is not needed any more.
    Disarm(Timer),
    /// Tell the client how its put went. More copies may still be on their way.
    AnswerPut {
        /// The put.
        request: RequestId,
        /// The answer.
        answer: Result<Stored, PutError>,
    },
    /// The put is over, background copies included: its memory is free.
    Settled(RequestId),
    /// Tell the client how its get went.
    AnswerGet {
        /// The get.
        request: RequestId,
        /// The answer: verified bytes.
        answer: Result<Bytes, GetError>,
    },
    /// Something worth a line in the log.
    Note(Note),
}

/// What a timer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// A node had time enough to store: ask another one as well.
    Patience(Ticket),
    /// A put had time enough.
    PutDeadline(RequestId),
    /// A node had time enough to give a chunk: ask another one as well.
    Hedge(RequestId),
    /// A get had time enough.
    GetDeadline(RequestId),
}

/// What happened, for people who run the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// A copy turned out missing or damaged. Others are read.
    CopyLost {
        /// The chunk.
        id: ChunkId,
        /// Who had it.
        node: NodeId,
    },
    /// A node takes too long to store; others are asked instead for a while.
    Suspected(NodeId),
    /// No node has a good copy: data loss (INV-D4).
    ChunkLost(ChunkId),
}
