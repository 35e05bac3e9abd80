//! The storage nodes of the simulated network: everybody may look, admins may stop and start them.
use cluster::{live::StartError, status::NodeStatus};
use tokio::time::{sleep, timeout};

use super::{Reason, ServiceError, audit};
use crate::{
    app::App,
    auth::{Admin, Member},
};

/// Looks at the nodes between two health checks, while somebody waits for their answers.
const HEALTH_LOOKS: u32 = 20;

/// All nodes in the order of the layout.
pub fn list(app: &App, _: &Member) -> Vec<NodeStatus> {
    app.cluster.nodes()
}

/// Stops a node's process: its data stays, its copies are out of reach.
pub async fn stop(app: &App, admin: &Admin, name: &str) -> Result<NodeStatus, ServiceError> {
    let name = find(app, name)?.spec.name;
    app.cluster.stop_node(&name).await.map_err(refused)?;
    audit::record_deed(app, admin, "node.stop", &name).await?;
    find(app, name.as_str())
}

/// Starts a stopped node: it reads its disk and serves again.
pub async fn start(app: &App, admin: &Admin, name: &str) -> Result<NodeStatus, ServiceError> {
    let name = find(app, name)?.spec.name;
    app.cluster.start_node(&name).await.map_err(refused)?;
    audit::record_deed(app, admin, "node.start", &name).await?;
    find(app, name.as_str())
}

pub(super) fn find(app: &App, name: &str) -> Result<NodeStatus, ServiceError> {
    let found = app.cluster.nodes().into_iter().find(|node| node.spec.name.as_str() == name);
    found.ok_or_else(|| ServiceError::NotFound("There is no such node.".to_owned()))
}

/// Has every copy of every chunk read and verified from now on.
pub async fn scrub_now(app: &App, admin: &Admin) -> Result<(), ServiceError> {
    app.cluster.scrub_now();
    audit::record_deed(app, admin, "cluster.scrub", "cluster").await
}

/// All nodes after the next broadcast health check, and whether each was heard of since now. A node that does not
/// answer is waited for no longer than two checks take.
pub async fn after_health_check(app: &App, _: &Member) -> Vec<(NodeStatus, bool)> {
    let asked = app.cluster.now();
    let every = app.cluster.tuning().heartbeat_every;
    let all_heard = async {
        while app.cluster.nodes().iter().any(|node| node.heard <= asked) {
            sleep(every / HEALTH_LOOKS).await;
        }
    };
    // Whoever is not heard of by then is told as silent.
    timeout(every * 2, all_heard).await.ok();
    app.cluster
        .nodes()
        .into_iter()
        .map(|node| {
            let heard = node.heard > asked;
            (node, heard)
        })
        .collect()
}

/// A node's disk that cannot be used is the operator's to mend, and the sentence says how.
pub(super) fn refused(error: StartError) -> ServiceError {
    ServiceError::Precondition { reason: Reason::NodeUnusable, message: error.to_string() }
}
