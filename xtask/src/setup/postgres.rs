//! PostgreSQL's programs, for the throwaway server of the tests: from PATH or Debian's package.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::packages;
use crate::process::find;

/// The folder that has `initdb` and `pg_ctl`.
pub fn find_or_install() -> Result<PathBuf> {
    if let Some(found) = installed() {
        return Ok(found);
    }
    packages::install(&["postgresql"])?;
    installed()
        .context("the package postgresql is installed, yet there is no /usr/lib/postgresql/*/bin/initdb")
}

/// Debian keeps the server's programs off PATH, one folder a version; the newest wins.
fn installed() -> Option<PathBuf> {
    if let (Some(initdb), Some(_)) = (find("initdb"), find("pg_ctl")) {
        return initdb.parent().map(Path::to_path_buf);
    }
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut folders: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, bin)| bin.join("initdb").is_file())
        .collect();
    folders.sort();
    folders.pop().map(|(_, bin)| bin)
}
