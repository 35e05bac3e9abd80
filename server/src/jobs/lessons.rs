//! Gives overdue places back and reminds of lessons.
use std::time::Duration;

use crate::{app::Shared, service::skillshare::reminders};

/// Whoever waits for a place that was held sees it this much later at most.
const PAUSE: Duration = Duration::from_secs(5);

pub(super) async fn run(app: Shared) {
    super::every(&app, "lessons", PAUSE, |app| async move { reminders::round(&app).await.map(drop) }).await;
}
