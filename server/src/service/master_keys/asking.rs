//! Asking for files to be encrypted again, and for that to stop, beside a server that may run: its job does what the
//! database says.
use domain::time::Timestamp;

use super::folder::{ACTOR, RotateError, beside, expect_taken_up, to_read};
use crate::{
    db::{self, ConnectionTrait, Db, DbErr},
    keyring::{self, Ring},
    service::audit::{self, Outcome},
    settings::Settings,
};

/// What waits to be encrypted again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// Whose file keys were made under an older master key than this one.
    pub below: u32,
    /// Versions of files.
    pub versions: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// What is left of what was asked for; none when nothing is.
pub async fn files_left(settings: &Settings) -> Result<Option<Left>, RotateError> {
    let db = to_read(settings).await?;
    let left = match db::reencryption::asked(db.read()).await? {
        Some(below) => Some(count(db.read(), below).await?),
        None => None,
    };
    db.close().await?;
    Ok(left)
}

/// Asks for every file whose key an older master key than the newest opened; answers what that is.
pub async fn reencrypt(settings: &Settings, now: Timestamp) -> Result<Left, RotateError> {
    let ring = keyring::read(&settings.data)?;
    let db = beside(settings).await?;
    let asked = ask(&db, &ring, now).await;
    db.close().await?;
    asked
}

/// Asks for it no longer; `false` when nobody did. What was encrypted again stays so.
pub async fn stop_reencrypting(settings: &Settings, now: Timestamp) -> Result<bool, RotateError> {
    let db = beside(settings).await?;
    let stopped = stop(&db, now).await;
    db.close().await?;
    stopped
}

async fn ask(db: &Db, ring: &Ring, now: Timestamp) -> Result<Left, RotateError> {
    let tx = db.write().await?;
    // A server that does not know the newest key would make keys that are not new enough.
    expect_taken_up(ring, &db::master_key::list(&tx).await?)?;
    let left = count(&tx, ring.newest().number).await?;
    if left.versions > 0 {
        db::reencryption::ask(&tx, left.below).await?;
        audit::record(&tx, ACTOR, "file_keys.replace", left.below, Outcome::Success, now);
    }
    tx.commit().await?;
    Ok(left)
}

async fn stop(db: &Db, now: Timestamp) -> Result<bool, RotateError> {
    let tx = db.write().await?;
    let stopped = db::reencryption::stop(&tx).await?;
    if stopped {
        audit::record(&tx, ACTOR, "file_keys.stop", "all", Outcome::Success, now);
    }
    tx.commit().await?;
    Ok(stopped)
}

async fn count(on: &impl ConnectionTrait, below: u32) -> Result<Left, DbErr> {
    let (versions, bytes) = db::reencryption::left(on, below).await?;
    Ok(Left { below, versions, bytes })
}
