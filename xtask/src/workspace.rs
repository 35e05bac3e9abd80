//! Where things are in this repository.

use std::env;
use std::path::{Path, PathBuf};

/// The repository's folder: cargo names ours when it runs us. The folder we were compiled in is the second choice, since
/// two checkouts that share a target folder share this program.
pub fn root() -> PathBuf {
    let ours =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    ours.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Where cargo builds: `target`, unless the environment names another folder.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The finished page, which the server embeds.
pub fn site() -> PathBuf {
    root().join("target/site")
}

/// The one binary.
pub fn binary() -> PathBuf {
    root().join("target/release/skyshard")
}

/// The binary that `cargo test --workspace` builds for the tests of crate `cli`; it reads the page from [`site`].
pub fn tested_binary() -> PathBuf {
    target().join("debug/skyshard")
}

/// The simulator that `cargo test --workspace` builds among the examples, with its assertions on.
pub fn tested_simulator() -> PathBuf {
    target().join("debug/examples/simulate")
}

/// What npm installed.
pub fn node_modules() -> PathBuf {
    root().join("node_modules")
}
