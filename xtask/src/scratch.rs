//! Where tests write what nobody reads afterwards: in memory where there is enough, because a test waits for the disk more
//! often than it computes.
//!
//! What a test says about disks does not depend on it: a killed process leaves the same files in memory as on a disk, and
//! full or failing disks are made by the tests themselves.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command};

use anyhow::{Context, Result};

use crate::process::quietly;
use crate::step::note;

/// Linux keeps this file system in memory.
const MEMORY: &str = "/dev/shm";
/// What all suites together leave room for: their own folders, and a PostgreSQL with a database for each test at work.
const NEEDED_BYTES: u64 = 6_000_000_000;
const PREFIX: &str = "skyshard-tests-";

/// A folder for one run, gone when this is dropped.
pub struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    /// Makes one, and removes those of runs that were killed.
    pub fn make() -> Result<Self> {
        let parent = if free_bytes(Path::new(MEMORY)) >= NEEDED_BYTES {
            PathBuf::from(MEMORY)
        } else {
            note(
                "test",
                "there are no 6 GB free in /dev/shm: the tests write to the disk, which takes minutes more",
            );
            env::temp_dir()
        };
        remove_left_behind(&parent);
        let folder = parent.join(format!("{PREFIX}{}", process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        Ok(Self { folder })
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(problem) = fs::remove_dir_all(&self.folder) {
            eprintln!("xtask: cleaning up {}: {problem}", self.folder.display());
        }
    }
}

/// What `df` says; nothing where it says nothing.
fn free_bytes(folder: &Path) -> u64 {
    let said = quietly(Command::new("df").args(["--output=avail", "--block-size=1"]).arg(folder));
    said.ok().and_then(|said| said.lines().last()?.trim().parse().ok()).unwrap_or(0)
}

/// Memory is not given back by a run that was killed.
fn remove_left_behind(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_over = |process: &str| !Path::new("/proc").join(process).exists();
        if name.strip_prefix(PREFIX).is_some_and(is_over) {
            // Somebody else's cannot be removed, and is not ours to worry about.
            let _removed = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_goes_with_its_run_and_with_the_next() {
        let parent = env::temp_dir().join(format!("{PREFIX}of-{}", process::id()));
        // No process has a number as high.
        let (killed, ours) = (parent.join(format!("{PREFIX}99999999")), parent.join(format!("{PREFIX}1")));
        for folder in [&killed, &ours] {
            fs::create_dir_all(folder).expect("a folder");
        }
        remove_left_behind(&parent);
        assert_eq!((killed.exists(), ours.exists()), (false, true));
        fs::remove_dir_all(&parent).expect("it goes");
        let scratch = Scratch::make().expect("a folder");
        let folder = scratch.folder().to_owned();
        assert!(folder.is_dir());
        drop(scratch);
        assert!(!folder.exists());
    }
}
