//! What an admin breaks on purpose, to watch it heal: a disk that is lost, a copy that is damaged.
//!
//! ```text
//! DATA/nodes/<node>/segments/             the disk
//! DATA/nodes/<node>/segments.set-aside/   the disk that was lost on purpose, until it is put back or another one is
//! ```
//!
//! Nothing here asks whether it is wise; whoever calls looks at [`Cluster::copies_without`] first.
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "reaches into the real data folder")]

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::{Cluster, StartError, blocking, plate};
use crate::chunk::ChunkId;
use crate::layout::NodeName;
use crate::store::record::{HEADER_BYTES, MAGIC};

/// Where a record's header has the chunk's id, and the length of the body (see `store::record`).
const ID_AT: usize = 40;
const LENGTH_AT: usize = 20;

impl Cluster {
    /// The fewest copies within reach that any chunk of a node would have without this node; `None` if it holds none.
    pub fn copies_without(&self, name: &NodeName) -> Result<Option<usize>, StartError> {
        let node = self.shared.find(name)?;
        Ok(self.shared.driver.view(|coordinator| coordinator.copies_without(node)))
    }

    /// Whether a disk that was lost on purpose can still be put back.
    pub fn has_disk_aside(&self, name: &NodeName) -> bool {
        self.disk(name).is_some_and(|Disk { segments, aside }| aside.is_dir() && is_empty(&segments))
    }

    /// Ends a node's process and sets its disk aside; one that was set aside earlier is given up.
    pub async fn lose_disk(&self, name: &NodeName) -> Result<(), StartError> {
        let node = self.shared.find(name)?;
        let mut threads = self.shared.threads.lock().await;
        self.shared.end_thread(node, &mut threads).await;
        let Some(Disk { segments, aside }) = self.disk(name) else { return Ok(()) };
        blocking(move || {
            if aside.is_dir() {
                fs::remove_dir_all(&aside).map_err(|error| StartError::from_io(&aside, error))?;
            }
            rename(&segments, &aside)
        })
        .await
    }

    /// Puts a stopped node's disk back; `false` if there is none aside, or the node has begun another one.
    pub async fn restore_disk(&self, name: &NodeName) -> Result<bool, StartError> {
        let node = self.shared.find(name)?;
        let mut threads = self.shared.threads.lock().await;
        if !self.has_disk_aside(name) {
            return Ok(false);
        }
        self.shared.end_thread(node, &mut threads).await;
        let Some(Disk { segments, aside }) = self.disk(name).filter(|_| self.has_disk_aside(name)) else {
            return Ok(false);
        };
        blocking(move || {
            if segments.is_dir() {
                fs::remove_dir(&segments).map_err(|error| StartError::from_io(&segments, error))?;
            }
            rename(&aside, &segments)
        })
        .await?;
        Ok(true)
    }

    /// Flips one bit in the middle of a node's copy of a chunk; `false` if its disk has none.
    pub async fn damage_copy(&self, name: &NodeName, id: ChunkId) -> Result<bool, StartError> {
        self.shared.find(name)?;
        let Some(Disk { segments, .. }) = self.disk(name) else { return Ok(false) };
        blocking(move || {
            let mut damaged = false;
            for entry in fs::read_dir(&segments).map_err(|error| StartError::from_io(&segments, error))? {
                let path = entry.map_err(|error| StartError::from_io(&segments, error))?.path();
                damaged |= flip(&path, id).map_err(|error| StartError::from_io(&path, error))?;
            }
            Ok(damaged)
        })
        .await
    }

    fn disk(&self, name: &NodeName) -> Option<Disk> {
        self.shared.find(name).ok()?;
        let folder = self.shared.folder.path().join("nodes").join(name.as_str());
        Some(Disk { segments: folder.join("segments"), aside: folder.join("segments.set-aside") })
    }
}

struct Disk {
    segments: PathBuf,
    aside: PathBuf,
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none())
}

fn rename(from: &Path, to: &Path) -> Result<(), StartError> {
    fs::rename(from, to).map_err(|error| StartError::from_io(from, error))?;
    plate::sync_folder_of(to)
}

/// Flips a bit in the body of every record of the chunk in one segment file.
fn flip(path: &Path, id: ChunkId) -> std::io::Result<bool> {
    let mut bytes = Vec::new();
    File::open(path)?.read_to_end(&mut bytes)?;
    let mut found = false;
    for header in records(&bytes, id) {
        let place = header.body + header.length / 2;
        let Some(byte) = bytes.get(place) else { continue };
        let mut file = OpenOptions::new().write(true).open(path)?;
        file.seek(SeekFrom::Start(place as u64))?;
        file.write_all(&[byte ^ 1])?;
        file.sync_all()?;
        found = true;
    }
    Ok(found)
}

struct Body {
    body: usize,
    length: usize,
}

/// The bodies of all records of a chunk.
fn records(bytes: &[u8], id: ChunkId) -> Vec<Body> {
    let starts = bytes
        .windows(HEADER_BYTES)
        .enumerate()
        .filter(|(_, header)| header[..MAGIC.len()] == MAGIC && header[ID_AT..ID_AT + 32] == *id.as_bytes());
    let length = |header: &[u8]| {
        let length = header[LENGTH_AT..].first_chunk::<4>().map_or(0, |bytes| u32::from_be_bytes(*bytes));
        usize::try_from(length).unwrap_or(0)
    };
    let bodies = starts.map(|(at, header)| Body { body: at + HEADER_BYTES, length: length(header) });
    bodies.filter(|body| body.length > 0).collect()
}
