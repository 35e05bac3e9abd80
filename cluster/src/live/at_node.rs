//! What programs do with one node's copies: keep, give, check, list, give up.

use std::sync::Arc;

use super::Cluster;
use super::error::StartError;
use crate::chunk::{ChunkId, SealedChunk};
use crate::layout::NodeName;
use crate::status::{Mended, NodeAnswer, NodeRefusal, NodeTask};

impl Cluster {
    /// Keeps a chunk on a node; answers when it is durable there. Keeping what is there already changes nothing. What no
    /// file refers to is collected after its grace.
    pub async fn store_at(&self, name: &NodeName, chunk: SealedChunk) -> Result<(), NodeRefusal> {
        let permits = Arc::clone(&self.shared.puts);
        let _permit = permits.acquire_owned().await.map_err(|_| NodeRefusal::OutOfReach)?;
        self.at_node(name, NodeTask::Store(chunk)).await.map(drop)
    }

    /// A node's own copy of a chunk, verified.
    pub async fn fetch_at(&self, name: &NodeName, id: ChunkId) -> Result<SealedChunk, NodeRefusal> {
        let _permit = self.shared.gets.acquire().await.map_err(|_| NodeRefusal::OutOfReach)?;
        match self.at_node(name, NodeTask::Fetch(id)).await? {
            NodeAnswer::Chunk(chunk) if chunk.id() == id => Ok(chunk),
            NodeAnswer::Chunk(_) | NodeAnswer::Done => Err(NodeRefusal::Damaged),
        }
    }

    /// Has a node read its copy of a chunk and compare the digest.
    pub async fn verify_at(&self, name: &NodeName, id: ChunkId) -> Result<(), NodeRefusal> {
        self.at_node(name, NodeTask::Verify(id)).await.map(drop)
    }

    /// Has a node give up its copy of a chunk, after the other ones were read and found good. Impossible when fewer of
    /// them are within reach than an acknowledgement needs, or while the chunk is being copied or moved.
    pub async fn give_up(&self, name: &NodeName, id: ChunkId) -> Result<Mended, StartError> {
        let node = self.shared.find(name)?;
        Ok(self.shared.driver.give_up(node, id).await.unwrap_or(Mended::Impossible))
    }

    /// Chunks that a node is known to hold behind this one, in the order of their ids, at most so many.
    pub fn chunks_of(
        &self,
        name: &NodeName,
        behind: Option<ChunkId>,
        most: usize,
    ) -> Result<Vec<ChunkId>, StartError> {
        let node = self.shared.find(name)?;
        Ok(self.shared.driver.view(|coordinator| coordinator.chunks_of(node, behind).take(most).collect()))
    }

    async fn at_node(&self, name: &NodeName, task: NodeTask) -> Result<NodeAnswer, NodeRefusal> {
        let node = self.shared.find(name).map_err(|_| NodeRefusal::OutOfReach)?;
        self.shared.driver.at_node(node, task).await.unwrap_or(Err(NodeRefusal::OutOfReach))
    }
}
