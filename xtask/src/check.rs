//! `cargo xtask check`: what can be said about the code without running it.

use anyhow::Result;

use crate::process::{cargo, run};
use crate::step::step;
use crate::tidy::tidy;
use crate::workspace;

/// Formatting, tidy, clippy and documentation, the quickest first. Warnings are errors.
pub fn check() -> Result<()> {
    let root = workspace::root();
    step("check", "format", || run(cargo().current_dir(&root).args(["fmt", "--all", "--check"])))?;
    tidy()?;
    step("check", "clippy", || {
        let arguments = ["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"];
        run(cargo().current_dir(&root).args(arguments))
    })?;
    step("check", "documentation", || {
        let arguments = ["doc", "--quiet", "--workspace", "--no-deps"];
        run(cargo().current_dir(&root).env("RUSTDOCFLAGS", "-D warnings").args(arguments))
    })
}
