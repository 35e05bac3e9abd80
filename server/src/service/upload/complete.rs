//! Completes an upload: everything there, the whole verified, then visible. Asked again, it answers the same (INV-A2).
use std::sync::Arc;

use aws_lc_rs::digest::{Context, SHA256};
use bytes::Bytes;
use cluster::live::Cluster;
use domain::{
    file_name::FileName,
    id::{AccountId, FileId, UploadId, VersionId},
    upload::Part,
};
use futures::{StreamExt, TryStreamExt, stream};

use super::{
    commit::{Finished, commit},
    create::unless_refused,
    ended,
    progress::{Durable, Open},
};
use crate::{
    app::App,
    auth::Member,
    db::{self, upload::Kind},
    service::{
        Reason, ServiceError,
        chunks::{self, Chunk, Unopened},
        files, hex, names, placement,
    },
};

/// Chunks that are read ahead while others are hashed.
const READ_AHEAD: usize = 4;

/// An upload that has become a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completed {
    /// The file.
    pub file: FileId,
    /// Its name.
    pub name: FileName,
    /// Bytes.
    pub size: u64,
    /// SHA-256, lower-case hex.
    pub sha256: String,
    /// Names of the nodes that hold copies, sorted.
    pub nodes: Vec<String>,
}

/// What the client knows of its file by itself: SHA-256, each when it does.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    /// Of the whole.
    pub whole: Option<[u8; 32]>,
    /// Over the digests of all parts, in their order.
    pub over_parts: Option<[u8; 32]>,
}

/// Makes the upload's file visible, if it is what the client told of it.
pub async fn complete(
    app: &App,
    member: &Member,
    id: UploadId,
    told: Told,
) -> Result<Completed, ServiceError> {
    let before = || done_before(app, member.account(), id);
    if let Some(done) = before().await? {
        return Ok(done);
    }
    match complete_open(app, member, id, told).await {
        // It has become a version since we looked.
        Err(ended @ ServiceError::NotFound(_)) => before().await?.ok_or(ended),
        completed => completed,
    }
}

async fn complete_open(
    app: &App,
    member: &Member,
    id: UploadId,
    told: Told,
) -> Result<Completed, ServiceError> {
    let open = app.uploads.get(app, member.account(), id).await?;
    let _turn = open.completing.lock().await;
    if let Some(done) = done_before(app, member.account(), id).await? {
        return Ok(done);
    }
    let parts = open.all().ok_or_else(|| incomplete(&open))?;
    if told.over_parts.is_some_and(|told| told != digest_over(&parts)) {
        return Err(mismatch());
    }
    let whole = digest_of_all(app, &open, &parts).await?;
    let declared = open.row.sha256.as_deref().and_then(hex::digest);
    if [declared, told.whole].into_iter().flatten().any(|expected| expected != whole) {
        return Err(mismatch());
    }
    let chunks = parts.into_iter().map(|(_, durable)| durable.chunk).collect();
    let finished = Finished::of(&open.row, member.into(), &open.key, chunks, open.row.size, whole);
    let plain_size = open.digest.lock().plain_size(open.row.size);
    let finished = Finished { plain_size, ..finished };
    let result = commit(app, &open.row, open.row.reserved, finished).await;
    app.uploads.forget(id);
    unless_refused(app, member, id, result).await?;
    answer(app, open.row.account, open.row.version).await
}

/// SHA-256 over the digests of all parts.
fn digest_over(parts: &[(Part, Durable)]) -> [u8; 32] {
    let mut over = Context::new(&SHA256);
    parts.iter().for_each(|(_, durable)| over.update(durable.digest.as_bytes()));
    over.finish().as_ref().try_into().expect("SHA-256 has 32 bytes")
}

/// The answer to an upload that was completed before.
async fn done_before(
    app: &App,
    uploader: AccountId,
    id: UploadId,
) -> Result<Option<Completed>, ServiceError> {
    let row = db::upload::find(app.db.read(), uploader, id, app.clock.now()).await?.ok_or_else(ended)?;
    match (row.kind, row.completed_at) {
        (Kind::Stream, _) => Err(ended()),
        (Kind::Parts, None) => Ok(None),
        (Kind::Parts, Some(_)) => answer(app, row.account, row.version).await.map(Some),
    }
}

/// What is told of a committed version.
pub(super) async fn answer(
    app: &App,
    account: AccountId,
    version: VersionId,
) -> Result<Completed, ServiceError> {
    let found = db::file::find_version(app.db.read(), account, version).await?;
    let (name, version) = found.ok_or_else(files::not_found)?;
    let nodes = placement::nodes_of(app, account, &version).await?;
    let name = names::stored(&name)?;
    Ok(Completed { file: version.file, name, size: version.size, sha256: version.sha256, nodes })
}

/// SHA-256 of the whole file: the digest of what came by, continued over what has to be read back. What was read is not
/// read again when a client loses patience and asks once more.
async fn digest_of_all(
    app: &App,
    open: &Arc<Open>,
    parts: &[(Part, Durable)],
) -> Result<[u8; 32], ServiceError> {
    let next = open.digest.lock().next();
    let missing = parts.iter().skip(usize::try_from(next).unwrap_or(usize::MAX)).cloned();
    let source = || (app.cluster.clone(), app.unopened.clone());
    let reads = missing.map(|(part, durable)| read(source(), Arc::clone(open), part, durable));
    let mut reads = stream::iter(reads.collect::<Vec<_>>()).buffered(READ_AHEAD);
    while let Some((index, bytes)) = reads.try_next().await? {
        let (open, room) = (Arc::clone(open), Arc::clone(&app.uploads.room));
        chunks::blocking(move || open.digest.lock().add(index, bytes, &room)).await?;
    }
    open.digest.lock().finish(open.parts.count())
}

async fn read(
    (cluster, unopened): (Cluster, Unopened),
    open: Arc<Open>,
    part: Part,
    durable: Durable,
) -> Result<(u32, Bytes), ServiceError> {
    let Chunk { entry, lent, .. } = durable.chunk;
    let keys = (&open.key, lent.as_ref());
    let bytes = chunks::read((&cluster, &unopened), keys, open.row.account, entry).await?;
    Ok((part.index, bytes))
}

fn incomplete(open: &Open) -> ServiceError {
    let missing = open.parts.missing_offsets(&open.durable_indices()).len();
    ServiceError::Precondition {
        reason: Reason::UploadIncomplete,
        message: format!("{missing} of {} parts are still missing.", open.parts.count()),
    }
}

pub(super) fn mismatch() -> ServiceError {
    ServiceError::invalid(
        "sha256",
        Reason::ChecksumMismatch,
        "The stored bytes do not have this checksum: the file changed while it was uploaded. Start it again.",
    )
}
