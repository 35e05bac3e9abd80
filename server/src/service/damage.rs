//! Versions of which a part is lost on all nodes: marked, with a row in the audit trail, and never hidden (INV-D4). The
//! rest of such a file can be read, and a copy that comes back heals it.
use cluster::chunk::ChunkId;
use domain::id::VersionId;

use super::{
    ServiceError,
    audit::{self, Outcome},
};
use crate::{app::App, db};

const ACTOR: &str = "job:damage";

/// Marks all versions that refer to a lost chunk; answers those that were not marked before.
pub async fn chunk_lost(app: &App, id: ChunkId) -> Result<Vec<VersionId>, ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    let versions = db::file_chunk::mark_damaged(&tx, &id.to_string(), now).await?;
    for version in &versions {
        tracing::error!(%version, chunk = %id, "version {version} is damaged: no node has a good copy of chunk {id}");
        audit::record(&tx, ACTOR, "version.damaged", version, Outcome::Success, now);
    }
    tx.commit().await?;
    Ok(versions)
}

/// A chunk of this version was found lost: marks the version, if it is not yet.
pub async fn version_lost(app: &App, version: VersionId) -> Result<(), ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    if db::file_chunk::mark_version_damaged(&tx, version, now).await? {
        tracing::error!(%version, "version {version} is damaged: no node has a good copy of one of its chunks");
        audit::record(&tx, ACTOR, "version.damaged", version, Outcome::Success, now);
        tx.commit().await?;
    }
    Ok(())
}

/// Every chunk of this version was read and is good: takes a mark back.
pub async fn found_whole(app: &App, version: VersionId) -> Result<(), ServiceError> {
    let tx = app.db.write().await?;
    if db::file_chunk::mark_whole(&tx, version).await? {
        tracing::info!(%version, "version {version} is whole again");
        audit::record(&tx, ACTOR, "version.whole", version, Outcome::Success, app.clock.now());
        tx.commit().await?;
    }
    Ok(())
}
