//! Reads a version of a file, mostly the shown one: the manifest is verified against its row, every chunk against the manifest, and only
//! then do its bytes leave (INV-D3).
//!
//! Reads run a few chunks ahead of the client. A chunk that cannot be read ends the stream with an error; a stream that
//! ends well is complete.
use std::{ops::Range, sync::Arc};

use bytes::Bytes;
use cluster::{
    crypto::FileKey,
    live::Cluster,
    manifest::{ChunkEntry, Manifest, Subject, open},
};
use domain::{
    id::{AccountId, FileId},
    policy::entry::Act,
};
use futures::{Stream, StreamExt, stream};

use super::{
    ServiceError,
    chunks::{self, Unopened},
    files, hex,
    keys::AccountKeys,
    pins::Pinned,
    shares, versions,
};
use crate::{
    app::App,
    auth::Member,
    clock::Clock,
    db::{self, Db, link::Link},
};

/// Chunks that are read ahead of the client: memory for speed.
const READ_AHEAD: usize = 4;

/// A file that is ready to be read.
#[derive(Clone)]
pub struct Download {
    /// The file's name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256, lower-case hex.
    pub sha256: String,
    account: AccountId,
    cluster: Cluster,
    unopened: Unopened,
    key: Arc<FileKey>,
    manifest: Arc<Manifest>,
    /// Keeps its chunks from being collected when their rows go while it is read.
    _pinned: Arc<Pinned>,
    /// Who reads it, when it is somebody else's.
    reader: Option<Reading>,
}

/// Somebody who was given a file. What is taken back while it is read is cut off with its next piece.
#[derive(Clone)]
struct Reading {
    db: Db,
    clock: Clock,
    who: shares::Reader,
    file: FileId,
}

impl Reading {
    fn new(app: &App, who: shares::Reader, file: FileId) -> Self {
        Self { db: app.db.clone(), clock: app.clock.clone(), who, file }
    }

    async fn still(&self) -> Result<(), ServiceError> {
        self.who.still(self.db.read(), self.file, self.clock.now()).await
    }
}

impl Download {
    /// Finds a file of the caller's, or one that he was given, and opens its manifest.
    pub async fn open(app: &App, member: &Member, file: FileId) -> Result<Self, ServiceError> {
        let access = files::of_file(shares::reach(app, member, file, Act::Look).await)?;
        let found = db::file::find_current(app.db.read(), access.owner, file).await?;
        let (name, version) = found.ok_or_else(files::not_found)?;
        let download = Self::of_version(app, &mut AccountKeys::new(access.owner), name, version).await?;
        let reader = access.given.map(|_| Reading::new(app, shares::Reader::Member(member.account()), file));
        Ok(Self { reader, ..download })
    }

    /// Opens the manifest of the file that a link gives to whoever holds the ticket of this digest.
    pub async fn by_link(app: &App, link: &Link, digest: String) -> Result<Self, ServiceError> {
        let found = db::file::find_current(app.db.read(), link.owner, link.entry).await?;
        let (name, version) = found.ok_or_else(files::not_found)?;
        let download = Self::of_version(app, &mut AccountKeys::new(link.owner), name, version).await?;
        let reader = Some(Reading::new(app, shares::Reader::Ticket(digest), link.entry));
        Ok(Self { reader, ..download })
    }

    /// Finds a version of a file of the caller's by its number and opens its manifest.
    pub async fn open_version(
        app: &App,
        member: &Member,
        file: FileId,
        number: u32,
    ) -> Result<Self, ServiceError> {
        let account = member.account();
        let (name, version, _) = versions::find(app.db.read(), account, file, number).await?;
        Self::of_version(app, &mut AccountKeys::new(account), name, version).await
    }

