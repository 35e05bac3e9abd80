//! age, which opens what is in a vault without us: Debian's package.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::packages;
use crate::process::find;

/// The program.
pub fn find_or_install() -> Result<PathBuf> {
    if let Some(found) = find("age") {
        return Ok(found);
    }
    packages::install(&["age"])?;
    find("age").context("the package age is installed, yet there is no age")
}
