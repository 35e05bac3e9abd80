//! The envelope: master key → account key → file key (SEC-56). Keys are stored wrapped and unwrapped for one use.
//!
//! An account's key is made with its first upload. It counts what it wraps, because the nonces are random: after 2^30
//! wraps the next upload makes the account a new key, and the old one stays readable (SEC-60). The same happens at its
//! first upload under a new master key: whoever had the old one and a copy of the database reads nothing that is
//! stored from then on, whatever is wrapped anew (SEC-61). The keys of files that are there follow, and then the older
//! key goes (`master_keys::file_keys`). A file key itself is replaced where that is asked for, and the file encrypted again
//! (`master_keys::contents`).
use std::{
    collections::{BTreeMap, btree_map::Entry},
    fmt::Display,
};

use cluster::crypto::{
    FileKey, SealBroken, UserKey,
    wrap::{Purpose, unwrap, wrap},
};
use domain::{
    id::{AccountId, VersionId},
    time::Timestamp,
};

use super::ServiceError;
use crate::{
    clock::random,
    db::{self, ConnectionTrait, Transaction},
    keyring::{Keyring, Keys, Ring},
};

/// What one account key may wrap: a quarter of the 2^32 that random 96-bit nonces allow.
const WRAPS_MAX: u64 = 1 << 30;

/// A file key that was never used before.
pub struct FreshKey {
    /// The key.
    pub key: FileKey,
    /// The same, to be stored.
    pub wrapped: WrappedKey,
}

/// A file key under the account's key.
pub struct WrappedKey {
    /// What is stored.
    pub bytes: Vec<u8>,
    /// Which of the account's keys.
    pub key_version: u32,
    /// The number of the newest master key when that key was made.
    pub made_under: u32,
}

/// Makes the key of a new version.
pub async fn fresh_file_key(
    tx: &Transaction,
    keyring: &Keyring,
    account: AccountId,
    version: VersionId,
    now: Timestamp,
) -> Result<FreshKey, ServiceError> {
    let key = FileKey::from_bytes(random());
    let wrapped = wrap_file_key(tx, keyring, account, version, &key, now).await?;
    Ok(FreshKey { key, wrapped })
}

/// Puts a version's key under the account's newest key.
pub async fn wrap_file_key(
    tx: &Transaction,
    keyring: &Keyring,
    account: AccountId,
    version: VersionId,
    key: &FileKey,
    now: Timestamp,
) -> Result<WrappedKey, ServiceError> {
    let Wrapping { key: account_key, version: key_version, made_under } =
        key_to_wrap_with(tx, keyring, account, now).await?;
    let (owner, object) = (account.as_bytes(), version.as_bytes());
    let bytes =
        wrap(account_key.expose(), random(), Purpose::FileKey, owner, object, key_version, key.expose());
    Ok(WrappedKey { bytes, key_version, made_under })
}

/// An account's keys, each unwrapped once: a page of a list opens many files with one or two of them.
pub struct AccountKeys {
    account: AccountId,
    opened: BTreeMap<u32, UserKey>,
}

impl AccountKeys {
    /// The keys of an account, none opened yet.
    pub fn new(account: AccountId) -> Self {
        Self { account, opened: BTreeMap::new() }
    }

    /// Whose they are.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// The key of a version, which `wrapped` holds under the account's key `key_version`.
    pub async fn file_key(
        &mut self,
        on: &impl ConnectionTrait,
        keyring: &Keyring,
        version: VersionId,
        (wrapped, key_version): (&[u8], u32),
    ) -> Result<FileKey, ServiceError> {
        let place = (self.account, version);
        let (mut wrapped, mut key_version) = (wrapped.to_vec(), key_version);
        loop {
            if let Some(account_key) = self.account_key(on, keyring, key_version).await? {
                return unwrap_file_key(account_key, place, (&wrapped, key_version));
            }
            // Since the row was read, its key was put under a newer one, and the older is gone.
            let row = db::file_key::find(on, version).await?.filter(|row| row.key_version > key_version);
            let row = row.ok_or_else(|| {
                broken(format_args!("key {key_version} of account {} is missing", self.account))
            })?;
            (wrapped, key_version) = (row.wrapped, row.key_version);
        }
    }

