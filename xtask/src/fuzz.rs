//! `cargo xtask fuzz`: libFuzzer on the targets in `fuzz/`, by the compiler that everything else is built with.
//!
//! | call | does |
//! |---|---|
//! | `fuzz` | builds every target and runs each for a minute |
//! | `fuzz NAME` | one target alone |
//! | `--seconds N` | so long instead |
//!
//! `cargo fuzz` needs a nightly for its sanitizers. Without them nothing is lost here: our crates have no unsafe code, and
//! the pass that measures coverage is in every compiler. What an input breaks is kept in `fuzz/artifacts`; inputs that
//! cover more than those before are kept in `target/fuzz/corpus`, beside the seeds of `fuzz/corpus`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{cargo, quietly, run};
use crate::step::step;
use crate::workspace;

const USAGE: &str = "usage: cargo xtask fuzz [TARGET] [--seconds N]";

/// How long one target runs.
const SECONDS: u64 = 60;

/// More memory than any target has a use for.
const MEMORY_MEGABYTES_MAX: u64 = 1_024;

/// Longer inputs find little more, slower.
const INPUT_BYTES_MAX: u64 = 4_096;

/// Coverage of edges, counted in line, and compared values: what libFuzzer is led by.
const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Those that compile within a minute or two.
const TARGETS: [&str; 8] = [
    "calculator_expression",
    "chunk_header",
    "each_request_message",
    "email",
    "filename",
    "manifest_decode",
    "segment_record",
    "segment_scan",
];

/// Those that need the server.
const SERVER_TARGETS: [&str; 6] =
    ["audit_row", "config", "content_disposition", "grpc_frame", "jwt", "range_header"];

/// Does what the arguments say.
pub fn fuzz(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (named, seconds) = match words[..] {
        [] => (None, SECONDS),
        ["--seconds", seconds] => (None, number(seconds)?),
        [target] => (Some(target), SECONDS),
        [target, "--seconds", seconds] => (Some(target), number(seconds)?),
        _ => bail!("{USAGE}"),
    };
    let chosen = |targets: &[&'static str]| -> Vec<&'static str> {
        targets.iter().copied().filter(|target| named.is_none_or(|named| named == *target)).collect()
    };
    let (light, heavy) = (chosen(&TARGETS), chosen(&SERVER_TARGETS));
    if light.is_empty() && heavy.is_empty() {
        bail!("there is no such target: {}", [&TARGETS[..], &SERVER_TARGETS].concat().join(", "));
    }
    let mut broken = Vec::new();
    for (targets, features) in [(light, ""), (heavy, "server")] {
        if targets.is_empty() {
            continue;
        }
        let programs = step("fuzz", "the targets, with coverage", || build(&targets, features))?;
        for (target, program) in targets.iter().zip(programs) {
            if let Err(problem) = step("fuzz", target, || look(target, &program, seconds)) {
                eprintln!("{problem:#}");
                broken.push(*target);
            }
        }
    }
    if broken.is_empty() { Ok(()) } else { bail!("found inputs that break {}", broken.join(", ")) }
}

fn number(text: &str) -> Result<u64> {
    text.parse().with_context(|| format!("{text} is no number of seconds"))
}

fn folder() -> PathBuf {
    workspace::root().join("fuzz")
}

/// Compiles them by the versions that everything else is compiled by.
fn build(targets: &[&str], features: &str) -> Result<Vec<PathBuf>> {
    lend_lock()?;
    let said = quietly(Command::new("rustc").arg("-vV"))?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    let built = workspace::target().join("fuzz");
    let mut command = cargo();
    command.current_dir(folder()).env_remove("CARGO_ENCODED_RUSTFLAGS").env("RUSTFLAGS", COVERAGE);
    // With a target named, scripts that run while building are not instrumented.
    command.args(["build", "--release", "--quiet", "--target", host, "--features", features, "--target-dir"]);
    command.arg(&built).args(targets.iter().flat_map(|target| ["--bin", target]));
    run(&mut command)?;
    Ok(targets.iter().map(|target| built.join(host).join("release").join(target)).collect())
}

/// `fuzz` has a lock of its own, which begins as a copy of ours.
fn lend_lock() -> Result<()> {
    let (ours, theirs) = (workspace::root().join("Cargo.lock"), folder().join("Cargo.lock"));
    let changed = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
    if changed(&theirs) < changed(&ours) {
        fs::copy(&ours, &theirs).context("copying Cargo.lock")?;
    }
    Ok(())
}

fn look(target: &str, program: &Path, seconds: u64) -> Result<()> {
    let grown = workspace::target().join("fuzz/corpus").join(target);
    let artifacts = folder().join("artifacts").join(target);
    for folder in [&grown, &artifacts] {
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    }
    let mut command = Command::new(program);
    command
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-rss_limit_mb={MEMORY_MEGABYTES_MAX}"))
        .arg(format!("-max_len={INPUT_BYTES_MAX}"))
        .args(["-timeout=10", "-print_final_stats=1", "-verbosity=0"])
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        .args([grown, folder().join("corpus").join(target)]);
    run(&mut command)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_target_is_run_and_has_seeds() {
        let names = |below: &str| -> BTreeSet<String> {
            let entries = fs::read_dir(folder().join(below)).expect("a folder");
            let name = |path: PathBuf| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
            entries.flatten().filter_map(|entry| name(entry.path())).collect()
        };
        let run: BTreeSet<String> =
            TARGETS.iter().chain(&SERVER_TARGETS).map(|&name| name.to_owned()).collect();
        assert_eq!(run, names("fuzz_targets"));
        assert_eq!(run, names("corpus"));
    }

    #[test]
    fn a_target_that_is_none_is_named() {
        let problem = fuzz(&["sftp".to_owned()]).expect_err("there is none").to_string();
        assert!(problem.contains("filename"), "{problem}");
        assert!(fuzz(&["filename".to_owned(), "--seconds".to_owned(), "x".to_owned()]).is_err());
    }
}
