//! What the cluster tells people and programs about itself.

use crate::layout::{NodeName, NodeSpec};
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
