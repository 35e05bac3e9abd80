//! `skyshard completions`: what a shell needs to complete our commands.
use std::io;

use anyhow::Result;
use clap::CommandFactory;

use crate::arguments::{Arguments, CompletionsArguments};

/// Prints the script for a shell.
pub(crate) fn print(what: &CompletionsArguments) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(what.shell, &mut Arguments::command(), "skyshard", &mut script);
    Ok(io::Write::write_all(&mut io::stdout().lock(), &script)?)
}
