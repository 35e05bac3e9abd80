//! The key by which contents of one account are compared (K34): made when they first are, and kept under the master key.
//!
//! A digest under it says that two chunks of an account are the same bytes. It says nothing across accounts, and nothing to
//! whoever has the database alone.
use std::{fmt, sync::Arc};

use cluster::crypto::wrap::{Purpose, unwrap, wrap};
use domain::id::AccountId;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::ServiceError;
use crate::{app::App, clock::random, db, keyring::Keys};

/// The key of an account.
#[derive(Zeroize, ZeroizeOnDrop)]
struct Secret([u8; 32]);

/// The key of an account. Clones share it.
#[derive(Clone)]
pub struct ContentKey(Arc<Secret>);

impl ContentKey {
    /// What tells these bytes from all others of the account: BLAKE3 with a key.
    pub fn digest(&self, plain: &[u8]) -> [u8; 32] {
        blake3::keyed_hash(&self.0.0, plain).into()
    }

    fn sealed(&self, master: &Keys, account: AccountId) -> Vec<u8> {
        let (id, secret) = (account.as_bytes(), &self.0.0);
        wrap(master.master.expose(), random(), Purpose::ContentKey, id, id, master.number, secret)
    }

    fn unsealed(master: &Keys, account: AccountId, sealed: &[u8]) -> Option<Self> {
        let id = account.as_bytes();
        let secret =
            unwrap(master.master.expose(), Purpose::ContentKey, id, id, master.number, sealed).ok()?;
        Some(Self(Arc::new(Secret(secret.as_slice().try_into().ok()?))))
    }
}

impl fmt::Debug for ContentKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ContentKey")
    }
}

/// The key of an account, which is made now if it has none.
pub async fn of(app: &App, account: AccountId) -> Result<ContentKey, ServiceError> {
    if let Some(row) = db::content_key::find(app.db.read(), account).await? {
        return open(app, account, row);
    }
    let tx = app.db.write().await?;
    let (ring, fresh) = (app.keyring.ring(), ContentKey(Arc::new(Secret(random()))));
    let master = ring.newest();
    db::content_key::insert(&tx, account, (fresh.sealed(master, account), master.number)).await?;
    // Ours, or that of whoever was first.
    let row = db::content_key::find(&tx, account).await?;
    tx.commit().await?;
    open(app, account, row.ok_or_else(|| broken(account))?)
}

fn open(
    app: &App,
    account: AccountId,
    (sealed, number): db::content_key::Row,
) -> Result<ContentKey, ServiceError> {
    let ring = app.keyring.ring();
    let opened = ring.key(number).and_then(|master| ContentKey::unsealed(master, account, &sealed));
    opened.ok_or_else(|| broken(account))
}

/// Puts an account's key under another master key; `None` when it does not open.
pub(super) fn sealed_anew(from: &Keys, to: &Keys, account: AccountId, sealed: &[u8]) -> Option<Vec<u8>> {
    Some(ContentKey::unsealed(from, account, sealed)?.sealed(to, account))
}

fn broken(account: AccountId) -> ServiceError {
    ServiceError::Internal(anyhow::anyhow!("the content key of account {account} does not open"))
}
