//! What every visit of the page loads before anything is to be seen.

use std::fs;

use anyhow::{Context, Result};

use super::table::Row;
use crate::workspace;

/// The compressed module of the page's first load; chunks come when their pages are opened.
pub fn rows() -> Result<Vec<Row>> {
    let assets = workspace::site().join("assets");
    let files = fs::read_dir(&assets).with_context(|| format!("reading {}", assets.display()))?;
    let is_main = |name: &str| name.starts_with("app_bg-") && name.ends_with(".wasm.br");
    let mut packed = files.flatten().filter(|file| is_main(&file.file_name().to_string_lossy()));
    let bytes = packed.next().context("the site has no compressed module")?.metadata()?.len();
    let size = format!("{} kB", bytes.div_ceil(1000));
    Ok(vec![Row::new("the module on the wire, brotli", size, "600 kB or less")])
}
