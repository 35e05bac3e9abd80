//! What the cluster tells people and programs about itself.

use crate::chunk::{ChunkId, SealedChunk};
use crate::coordinator::{Pulse, ScrubStatus, Traffic};
use crate::layout::{NodeName, NodeSpec};
use crate::mono::Mono;
use crate::node::NodeState;

/// One node, as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeStatus {
    /// What it is.
    pub spec: NodeSpec,
    /// Where its process is in its life.
    pub state: NodeState,
    /// Bytes on its disk, dead ones included.
    pub used_bytes: u64,
    /// Copies it is known to hold.
    pub chunks: u64,
    /// Whether it answers health checks.
    pub pulse: Pulse,
    /// When it was last heard of.
    pub heard: Mono,
}

/// An acknowledged chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Copies that are durable now.
    pub durable: u32,
    /// Copies there shall be; the missing ones are being written.
    pub target: u32,
    /// Who holds the durable ones.
    pub nodes: Vec<NodeName>,
}

/// Where a chunk is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChunkCopies {
    /// Who holds a copy, the preferred one first. Stopped nodes are named too, after the others.
    pub nodes: Vec<NodeName>,
    /// Why these: the rule in one sentence.
    pub why: String,
    /// Bytes of one copy on a disk.
    pub record_bytes: u64,
    /// When every copy within reach was last read and found good; `None` if not since the server started.
    pub checked: Option<Mono>,
}

/// Why a chunk was not acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PutError {
    /// Fewer nodes answer than an acknowledgement needs.
    #[error("too few storage nodes are up to keep the data safely; try again in a moment")]
    Unavailable,
    /// The nodes are up, and full.
    #[error("the storage nodes are full")]
    Full,
}

/// Why a chunk was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GetError {
    /// Every node was asked and none has a good copy: data loss.
    #[error("all copies of a part of this file are lost")]
    Lost,
    /// A node that may have a copy is out of reach.
    #[error("the storage nodes that hold this data do not answer; try again in a moment")]
    Unavailable,
}

/// How one copy of a chunk is, as a check found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyCheck {
    /// Who holds it.
    pub node: NodeName,
    /// How it is.
    pub state: CopyState,
}

/// How a copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyState {
    /// It was read and has the right digest.
    Good,
    /// The node has none.
    Missing,
    /// It has not the right digest, or its record is broken.
    Damaged,
    /// The node does not answer, or its disk does not.
    OutOfReach,
}

/// What was done for the copies of a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mended {
    /// It had all it needs.
    NothingToDo,
    /// A copy was made, moved or trimmed.
    Done,
    /// No copy, or no place for one, is within reach.
    Impossible,
}

/// What a program wants of one node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeTask {
    /// Keep this chunk; answered when it is durable.
    Store(SealedChunk),
    /// Give the chunk of this name.
    Fetch(ChunkId),
    /// Read the copy of this chunk and say whether it is good.
    Verify(ChunkId),
}

/// What a node answers to a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeAnswer {
    /// The chunk is durable, or its copy is good.
    Done,
    /// The chunk asked for, verified.
    Chunk(SealedChunk),
}

/// Why a node did not do its task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NodeRefusal {
    /// The node is stopped, gone or not connected.
    #[error("the node does not answer; start it or wait until it is back")]
    OutOfReach,
    /// It has no copy of the chunk.
    #[error("the node has no copy of this chunk")]
    Missing,
    /// Its copy was damaged, and is forgotten.
    #[error("the node's copy of this chunk is damaged; another one is made from the good copies")]
    Damaged,
    /// There is no room.
    #[error("the node is full")]
    Full,
    /// Longer than any chunk may be.
    #[error("this is longer than any chunk may be")]
    TooLong,
    /// The disk failed; another try may help.
    #[error("the node's disk failed; try again")]
    DiskFailed,
}

/// What another layout would mean for the chunks there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LayoutPreview {
    /// Copies that would be made on other nodes.
    pub moved_copies: u64,
    /// Bytes of these copies on the disks.
    pub moved_bytes: u64,
    /// Chunks that have a place now and would find none.
    pub stuck: u64,
    /// The fewest copies within reach that any chunk has; the change takes none away before another is there.
    pub copies_min: usize,
}

/// What the cluster does besides serving clients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UpkeepStatus {
    /// Chunks that are being copied, moved or trimmed.
    pub running: usize,
    /// Chunks that wait for it.
    pub waiting: usize,
    /// Chunks that nothing refers to, waiting for their grace to end.
    pub condemned: usize,
    /// The scrub.
    pub scrub: ScrubStatus,
    /// Bytes moved for clients and for repair.
    pub traffic: Traffic,
}
