//! `cargo xtask check`: what can be said about the code without running it.

use std::process::Command;

use anyhow::Result;

use crate::process::{cargo, run};
use crate::step::step;
use crate::tidy::tidy;
use crate::workspace;

/// Formatting, tidy, clippy and documentation, the quickest first. Warnings are errors.
pub fn check() -> Result<()> {
    look()?;
    lint()
}

/// What needs no compiler: formatting and tidy.
pub fn look() -> Result<()> {
    step("check", "format", || run(here().args(["fmt", "--all", "--check"])))?;
    tidy()
}

/// What the compiler says: clippy and the documentation.
pub fn lint() -> Result<()> {
    step("check", "clippy", || {
        run(here().args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    })?;
    step("check", "documentation", || {
        let arguments = ["doc", "--quiet", "--workspace", "--no-deps"];
        run(here().env("RUSTDOCFLAGS", "-D warnings").args(arguments))
    })
}

fn here() -> Command {
    let mut cargo = cargo();
    cargo.current_dir(workspace::root());
    cargo
}
