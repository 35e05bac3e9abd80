//! Planted bugs: does the simulator find anything?
//!
//! A mutant is a patch in `cluster/mutants`, so that production code has no hook for it. Its first line says what the bug
//! is, its second line within how many seeds it must be found: `Found within 500 seeds.` Each is applied to a copy of the
//! tree under `target/mutants`, built there, and run until a seed fails. A patch that no longer applies is an error: the
//! code has moved on, and the patch must follow.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use super::process::{Listening, commands, listen};
use crate::process::{cargo, quietly};
use crate::step::{note, spoken, step};
use crate::workspace;

struct Mutant {
    name: String,
    bug: String,
    seeds: u64,
    patch: PathBuf,
}

/// Runs every mutant, or the one whose name begins so.
pub fn run_all(only: Option<&str>) -> Result<()> {
    let wanted = |mutant: &Mutant| only.is_none_or(|name| mutant.name.starts_with(name));
    let mutants: Vec<Mutant> = read_all()?.into_iter().filter(wanted).collect();
    if mutants.is_empty() {
        bail!("no such mutant in cluster/mutants");
    }
    let mut survivors = Vec::new();
    for mutant in &mutants {
        note("mutant", &format!("{}: {}", mutant.name, mutant.bug));
        let began = Instant::now();
        match hunt(mutant)? {
            Some(found) => note("mutant", &format!("found in {}: {found}", spoken(began.elapsed()))),
            None => survivors.push(format!("{} in {} seeds", mutant.name, mutant.seeds)),
        }
    }
    match survivors.len() {
        0 => {
            note("mutant", &format!("all {} were found", mutants.len()));
            Ok(())
        }
        _ => bail!("not found: {}", survivors.join(", ")),
    }
}

fn read_all() -> Result<Vec<Mutant>> {
    let folder = workspace::root().join("cluster/mutants");
    let entries = fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut patches: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    patches.retain(|path| path.extension().is_some_and(|extension| extension == "patch"));
    patches.sort();
    patches.into_iter().map(read).collect()
}

fn read(patch: PathBuf) -> Result<Mutant> {
    let text = fs::read_to_string(&patch).with_context(|| format!("reading {}", patch.display()))?;
    let name = patch.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut lines = text.lines();
    let bug = lines.next().unwrap_or_default().to_owned();
    let seeds = lines
        .next()
        .and_then(|line| line.strip_prefix("Found within ")?.strip_suffix(" seeds.")?.parse().ok());
    let seeds = seeds
        .with_context(|| format!("{} does not say within how many seeds it is found", patch.display()))?;
    Ok(Mutant { name, bug, seeds, patch })
}

/// The first failure, if one comes.
fn hunt(mutant: &Mutant) -> Result<Option<String>> {
    let program = step("mutant", "its build", || build(mutant))?;
    let mut found = None;
    listen(commands(&program, 0, mutant.seeds), |line| {
        if line.starts_with("FAIL ") {
            found = Some(line.to_owned());
            return Listening::Enough;
        }
        Listening::GoOn
    })?;
    Ok(found)
}

fn build(mutant: &Mutant) -> Result<PathBuf> {
    let copy = workspace::target().join("mutants/tree");
    copy_tree(&copy)?;
    let applied = quietly(
        Command::new("git").current_dir(&copy).args(["apply", "--whitespace=nowarn"]).arg(&mutant.patch),
    );
    applied.with_context(|| format!("{} no longer applies", mutant.patch.display()))?;
    let target = workspace::target().join("mutants/target");
    let mut build = cargo();
    build.current_dir(&copy).env("CARGO_TARGET_DIR", &target).args(super::BUILD);
    quietly(&mut build).with_context(|| format!("{} does not compile", mutant.patch.display()))?;
    Ok(target.join("release/examples/simulate"))
}

/// Copies what git knows, and writes only what differs, so that little is built again.
fn copy_tree(copy: &Path) -> Result<()> {
    let root = workspace::root();
    let known = ["ls-files", "--cached", "--others", "--exclude-standard"];
    let said = quietly(Command::new("git").current_dir(&root).args(known))?;
    let files: BTreeSet<&str> = said.lines().filter(|file| root.join(file).is_file()).collect();
    for file in &files {
        let (from, to) = (root.join(file), copy.join(file));
        let bytes = fs::read(&from).with_context(|| format!("reading {}", from.display()))?;
        if fs::read(&to).is_ok_and(|there| there == bytes) {
            continue;
        }
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        }
        fs::write(&to, bytes).with_context(|| format!("writing {}", to.display()))?;
    }
    Ok(())
}
