//! Encrypting files again under new keys, where an operator asks for it: whoever had an older master key and a copy of the
//! database has the keys of the files of then, and wrapping those again takes nothing from him.
//!
//! ```text
//! a version whose file key was first wrapped under an older master key
//!   each chunk: read ─→ opened ─→ sealed for the same place under a fresh key ─→ durable, and pinned
//!   one transaction: this version, and all that share its chunks, get the key, the manifest and the list of chunks
//! ```
//!
//! Before that transaction nothing refers to the new chunks, after it nothing to the old ones, and what nothing refers to is
//! given up after its grace. So whoever stops anywhere has done no harm: the version that was under way is begun again.
//! Nothing is charged, for sizes stay. Who downloads goes on with the chunks that he began with, which he has pinned; who
//! has read a row before it changed reads it again (`download::open_manifest`). Uploads that began under the older master key
//! are encrypted again once they have ended; the order stays until then.
//!
//! Clients come first: after every chunk the job rests for as long as that took, so it has half of what the disks give, and
//! less the more others ask of them. It leaves a tenth of the nodes free, because old chunks stay until their grace is over.
//! A version of which a part cannot be read is left as it is: somebody may bring a copy back.
use std::{collections::BTreeMap, sync::Arc};

use cluster::{
    chunk::ChunkId,
    crypto::{FileKey, chunk},
    live::crash,
    manifest::{ChunkEntry, Manifest, seal},
};
use domain::{
    id::{AccountId, VersionId},
    time::Timestamp,
};
use tokio::time::{Instant, timeout};

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
        audit::{self, Outcome},
        chunks,
        download::{open_manifest, subject},
        hex,
        keys::{self, AccountKeys},
        pins::Pinned,
    },
};

const ACTOR: &str = "job:reencryption";
/// Of the nodes' capacity, hundredths that the job may fill.
const FILL_PERCENT: u64 = 90;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Again {
    /// So many versions have new keys.
    pub versions: u64,
    /// So many could not be read, and keep theirs.
    pub unreadable: u64,
    /// Something is still asked for: what was unreadable, what changed meanwhile, or uploads that have not ended.
    pub is_unfinished: bool,
}

/// Encrypts again whatever is asked for, until all is done, nobody asks any more, or the server stops.
pub async fn again(app: &App) -> Result<Again, ServiceError> {
    let (mut all, mut behind) = (Again::default(), None);
    while let Some(below) = wanted(app).await? {
        let Some(next) = step(app, below, behind, &mut all).await? else {
            all.is_unfinished = !end(app, below).await?;
            break;
        };
        behind = Some(next);
    }
    Ok(all)
}

/// The next version behind `behind`, with those that share its chunks; its id, if there was one.
pub async fn step(
    app: &App,
    below: u32,
    behind: Option<VersionId>,
    all: &mut Again,
) -> Result<Option<VersionId>, ServiceError> {
    let Some((account, version)) = db::reencryption::next(app.db.read(), below, behind).await? else {
        return Ok(None);
    };
    if !has_room(app, version.size) {
        tracing::warn!(version = %version.id, "version {} waits for more room to be encrypted again", version.id);
        return Ok(Some(version.id));
    }
    match encrypt_again(app, account, &version).await {
        Ok(versions) => all.versions += versions,
        Err(ServiceError::DataLoss(_)) => {
            all.unreadable += 1;
            tracing::error!(version = %version.id, "version {} cannot be encrypted again: a part is lost", version.id);
        }
        Err(error) => return Err(error),
    }
    Ok(Some(version.id))
}

/// Below which master key keys are replaced now, if at all: never before this server makes keys that are new enough.
async fn wanted(app: &App) -> Result<Option<u32>, ServiceError> {
    if app.stopping.is_cancelled() {
        return Ok(None);
    }
    let asked = db::reencryption::asked(app.db.read()).await?;
    Ok(asked.filter(|below| *below <= app.keyring.newest().number))
}

/// Takes the order back once nothing is left of it; whether that is so.
async fn end(app: &App, below: u32) -> Result<bool, ServiceError> {
    let tx = app.db.write().await?;
    if db::reencryption::left(&tx, below).await?.0 > 0 || db::reencryption::is_awaited(&tx, below).await? {
        return Ok(false);
    }
    if db::reencryption::stop(&tx).await? {
        audit::record(&tx, ACTOR, "file_keys.replaced", below, Outcome::Success, app.clock.now());
        tx.commit().await?;
    }
    Ok(true)
}

