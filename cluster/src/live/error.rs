//! Why a cluster or a node does not start: each a sentence that names the folder and what to do.

use std::io;
use std::path::{Path, PathBuf};

use crate::layout::{LayoutError, NodeName};
use crate::quorum::QuorumError;

/// Why a cluster does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The nodes asked for make no cluster.
    #[error(transparent)]
    Layout(#[from] LayoutError),
    /// The copies asked for make no quorum.
    #[error(transparent)]
    Quorum(#[from] QuorumError),
    /// There are more copies than nodes to keep them on.
    #[error("{copies} copies need {copies} nodes, and there are only {nodes}")]
    TooFewNodes {
        /// Copies per chunk.
        copies: usize,
        /// Nodes in the layout.
        nodes: usize,
    },
    /// The folder cannot be written.
    #[error("cannot write to {}: the folder is read-only or belongs to somebody else", .0.display())]
    ReadOnly(PathBuf),
    /// No room on the disk.
    #[error("the disk of {} is full: make room and start again", .0.display())]
    Full(PathBuf),
    /// Another process serves this folder.
    #[error("{} is in use by another server", .0.display())]
    InUse(PathBuf),
    /// Written by a later version.
    #[error("{} has format {found}, this version knows up to {known}: start a newer version", path.display())]
    NewerFormat {
        /// The file that says so.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The newest format known here.
        known: u32,
    },
    /// A file that says who the folder belongs to cannot be understood.
    #[error("{} is damaged: {problem}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The disk of another node or cluster lies in a node's place.
    #[error("{} is not the disk of {expected} in this cluster: it belongs to {found}", path.display())]
    ForeignDisk {
        /// The node's folder.
        path: PathBuf,
        /// Whose it should be.
        expected: NodeName,
        /// Whose it is.
        found: String,
    },
    /// The segments of a node cannot even be listed.
    #[error("cannot read {}: the node stays down", .0.display())]
    Unreadable(PathBuf),
    /// The runtime ended while the folder was opened.
    #[error("the start was interrupted: {0}")]
    Interrupted(String),
    /// No such node.
    #[error("there is no node called {0}")]
    UnknownNode(NodeName),
    /// Anything else the file system says.
    #[error("cannot use {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl StartError {
    /// What an I/O error about `path` means for somebody who starts a server.
    pub(super) fn from_io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly(path),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full(path),
            _ => Self::Io { path, source },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_becomes_a_sentence() {
        let check = |kind: io::ErrorKind, sentence: &str| {
            assert_eq!(StartError::from_io(Path::new("data"), kind.into()).to_string(), sentence);
        };
        check(
            io::ErrorKind::ReadOnlyFilesystem,
            "cannot write to data: the folder is read-only or belongs to somebody else",
        );
        check(
            io::ErrorKind::PermissionDenied,
            "cannot write to data: the folder is read-only or belongs to somebody else",
        );
        check(io::ErrorKind::StorageFull, "the disk of data is full: make room and start again");
        check(io::ErrorKind::QuotaExceeded, "the disk of data is full: make room and start again");
        check(io::ErrorKind::NotADirectory, "cannot use data: not a directory");
    }
}
