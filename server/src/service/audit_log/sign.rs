//! Signing the newest row and keeping the signature in a second place.
use std::{fs, io, time::Duration};

use tokio::task::spawn_blocking;

use super::checkpoints;
use crate::{app::App, db, service::ServiceError};

/// How many rows no checkpoint vouches for yet; below zero, the database is older than its checkpoints.
pub async fn unsigned(app: &App) -> Result<i64, ServiceError> {
    Ok(db::audit::head(app.db.read()).await?.sequence - signed(app).await?)
}

/// Appends a checkpoint of the newest row to the file of checkpoints, when the last one there vouches for less.
pub async fn sign(app: &App) -> Result<(), ServiceError> {
    let head = db::audit::head(app.db.read()).await?;
    if head.sequence <= signed(app).await? {
        return Ok(());
    }
    let (path, note) = (app.settings.audit_checkpoints(), app.keyring.ring().signer.sign(head));
    on_disk(move || checkpoints::append(&path, &note)).await
}

/// How long ago the file of checkpoints was written last, by this machine's clock; none while there is no file.
pub async fn signed_since(app: &App) -> Result<Option<Duration>, ServiceError> {
    let path = app.settings.audit_checkpoints();
    let written = on_disk(move || match fs::metadata(&path) {
        Ok(file) => file.modified().map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    })
    .await?;
    Ok(written.map(|at| at.elapsed().unwrap_or_default()))
}

/// The number of the row that the last checkpoint vouches for.
async fn signed(app: &App) -> Result<i64, ServiceError> {
    let path = app.settings.audit_checkpoints();
    let last = on_disk(move || checkpoints::last(&path)).await?;
    Ok(last
        .and_then(|note| app.keyring.ring().signer.read(&note))
        .map_or(0, |checkpoint| checkpoint.head.sequence))
}

async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, ServiceError> {
    let done = spawn_blocking(work).await.map_err(|error| ServiceError::Internal(error.into()))?;
    done.map_err(|error| ServiceError::Internal(error.into()))
}
