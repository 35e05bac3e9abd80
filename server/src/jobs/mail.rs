//! Lets mail leave: at once when something was posted, and every few seconds for what failed before.
use std::time::Duration;

use tokio::time::timeout;

use crate::{app::Shared, mail::delivery};

const PAUSE: Duration = Duration::from_secs(5);

pub(super) async fn run(app: Shared) {
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
