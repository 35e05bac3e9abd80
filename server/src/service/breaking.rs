//! What an admin breaks on purpose, to watch it heal. Never below what an acknowledgement promised, unless forced; and
//! never the last copy within reach of anything, forced or not.
use cluster::{
    chunk::ChunkId,
    status::{CopyState, NodeStatus},
};
use domain::id::FileId;

use super::{Reason, ServiceError, audit, nodes, placement};
use crate::{app::App, auth::Admin};

/// A chunk that was damaged on a node.
#[derive(Clone, Debug)]
pub struct Damaged {
    /// The node.
    pub node: NodeStatus,
    /// The chunk.
    pub chunk: ChunkId,
}

/// Ends a node's process and sets its disk aside.
pub async fn lose_disk(
    app: &App,
    admin: &Admin,
    name: &str,
    force: bool,
) -> Result<NodeStatus, ServiceError> {
    let name = nodes::find(app, name)?.spec.name;
    let unreachable = app.cluster.health().unreachable;
    if app.cluster.has_disk_aside(&name) && unreachable > 0 {
        return Err(refuse(format!(
            "{name} has a disk aside already, and {unreachable} chunks have no copy within reach: put it back first."
        )));
    }
    let left = app.cluster.copies_without(&name).map_err(nodes::refused)?;
    allow(app, left, force)?;
    app.cluster.lose_disk(&name).await.map_err(nodes::refused)?;
    audit::record_deed(app, admin, "node.lose_disk", &name).await?;
    nodes::find(app, name.as_str())
}

/// Puts the disk back and starts the node.
pub async fn restore_disk(app: &App, admin: &Admin, name: &str) -> Result<NodeStatus, ServiceError> {
    let name = nodes::find(app, name)?.spec.name;
    if !app.cluster.restore_disk(&name).await.map_err(nodes::refused)? {
        return Err(refuse(format!(
            "{name} has no disk that could be put back: none was lost on purpose, or the node was started without it."
        )));
    }
    app.cluster.start_node(&name).await.map_err(nodes::refused)?;
    audit::record_deed(app, admin, "node.restore_disk", &name).await?;
    nodes::find(app, name.as_str())
}

/// Flips one bit of a node's copy of a chunk of the admin's own file: of this chunk, or of the first one it holds.
pub async fn damage_chunk(
    app: &App,
    admin: &Admin,
    name: &str,
    (file, chunk): (FileId, Option<ChunkId>),
    force: bool,
) -> Result<Damaged, ServiceError> {
    let name = nodes::find(app, name)?.spec.name;
    let ids = placement::chunks_of(app, admin.member(), file).await?.ids;
    let held = |id: &ChunkId| app.cluster.placements(&[*id]).remove(0).nodes.contains(&name);
    let chunk = { ids.into_iter() }
        .filter(|id| chunk.is_none_or(|wanted| wanted == *id))
        .find(held)
        .ok_or_else(|| ServiceError::NotFound(format!("{name} holds no such chunk of this file.")))?;
    let copies = app.cluster.check(chunk).await;
    let good = copies.iter().filter(|copy| copy.node != name && copy.state == CopyState::Good).count();
    allow(app, Some(good), force)?;
    if !app.cluster.damage_copy(&name, chunk).await.map_err(nodes::refused)? {
        return Err(ServiceError::NotFound(format!("{name} holds no such chunk of this file.")));
    }
    audit::record_deed(app, admin, "node.damage_chunk", format!("{chunk} on {name}")).await?;
    Ok(Damaged { node: nodes::find(app, name.as_str())?, chunk })
}

/// Whether so many copies elsewhere are enough to break this one.
fn allow(app: &App, left: Option<usize>, force: bool) -> Result<(), ServiceError> {
    let needed = usize::from(app.settings.write_quorum);
    match left {
        Some(0) => Err(refuse(
            "A chunk would have no copy within reach at all. Nothing was broken; wait until it has others."
                .to_owned(),
        )),
        Some(left) if left < needed && !force => Err(refuse(format!(
            "A chunk would be left with {left} copies within reach, and an acknowledgement promises {needed}. Nothing \
             was broken; wait for repair, or force it."
        ))),
        _ => Ok(()),
    }
}

fn refuse(message: String) -> ServiceError {
    ServiceError::Precondition { reason: Reason::BreakRefused, message }
}
