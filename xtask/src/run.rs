//! `cargo xtask run`: builds everything and starts the server on `./data`.

use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Error, Result};

use crate::build::build;
use crate::workspace;

/// Builds, then *becomes* `skyshard serve`, so that Ctrl-C reaches the server alone and its drain is waited for.
pub fn run(arguments: &[String]) -> Result<()> {
    build()?;
    println!();
    let mut server = Command::new(workspace::binary());
    server.current_dir(workspace::root()).arg("serve");
    if !arguments.iter().any(|argument| argument == "--data" || argument.starts_with("--data=")) {
        server.args(["--data", "data"]);
    }
    Err(Error::new(server.args(arguments).exec()).context("could not start target/release/skyshard"))
}
