//! The files of `frontend/` by plain name.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::workspace;

/// Plain name, with its leading slash, to content.
pub type Sources = BTreeMap<String, Vec<u8>>;

/// Everything in `frontend/` but the crate itself.
pub fn read() -> Result<Sources> {
    let frontend = workspace::root().join("frontend");
    let mut found = Sources::new();
    collect(&frontend, "", &mut found)?;
    found.retain(|name, _| !name.starts_with("/src/") && name != "/Cargo.toml" && name != "/build.rs");
    Ok(found)
}

fn collect(folder: &Path, name: &str, found: &mut Sources) -> Result<()> {
    for entry in folder.read_dir().with_context(|| format!("reading {}", folder.display()))? {
        let entry = entry?;
        let file = entry.file_name().to_string_lossy().into_owned();
        if file.starts_with('.') {
            continue;
        }
        let plain = format!("{name}/{file}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &plain, found)?;
        } else {
            found.insert(plain, fs::read(entry.path())?);
        }
    }
    Ok(())
}
