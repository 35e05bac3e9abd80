//! The server's clock may not go back (SEC-17): codes of authenticators are refused until it has caught up with its
//! mark, and whoever runs the server is told once, in the log, in the audit trail and by the check "clock".
//!
//! The mark is the latest moment that the clock ever showed. Memory knows it to the call, the database to the minute
//! ([`watch`]), and so a restart does not hide a jump.
use std::time::Duration;

use domain::{clock::jumped_back, format, totp::Refusal};

use super::{
    Reason, ServiceError,
    audit::{self, Outcome},
};
use crate::{app::App, db};

/// How far the clock is behind its mark, beyond what is a correction.
pub async fn back(app: &App) -> Result<Option<Duration>, ServiceError> {
    let written = db::clock::mark(app.db.read()).await?;
    let now = app.clock.now();
    let mark = written.map_or(app.clock.mark(), |written| written.max(app.clock.mark()));
    Ok(jumped_back(mark, now))
}

/// No code of an authenticator is taken while the clock is behind its mark.
pub(super) async fn refuse_if_back(app: &App) -> Result<(), ServiceError> {
    match back(app).await? {
        None => Ok(()),
        Some(_) => Err(ServiceError::Unauthenticated {
            reason: Reason::InvalidOtp,
            message: Refusal::ClockBehind.to_string(),
        }),
    }
}

/// One look at the clock: raises the mark in the database, or begins the alarm, which ends with the jump.
pub async fn watch(app: &App) -> Result<(), ServiceError> {
    let back = back(app).await?;
    let now = app.clock.now();
    let tx = app.db.write().await?;
    db::clock::raise(&tx, app.clock.mark()).await?;
    let begins = match back {
        Some(_) => db::clock::begin_alarm(&tx, now).await?,
        None => false,
    };
    let ends = back.is_none() && db::clock::end_alarm(&tx).await?;
    if begins {
        audit::record(&tx, "job:clock", "clock.jump_back", "clock", Outcome::Refusal, now);
    }
    tx.commit().await?;
    if let Some(back) = back.filter(|_| begins) {
        tracing::warn!(
            back_seconds = back.as_secs(),
            "the clock jumped back by {}: what is stored is safe, codes of authenticator apps are refused until the clock \
             has caught up; set the machine's clock by NTP",
            format::duration(back)
        );
    }
    if ends {
        tracing::info!("the clock has caught up: codes of authenticator apps are taken again");
    }
    Ok(())
}
