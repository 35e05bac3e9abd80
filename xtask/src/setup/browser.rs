//! Chromium for the browser tests: from `CHROMIUM`, from PATH, or Debian's package. Playwright never downloads one.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::packages;
use crate::process::find;

/// The browser to test with.
pub fn find_or_install() -> Result<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM").map(PathBuf::from) {
        if !named.is_file() {
            bail!("CHROMIUM names {}, which is no file", named.display());
        }
        return Ok(named);
    }
    if let Some(found) = installed() {
        return Ok(found);
    }
    packages::install(&["chromium"])?;
    installed().context("the package chromium is installed, yet no chromium is on PATH")
}

fn installed() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find)
}
