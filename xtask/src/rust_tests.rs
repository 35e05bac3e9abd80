//! The Rust tests: compiled together, run as two groups side by side.
//!
//! Those of the program start it, kill it and wait for it, and leave a core idle half of the time; the others compute.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Context, Result, anyhow};

use crate::compiler::looking;
use crate::postgres::Postgres;
use crate::process::{self, cargo, quietly};
use crate::step::step;
use crate::workspace;

/// Six times what all of them take on two slow cores. A test that hangs ends here, with the names of those that did
/// end above it, and not when whoever waits for the whole loses patience.
const WITHIN: &str = "20m";

/// More than there are cores: a test waits half of its time for a disk, a timer or a database.
const THREADS: &str = "4";

/// Our own tests by themselves: their dependencies are then those that this program was compiled with. The entry of the
/// module is compiled with the page: natively it would want the whole page compiled for nothing but itself.
const OTHERS: [&str; 5] = ["--workspace", "--exclude", "xtask", "--exclude", "frontend"];

/// Compiles all of them, with clippy and documentation.
pub fn compile() -> Result<()> {
    for mut tests in [cargo_test(&["--package", "xtask"])?, cargo_test(&OTHERS)?] {
        process::run(tests.args(["--no-run", "--quiet"]))?;
    }
    Ok(())
}

/// Runs all of them on SQLite and on a PostgreSQL in this folder, where they write.
pub fn run(scratch: &Path) -> Result<()> {
    let postgres = step("test", "a throwaway PostgreSQL", || Postgres::start(scratch))?;
    let test = |which: &[&str], only: &[String]| -> Result<Command> {
        let tests = cargo_test(which)?;
        let mut bounded = Command::new("timeout");
        bounded
            .current_dir(workspace::root())
            .arg(WITHIN)
            .arg(tests.get_program())
            .args(tests.get_args())
            .args(only)
            .arg("--no-fail-fast")
            .envs(tests.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .env("SKYSHARD_TEST_POSTGRES", &postgres.url)
            .env("TMPDIR", scratch)
            .env("RUST_TEST_THREADS", THREADS);
        Ok(bounded)
    };
    let (of_the_program, others) = groups()?;
    let mut of_the_program = test(&OTHERS, &of_the_program)?;
    let beside = thread::spawn(move || quietly(&mut of_the_program));
    let here = [test(&["--package", "xtask"], &[])?, test(&OTHERS, &others)?];
    let passed = here.into_iter().try_for_each(|mut tests| process::run(&mut tests));
    let said = beside.join().map_err(|_| anyhow!("whoever waits for the program's tests panicked"))?;
    println!("{}", said.context("a test of the program failed, or one did not end (exit status 124)")?);
    passed.context("a Rust test failed, or one did not end (exit status 124)")
}

/// What cargo is told to run of the program's tests, and of all others.
fn groups() -> Result<(Vec<String>, Vec<String>)> {
    let (mut of_the_program, mut others) = (Vec::new(), vec!["--lib".to_owned(), "--bins".to_owned()]);
    for krate in folders(&workspace::root())? {
        let tests = krate.join("tests");
        if !krate.join("Cargo.toml").is_file() || !tests.is_dir() {
            continue;
        }
        let group = if krate.ends_with("cli") { &mut of_the_program } else { &mut others };
        for name in names(&tests)? {
            group.extend(["--test".to_owned(), name]);
        }
    }
    Ok((of_the_program, others))
}

/// The tests of a folder as cargo finds them: files, and folders with a `main.rs`.
fn names(tests: &Path) -> Result<Vec<String>> {
    let is_test = |path: &PathBuf| {
        path.join("main.rs").is_file() || path.extension().is_some_and(|extension| extension == "rs")
    };
    let name = |path: PathBuf| path.file_stem().and_then(OsStr::to_str).map(str::to_owned);
    Ok(entries(tests)?.into_iter().filter(is_test).filter_map(name).collect())
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>> {
    Ok(entries(folder)?.into_iter().filter(|path| path.is_dir()).collect())
}

/// What is in a folder, by name.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let found = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut paths = found.map(|entry| Ok(entry?.path())).collect::<Result<Vec<PathBuf>>>()?;
    paths.sort();
    Ok(paths)
}

fn cargo_test(which: &[&str]) -> Result<Command> {
    let mut cargo = cargo();
    looking(cargo.current_dir(workspace::root()).arg("test").args(which))?;
    Ok(cargo)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_test_is_in_one_group() {
        let (of_the_program, others) = groups().expect("the folders are readable");
        let has = |group: &[String], name: &str| group.iter().any(|word| word == name);
        for (name, is_programs) in [("crash", true), ("serve", true), ("files", false), ("refresh", false)] {
            assert_eq!(has(&of_the_program, name), is_programs, "{name}: {of_the_program:?}");
            assert_eq!(has(&others, name), !is_programs, "{name}: {others:?}");
        }
        assert!(!has(&others, "support") && !has(&of_the_program, "support"));
        assert!(has(&others, "--lib") && has(&others, "--bins"));
    }
}
