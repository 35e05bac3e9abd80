//! Erases accounts whose time has come.
use std::time::Duration;

use crate::{app::Shared, service::privacy::erase};

/// Nobody waits for it: an account may last this much longer.
const PAUSE: Duration = Duration::from_secs(60);

pub(super) async fn run(app: Shared) {
    super::every(&app, "erasure", PAUSE, |app| async move { erase::round(&app).await.map(drop) }).await;
}
