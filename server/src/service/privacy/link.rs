//! Links to archives: random, kept as digests, for one account and one day.
use domain::{
    limits::{ARCHIVE_LINK_LIFE, ARCHIVE_PAUSE},
    time::Timestamp,
};

use crate::{
    app::App,
    auth::{Member, Secret},
    db,
    mail::{Letter, outbox},
    service::{
        ServiceError,
        audit::{self, Outcome},
    },
};

/// Where archives are, up to the key. The key stands in the query, which no log keeps.
const PATH: &str = "/api/privacy/archive?key=";

/// A link that was made.
pub struct Link {
    /// Its address on this server.
    pub path: String,
    /// Until when it works.
    pub expires_at: Timestamp,
}

/// Makes a link for the caller. It works only while somebody is signed in to the account.
pub async fn make(app: &App, member: &Member) -> Result<Link, ServiceError> {
    let (account, key, now) = (member.account(), Secret::fresh(), app.clock.now());
    let tx = app.db.write().await?;
    db::lock::address(&tx, &format!("archive {account}")).await?;
    if let Some(next_at) =
        db::personal_archive::newest(&tx, account).await?.map(next_at).filter(|at| *at > now)
    {
        return Err(too_soon(next_at, now));
    }
    let expires_at = now.plus(ARCHIVE_LINK_LIFE);
    db::personal_archive::insert(&tx, &key.digest(), account, now, expires_at).await?;
    audit::record(&tx, member, "archive.make", account, Outcome::Success, now);
    if let Some(owner) = db::account::find(&tx, account).await? {
        let letter = Letter::archive_made(&owner.username);
        outbox::post(app, &tx, &owner.email, &letter, now).await?;
    }
    tx.commit().await?;
    app.mailer.wake();
    Ok(Link { path: format!("{PATH}{}", key.as_str()), expires_at })
}

/// When another one can be made after one that was made then.
pub(super) fn next_at(newest: Timestamp) -> Timestamp {
    newest.plus(ARCHIVE_PAUSE)
}

fn too_soon(next_at: Timestamp, now: Timestamp) -> ServiceError {
    let wait = next_at.since(now);
    let message = format!(
        "An archive was made a short time ago. Use its link, or make another one in {}.",
        domain::format::duration(wait)
    );
    ServiceError::Throttled { message, wait }
}
