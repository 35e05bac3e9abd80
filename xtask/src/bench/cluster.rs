//! The storage core by itself: how much it simulates, what its decisions cost, how fast it makes a node's copies anew.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use super::ratio;
use super::table::Row;
use crate::process::{cargo, quietly, run};
use crate::sim;
use crate::workspace;

/// Seeds of the measured batch.
const SEEDS: u64 = 200;

/// Runs the simulator on all cores.
pub fn simulator() -> Result<Vec<Row>> {
    let (report, took) = sim::measure(SEEDS)?;
    let seconds = took.as_secs_f64();
    let row = |what: &str, value: f64, target: &str| Row::new(what, format!("{value:.0}"), target);
    Ok(vec![
        row("simulated events a second", report.events() as f64 / seconds, "1,000,000 or more"),
        row("seeds an hour", SEEDS as f64 * 3600.0 / seconds, "20,000 or more"),
    ])
}

/// What coordinator and nodes think about a chunk, beside what its upload takes at this rate.
pub fn decisions(upload_mb_per_second: f64) -> Result<Vec<Row>> {
    build(&["--no-default-features", "--example", "core_cost"])?;
    let said = quietly(&mut example("core_cost"))?;
    let micros = said.trim().parse::<f64>().context("core_cost did not print a number")? / 1000.0;
    let upload_micros = 1.048_576 / upload_mb_per_second * 1e6;
    let what = "the core's decisions for a chunk of 1 MiB";
    let row = Row::new(what, format!("{micros:.0} µs"), "less than 0.05");
    let beside = format!("its upload {upload_micros:.0} µs");
    Ok(vec![row.beside(beside, format!("{:.3}", micros / upload_micros))])
}

/// A node that held 1 GB, filled again.
pub fn repair(dd_mb_per_second: f64) -> Result<Vec<Row>> {
    build(&["--example", "repair"])?;
    // Below `target`, so that the disk is the one that `dd` is measured on.
    let folder = workspace::root().join("target/bench-repair");
    fs::create_dir_all(&folder).context("no room for a cluster")?;
    let said = quietly(example("repair").arg(&folder));
    fs::remove_dir_all(&folder).context("the cluster's folder cannot be removed")?;
    let said = said?;
    let numbers: Option<(f64, f64)> = said
        .trim()
        .split_once(' ')
        .and_then(|(bytes, seconds)| Some((bytes.parse().ok()?, seconds.parse().ok()?)));
    let (bytes, seconds) = numbers.context("repair did not print bytes and seconds")?;
    let rate = bytes / 1e6 / seconds;
    let beside = format!("dd conv=fsync {dd_mb_per_second:.0} MB/s");
    let row = Row::new("repair of a lost node of 1 GB", format!("{rate:.0} MB/s"), "");
    Ok(vec![row.beside(beside, ratio(rate, dd_mb_per_second))])
}

fn build(arguments: &[&str]) -> Result<()> {
    let mut build = cargo();
    build.current_dir(workspace::root()).args(["build", "--quiet", "--release", "--package", "cluster"]);
    run(build.args(arguments))
}

fn example(name: &str) -> Command {
    Command::new(workspace::target().join("release/examples").join(name))
}
