//! `cargo xtask test`: every test there is, in the order in which a mistake shows soonest.
//!
//! A suite that fails stops those after it; the summary says which ran and how long each took.
//!
//! Everything is compiled once, quickly: the simulation and the journeys run on what the Rust tests made, with its
//! assertions on, and the page is cut in its chunks, yet not made small. `cargo xtask build` makes what people get, and
//! `cargo xtask bench` drives that in a browser.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::check::look;
use crate::process;
use crate::rust_tests;
use crate::scratch::Scratch;
use crate::setup::{age, browser, faketime, npm, python};
use crate::sim;
use crate::site::{self, Profile};
use crate::step::{spoken, step};
use crate::workspace;

/// A named part of the whole, and what it does.
type Suite = (&'static str, fn(&Run) -> Result<()>);

const SUITES: [Suite; 6] = [
    ("format and tidy", |_| look()),
    ("tests compiled, with clippy and documentation", |_| rust_tests::compile()),
    ("Rust tests, on SQLite and PostgreSQL", |run| rust_tests::run(run.scratch.folder())),
    ("simulation: 300 seeds and the saved plans", |_| sim::gate()),
    ("the page, built meanwhile", |run| run.page.wait()),
    ("browser journeys in Chromium", journeys),
];

/// Runs all suites and prints one line about each.
pub fn test() -> Result<()> {
    let run = Run { page: Meanwhile::start(), scratch: Scratch::make()? };
    let mut outcomes: Vec<(Outcome, Duration)> = Vec::new();
    for (name, suite) in SUITES {
        println!("\ntest    === {name}");
        let started = Instant::now();
        let outcome = suite(&run);
        let failed = outcome.is_err();
        outcomes.push((outcome.map_err(|problem| format!("{problem:#}")), started.elapsed()));
        if failed {
            break;
        }
    }
    summarise(&outcomes)
}

/// What the suites of one run share.
struct Run {
    page: Meanwhile,
    scratch: Scratch,
}

/// The page is compiled by another compiler into another folder: whatever runs before the journeys fills the minutes in
/// which only one core works on it, or a registry is waited for.
struct Meanwhile {
    page: Mutex<Option<JoinHandle<Result<()>>>>,
}

impl Meanwhile {
    fn start() -> Self {
        Self { page: Mutex::new(Some(thread::spawn(page))) }
    }

    fn wait(&self) -> Result<()> {
        let page = self.page.lock().map_or(None, |mut page| page.take());
        match page.map(JoinHandle::join) {
            Some(Ok(built)) => built,
            Some(Err(_)) | None => bail!("building the page panicked"),
        }
    }
}

fn page() -> Result<()> {
    site::site(Profile::Dev)?;
    step("test", "the cluster's demonstration, for the browser", site::wasm::build_demo)?;
    step("test", "what the journeys are made with", Tools::find_or_install).map(drop)
}

/// What the journeys are made with.
struct Tools {
    browsers: browser::Browsers,
    python: PathBuf,
    faketime: PathBuf,
}

impl Tools {
    fn find_or_install() -> Result<Self> {
        npm::install()?;
        age::find_or_install()?;
        Ok(Self {
            browsers: browser::find_or_install()?,
            python: python::install()?,
            faketime: faketime::find_or_install()?,
        })
    }
}

/// `Err` carries what went wrong.
type Outcome = Result<(), String>;

fn summarise(outcomes: &[(Outcome, Duration)]) -> Result<()> {
    println!("\ntest    === summary");
    for (index, (name, _)) in SUITES.iter().enumerate() {
        match outcomes.get(index) {
            Some((Ok(()), time)) => println!("test    {name:<46} passed in {}", spoken(*time)),
            Some((Err(_), time)) => println!("test    {name:<46} FAILED after {}", spoken(*time)),
            None => println!("test    {name:<46} not run"),
        }
    }
    match outcomes.iter().find_map(|(outcome, _)| outcome.as_ref().err()) {
        Some(problem) => bail!("{problem}"),
        None => Ok(()),
    }
}

fn journeys(run: &Run) -> Result<()> {
    let Tools { browsers, python, faketime } = Tools::find_or_install()?;
    let compile = workspace::node_modules().join(".bin/tsc");
    step("test", "types of the journeys", || {
        process::run(Command::new(compile).arg("--project").arg(end2end()))
    })?;
    let mut journeys = playwright("journeys", &workspace::tested_binary(), &browsers);
    let journeys = journeys.env("PYTHONPATH", python).env("LIBFAKETIME", faketime);
    process::run(journeys.env("TMPDIR", run.scratch.folder()))
}

/// Playwright on one project of `end2end/playwright.config.ts`, with this server in these browsers.
pub fn playwright(project: &str, server: &Path, browsers: &browser::Browsers) -> Command {
    let mut command = Command::new(workspace::node_modules().join(".bin/playwright"));
    command
        .current_dir(end2end())
        .args(["test", &format!("--project={project}")])
        .env("CHROMIUM", &browsers.whole)
        .env("CHROMIUM_HEADLESS", &browsers.headless)
        .env("SKYSHARD_BINARY", server);
    command
}

fn end2end() -> std::path::PathBuf {
    workspace::root().join("end2end")
}
