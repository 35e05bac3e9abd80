//! What happens to the coordinator, and what it wants done.

use core::time::Duration;

use bytes::Bytes;

use crate::chunk::{ChunkId, SealedChunk};
use crate::layout::{Layout, NodeId};
use crate::message::{Message, Request, Ticket};
use crate::status::{CopyCheck, GetError, Mended, NodeAnswer, NodeRefusal, NodeTask, PutError, Stored};

/// Names one put or get of a client; chosen by the driver, never used twice while it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestId(pub u64);

/// Names one question about which chunks metadata refers to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct QueryId(pub u64);

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The first one: arm the timers that come again and again.
    Start,
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
    /// Somebody wants to know how each copy of a chunk is; all within reach are read and verified.
    Check {
        /// To be answered.
        request: RequestId,
        /// The chunk.
        id: ChunkId,
    },
    /// Somebody wants a chunk's copies made whole now.
    Mend {
        /// To be answered.
        request: RequestId,
        /// The chunk.
        id: ChunkId,
    },
    /// A program has a task for one node.
    AtNode {
        /// To be answered.
        request: RequestId,
        /// The node.
        node: NodeId,
        /// The task.
        task: NodeTask,
    },
    /// A program wants a node to give up its copy of a chunk. Answered as [`Event::Mend`] is.
    GiveUp {
        /// To be answered.
        request: RequestId,
        /// The node.
        node: NodeId,
        /// The chunk.
        id: ChunkId,
    },
    /// Somebody wants every copy verified now, and not over a week.
    Scrub,
    /// There is a connection to a node.
    Connected(NodeId),
    /// The connection to a node broke.
    Disconnected(NodeId),
    /// The answer to [`Effect::AskLive`]: those of the chunks that metadata refers to.
    Live {
        /// The question's.
        query: QueryId,
        /// The living.
        live: Vec<ChunkId>,
    },
    /// Another layout is in force: nodes added behind the others, or with other roles and capacities.
    Layout(Layout),
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
    /// Tell whoever asked how the copies of a chunk are.
    AnswerCheck {
        /// The check.
        request: RequestId,
        /// Each node that holds or should hold a copy, in the order of the chunk's turn.
        answer: Vec<CopyCheck>,
    },
    /// Tell whoever asked what was done for the copies of a chunk.
    AnswerMend {
        /// The request.
        request: RequestId,
        /// What was done.
        answer: Mended,
    },
    /// Tell a program how its task for one node went.
    AnswerAtNode {
        /// The request.
        request: RequestId,
        /// The answer.
        answer: Result<NodeAnswer, NodeRefusal>,
    },
    /// Find out which of these chunks a committed version or a living upload refers to. Must be answered from what is
    /// committed at that moment; an unanswered question is asked again.
    AskLive {
        /// To be repeated in the answer.
        query: QueryId,
        /// The chunks.
        ids: Vec<ChunkId>,
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
    /// The next broadcast health check.
    Heartbeat,
    /// The next stretch of the directory to look through.
    Upkeep,
    /// The next round of the collection of garbage.
    Collection,
    /// The next chunk to scrub.
    Scrub,
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
    /// A node takes too long to store, or misses health checks; others are asked instead for a while.
    Suspected(NodeId),
    /// A node missed so many health checks that it counts as gone.
    Gone(NodeId),
    /// A node that was suspected or gone answers again.
    Back(NodeId),
    /// A copy was made anew or moved to a better place.
    Copied {
        /// The chunk.
        id: ChunkId,
        /// Where the copy is.
        node: NodeId,
    },
    /// A copy more than needed was given up.
    Trimmed {
        /// The chunk.
        id: ChunkId,
        /// Who had it.
        node: NodeId,
    },
    /// A chunk that nothing refers to is given up.
    Collected(ChunkId),
    /// Every copy was read and verified once.
    Scrubbed {
        /// Copies that were read.
        copies: u64,
        /// Copies that turned out missing or damaged.
        bad: u64,
    },
    /// No node has a good copy: data loss (INV-D4).
    ChunkLost(ChunkId),
}
