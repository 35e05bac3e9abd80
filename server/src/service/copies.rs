//! One node's copies by hand, for programs of an admin: keep, give, list, check, give up.
//!
//! What comes and goes here is sealed: neither the node nor this module can read it.
use bytes::Bytes;
use cluster::{
    chunk::{ChunkId, SealedChunk},
    status::{Mended, NodeRefusal},
};

use super::{Reason, ServiceError, audit, chunks::sentence, nodes};
use crate::{app::App, auth::Admin};

/// Chunks on a page of a list when nobody says otherwise, and at most.
const PAGE: usize = 100;
const PAGE_MAX: usize = 1000;

/// A page of the chunks of a node.
pub struct Page {
    /// In the order of their ids.
    pub ids: Vec<ChunkId>,
    /// Whether more follow.
    pub more: bool,
}

/// Keeps a chunk on a node; returns when it is durable there. The bytes must have the digest that names them.
pub async fn store(
    app: &App,
    admin: &Admin,
    node: &str,
    id: ChunkId,
    data: Bytes,
) -> Result<(), ServiceError> {
    let node = nodes::find(app, node)?.spec.name;
    let chunk = SealedChunk::verified(id, data).ok_or_else(|| ServiceError::Invalid {
        field: "data",
        reason: Reason::ChecksumMismatch,
        message: "These bytes have another digest than chunk_id says. Nothing was stored.".to_owned(),
    })?;
    app.cluster.store_at(&node, chunk).await.map_err(refused)?;
    audit::record_deed(app, admin, "node.store_chunk", format!("{id} on {node}")).await
}

/// A node's own copy, verified.
pub async fn fetch(app: &App, _: &Admin, node: &str, id: ChunkId) -> Result<Bytes, ServiceError> {
    let node = nodes::find(app, node)?.spec.name;
    Ok(app.cluster.fetch_at(&node, id).await.map_err(refused)?.into_bytes())
}

/// A page of the chunks that a node holds, behind this one.
pub fn list(
    app: &App,
    _: &Admin,
    node: &str,
    behind: Option<ChunkId>,
    limit: usize,
) -> Result<Page, ServiceError> {
    let node = nodes::find(app, node)?.spec.name;
    let limit = if limit == 0 { PAGE } else { limit.min(PAGE_MAX) };
    let mut ids = app.cluster.chunks_of(&node, behind, limit + 1).map_err(nodes::refused)?;
    let more = ids.len() > limit;
    ids.truncate(limit);
    Ok(Page { ids, more })
}

/// Has a node read its copy; what is wrong with it, if anything is.
pub async fn verify(
    app: &App,
    _: &Admin,
    node: &str,
    id: ChunkId,
) -> Result<Option<NodeRefusal>, ServiceError> {
    let node = nodes::find(app, node)?.spec.name;
    match app.cluster.verify_at(&node, id).await {
        Ok(()) => Ok(None),
        Err(fault @ (NodeRefusal::Missing | NodeRefusal::Damaged)) => Ok(Some(fault)),
        Err(refusal) => Err(refused(refusal)),
    }
}

/// Has a node give up its copy; tells whether it had one.
pub async fn delete(app: &App, admin: &Admin, node: &str, id: ChunkId) -> Result<bool, ServiceError> {
    let node = nodes::find(app, node)?.spec.name;
    match app.cluster.give_up(&node, id).await.map_err(nodes::refused)? {
        Mended::NothingToDo => Ok(false),
        Mended::Done => {
            audit::record_deed(app, admin, "node.delete_chunk", format!("{id} on {node}")).await?;
            Ok(true)
        }
        Mended::Impossible => Err(ServiceError::Precondition {
            reason: Reason::BreakRefused,
            message: format!(
                "{node} keeps its copy: fewer good ones would be within reach than an upload needs, or the chunk is \
                 being copied at this moment. Nothing was deleted; wait for repair and try again."
            ),
        }),
    }
}

/// What is wrong with a copy, in a sentence.
pub fn told(fault: NodeRefusal) -> String {
    sentence(&fault)
}

/// What a node said no to.
pub(super) fn refused(refusal: NodeRefusal) -> ServiceError {
    let message = sentence(&refusal);
    match refusal {
        NodeRefusal::Missing => ServiceError::NotFound(message),
        NodeRefusal::Damaged => ServiceError::DataLoss(message),
        NodeRefusal::TooLong => {
            ServiceError::Invalid { field: "data", reason: Reason::InvalidArgument, message }
        }
        NodeRefusal::Full => ServiceError::Exhausted { reason: Reason::PoolExhausted, message },
        NodeRefusal::OutOfReach | NodeRefusal::DiskFailed => ServiceError::Unavailable(message),
    }
}
