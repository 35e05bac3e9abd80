//! Removes what has outlived its purpose. Everything here is harmless before it is swept: what is over is refused by
//! the statement that would use it, so the sweep only keeps the tables small and gives back what is held; a seat that is
//! free goes to whoever waits for one.
use std::time::Duration;

use domain::{limits::UNVERIFIED_ACCOUNT_LIFE, throttle::WRONG_PASSWORDS_LIFE};

use crate::{
    app::{App, Shared},
    db,
    mail::outbox,
    service::{ServiceError, seats, throttle, trash, upload},
};

const PAUSE: Duration = Duration::from_secs(5 * 60);
/// Challenges are counted for an hour (SEC-14) and shown as expired or used for a while longer.
const CHALLENGES_KEPT: Duration = Duration::from_secs(24 * 60 * 60);
/// Sessions that are over stay a week for whoever asks what happened.
const SESSIONS_KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Nobody repeats a booking after a day and means the same one.
const KEYS_KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// Shares that are over.
const SHARES_KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

pub(super) async fn run(app: Shared) {
    super::every(&app, "sweep", PAUSE, |app| async move { sweep(&app).await }).await;
}

/// One round.
pub async fn sweep(app: &App) -> Result<(), ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    let swept = Swept {
        // Nobody proved the address, and its name is free again (K8).
        accounts: db::account::remove_unverified(&tx, now.minus(UNVERIFIED_ACCOUNT_LIFE)).await?,
        challenges: db::challenge::remove_begun_before(&tx, now.minus(CHALLENGES_KEPT)).await?,
        links: db::recovery_link::remove_expired(&tx, now).await?,
        tickets: db::ticket::remove_expired_before(&tx, now).await?
            + db::link::remove_expired_tickets(&tx, now).await?,
        sessions: db::session::remove_expired_before(&tx, now.minus(SESSIONS_KEPT)).await?,
        keys: db::idempotency::forget_before(&tx, now.minus(KEYS_KEPT)).await?,
        archives: db::personal_archive::remove_expired(&tx, now).await?,
        // Its owner still sees for a month what has ended.
        shares: db::share::forget_expired(&tx, now.minus(SHARES_KEPT)).await?,
        mails: db::mail::remove_written_before(&tx, now.minus(outbox::KEPT)).await?,
        failures: db::throttle::remove_forgotten(&tx, throttle::forgotten_before(now), now).await?
            + db::wrong_password::remove_forgotten(&tx, now.minus(WRONG_PASSWORDS_LIFE)).await?,
    };
    tx.commit().await?;
    swept.tell();
    app.sessions.drop_ended(now);
    upload::expire(app).await?;
    trash::purge_expired(app).await?;
    seats::serve_line(app).await?;
    Ok(())
}

struct Swept {
    accounts: u64,
    challenges: u64,
    links: u64,
    tickets: u64,
    sessions: u64,
    keys: u64,
    archives: u64,
    shares: u64,
    mails: u64,
    failures: u64,
}

impl Swept {
    fn tell(&self) {
        let Self { accounts, challenges, links, tickets, sessions, keys, archives, shares, mails, failures } =
            self;
        let removed = accounts + challenges + links + tickets + sessions + keys + archives + shares + mails;
        if removed + failures > 0 {
            tracing::info!(
                accounts,
                challenges,
                links,
                tickets,
                sessions,
                keys,
                archives,
                shares,
                mails,
                failures,
                "swept what has outlived its purpose"
            );
        }
    }
}
