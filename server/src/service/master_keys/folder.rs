//! The keys of a data folder, seen and changed by whoever may read its key file. A server may run on it meanwhile: it
//! looks at the file again every few seconds.
use domain::time::Timestamp;

use super::agree::{name, sealed_under};
use crate::{
    db::{self, ConnectError, Db, DbErr, sealed::Kind},
    keyring::{self, KeyringError, Ring, Turn},
    service::audit::{self, Outcome},
    settings::Settings,
};

/// Who changes keys from the terminal.
pub(super) const ACTOR: &str = "terminal";

/// A key, and what it opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLine {
    /// Its number.
    pub number: u32,
    /// Its id.
    pub id: String,
    /// When a server first saw it; none before.
    pub since: Option<Timestamp>,
    /// Storage keys of accounts that it wraps.
    pub account_keys: u64,
    /// Seeds of authenticators that it seals.
    pub authenticators: u64,
    /// Mails of the last day that it seals.
    pub mails: u64,
}

/// Why keys are not changed; each is a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    /// No database, or one of another version.
    #[error(transparent)]
    Database(#[from] ConnectError),
    /// A statement failed.
    #[error("the database does not answer: {0}")]
    Statement(#[from] DbErr),
    /// The key file cannot be used.
    #[error(transparent)]
    File(#[from] KeyringError),
    /// Not a key that can go.
    #[error("the master key {0} is not in the key file: `skyshard keys` lists those that are")]
    Unknown(u32),
    /// The newest one.
    #[error(
        "the master key {0} is the newest: it is what everything is put under; `skyshard keys rotate` makes the next"
    )]
    Newest(u32),
    /// Keys go in their order.
    #[error("the master key {0} is not the oldest: retire {1} first")]
    NotOldest(u32, u32),
    /// The server has not seen the newest key.
    #[error(
        "the server has not taken the master key {0} up yet: wait some seconds, or start it; nothing was changed"
    )]
    NotTakenUp(u32),
    /// Rows name it.
    #[error(
        "the master key {number} still opens {sealed} of the database's sealed things: the running server puts them under \
         the newest key, and says in its log when one cannot be; nothing was changed"
    )]
    InUse {
        /// The key.
        number: u32,
        /// How many things.
        sealed: u64,
    },
}

/// The database of a folder, to read alone.
pub(super) async fn to_read(settings: &Settings) -> Result<Db, ConnectError> {
    match &settings.database {
        Some(url) => Db::connect_to_read(url).await,
        None => Db::in_folder_to_read(&settings.data).await,
    }
}

/// The same to write to, beside a server that may run.
pub(super) async fn beside(settings: &Settings) -> Result<Db, ConnectError> {
    match &settings.database {
        Some(url) => Db::connect_beside(url).await,
        None => Db::in_folder_beside(&settings.data).await,
    }
}

/// The keys of a folder, the newest first, and what each still opens.
pub async fn keys_of(settings: &Settings) -> Result<Vec<KeyLine>, RotateError> {
    let ring = keyring::read(&settings.data)?;
    let db = to_read(settings).await?;
    let known = db::master_key::list(db.read()).await?;
    let mut lines = Vec::new();
    for keys in ring.keys() {
        let count = async |kind| db::sealed::count_under(db.read(), kind, keys.number).await;
        let row = known.iter().find(|row| row.number == keys.number);
        lines.push(KeyLine {
            number: keys.number,
            id: keys.id.clone(),
            since: row.and_then(|row| row.since),
            account_keys: count(Kind::AccountKey).await? + count(Kind::ContentKey).await?,
            authenticators: count(Kind::Authenticator).await?,
            mails: count(Kind::Mail).await?,
        });
    }
    db.close().await?;
    Ok(lines)
}

/// Puts a new key in front of the others in the key file; answers its number and id.
pub fn rotate(settings: &Settings) -> Result<(u32, String), RotateError> {
    let turn = Turn::take(&settings.data)?;
    let ring = keyring::read(&settings.data)?.rotated();
    keyring::write(&turn, &ring)?;
    Ok((ring.newest().number, ring.newest().id.clone()))
}

/// Takes the oldest key out, if it opens nothing any more. The database forgets it first: from then on it refuses whatever
/// would name it, so that the secret can go.
pub async fn retire(settings: &Settings, number: u32, now: Timestamp) -> Result<(), RotateError> {
    let turn = Turn::take(&settings.data)?;
    let ring = keyring::read(&settings.data)?;
    let shorter = without(&ring, number)?;
    let db = beside(settings).await?;
    let forgotten = forget(&db, &ring, number, now).await;
    db.close().await?;
    forgotten?;
    Ok(keyring::write(&turn, &shorter)?)
}

fn without(ring: &Ring, number: u32) -> Result<Ring, RotateError> {
    let newest = ring.newest().number;
    let oldest = ring.keys().last().map_or(newest, |keys| keys.number);
    match number {
        _ if ring.key(number).is_none() => Err(RotateError::Unknown(number)),
        _ if number == newest => Err(RotateError::Newest(number)),
        _ if number != oldest => Err(RotateError::NotOldest(number, oldest)),
        _ => ring.without_oldest().ok_or(RotateError::Newest(number)),
    }
}

/// Refuses while the server may not know the newest key.
pub(super) fn expect_taken_up(ring: &Ring, known: &[db::master_key::Row]) -> Result<(), RotateError> {
    let newest = ring.newest();
    if known.iter().any(|row| row.number == newest.number && row.id.as_ref() == Some(&newest.id)) {
        return Ok(());
    }
    Err(RotateError::NotTakenUp(newest.number))
}

async fn forget(db: &Db, ring: &Ring, number: u32, now: Timestamp) -> Result<(), RotateError> {
    let tx = db.write().await?;
    let known = db::master_key::list(&tx).await?;
    expect_taken_up(ring, &known)?;
    // Not there is forgotten already: a retirement that was cut off before the file goes on here.
    let Some(row) = known.iter().find(|row| row.number == number) else { return Ok(()) };
    let sealed = sealed_under(&tx, number).await?;
    if sealed > 0 || !db::master_key::remove(&tx, number).await? {
        // Counted as nothing and yet refused: somebody was just about to name it.
        return Err(RotateError::InUse { number, sealed: sealed.max(1) });
    }
    let object = name(number, row.id.as_deref().unwrap_or("unknown"));
    audit::record(&tx, ACTOR, "master_key.retire", object, Outcome::Success, now);
    Ok(tx.commit().await?)
}