/// Whether the nodes have room for a version besides what clients are left.
fn has_room(app: &App, size: u64) -> bool {
    let nodes = app.cluster.nodes();
    let serving = nodes.iter().filter(|node| node.state.serves());
    let (used, capacity) =
        serving.fold((0, 0), |(used, all), node| (used + node.used_bytes, all + node.spec.capacity_bytes));
    let filled: u64 = used + size * u64::from(app.settings.copies);
    filled / FILL_PERCENT <= capacity / 100
}

/// Answers how many versions have the new key: none when the version went or changed, or the work was called off.
async fn encrypt_again(app: &App, account: AccountId, version: &Version) -> Result<u64, ServiceError> {
    let (old_key, manifest) = open_manifest(app, &mut AccountKeys::new(account), version).await?;
    let (old_key, key) = (Arc::new(old_key), Arc::new(FileKey::from_bytes(random())));
    let (mut pinned, mut sealed) = (app.pins.begin(), BTreeMap::new());
    // What is read must not be collected either, should the file be purged meanwhile.
    let _read = app.pins.hold(manifest.chunks.iter().map(|entry| entry.id));
    for entry in &manifest.chunks {
        if wanted(app).await?.is_none() {
            return Ok(0);
        }
        let began = Instant::now();
        let again = chunk_again(app, account, *entry, (&old_key, &key), &mut pinned).await?;
        sealed.insert(entry.id, again);
        // Rests, unless the server stops.
        timeout(began.elapsed(), app.stopping.cancelled()).await.ok();
    }
    swap(app, account, version, &key, &sealed).await
}

async fn chunk_again(
    app: &App,
    account: AccountId,
    entry: ChunkEntry,
    (old_key, key): (&Arc<FileKey>, &Arc<FileKey>),
    pinned: &mut Pinned,
) -> Result<ChunkEntry, ServiceError> {
    let plain = chunks::read((&app.cluster, &app.unopened), old_key, account, entry).await?;
    let before = entry.position(*account.as_bytes());
    let position = chunks::Position { key_version: before.key_version + 1, ..before };
    let key = Arc::clone(key);
    let chunk = chunks::blocking(move || chunk::seal(&key, random(), &position, &plain)).await?;
    let again = ChunkEntry::new(chunk.id(), &position);
    pinned.add(again.id);
    chunks::store(&app.cluster, chunk).await?;
    Ok(again)
}

/// The one transaction.
async fn swap(
    app: &App,
    account: AccountId,
    seen: &Version,
    key: &FileKey,
    sealed: &BTreeMap<ChunkId, ChunkEntry>,
) -> Result<u64, ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    // Nobody takes an older version up or removes one meanwhile: all that share the chunks change together.
    db::lock::tree(&tx, account).await?;
    let sharing = db::reencryption::sharing(&tx, seen).await?;
    // All rows before the account's key, as whoever wraps keys again takes them: nobody waits for each other.
    for version in &sharing {
        if !db::file_key::hold(&tx, Holder::Version, &held(version)).await? {
            return Ok(0);
        }
    }
    for version in &sharing {
        if !change(app, &tx, account, version, (key, sealed), now).await? {
            return Ok(0);
        }
    }
    crash::point("reencryption.before_commit");
    tx.commit().await?;
    crash::point("reencryption.after_commit");
    Ok(sharing.len() as u64)
}

fn held(version: &Version) -> Held {
    Held {
        id: version.id.to_string(),
        version: version.id,
        wrapped: version.wrapped_key.clone(),
        key_version: version.key_version,
    }
}

/// `false` when the version has other chunks than those that were sealed again.
async fn change(
    app: &App,
    tx: &Transaction,
    account: AccountId,
    version: &Version,
    (key, sealed): (&FileKey, &BTreeMap<ChunkId, ChunkEntry>),
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let (_, before) = open_manifest(app, &mut AccountKeys::new(account), version).await?;
    let entries: Option<Vec<ChunkEntry>> =
        before.chunks.iter().map(|entry| sealed.get(&entry.id).copied()).collect();
    let Some(chunks) = entries else { return Ok(false) };
    let names: Vec<String> = chunks.iter().map(|entry| entry.id.to_string()).collect();
    let manifest = seal(key, random(), &subject(account, version), &Manifest { chunks, ..before });
    let wrapped = keys::wrap_file_key(tx, &app.keyring, account, version.id, key, now).await?;
    let new = Version {
        manifest_hash: hex::encode(&manifest.hash()),
        manifest: manifest.into_bytes(),
        wrapped_key: wrapped.bytes,
        key_version: wrapped.key_version,
        made_under: wrapped.made_under,
        ..version.clone()
    };
    Ok(db::reencryption::replace(tx, &new, &version.manifest_hash).await?
        && db::file_chunk::list(tx, version.id, &names).await?)
}
