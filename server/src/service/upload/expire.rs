//! Ends uploads that nobody will end: their quota returns (INV-C4).
use domain::id::{AccountId, UploadId};

use super::create::give_back;
use crate::{
    app::App,
    db,
    service::{ServiceError, audit},
};

const ACTOR: &str = "job:uploads";

/// Aborts uploads whose 24 hours are over, and forgets completed ones as old. Answers how many were aborted.
pub async fn expire(app: &App) -> Result<usize, ServiceError> {
    let now = app.clock.now();
    let expired = db::upload::list_expired(app.db.read(), now).await?;
    let tx = app.db.write().await?;
    db::upload::forget_completed(&tx, now).await?;
    tx.commit().await?;
    app.uploads.forget_expired(now);
    end_all(app, "upload.expire", expired).await
}

/// Aborts streams that the last run of the server left behind: their connections are gone. Only at the start, before
/// the first request. What fails here the sweep makes good within 24 hours.
pub async fn abort_streams(app: &App) {
    let ended = match db::upload::list_streams(app.db.read()).await {
        Ok(streams) => end_all(app, "upload.abort", streams).await,
        Err(error) => Err(error.into()),
    };
    match ended {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "{count} interrupted streams gave their quota back"),
        Err(error) => tracing::error!(?error, "interrupted streams could not give their quota back"),
    }
}

/// One transaction each: a failing one does not keep the others' quota.
async fn end_all(
    app: &App,
    action: &'static str,
    uploads: Vec<(AccountId, UploadId)>,
) -> Result<usize, ServiceError> {
    let now = app.clock.now();
    let mut ended = 0;
    for (account, id) in uploads {
        let tx = app.db.write().await?;
        if give_back(&tx, account, id, now).await?.is_some() {
            audit::record(&tx, ACTOR, action, id, audit::Outcome::Success, now);
            tx.commit().await?;
            ended += 1;
        }
        app.uploads.forget(id);
    }
    Ok(ended)
}
