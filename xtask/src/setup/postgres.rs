//! PostgreSQL's programs, for the throwaway server of the tests: from PATH or Debian's package.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::packages;
use crate::process::find;

/// What the throwaway server needs, all from one version.
const PROGRAMS: [&str; 3] = ["initdb", "pg_isready", "postgres"];

/// The folder that has all of `PROGRAMS`.
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
    let on_path = || find("initdb")?.parent().map(Path::to_path_buf).filter(|bin| complete(bin));
    newest_of_debian().or_else(on_path)
}

fn newest_of_debian() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let numbered = versions.filter_map(|entry| {
        let entry = entry.ok()?;
        let version: u32 = entry.file_name().to_str()?.parse().ok()?;
        Some((version, entry.path().join("bin")))
    });
    numbered.filter(|(_, bin)| complete(bin)).max().map(|(_, bin)| bin)
}

fn complete(bin: &Path) -> bool {
    PROGRAMS.iter().all(|program| bin.join(program).is_file())
}
