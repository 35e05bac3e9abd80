//! Thins out older versions of files, hour by hour: no rule of it is finer than an hour.
use std::time::Duration;

use crate::{app::Shared, service::versions};

const PAUSE: Duration = Duration::from_secs(60 * 60);

pub(super) async fn run(app: Shared) {
    super::every(&app, "versions", PAUSE, |app| async move { versions::thin(&app).await.map(|_| ()) }).await;
}
