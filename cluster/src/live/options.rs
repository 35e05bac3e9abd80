//! What a cluster is started with.

use std::path::PathBuf;

use crate::coordinator::Tuning;
use crate::layout::{NODE_CAPACITY_BYTES, NodeSpec, standard_nodes};

/// Where a cluster lives and what it consists of.
#[derive(Clone, Debug)]
pub struct ClusterOptions {
    /// The data folder; the nodes' folders are under `nodes/`.
    pub data: PathBuf,
    /// The nodes a new cluster begins with, in the order of their addresses. A cluster that is there keeps its own.
    pub nodes: Vec<NodeSpec>,
    /// Copies of every chunk.
    pub copies: u8,
    /// Durable copies that allow the acknowledgement.
    pub write_quorum: u8,
    /// How long the coordinator waits for what.
    pub tuning: Tuning,
}

impl ClusterOptions {
    /// Five nodes in three zones, three copies, acknowledged at two.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        let nodes = standard_nodes(5, NODE_CAPACITY_BYTES);
        Self { data: data.into(), nodes, copies: 3, write_quorum: 2, tuning: Tuning::default() }
    }
}
