//! What a cluster is started with.

use std::path::PathBuf;

use super::wires::transmission;
use crate::coordinator::Tuning;
use crate::layout::{NODE_CAPACITY_BYTES, NodeSpec, standard_nodes};
use crate::net::LinkSpec;

/// Bytes of a full chunk as the server makes them; chunks may be larger, and then have less patience.
const USUAL_CHUNK_BYTES: u64 = 1_048_576;

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
    /// How long the coordinator waits for what, on links that cost no time.
    pub tuning: Tuning,
    /// The links between the coordinator and the nodes; `None` is as fast as this machine.
    pub links: Option<LinkSpec>,
}

impl ClusterOptions {
    /// Five nodes in three zones, three copies, acknowledged at two.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        let nodes = standard_nodes(5, NODE_CAPACITY_BYTES);
        Self { data: data.into(), nodes, copies: 3, write_quorum: 2, tuning: Tuning::default(), links: None }
    }

    /// The tuning, with the patience that the links need.
    pub(super) fn patience(&self) -> Tuning {
        let chunk_takes = |links: &LinkSpec| transmission(links, USUAL_CHUNK_BYTES);
        self.links.as_ref().map_or(self.tuning, |links| self.tuning.for_links(chunk_takes(links)))
    }
}
