//! One version encrypted again; `contents` says which, and why that is safe.
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use cluster::{
    chunk::ChunkId,
    crypto::FileKey,
    live::crash,
    manifest::{ChunkEntry, LentKey, Manifest, seal},
};
use domain::id::AccountId;
use tokio::time::{Instant, timeout};

use super::contents::wanted;
use crate::{
    app::App,
    clock::random,
    db::{
        self, Transaction,
        file::Version,
        file_key::{Held, Holder},
    },
    service::{
        ServiceError,
        chunks::{self, Comparing, Fresh},
        download::{open_manifest, subject},
        hex, keys,
        keys::{AccountKeys, WrappedKey},
        pins::Pinned,
    },
};

/// A version's chunks that are sealed again and stored.
struct Sealed {
    key: Arc<FileKey>,
    /// Which key of the version it is.
    key_version: u32,
    /// By the chunk in whose place each stands, with the bytes that are stored of it.
    chunks: BTreeMap<ChunkId, (ChunkEntry, u64)>,
    /// Until the versions refer to them.
    _pinned: Vec<Pinned>,
}

/// Whether the version has a new key: not when it went or changed, or the work was called off.
pub(super) async fn encrypt_again(
    app: &App,
    account: AccountId,
    version: &Version,
) -> Result<bool, ServiceError> {
    let (old_key, manifest) = open_manifest(app, &mut AccountKeys::new(account), version).await?;
    let old_key = Arc::new(old_key);
    // What is read must not be collected either, should the file be purged meanwhile.
    let _read = app.pins.hold(manifest.chunks.iter().map(|entry| entry.id));
    let key_version = manifest.chunks.iter().map(|entry| entry.key_version + 1).max().unwrap_or_default();
    let key = Arc::new(FileKey::from_bytes(random()));
    let mut sealed = Sealed { key, key_version, chunks: BTreeMap::new(), _pinned: Vec::new() };
    for (place, entry) in manifest.chunks.iter().enumerate() {
        let Some(below) = wanted(app).await? else { return Ok(false) };
        let lent = manifest.lent_for(entry);
        if lent.is_some_and(|lent| lent.made_under >= below) || sealed.chunks.contains_key(&entry.id) {
            continue;
        }
        let began = Instant::now();
        let keys = (&old_key, lent);
        let plain = chunks::read((&app.cluster, &app.unopened), keys, account, *entry).await?;
        let last = place + 1 == manifest.chunks.len();
        let place = u32::try_from(place).expect("a file has fewer than 2^32 chunks");
        let position = chunks::position((account, version.file, version.id), place, last, plain.len());
        let position = chunks::Position { key_version, ..position };
        sealed.add(app, account, (entry.id, position), plain).await?;
        // Rests, unless the server stops.
        timeout(began.elapsed(), app.stopping.cancelled()).await.ok();
    }
    swap(app, account, version, &sealed).await
}

impl Sealed {
    /// Seals and stores a chunk that stands in the place of another one.
    async fn add(
        &mut self,
        app: &App,
        account: AccountId,
        (old, position): (ChunkId, chunks::Position),
        plain: bytes::Bytes,
    ) -> Result<(), ServiceError> {
        let (key, alone) = (Arc::clone(&self.key), Comparing::with_nothing(account));
        let fresh = chunks::blocking(move || Fresh::seal(&key, &position, &alone, &plain)).await?;
        let kept = chunks::keep(app, &Comparing::with_nothing(account), fresh).await?;
        self.chunks.insert(old, (kept.chunk.entry, kept.chunk.stored));
        self._pinned.push(kept.pinned);
        Ok(())
    }

    /// The manifest with the new chunks in it; `lent` is the new key for a version that has another one of its own.
    fn put_into(&self, before: Manifest, lent: Option<LentKey>) -> Manifest {
        let new = |entry: &ChunkEntry| self.chunks.get(&entry.id).map_or(*entry, |(entry, _)| *entry);
        let chunks: Vec<ChunkEntry> = before.chunks.iter().map(new).collect();
        let keys = before.lent.into_iter().chain(lent);
        let lent = keys.filter(|key| chunks.iter().any(|entry| key.opens(entry))).collect();
        Manifest { chunks, lent, ..before }
    }
}

