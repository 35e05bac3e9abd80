//! Writes down how far the clock got, once a minute, and tells when it went back (SEC-17).
use std::time::Duration;

use crate::{app::Shared, service::clock};

const PAUSE: Duration = Duration::from_secs(60);

pub(super) async fn run(app: Shared) {
    super::every(&app, "clock", PAUSE, |app| async move { clock::watch(&app).await }).await;
    // Once more, so that the mark is that of the last minute too.
    if let Err(error) = clock::watch(&app).await {
        tracing::error!(job = "clock", ?error, "the last round failed");
    }
}
