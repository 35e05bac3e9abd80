//! Where files are: which nodes and zones hold their chunks.
//!
//! The manifests say which chunks, the cluster says where. One page of a list asks the cluster once.
use std::collections::{BTreeMap, BTreeSet};

use cluster::{
    chunk::ChunkId,
    layout::{NodeName, Zone},
    status::ChunkCopies,
};
use domain::id::{AccountId, FileId, VersionId};

use super::{ServiceError, download::open_manifest, files, hex, keys::AccountKeys, pins::Pinned};
use crate::{app::App, auth::Member, db};

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
    let versions: Vec<VersionId> = files.iter().map(|file| file.version).collect();
    let mut chunks = db::file_chunk::of_versions(app.db.read(), &versions).await?;
    chunks.sort_unstable_by_key(|(version, _)| *version);
    let ids = chunks.iter().map(|(_, id)| chunk_id(id)).collect::<Result<Vec<ChunkId>, _>>()?;
    let copies = app.cluster.copies(&ids).await;
    let zones = Zones::of(app);
    let lists = files.iter().map(|file| {
        if !file.chunks_listed {
            return Vec::new();
        }
        let first = chunks.partition_point(|(version, _)| *version < file.version);
        let mine = chunks[first..].iter().take_while(|(version, _)| *version == file.version).count();
        zones.holding_all(copies.get(first..first + mine).unwrap_or_default())
    });
    Ok(lists.collect())
}

/// A row's digest is what this server wrote there.
fn chunk_id(text: &str) -> Result<ChunkId, ServiceError> {
    let written = || ServiceError::Internal(anyhow::anyhow!("a row names a chunk {text:?}"));
    hex::digest(text).map(ChunkId::from_bytes).ok_or_else(written)
}

/// The zones of the layout, and which serving node is in which.
struct Zones {
    in_order: Vec<Zone>,
    of_node: BTreeMap<NodeName, Zone>,
}

impl Zones {
    fn of(app: &App) -> Self {
        let nodes = app.cluster.nodes();
        let mut in_order: Vec<Zone> = Vec::new();
        for node in &nodes {
            if !in_order.contains(&node.spec.zone) {
                in_order.push(node.spec.zone.clone());
            }
        }
        let serving = nodes.into_iter().filter(|node| node.state.serves());
        let of_node = serving.map(|node| (node.spec.name, node.spec.zone)).collect();
        Self { in_order, of_node }
    }

    fn holding_all(&self, chunks: &[Vec<NodeName>]) -> Vec<char> {
        let holds = |zone: &Zone, nodes: &Vec<NodeName>| {
            nodes.iter().any(|node| self.of_node.get(node) == Some(zone))
        };
        let whole = self.in_order.iter().filter(|zone| chunks.iter().all(|nodes| holds(zone, nodes)));
        whole.map(Zone::letter).collect()
    }
}