    /// Opens the manifest of a version of whose account the keys are.
    pub(super) async fn of_version(
        app: &App,
        keys: &mut AccountKeys,
        name: String,
        version: db::file::Version,
    ) -> Result<Self, ServiceError> {
        let (key, manifest) = open_manifest(app, keys, &version).await?;
        Ok(Self {
            name,
            size: version.size,
            sha256: version.sha256,
            account: keys.account(),
            cluster: app.cluster.clone(),
            unopened: app.unopened.clone(),
            key: Arc::new(key),
            _pinned: Arc::new(app.pins.hold(manifest.chunks.iter().map(|entry| entry.id))),
            manifest: Arc::new(manifest),
            reader: None,
        })
    }

    /// The bytes of a range, in order, in pieces of at most a chunk. The range must lie inside the file.
    pub fn read(&self, range: Range<u64>) -> impl Stream<Item = Result<Bytes, ServiceError>> + Send + use<> {
        let this = self.clone();
        stream::iter(self.pieces(range)).map(move |piece| this.clone().read_piece(piece)).buffered(READ_AHEAD)
    }

    /// The chunks that a range touches, with the part of each that belongs to it.
    fn pieces(&self, range: Range<u64>) -> Vec<(ChunkEntry, Range<usize>)> {
        let mut start = 0;
        let mut pieces = Vec::new();
        for entry in &self.manifest.chunks {
            let end = start + u64::from(entry.plain_len);
            let (from, to) = (range.start.clamp(start, end), range.end.clamp(start, end));
            if from < to {
                let inside = |at: u64| usize::try_from(at - start).expect("a chunk is far below 4 GiB");
                pieces.push((*entry, inside(from)..inside(to)));
            }
            start = end;
        }
        pieces
    }

    async fn read_piece(self, (entry, part): (ChunkEntry, Range<usize>)) -> Result<Bytes, ServiceError> {
        if let Some(reader) = &self.reader {
            reader.still().await?;
        }
        let source = (&self.cluster, &self.unopened);
        let plain =
            chunks::read(source, (&self.key, self.manifest.lent_for(&entry)), self.account, entry).await?;
        Ok(plain.slice(part))
    }
}

/// The key and the verified manifest of a version.
pub(super) async fn open_manifest(
    app: &App,
    keys: &mut AccountKeys,
    version: &db::file::Version,
) -> Result<(FileKey, Manifest), ServiceError> {
    if let Some(opened) = open_as_read(app, keys, version).await? {
        return Ok(opened);
    }
    // Since the row was read, the file may have been encrypted again, under another key.
    let again = db::file::find_version(app.db.read(), keys.account(), version.id).await?;
    if let Some((_, again)) = again.filter(|(_, again)| again.manifest_hash != version.manifest_hash)
        && let Some(opened) = open_as_read(app, keys, &again).await?
    {
        return Ok(opened);
    }
    app.unopened.note();
    tracing::error!(version = %version.id, "the manifest of version {} does not verify", version.id);
    Err(ServiceError::DataLoss("The list of this file's parts is damaged.".to_owned()))
}

/// `None` when the manifest is not what its row says.
async fn open_as_read(
    app: &App,
    keys: &mut AccountKeys,
    version: &db::file::Version,
) -> Result<Option<(FileKey, Manifest)>, ServiceError> {
    let wrapped = (version.wrapped_key.as_slice(), version.key_version);
    let key = keys.file_key(app.db.read(), &app.keyring, version.id, wrapped).await?;
    let Some(hash) = hex::digest(&version.manifest_hash) else { return Ok(None) };
    let subject = subject(keys.account(), version);
    let manifest = open(&key, &subject, u64::from(version.number), &hash, &version.manifest)
        .ok()
        .filter(|manifest| manifest.total_len == version.size && manifest.is_consistent());
    Ok(manifest.map(|manifest| (key, manifest)))
}

/// What the manifest of a version is bound to.
pub(super) fn subject(account: AccountId, version: &db::file::Version) -> Subject {
    Subject { account: *account.as_bytes(), file: *version.file.as_bytes(), version: *version.id.as_bytes() }
}
