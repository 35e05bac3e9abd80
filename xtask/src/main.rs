//! `cargo xtask`: everything that is done to this repository, by one program.
//!
//! | command | does |
//! |---|---|
//! | `run [arguments]` | builds site and server, starts `skyshard serve` on `./data` |
//! | `build` | makes `target/release/skyshard`, one file with the site inside |
//! | `site [--dev]` | builds the page alone into `target/site` |
//! | `site --demo` | builds the cluster's demonstration for browsers into `target/demo-web` |
//! | `check` | formatting, clippy, documentation, tidy |
//! | `tidy` | the absences that the architecture promises |
//! | `test` | every test there is, the browser's included |
//! | `sim --seeds N` | the simulator; see `sim.rs` for replays, saved plans and mutants |
//! | `fuzz [TARGET] [--seconds N]` | looks for inputs that break a parser or a decoder |
//! | `bench` | measures, and prints one table |
//! | `setup` | installs what the others need |
//!
//! It knows none of our crates: it starts programs, and reads and writes files.

mod bench;
mod build;
mod check;
mod compiler;
mod fuzz;
mod postgres;
mod process;
mod run;
mod rust_tests;
mod scratch;
mod setup;
mod sim;
mod site;
mod step;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "usage: cargo xtask <run [arguments] | build | site [--dev | --demo] | check | tidy | test | sim ... | fuzz ... | bench | setup>";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some((first, rest)) = arguments.split_first()
        && compiler::stands_in_for(first)
    {
        return compiler::compile(first, rest);
    }
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("\nxtask: {problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let Some((command, rest)) = arguments.split_first() else { bail!("{USAGE}") };
    match (command.as_str(), rest) {
        ("run", rest) => run::run(rest),
        ("build", []) => build::build(),
        ("site", []) => site::site(site::Profile::Release),
        ("site", [flag]) if flag == "--demo" => site::wasm::build_demo(),
        ("site", [flag]) if flag == "--dev" => site::site(site::Profile::Dev),
        ("check", []) => check::check(),
        ("tidy", []) => tidy::tidy(),
        ("test", []) => test::test(),
        ("sim", rest) => sim::sim(rest),
        ("fuzz", rest) => fuzz::fuzz(rest),
        ("bench", []) => bench::bench(),
        ("setup", []) => setup::everything(),
        _ => bail!("{USAGE}"),
    }
}
