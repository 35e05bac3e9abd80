//! Answers the cluster's questions about which chunks live. Without an answer nothing is given up, so every doubt is
//! silence: a statement that failed, a version whose chunks are not known.
use std::time::Duration;

use cluster::live::Question;
use tokio::time::sleep;

use crate::{
    app::{App, Shared},
    service::{ServiceError, garbage},
};

/// Between two tries to list what is not listed.
const PAUSE: Duration = Duration::from_secs(60);

pub(super) async fn run(app: Shared) {
    let Some(mut questions) = app.cluster.take_questions().await else {
        return tracing::error!(job = "garbage", "somebody else answers the cluster's questions");
    };
    tokio::select! {
        () = app.stopping.cancelled() => return,
        () = until_all_is_listed(&app) => {}
    }
    loop {
        let question = tokio::select! {
            () = app.stopping.cancelled() => return,
            question = questions.recv() => question,
        };
        let Some(question) = question else { return };
        if let Err(error) = answer(&app, question).await {
            tracing::error!(job = "garbage", ?error, "a question is not answered; the cluster asks again");
        }
    }
}

/// Answers one question.
pub async fn answer(app: &App, question: Question) -> Result<(), ServiceError> {
    let live = garbage::living(app, &question.ids).await?;
    app.cluster.answer(question.query, live);
    Ok(())
}

async fn until_all_is_listed(app: &App) {
    loop {
        match garbage::list_what_is_not(app).await {
            Ok(0) => return,
            Ok(versions) => tracing::error!(
                job = "garbage",
                versions,
                "{versions} versions have manifests that do not open: their chunks are not known, so no garbage is \
                 collected; purge these files, or restore the database from a backup"
            ),
            Err(error) => {
                tracing::error!(job = "garbage", ?error, "the chunks of versions could not be listed")
            }
        }
        sleep(PAUSE).await;
    }
}
