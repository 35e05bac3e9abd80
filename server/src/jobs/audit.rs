//! Signs the head of the audit trail every five minutes or thousand rows, whichever comes first (SEC-64). The last one
//! is signed when the server stops, by [`Running`](crate::running::Running), after everything else.
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::{
    app::{App, Shared},
    service::{ServiceError, audit_log},
};

const LOOKS: Duration = Duration::from_secs(5);
const SIGNED_EVERY: Duration = Duration::from_secs(5 * 60);
const ROWS_MAX: i64 = 1_000;

pub(super) async fn run(app: Shared) {
    tell_of_a_roll_back(&app).await;
    let mut signed_at = Instant::now();
    loop {
        match sign_if_due(&app, signed_at.elapsed() >= SIGNED_EVERY).await {
            Ok(true) => signed_at = Instant::now(),
            Ok(false) => {}
            Err(error) => tracing::error!(job = "audit", ?error, "the audit trail could not be signed"),
        }
        tokio::select! {
            () = app.stopping.cancelled() => return,
            () = sleep(LOOKS) => {}
        }
    }
}

/// Signs when it is time, or when many rows wait; answers whether the time begins anew.
pub async fn sign_if_due(app: &App, is_time: bool) -> Result<bool, ServiceError> {
    let due = is_time || audit_log::unsigned(app).await? >= ROWS_MAX;
    if due {
        audit_log::sign(app).await?;
    }
    Ok(due)
}

async fn tell_of_a_roll_back(app: &App) {
    if matches!(audit_log::unsigned(app).await, Ok(..0)) {
        tracing::error!(
            job = "audit",
            "the audit trail is shorter than its checkpoints: an old copy of the database was put back, or rows were \
             removed; `skyshard audit verify` says more"
        );
    }
}
