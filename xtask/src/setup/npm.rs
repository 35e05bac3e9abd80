//! The npm packages of `package.json`: wasm-opt, the typefaces, Playwright and what it needs.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{find, quietly};
use crate::workspace;

/// Makes `node_modules` match the lock; does nothing when it already does.
pub fn install() -> Result<()> {
    let lock = workspace::root().join("package-lock.json");
    let stamp = workspace::node_modules().join(".installed-from");
    let wanted = fs::read(&lock).with_context(|| format!("reading {}", lock.display()))?;
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    if find("npm").is_none() {
        super::packages::install(&["nodejs", "npm"])
            .context("npm is not on PATH (Node 20 or newer is needed)")?;
    }
    quietly(Command::new("npm").args(["ci", "--ignore-scripts"]).current_dir(workspace::root()))
        .context("npm could not install the packages of package.json")?;
    fs::write(&stamp, wanted).with_context(|| format!("writing {}", stamp.display()))
}
