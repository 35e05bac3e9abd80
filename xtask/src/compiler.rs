//! What cargo calls in place of rustc for our own crates while it compiles the tests: the compiler with clippy in it,
//! and then rustdoc.
//!
//! `cargo clippy` and `cargo doc` first check every dependency for themselves, which takes minutes, and need nothing of
//! them that the tests' own compilation does not make. As cargo's `RUSTC_WORKSPACE_WRAPPER` this program looks at each
//! of our crates when its tests are compiled: that is all of its code, and nothing waits for it. What other crates wait
//! for is compiled plainly. A crate that fails the look counts as not compiled, so the next run looks again.

use std::env;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::workspace;

/// Lets clippy and rustdoc look at all of our crates that this cargo compiles; warnings are errors.
///
/// Crates compiled this way are others to cargo than those of a plain `cargo test`. They are compiled whole and without
/// lines for backtraces: pieces for the next time are a fifth of the work, lines a tenth, and both are for those who
/// compile again and look on. A panic says where it was all the same.
pub fn looking(cargo: &mut Command) -> Result<&mut Command> {
    let ourselves = env::current_exe().context("where is xtask?")?;
    // As cargo-clippy hands its arguments on.
    cargo.env("RUSTC_WORKSPACE_WRAPPER", ourselves).env("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings");
    Ok(cargo.env("CARGO_INCREMENTAL", "0").env("CARGO_PROFILE_DEV_DEBUG", "none"))
}

/// Whether cargo called us so: its first argument is then the compiler that it would have called.
pub fn stands_in_for(first: &str) -> bool {
    Path::new(first).file_stem().is_some_and(|name| name == "rustc")
}

/// Compiles, with clippy where somebody looks, and documents. Both say what they have to say as cargo asked them to.
pub fn compile(rustc: &str, arguments: &[String]) -> ExitCode {
    let compiled = if is_waited_for(arguments) {
        ended_well(Command::new(rustc).args(arguments).args(["-D", "warnings"]))
    } else {
        ended_well(Command::new("clippy-driver").arg(rustc).args(arguments))
    };
    let documented = || ended_well(Command::new("rustdoc").args(documentation(arguments)));
    if compiled && (!is_documented(arguments) || documented()) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn ended_well(program: &mut Command) -> bool {
    match program.status() {
        Ok(status) => status.success(),
        Err(problem) => {
            eprintln!("xtask: {} could not be started: {problem}", program.get_program().display());
            false
        }
    }
}

/// A library or program as others use it; its tests' compilation looks at the same code once more.
fn is_waited_for(arguments: &[String]) -> bool {
    is_crate_itself(arguments) && !is_test(arguments)
}

/// What `cargo doc` documents: libraries and programs, and neither the tests and examples beside them nor build scripts or
/// questions about the compiler.
fn is_documented(arguments: &[String]) -> bool {
    is_crate_itself(arguments) && is_test(arguments)
}

fn is_crate_itself(arguments: &[String]) -> bool {
    source(arguments).is_some()
}

fn is_test(arguments: &[String]) -> bool {
    arguments.iter().any(|argument| argument == "--test")
}

/// The crate's first file, if it is that of a library or a program.
fn source(arguments: &[String]) -> Option<&String> {
    arguments.iter().find(|argument| argument.ends_with("src/lib.rs") || argument.ends_with("src/main.rs"))
}

/// The compiler's arguments without what says how to translate and where to write.
fn documentation(arguments: &[String]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "-C" | "--out-dir" => {
                rest.next();
            }
            "--test" => {}
            other if other.starts_with("--emit") => {}
            _ => kept.push(argument.clone()),
        }
    }
    if source(arguments).is_some_and(|source| source.ends_with("main.rs")) {
        kept.push("--document-private-items".to_owned());
    }
    let folder = workspace::target().join("doc").to_string_lossy().into_owned();
    kept.extend(["-D".to_owned(), "warnings".to_owned(), "--out-dir".to_owned(), folder]);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn cargo_is_told_apart_from_people() {
        assert!(stands_in_for("rustc"));
        assert!(stands_in_for("/usr/bin/rustc"));
        assert!(!stands_in_for("run"));
    }

    #[test]
    fn a_library_is_looked_at_with_its_tests() {
        let compiled = words(
            "--crate-name domain --edition=2024 domain/src/lib.rs --emit=dep-info,link -C metadata=1 --cfg fuzzing --test \
             --out-dir target/debug/deps --extern idna=libidna.rmeta",
        );
        assert!(is_documented(&compiled) && !is_waited_for(&compiled));
        let documented = documentation(&compiled).join(" ");
        assert!(
            documented.starts_with("--crate-name domain --edition=2024 domain/src/lib.rs"),
            "{documented}"
        );
        assert!(documented.contains("--cfg fuzzing --extern idna=libidna.rmeta -D warnings"), "{documented}");
        let left_out = ["metadata=1", "debug/deps", "--test", "private"];
        assert!(left_out.iter().all(|argument| !documented.contains(argument)), "{documented}");
    }

    #[test]
    fn what_others_wait_for_is_compiled_plainly() {
        let compiled =
            words("--crate-name domain domain/src/lib.rs --crate-type lib --emit=dep-info,metadata,link");
        assert!(is_waited_for(&compiled) && !is_documented(&compiled));
    }

    #[test]
    fn nothing_else_is_documented() {
        for other in [
            "- --crate-name ___ --print=file-names --crate-type bin",
            "--crate-name files server/tests/files/main.rs --emit=link --test",
            "--crate-name simulate cluster/examples/simulate.rs --crate-type bin",
            "--crate-name build_script_build proto/build.rs --crate-type bin",
        ] {
            assert!(!is_documented(&words(other)) && !is_waited_for(&words(other)), "{other}");
        }
    }

    #[test]
    fn a_program_is_documented_with_what_is_private() {
        let compiled = words("--crate-name skyshard cli/src/main.rs --emit=link --test");
        assert!(documentation(&compiled).contains(&"--document-private-items".to_owned()));
    }
}
