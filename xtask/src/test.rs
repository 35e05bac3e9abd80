//! `cargo xtask test`: every test there is, in the order in which a mistake shows soonest.
//!
//! A suite that fails stops those after it; the summary says which ran and how long each took.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::build::build;
use crate::check::check;
use crate::postgres::Postgres;
use crate::process::{cargo, run};
use crate::setup::{browser, npm};
use crate::sim;
use crate::site;
use crate::step::{spoken, step};
use crate::workspace;

/// A named part of the whole, and what it does.
type Suite = (&'static str, fn() -> Result<()>);

const SUITES: [Suite; 5] = [
    ("check: format, tidy, clippy, documentation", check),
    ("Rust tests, on SQLite and PostgreSQL", rust_tests),
    ("simulation: 300 seeds and the saved plans", sim::gate),
    ("the page and the server, release profile", build),
    ("browser journeys in Chromium", journeys),
];

/// Runs all suites and prints one line about each.
pub fn test() -> Result<()> {
    let mut outcomes: Vec<(Outcome, Duration)> = Vec::new();
    for (name, suite) in SUITES {
        println!("\ntest    === {name}");
        let started = Instant::now();
        let outcome = suite();
        let failed = outcome.is_err();
        outcomes.push((outcome.map_err(|problem| format!("{problem:#}")), started.elapsed()));
        if failed {
            break;
        }
    }
    summarise(&outcomes)
}

/// `Err` carries what went wrong.
type Outcome = Result<(), String>;

fn summarise(outcomes: &[(Outcome, Duration)]) -> Result<()> {
    println!("\ntest    === summary");
    for (index, (name, _)) in SUITES.iter().enumerate() {
        match outcomes.get(index) {
            Some((Ok(()), time)) => println!("test    {name:<44} passed in {}", spoken(*time)),
            Some((Err(_), time)) => println!("test    {name:<44} FAILED after {}", spoken(*time)),
            None => println!("test    {name:<44} not run"),
        }
    }
    match outcomes.iter().find_map(|(outcome, _)| outcome.as_ref().err()) {
        Some(problem) => bail!("{problem}"),
        None => Ok(()),
    }
}

/// Twice what all of them take from cold on two cores. A test that hangs ends here, with the names of those that did
/// end above it, and not when whoever waits for the whole loses patience.
const RUST_TESTS_WITHIN: &str = "40m";

fn rust_tests() -> Result<()> {
    let postgres = step("test", "a throwaway PostgreSQL", Postgres::start)?;
    let mut tests = Command::new("timeout");
    tests
        .args([OsStr::new(RUST_TESTS_WITHIN), cargo().get_program()])
        .current_dir(workspace::root())
        .env("SKYSHARD_TEST_POSTGRES", &postgres.url)
        // `frontend` is the WASM entry: the journeys test it.
        .args(["test", "--workspace", "--exclude", "frontend", "--no-fail-fast"]);
    run(&mut tests).context("a Rust test failed, or one did not end (exit status 124)")
}

fn journeys() -> Result<()> {
    step("test", "npm packages", npm::install)?;
    let chromium = step("test", "Chromium", browser::find_or_install)?;
    step("test", "the cluster's demonstration, for the browser", site::wasm::build_demo)?;
    let compile = workspace::node_modules().join(".bin/tsc");
    step("test", "types of the journeys", || run(Command::new(compile).arg("--project").arg(end2end())))?;
    run(&mut playwright("journeys", &chromium))
}

/// Playwright on one project of `end2end/playwright.config.ts`, in the browser given.
pub fn playwright(project: &str, chromium: &Path) -> Command {
    let mut command = Command::new(workspace::node_modules().join(".bin/playwright"));
    command
        .current_dir(end2end())
        .args(["test", &format!("--project={project}")])
        .env("CHROMIUM", chromium)
        .env("SKYSHARD_BINARY", workspace::binary());
    command
}

fn end2end() -> std::path::PathBuf {
    workspace::root().join("end2end")
}
