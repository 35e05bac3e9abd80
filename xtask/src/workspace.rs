//! Where things are in this repository.

use std::path::{Path, PathBuf};

/// The repository's folder. Known from where this crate was compiled.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// The finished page, which the server embeds.
pub fn site() -> PathBuf {
    root().join("target/site")
}

/// The one binary.
pub fn binary() -> PathBuf {
    root().join("target/release/skyshard")
}

/// What npm installed.
pub fn node_modules() -> PathBuf {
    root().join("node_modules")
}
