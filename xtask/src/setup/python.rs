//! Python packages of `end2end/python/requirements.txt`: a reader of calendars that is neither ours nor npm's, a gRPC
//! client that is not ours, and what generates a client of REST.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::packages;
use crate::process::{quietly, succeeds};
use crate::workspace;

/// Makes `target/python` match the requirements, and names it; does nothing when it already does.
pub fn install() -> Result<PathBuf> {
    let requirements = workspace::root().join("end2end/python/requirements.txt");
    let folder = workspace::target().join("python");
    let stamp = folder.join(".installed-from");
    let wanted = fs::read(&requirements).with_context(|| format!("reading {}", requirements.display()))?;
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(folder);
    }
    if !succeeds(Command::new("python3").args(["-m", "pip", "--version"])) {
        packages::install(&["python3", "python3-pip"])?;
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("emptying {}", folder.display()))?;
    }
    // Wheels only: nothing of theirs runs here before a journey does.
    let pip =
        ["-m", "pip", "install", "--no-deps", "--only-binary=:all:", "--require-hashes", "--requirement"];
    quietly(Command::new("python3").args(pip).arg(&requirements).arg("--target").arg(&folder))
        .context("pip could not install the packages of end2end/python/requirements.txt")?;
    fs::write(&stamp, wanted).with_context(|| format!("writing {}", stamp.display()))?;
    Ok(folder)
}
