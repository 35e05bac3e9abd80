//! The data folder: locked, writable, and every node's disk in its own place.
//!
//! ```text
//! DATA/cluster                    the cluster's id, made at the first start
//! DATA/layout                     which nodes there are, see `layout_file`
//! DATA/cluster.lock               held by the process that serves the folder
//! DATA/nodes/<node>/identity      the cluster's id and the node's name
//! DATA/nodes/<node>/segments/     see `store`
//! ```
//!
//! The identity keeps a disk from being taken for another node's or another cluster's (FT14): such a disk is refused
//! before anything on it is read or written.
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "opens the real data folder")]

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::StartError;
use super::plate;
use crate::layout::{Layout, NodeName};
use crate::store::record::DiskTag;

/// Room that must be left at the start, so that a full disk is told before the first upload meets it.
const PROBE_BYTES: usize = 64 * 1024;

/// The data folder of a cluster, held by this process.
#[derive(Clone, Debug)]
pub(super) struct DataFolder {
    path: PathBuf,
    cluster: String,
    cluster_id: [u8; 16],
    /// Held until the last node's thread has ended.
    lock: Arc<File>,
}

impl DataFolder {
    /// Takes the folder for this process; makes it, and a new cluster, if there is none.
    pub(super) fn open(path: &Path) -> Result<Self, StartError> {
        fs::create_dir_all(path).map_err(|error| StartError::from_io(path, error))?;
        let lock = lock(path)?;
        probe(path)?;
        let cluster = cluster_id(path)?;
        let cluster_id = parse_id(&cluster).ok_or_else(|| StartError::Damaged {
            path: path.join("cluster"),
            problem: "its id is not 32 hexadecimal digits".to_owned(),
        })?;
        Ok(Self { path: path.to_owned(), cluster, cluster_id, lock: Arc::new(lock) })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What keeps other processes out.
    pub(super) fn lock(&self) -> Arc<File> {
        Arc::clone(&self.lock)
    }

    /// The tag in every record of this node.
    pub(super) fn tag(&self, node: &NodeName) -> DiskTag {
        DiskTag::of(&self.cluster_id, node.as_str())
    }

    /// The folder of a node's segments. A new node gets an empty one; the disk of anybody else is refused.
    pub(super) fn open_node(&self, node: &NodeName) -> Result<PathBuf, StartError> {
        let folder = self.path.join("nodes").join(node.as_str());
        let (identity, segments) = (folder.join("identity"), folder.join("segments"));
        match plate::read(&identity, "node")? {
            Some(fields) => self.check_identity(node, &folder, &fields)?,
            None if has_segments(&segments) => {
                let problem = "it is missing, and there are segments beside it".to_owned();
                return Err(StartError::Damaged { path: identity, problem });
            }
            None => {
                tracing::info!(%node, folder = %folder.display(), "a node begins with an empty disk");
                make_folder(&segments)?;
                plate::write(&identity, "node", &[("cluster", &self.cluster), ("name", node.as_str())])?;
            }
        }
        make_folder(&segments)?;
        Ok(segments)
    }

    /// Folders of nodes that are not in the layout are left alone, and told.
    pub(super) fn tell_of_strangers(&self, layout: &Layout) {
        for entry in fs::read_dir(self.path.join("nodes")).into_iter().flatten().flatten() {
            let name = entry.file_name();
            if !layout.nodes().iter().any(|node| name == node.name.as_str()) {
                tracing::warn!(folder = %entry.path().display(), "the disk of a node that this cluster does not have");
            }
        }
    }

    fn check_identity(
        &self,
        node: &NodeName,
        folder: &Path,
        fields: &plate::Fields,
    ) -> Result<(), StartError> {
        let told = |key: &str| fields.get(key).map_or("", String::as_str);
        if told("cluster") == self.cluster && told("name") == node.as_str() {
            return Ok(());
        }
        Err(StartError::ForeignDisk {
            path: folder.to_owned(),
            expected: node.clone(),
            found: format!("{} of cluster {}", told("name"), told("cluster")),
        })
    }
}

fn lock(data: &Path) -> Result<File, StartError> {
    let path = data.join("cluster.lock");
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
    let file = file.map_err(|error| StartError::from_io(data, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StartError::InUse(data.to_owned())),
        Err(TryLockError::Error(error)) => Err(StartError::from_io(&path, error)),
    }
}

/// Writes and removes a little file: a folder that is read-only or full is told now and not at the first upload.
fn probe(data: &Path) -> Result<(), StartError> {
    let path = data.join("probe.tmp");
    let written = File::create(&path)
        .and_then(|mut file| file.write_all(&vec![0xA5; PROBE_BYTES]).and_then(|()| file.sync_all()));
    // Half a probe must not stay on a full disk; the error that matters is the one above.
    let removed = fs::remove_file(&path);
    written.and(removed).map_err(|error| StartError::from_io(data, error))
}

fn cluster_id(data: &Path) -> Result<String, StartError> {
    let path = data.join("cluster");
    if let Some(mut fields) = plate::read(&path, "cluster")? {
        return Ok(fields.remove("id").unwrap_or_default());
    }
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|error| StartError::Io { path: path.clone(), source: error.into() })?;
    let id = u128::from_be_bytes(id);
    let id = format!("{id:032x}");
    plate::write(&path, "cluster", &[("id", &id)])?;
    Ok(id)
}

fn parse_id(id: &str) -> Option<[u8; 16]> {
    let number = u128::from_str_radix(id, 16).ok()?;
    (format!("{number:032x}") == id).then(|| number.to_be_bytes())
}

fn has_segments(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}

/// Makes a folder and its parents, and makes their names durable.
fn make_folder(folder: &Path) -> Result<(), StartError> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        make_folder(parent)?;
    }
    fs::create_dir(folder).map_err(|error| StartError::from_io(folder, error))?;
    plate::sync_folder_of(folder)
}
