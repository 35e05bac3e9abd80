//! Writes down when sessions were last used, a minute behind: on every call it would cost more than the call.
use std::time::Duration;

use crate::{app::Shared, db, service::ServiceError};

const PAUSE: Duration = Duration::from_secs(60);

pub(super) async fn run(app: Shared) {
    super::every(&app, "use of sessions", PAUSE, write_down).await;
    // Once more, so that a restart does not make anybody idle.
    if let Err(error) = write_down(app).await {
        tracing::error!(job = "use of sessions", ?error, "the last round failed");
    }
}

/// One round.
pub async fn write_down(app: Shared) -> Result<(), ServiceError> {
    let used = app.sessions.used_since_last_asked();
    if used.is_empty() {
        return Ok(());
    }
    let tx = app.db.write().await?;
    for used in used {
        db::session::note_use(&tx, used.session, used.at).await?;
    }
    Ok(tx.commit().await?)
}
