//! Where files are: which nodes and zones hold their chunks.
//!
//! The manifests say which chunks, the cluster says where. One page of a list asks the cluster once.
use std::collections::BTreeSet;

use cluster::{
    chunk::ChunkId,
    layout::{NodeName, Zone},
    status::ChunkCopies,
};
use domain::{
    id::{AccountId, FileId, VersionId},
    limits::CHUNK_BYTES,
};

use super::{ServiceError, download::open_manifest, files, keys::AccountKeys, pins::Pinned};
use crate::{app::App, auth::Member, db};

/// Bytes of the files whose chunks are asked about together, unless it is one: 65,536 chunks.
const ASKED_BYTES_MAX: u64 = 65_536 * CHUNK_BYTES;

/// A chunk of a file and where its copies are.
#[derive(Clone, Debug)]
pub struct ChunkPlace {
    /// Its id.
    pub id: ChunkId,
    /// Plain bytes.
    pub plain_bytes: u64,
    /// Who holds copies, and why.
    pub copies: ChunkCopies,
}

/// Where a file is.
#[derive(Clone, Debug)]
pub struct FilePlace {
    /// Its chunks in file order.
    pub chunks: Vec<ChunkPlace>,
    /// Plain bytes of a full one.
    pub chunk_bytes: u64,
    /// Whether a part of it was found lost on all nodes.
    pub damaged: bool,
}

/// The chunks of a file's shown version.
pub struct Chunks {
    /// The version.
    pub version: VersionId,
    /// Their ids in file order.
    pub ids: Vec<ChunkId>,
    /// Keeps them from being collected when the file is purged or encrypted again meanwhile.
    pub pinned: Pinned,
}

/// The chunks of one of the caller's files.
pub async fn chunks_of(app: &App, member: &Member, id: FileId) -> Result<Chunks, ServiceError> {
    let found = db::file::find_current(app.db.read(), member.account(), id).await?;
    let (_, version) = found.ok_or_else(files::not_found)?;
    let (_, manifest) = open_manifest(app, &mut AccountKeys::new(member.account()), &version).await?;
    let ids: Vec<ChunkId> = manifest.chunks.iter().map(|entry| entry.id).collect();
    Ok(Chunks { version: version.id, pinned: app.pins.hold(ids.iter().copied()), ids })
}

/// Where one of the caller's files is.
pub async fn of_file(app: &App, member: &Member, id: FileId) -> Result<FilePlace, ServiceError> {
    let found = db::file::find_current(app.db.read(), member.account(), id).await?;
    let (_, version) = found.ok_or_else(files::not_found)?;
    let (_, manifest) = open_manifest(app, &mut AccountKeys::new(member.account()), &version).await?;
    let ids: Vec<ChunkId> = manifest.chunks.iter().map(|entry| entry.id).collect();
    let copies = app.cluster.placements(&ids);
    let places = manifest.chunks.iter().zip(copies).map(|(entry, copies)| ChunkPlace {
        id: entry.id,
        plain_bytes: u64::from(entry.plain_len),
        copies,
    });
    Ok(FilePlace {
        chunks: places.collect(),
        chunk_bytes: u64::from(manifest.chunk_bytes),
        damaged: version.damaged_at.is_some(),
    })
}

/// Names of the nodes that hold chunks of a version, sorted.
pub async fn nodes_of(
    app: &App,
    account: AccountId,
    version: &db::file::Version,
) -> Result<Vec<String>, ServiceError> {
    let (_, manifest) = open_manifest(app, &mut AccountKeys::new(account), version).await?;
    let ids: Vec<ChunkId> = manifest.chunks.iter().map(|entry| entry.id).collect();
    let names: BTreeSet<NodeName> = app.cluster.copies(&ids).await.into_iter().flatten().collect();
    Ok(names.iter().map(ToString::to_string).collect())
}

/// For each file the letters of the zones where every chunk of its shown version is within reach now, in the order of the
/// layout: copies on a stopped node do not count. An empty file has no chunk that could be missing, so every zone counts; of
/// one whose chunks are not known yet none does.
pub async fn zones_of(app: &App, files: &[db::file_list::Row]) -> Result<Vec<Vec<char>>, ServiceError> {
    let mut lists = Vec::with_capacity(files.len());
    let mut rest = files;
    while !rest.is_empty() {
        let (these, others) = rest.split_at(few_bytes(rest));
        lists.extend(zones_of_few(app, these).await?);
        rest = others;
    }
    Ok(lists)
}

/// How many of the first files are asked about in one go: at least one, and no more than have so many bytes, for a folder of
/// large files has millions of chunks.
fn few_bytes(files: &[db::file_list::Row]) -> usize {
    let sums = files.iter().scan(0_u64, |sum, file| {
        *sum = sum.saturating_add(file.size);
        Some(*sum)
    });
    sums.take_while(|sum| *sum <= ASKED_BYTES_MAX).count().max(1)
}

async fn zones_of_few(app: &App, files: &[db::file_list::Row]) -> Result<Vec<Vec<char>>, ServiceError> {
    let versions: Vec<VersionId> = files.iter().map(|file| file.version).collect();
    let mut chunks: Vec<Vec<ChunkId>> = vec![Vec::new(); files.len()];
    for reference in db::file_chunk::of_versions(app.db.read(), &versions).await? {
        if let Some(chunks) = chunks.get_mut(reference.version) {
            chunks.push(ChunkId::from_bytes(reference.chunk));
        }
    }
    let zones = |(file, ids): (&db::file_list::Row, &Vec<ChunkId>)| {
        let is_unknown = ids.is_empty() && file.size > 0;
        if is_unknown {
            return Vec::new();
        }
        app.cluster.zones_holding(ids).iter().map(Zone::letter).collect()
    };
    Ok(files.iter().zip(&chunks).map(zones).collect())
}
