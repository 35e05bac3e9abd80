//! Changes of the layout: staged, looked at, applied or dropped by admins, each with a row in the audit trail.
use cluster::{
    layout::{Change, Layout},
    live::{LayoutChangeError, Staged, StartError},
};

use super::{Reason, ServiceError, audit};
use crate::{
    app::App,
    auth::{Admin, Member},
};

/// The layout in force.
pub fn in_force(app: &App, _: &Member) -> Layout {
    app.cluster.layout()
}

/// Adds a change to the staged layout.
pub async fn stage(app: &App, admin: &Admin, change: Change) -> Result<Staged, ServiceError> {
    let staged = app.cluster.stage(&change).await.map_err(refused)?;
    if let Err(error) = prove(app, &staged.layout) {
        // What would break a promise is not kept waiting either.
        app.cluster.revert().await;
        return Err(error);
    }
    audit::record_deed(app, admin, "layout.stage", format!("layout {}", staged.layout.version())).await?;
    Ok(staged)
}

/// What is staged, as it would be now.
pub async fn staged(app: &App, _: &Admin) -> Option<Staged> {
    app.cluster.staged().await
}

/// Puts the staged layout into force, if it is still this version.
pub async fn apply(app: &App, admin: &Admin, version: u64) -> Result<Layout, ServiceError> {
    let layout = app.cluster.apply(version).await.map_err(refused)?;
    audit::record_deed(app, admin, "layout.apply", format!("layout {version}")).await?;
    Ok(layout)
}

/// Drops what is staged; answers whether there was anything.
pub async fn revert(app: &App, admin: &Admin) -> Result<bool, ServiceError> {
    let reverted = app.cluster.revert().await;
    if reverted {
        let version = app.cluster.layout().version();
        audit::record_deed(app, admin, "layout.revert", format!("layout {version}")).await?;
    }
    Ok(reverted)
}

/// The nodes that would keep chunks must hold what the pool promises (K6).
fn prove(app: &App, layout: &Layout) -> Result<(), ServiceError> {
    app.settings.prove_pool_on(layout).map_err(|error| ServiceError::Precondition {
        reason: Reason::LayoutRefused,
        message: format!("Nothing has changed, and nothing is staged: {error}."),
    })
}

fn refused(error: LayoutChangeError) -> ServiceError {
    match error {
        LayoutChangeError::Start(StartError::UnknownNode(name)) => {
            ServiceError::NotFound(format!("There is no node called {name}."))
        }
        LayoutChangeError::Start(error) => {
            ServiceError::Precondition { reason: Reason::NodeUnusable, message: error.to_string() }
        }
        error => ServiceError::Precondition {
            reason: Reason::LayoutRefused,
            message: format!("Nothing has changed: {error}."),
        },
    }
}
