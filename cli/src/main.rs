//! `skyshard`, the only binary: starts the server, shows its settings, measures it.
#![recursion_limit = "256"]

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command};

mod arguments;
mod bench;
mod config;
mod log;
mod serve;

/// A failure is one sentence on standard error and exit code 1; wrong usage is clap's, with exit code 2.
fn main() -> ExitCode {
    let arguments = Arguments::parse();
    log::start();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.into()),
    };
    let outcome = match arguments.command {
        Command::Serve(settings) => runtime.block_on(serve::serve(&settings)),
        Command::Config(settings) => config::show(&settings),
        Command::Bench(what) => runtime.block_on(bench::bench(&what)),
        Command::Echo => runtime.block_on(bench::echo::serve()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("skyshard: {error:#}");
    ExitCode::FAILURE
}