    /// One of the account's keys, if it is there.
    async fn account_key(
        &mut self,
        on: &impl ConnectionTrait,
        keyring: &Keyring,
        key_version: u32,
    ) -> Result<Option<&UserKey>, ServiceError> {
        match self.opened.entry(key_version) {
            Entry::Occupied(opened) => Ok(Some(opened.into_mut())),
            Entry::Vacant(place) => match db::account_key::find(on, self.account, key_version).await? {
                Some(row) => Ok(Some(place.insert(open_account_key(&keyring.ring(), self.account, &row)?))),
                None => Ok(None),
            },
        }
    }
}

fn unwrap_file_key(
    account_key: &UserKey,
    (account, version): (AccountId, VersionId),
    (wrapped, key_version): (&[u8], u32),
) -> Result<FileKey, ServiceError> {
    let (owner, object) = (account.as_bytes(), version.as_bytes());
    let secret = unwrap(account_key.expose(), Purpose::FileKey, owner, object, key_version, wrapped);
    let bytes = secret.ok().and_then(|secret| <[u8; 32]>::try_from(secret.as_slice()).ok());
    bytes.map(FileKey::from_bytes).ok_or_else(|| {
        tracing::error!(%version, "the key of version {version} does not unwrap");
        ServiceError::DataLoss("The key of this file is damaged.".to_owned())
    })
}

/// Makes the account its next key, if its newest was made under an older master key.
pub(super) async fn ensure_fresh(
    tx: &Transaction,
    keyring: &Keyring,
    account: AccountId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    key_to_wrap_with(tx, keyring, account, now).await.map(drop)
}

/// The key of an account that wraps now.
struct Wrapping {
    key: UserKey,
    version: u32,
    made_under: u32,
}

/// The account's newest key with one more wrap counted, or its next key.
async fn key_to_wrap_with(
    tx: &Transaction,
    keyring: &Keyring,
    account: AccountId,
    now: Timestamp,
) -> Result<Wrapping, ServiceError> {
    let ring = keyring.ring();
    let master = ring.newest();
    loop {
        let newest = db::account_key::newest(tx, account).await?;
        if let Some(row) = &newest
            && row.made_under >= master.number
            && db::account_key::count_wrap(tx, account, row.version, WRAPS_MAX).await?
        {
            // The ring of now: the row may have been wrapped anew since ours was taken.
            let key = open_account_key(&keyring.ring(), account, row)?;
            return Ok(Wrapping { key, version: row.version, made_under: row.made_under });
        }
        let version = newest.map_or(1, |row| row.version + 1);
        let fresh = UserKey::from_bytes(random());
        let row = db::account_key::Row {
            version,
            wrapped: wrap_account_key(master, account, fresh.expose()),
            master_key: master.number,
            made_under: master.number,
        };
        // Whether it is ours or another transaction made this version first: the next round finds and counts it.
        db::account_key::insert(tx, account, &row, now).await?;
    }
}

fn wrap_account_key(master: &Keys, account: AccountId, key: &[u8; 32]) -> Vec<u8> {
    let id = account.as_bytes();
    wrap(master.master.expose(), random(), Purpose::UserKey, id, id, master.number, key)
}

fn open_account_key(
    ring: &Ring,
    account: AccountId,
    row: &db::account_key::Row,
) -> Result<UserKey, ServiceError> {
    let master = ring.key(row.master_key).ok_or_else(|| {
        broken(format_args!("the key of account {account} names master key {}", row.master_key))
    })?;
    unwrap_account_key(master, account, &row.wrapped)
        .map_err(|error| broken(format_args!("the key of account {account}: {error}")))
}

fn unwrap_account_key(master: &Keys, account: AccountId, wrapped: &[u8]) -> Result<UserKey, SealBroken> {
    let id = account.as_bytes();
    let secret = unwrap(master.master.expose(), Purpose::UserKey, id, id, master.number, wrapped)?;
    <[u8; 32]>::try_from(secret.as_slice()).map(UserKey::from_bytes).map_err(|_| SealBroken)
}

/// Puts an account's key under another master key; `None` when it does not open.
pub(super) fn wrapped_anew(from: &Keys, to: &Keys, account: AccountId, wrapped: &[u8]) -> Option<Vec<u8>> {
    let key = unwrap_account_key(from, account, wrapped).ok()?;
    Some(wrap_account_key(to, account, key.expose()))
}

fn broken(what: impl Display) -> ServiceError {
    ServiceError::Internal(anyhow::anyhow!("cannot unwrap: {what}"))
}
