//! Listens for lost chunks and marks the versions that refer to them.
use cluster::live::News;
use tokio::sync::broadcast::error::RecvError;

use crate::{app::Shared, service::damage};

pub(super) async fn run(app: Shared) {
    let mut news = app.cluster.news();
    loop {
        let told = tokio::select! {
            () = app.stopping.cancelled() => return,
            told = news.recv() => told,
        };
        match told {
            Ok(News::ChunkLost(id)) => {
                if let Err(error) = damage::chunk_lost(&app, id).await {
                    tracing::error!(job = "damage", chunk = %id, ?error, "a damaged file could not be marked");
                }
            }
            Ok(_) => {}
            // A lost chunk is told of again whenever somebody reads it.
            Err(RecvError::Lagged(missed)) => {
                tracing::warn!(job = "damage", missed, "missed {missed} news of the cluster");
            }
            Err(RecvError::Closed) => return,
        }
    }
}
