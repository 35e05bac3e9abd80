//! Takes up the master key that an operator put into the key file, and puts everything under it (SEC-61).
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::{
    app::Shared,
    service::master_keys::{self, Anew},
};

const LOOKS: Duration = Duration::from_secs(5);
/// Whoever was about to write under the key before has long finished; and a round that failed is made up for.
const ROUNDS: Duration = Duration::from_secs(10 * 60);

pub(super) async fn run(app: Shared) {
    let mut told = String::new();
    let (mut due, mut last) = (true, Instant::now());
    loop {
        due |= look(&app, &mut told).await;
        if due || last.elapsed() >= ROUNDS {
            // Once more after a round that found something, until one finds nothing.
            due = round(&app).await;
            last = Instant::now();
        }
        tokio::select! {
            () = app.stopping.cancelled() => return,
            () = sleep(LOOKS) => {}
        }
    }
}

/// Whether other keys count. What is wrong with a file is told once.
async fn look(app: &Shared, told: &mut String) -> bool {
    match master_keys::look(app).await {
        Ok(Ok(changed)) => {
            told.clear();
            if changed {
                let ring = app.keyring.ring();
                let (number, keys) = (ring.newest().number, ring.keys().len());
                tracing::info!(
                    master_key = number,
                    keys,
                    "the key file was changed: master key {number} is the newest"
                );
            }
            return changed;
        }
        Ok(Err(error)) => {
            let sentence = error.to_string();
            if *told != sentence {
                tracing::error!(job = "keys", %error, "the key file cannot be used, and the keys before stay in use");
                *told = sentence;
            }
        }
        Err(error) => tracing::error!(job = "keys", ?error, "the key file could not be looked at"),
    }
    false
}

/// Whether there was something to do.
async fn round(app: &Shared) -> bool {
    match master_keys::anew(app).await {
        Ok(anew) => {
            let number = app.keyring.newest().number;
            let found = anew.done + anew.files + anew.accounts > 0;
            if found {
                let Anew { done, damaged, files, accounts } = anew;
                tracing::info!(
                    master_key = number,
                    done,
                    damaged,
                    keys = files,
                    accounts,
                    "put under master key {number}"
                );
            }
            found
        }
        Err(error) => {
            tracing::error!(
                job = "keys",
                ?error,
                "putting everything under the newest master key failed; it goes on"
            );
            false
        }
    }
}
