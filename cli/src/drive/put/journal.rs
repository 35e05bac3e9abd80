//! Which uploads have begun and not ended: a file each beside the session, readable by its owner alone. Its name is a digest
//! of where the upload goes and where it comes from (server, folder, name, path); in it are the upload's id and the size and
//! SHA-256 of the content that it began with. Other content in the same place, or another wish for a name that is taken, is
//! another upload, and the first one, which may hold the name, has to end for it.
use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::PathBuf,
    time::{Duration, SystemTime},
};

use anyhow::{Context, Result};
use domain::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::session;

/// The server forgets an upload after this long, and so does this.
const KEPT: Duration = Duration::from_secs(24 * 3600);

/// From where to where.
pub(super) struct Route<'a> {
    /// The server's address.
    pub(super) server: &'a str,
    /// The folder's id, the folders below it, and the name.
    pub(super) folder_id: &'a str,
    pub(super) below: &'a [String],
    pub(super) name: &'a str,
    /// The whole path on this machine.
    pub(super) path: &'a str,
}

/// An upload that has begun.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Begun {
    /// At the server.
    pub(super) upload_id: String,
    /// Bytes of the content, and its SHA-256 in hex.
    pub(super) size: u64,
    pub(super) digest: String,
    /// What was to become of a name that is taken: `OnConflict` by its number.
    pub(super) on_conflict: i32,
}

/// One upload's place in it.
pub(super) struct Journal {
    file: PathBuf,
}

impl Journal {
    /// The place of this upload; what is over by now is swept out.
    pub(super) fn of(route: &Route<'_>) -> Result<Self> {
        let folder = session::folder()?.join("uploads");
        sweep(&folder);
        Ok(Self { file: folder.join(key(route)) })
    }

    /// The upload that has begun, if one has.
    pub(super) fn begun(&self) -> Option<Begun> {
        serde_json::from_slice(&fs::read(&self.file).ok()?).ok()
    }

    /// An upload has begun: from now on a killed process loses nothing.
    pub(super) fn keep(&self, begun: &Begun) -> Result<()> {
        let folder = self.file.parent().context("a file has a folder")?;
        let written = || -> std::io::Result<()> {
            DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
            let draft = self.file.with_extension("new");
            let mut file =
                OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
            file.write_all(&serde_json::to_vec(begun)?)?;
            fs::rename(&draft, &self.file)
        };
        written().with_context(|| format!("cannot write {}", self.file.display()))
    }

    /// It has ended.
    pub(super) fn forget(&self) -> Result<()> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot remove {}", self.file.display()))
            }
            _ => Ok(()),
        }
    }
}

fn key(route: &Route<'_>) -> String {
    let parts = [route.server, route.folder_id, route.name, route.path];
    let below = route.below.iter().map(String::as_str);
    let mut digest = Sha256::new();
    for part in parts.into_iter().chain(below) {
        // Each with its length, so that no two lists make the same bytes.
        digest.update(part.len().to_be_bytes());
        digest.update(part);
    }
    hex::encode(&digest.finalize()[..16])
}

/// What cannot be looked at stays: it is in nobody's way.
fn sweep(folder: &PathBuf) {
    let now = SystemTime::now();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let written = entry.metadata().and_then(|about| about.modified()).ok();
        if written.and_then(|at| now.duration_since(at).ok()).is_some_and(|age| age > KEPT) {
            fs::remove_file(entry.path()).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_way_is_another_upload() {
        let (none, one) = ([], ["n".to_owned()]);
        let route = |folder_id, below, name, path| key(&Route { server: "s", folder_id, below, name, path });
        let same = route("f", &none, "n", "/p");
        assert_eq!(same, route("f", &none, "n", "/p"));
        assert_eq!(same.len(), 32);
        for other in [
            route("g", &none, "n", "/p"),
            route("f", &one, "n", "/p"),
            route("f", &none, "m", "/p"),
            route("f", &none, "n", "/q"),
            route("fn", &none, "", "/p"),
        ] {
            assert_ne!(same, other);
        }
    }
}