/// The one transaction.
async fn swap(app: &App, account: AccountId, seen: &Version, sealed: &Sealed) -> Result<bool, ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    // Nobody shares a chunk of the version or removes one meanwhile: all that have it change together.
    db::lock::tree(&tx, account).await?;
    let Some((_, own)) = db::file::find_version(&tx, account, seen.id).await? else { return Ok(false) };
    if own.manifest_hash != seen.manifest_hash {
        return Ok(false);
    }
    let others = db::reencryption::sharing(&tx, seen.id).await?;
    // All rows before the account's key, as whoever wraps keys again takes them: nobody waits for each other.
    for version in others.iter().chain([&own]) {
        if !db::file_key::hold(&tx, Holder::Version, &held(version)).await? {
            return Ok(false);
        }
    }
    let wrapped = keys::wrap_file_key(&tx, &app.keyring, account, own.id, &sealed.key, now).await?;
    for version in &others {
        if !name_in(app, &tx, account, version, (sealed, &own, wrapped.made_under)).await? {
            return Ok(false);
        }
    }
    if !change(app, &tx, account, &own, (sealed, wrapped)).await? {
        return Ok(false);
    }
    for (old, (new, stored)) in &sealed.chunks {
        db::file_chunk::replace(&tx, &old.to_string(), &new.id.to_string(), *stored).await?;
    }
    crash::point("reencryption.before_commit");
    tx.commit().await?;
    crash::point("reencryption.after_commit");
    Ok(true)
}

fn held(version: &Version) -> Held {
    Held {
        id: version.id.to_string(),
        version: version.id,
        wrapped: version.wrapped_key.clone(),
        key_version: version.key_version,
    }
}

/// Gives the version its new key.
async fn change(
    app: &App,
    tx: &Transaction,
    account: AccountId,
    version: &Version,
    (sealed, wrapped): (&Sealed, WrappedKey),
) -> Result<bool, ServiceError> {
    let (_, before) = open_manifest(app, &mut AccountKeys::new(account), version).await?;
    let manifest = sealed.put_into(before, None);
    let oldest = manifest.lent.iter().map(|key| key.made_under).chain([wrapped.made_under]).min();
    let manifest = seal(&sealed.key, random(), &subject(account, version), &manifest);
    let new = Version {
        manifest_hash: hex::encode(&manifest.hash()),
        manifest: manifest.into_bytes(),
        wrapped_key: wrapped.bytes,
        key_version: wrapped.key_version,
        made_under: oldest.unwrap_or(wrapped.made_under),
        ..version.clone()
    };
    Ok(db::reencryption::replace(tx, &new, &version.manifest_hash).await?)
}

/// Names the new chunks in another version that shares some of them, beside the key that opens them.
async fn name_in(
    app: &App,
    tx: &Transaction,
    account: AccountId,
    version: &Version,
    (sealed, of, made_under): (&Sealed, &Version, u32),
) -> Result<bool, ServiceError> {
    let (own_key, before) = open_manifest(app, &mut AccountKeys::new(account), version).await?;
    let ids: BTreeSet<ChunkId> = before.chunks.iter().map(|entry| entry.id).collect();
    if sealed.chunks.keys().all(|old| !ids.contains(old)) {
        return Ok(true);
    }
    let lent = LentKey {
        version: *of.id.as_bytes(),
        key_version: sealed.key_version,
        made_under,
        key: Arc::clone(&sealed.key),
    };
    let manifest = sealed.put_into(before, Some(lent));
    let manifest = seal(&own_key, random(), &subject(account, version), &manifest);
    let new = Version {
        manifest_hash: hex::encode(&manifest.hash()),
        manifest: manifest.into_bytes(),
        ..version.clone()
    };
    Ok(db::reencryption::replace(tx, &new, &version.manifest_hash).await?)
}
