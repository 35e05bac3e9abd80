//! Encrypts files again under new keys, where `skyshard keys reencrypt` asked for it (SEC-61).
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::{
    app::Shared,
    service::master_keys::contents::{self, Again},
};

/// Between two looks whether it is asked for.
const LOOKS: Duration = Duration::from_secs(5);
/// After a round that failed or left something: nodes come back, and old chunks give room back after their grace.
const AGAIN: Duration = Duration::from_secs(10 * 60);

pub(super) async fn run(app: Shared) {
    let mut due = Instant::now();
    loop {
        if Instant::now() >= due {
            let pause = if round(&app).await { LOOKS } else { AGAIN };
            due = Instant::now() + pause;
        }
        tokio::select! {
            () = app.stopping.cancelled() => return,
            () = sleep(LOOKS) => {}
        }
    }
}

/// Whether the next one may come at once: nothing was left over, or there was something to do.
async fn round(app: &Shared) -> bool {
    match contents::again(app).await {
        Ok(Again { versions, unreadable, is_unfinished }) => {
            if versions + unreadable > 0 {
                tracing::info!(
                    versions,
                    damaged = unreadable,
                    "encrypted {versions} versions of files again"
                );
            }
            versions > 0 || !is_unfinished
        }
        Err(error) => {
            tracing::error!(job = "reencryption", ?error, "encrypting files again failed; it goes on later");
            false
        }
    }
}
