//! `cargo xtask build`: one file with the site inside.

use anyhow::Result;

use crate::process::{cargo, run};
use crate::site::{Profile, site};
use crate::step::step;
use crate::workspace;

/// Builds the site, then `target/release/skyshard` around it.
pub fn build() -> Result<()> {
    site(Profile::Release)?;
    step("build", "server, release", || {
        run(cargo().current_dir(workspace::root()).args([
            "build",
            "--quiet",
            "--release",
            "--package",
            "cli",
        ]))
    })
}
