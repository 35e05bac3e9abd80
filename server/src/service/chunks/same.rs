//! Finds chunks that an account has already (K34), so that the same bytes are stored once.
//!
//! ```text
//! digest under the account's key ─→ a version that has it? ─→ pinned ─→ still there? ─→ its place and key
//!                                        └─ no ─→ stored           └─ no ─→ stored
//! ```
//!
//! The pin comes before the version is read: what it refers to then is pinned before anybody can ask whether it lives,
//! whatever becomes of that version (INV-D7). Nothing is shared with what an older master key opens (SEC-61), with what was
//! found damaged, or by anybody but the owner: whoever sends files to somebody else must not learn by the time of an answer
//! what that one has.
use std::sync::Arc;

use cluster::{
    chunk::ChunkId,
    layout::NodeName,
    manifest::{ChunkEntry, LentKey},
    status::Stored,
};
use domain::{
    hex,
    id::{AccountId, VersionId},
};

use super::{Chunk, Fresh, store};
use crate::{
    app::App,
    db,
    service::{
        ServiceError,
        content_key::{self, ContentKey},
        download::open_manifest,
        keys::AccountKeys,
        pins::Pinned,
    },
};

/// Chunks of fewer bytes are not compared: a look for each costs more than it saves.
const FROM_BYTES: usize = 64 * 1024;

/// How chunks of an account are compared. Clones share the key.
#[derive(Clone, Debug)]
pub struct Comparing {
    account: AccountId,
    /// None where nothing is long enough to be compared.
    key: Option<ContentKey>,
    shares: bool,
}

impl Comparing {
    /// For a file of at most so many bytes that `sender` stores in the storage of `account`.
    pub async fn new(
        app: &App,
        (account, sender): (AccountId, Option<AccountId>),
        bytes: u64,
    ) -> Result<Self, ServiceError> {
        let is_long = bytes >= FROM_BYTES as u64;
        let key = if is_long { Some(content_key::of(app, account).await?) } else { None };
        Ok(Self { account, key, shares: sender == Some(account) })
    }

    /// For what is stored anew although the account has it.
    pub fn with_nothing(account: AccountId) -> Self {
        Self { account, key: None, shares: false }
    }

    /// What tells the bytes from all others of the account, where it is worth the while.
    pub(super) fn digest(&self, plain: &[u8]) -> Option<[u8; 32]> {
        let key = self.key.as_ref().filter(|_| plain.len() >= FROM_BYTES)?;
        Some(key.digest(plain))
    }
}

/// A chunk that is durable: stored now, or before for another version.
pub struct Kept {
    /// The chunk.
    pub chunk: Chunk,
    /// How many copies there are; none when it was there before.
    pub stored: Option<Stored>,
    /// Keeps it from being collected until a row refers to it.
    pub pinned: Pinned,
}

/// Makes a chunk durable, or finds it.
pub async fn keep(app: &App, comparing: &Comparing, fresh: Fresh) -> Result<Kept, ServiceError> {
    if let Some(kept) = find(app, comparing, &fresh.chunk).await? {
        return Ok(kept);
    }
    let pinned = app.pins.hold([fresh.chunk.entry.id].into_iter());
    let stored = Some(store(&app.cluster, fresh.sealed).await?);
    Ok(Kept { chunk: fresh.chunk, stored, pinned })
}

/// A chunk of the account with the same bytes.
async fn find(app: &App, comparing: &Comparing, wanted: &Chunk) -> Result<Option<Kept>, ServiceError> {
    let Some(digest) = wanted.digest.filter(|_| comparing.shares) else { return Ok(None) };
    let (on, digest, newest) = (app.db.read(), hex::encode(&digest), app.keyring.ring().newest().number);
    let Some(seen) = db::file_chunk::same(on, &digest, newest).await? else { return Ok(None) };
    let Some(id) = hex::digest(&seen.chunk).map(ChunkId::from_bytes) else { return Ok(None) };
    let pinned = app.pins.hold([id].into_iter());
    if !is_durable(app, id).await {
        return Ok(None);
    }
    let place = place_in(app, comparing.account, seen.version, id).await?;
    let place = place.filter(|(entry, _)| entry.plain_len == wanted.entry.plain_len);
    Ok(place.map(|(entry, lent)| Kept {
        chunk: Chunk { entry, lent: Some(lent), digest: wanted.digest, stored: seen.stored },
        stored: None,
        pinned,
    }))
}

/// Whether as many nodes within reach hold it as acknowledge what is stored now: whoever brings bytes again that are lost
/// elsewhere has them stored (INV-D1).
async fn is_durable(app: &App, id: ChunkId) -> bool {
    let nodes = app.cluster.nodes();
    let serves = |name: &NodeName| nodes.iter().any(|node| node.spec.name == *name && node.state.serves());
    let holders = app.cluster.copies(&[id]).await.into_iter().flatten();
    holders.filter(serves).count() >= usize::from(app.settings.write_quorum)
}

/// Where a version's chunk was sealed, and with which key; none when the version has gone or changed since.
async fn place_in(
    app: &App,
    account: AccountId,
    version: VersionId,
    id: ChunkId,
) -> Result<Option<(ChunkEntry, LentKey)>, ServiceError> {
    let Some((_, version)) = db::file::find_version(app.db.read(), account, version).await? else {
        return Ok(None);
    };
    let (own, manifest) = match open_manifest(app, &mut AccountKeys::new(account), &version).await {
        Ok(opened) => opened,
        // What is damaged there does not keep anybody from storing it here.
        Err(ServiceError::DataLoss(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let Some(entry) = manifest.chunks.iter().find(|entry| entry.id == id).copied() else { return Ok(None) };
    let lent = manifest.lent_for(&entry).cloned().unwrap_or_else(|| LentKey {
        version: entry.version,
        key_version: entry.key_version,
        made_under: version.made_under,
        key: Arc::new(own),
    });
    Ok(Some((entry, lent)))
}
