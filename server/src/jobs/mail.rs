//! Lets mail leave: at once when something was posted, and every few seconds for what failed before.
use std::time::Duration;

use tokio::time::timeout;

use crate::{
    app::{App, Shared},
    mail::delivery,
    service::{
        ServiceError,
        audit::{self, Outcome},
    },
};

const PAUSE: Duration = Duration::from_secs(5);

pub(super) async fn run(app: Shared) {
    if let Err(error) = note_test_mode(&app).await {
        tracing::error!(job = "mail", ?error, "test mode could not be noted in the audit trail");
    }
    while !app.stopping.is_cancelled() {
        match delivery::deliver_due(&app).await {
            // There may be more than one round takes.
            Ok(1..) => continue,
            Ok(0) => {}
            Err(error) => {
                tracing::error!(job = "mail", ?error, "a job failed; it comes back after its pause")
            }
        }
        tokio::select! {
            () = app.stopping.cancelled() => {}
            _ = timeout(PAUSE, app.mailer.posted()) => {}
        }
    }
}

/// That codes were shown instead of sent is part of the record (SEC-69).
async fn note_test_mode(app: &App) -> Result<(), ServiceError> {
    if !app.mailer.test_mode() {
        return Ok(());
    }
    let tx = app.db.write().await?;
    audit::record(&tx, "job:mail", "mail.test_mode", "server", Outcome::Success, app.clock.now());
    Ok(tx.commit().await?)
}
