//! `cargo xtask sim`: the simulator, in as many processes as there are cores.
//!
//! | call | does |
//! |---|---|
//! | `--seeds N [--from S]` | runs N seeds, S and those after it, and the saved plans; the last line says what was done |
//! | `--seed X` | runs one seed again, told in words; makes its plan small and saves it, if it fails |
//! | `--plan FILE` | the same for a saved plan |
//! | `--mutants [MUnn]` | plants one known bug after the other into a copy of the tree; each must be found |
//!
//! The simulator itself is `cluster/examples/simulate.rs`; here it is built, started, and its counts added up.

mod mutants;
mod process;
mod report;

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process::{cargo, run};
use crate::step::step;
use crate::workspace;
use process::{Runner, spread};
pub use report::Report;

const USAGE: &str =
    "usage: cargo xtask sim <--seeds N [--from S] | --seed X | --plan FILE | --mutants [MUnn]>";

/// Without the live driver: exactly what a browser would run, and quicker to build.
const BUILD: [&str; 8] =
    ["build", "--quiet", "--release", "-p", "cluster", "--no-default-features", "--example", "simulate"];

/// Seeds that every change must pass.
const SEEDS_PER_CHANGE: u64 = 300;

/// A batch of so many seeds or more must have seen everything that happens sometimes.
const SEEDS_TO_SEE_ALL: u64 = 300;

/// Does what the arguments say.
pub fn sim(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["--seeds", count] => release_seeds(0, number(count)?),
        ["--seeds", count, "--from", first] => release_seeds(number(first)?, number(count)?),
        ["--seed", seed] => replay(&["seed", &number(seed)?.to_string()]),
        ["--plan", file] => replay(&["plan", file]),
        ["--mutants"] => mutants::run_all(None),
        ["--mutants", name] => mutants::run_all(Some(name)),
        _ => bail!("{USAGE}"),
    }
}

/// What belongs to every test: some seeds and all saved plans, by the simulator that the Rust tests compiled.
pub fn gate() -> Result<()> {
    seeds(&Runner::new(workspace::tested_simulator()), 0, SEEDS_PER_CHANGE)
}

fn release_seeds(first: u64, count: u64) -> Result<()> {
    seeds(&step("sim", "the simulator, release profile", build)?, first, count)
}

fn seeds(runner: &Runner, first: u64, count: u64) -> Result<()> {
    let plans = saved_plans()?;
    let mut report = Report::default();
    step("sim", &format!("{} saved plans", plans.len()), || runner.plans(&plans, &mut report))?;
    let what = format!("seeds {first} to {}", first + count.saturating_sub(1));
    step("sim", &what, || spread(runner, first, count, &mut report))?;
    report.tell(count >= SEEDS_TO_SEE_ALL)
}

/// Runs so many seeds and nothing else, for the bench; tells how long they took.
pub fn measure(count: u64) -> Result<(Report, Duration)> {
    let runner = build()?;
    let mut report = Report::default();
    let began = Instant::now();
    spread(&runner, 0, count, &mut report)?;
    Ok((report, began.elapsed()))
}

fn replay(arguments: &[&str]) -> Result<()> {
    let runner = build()?;
    let saved = workspace::target().join("sim");
    fs::create_dir_all(&saved).with_context(|| format!("making {}", saved.display()))?;
    run(Command::new(runner.program()).args(arguments).arg(saved))
}

fn build() -> Result<Runner> {
    run(cargo().current_dir(workspace::root()).args(BUILD))?;
    Ok(Runner::new(workspace::target().join("release/examples/simulate")))
}

/// Plans that failed once and must never fail again.
fn saved_plans() -> Result<Vec<PathBuf>> {
    let folder = workspace::root().join("cluster/tests/plans");
    let entries = fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut plans: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    plans.retain(|path| path.extension().is_some_and(|extension| extension == "plan"));
    plans.sort();
    Ok(plans)
}

/// A number as people write it: 42 or 0x2a.
fn number(text: &str) -> Result<u64> {
    let parsed = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    parsed.with_context(|| format!("{text} is no number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(number("42").ok(), Some(42));
        assert_eq!(number("0x2a").ok(), Some(42));
        assert!(number("x").is_err());
    }
}
