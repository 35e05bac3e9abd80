//! What cargo calls in place of rustc for our own crates while it compiles the tests: the compiler with clippy in it,
//! and then rustdoc.
//!
//! `cargo clippy` and `cargo doc` first check every dependency for themselves, which takes minutes, and need nothing of
//! them that the tests' own compilation does not make. As cargo's `RUSTC_WORKSPACE_WRAPPER` this program looks at each
//! of our crates the moment it is compiled. A crate that fails the look counts as not compiled, so the next run looks
//! again.

use std::env;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::workspace;

/// Lets clippy and rustdoc look at all of our crates that this cargo compiles; warnings are errors.
///
/// Crates compiled this way are others to cargo than those of a plain `cargo test`. They are compiled whole: to keep
/// pieces for the next time costs more than it saves where everything is compiled once.
pub fn looking(cargo: &mut Command) -> Result<&mut Command> {
    let ourselves = env::current_exe().context("where is xtask?")?;
    // As cargo-clippy hands its arguments on.
    Ok(cargo.env("RUSTC_WORKSPACE_WRAPPER", ourselves).env("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings"))
}

/// Whether cargo called us so: its first argument is then the compiler that it would have called.
pub fn stands_in_for(first: &str) -> bool {
    Path::new(first).file_stem().is_some_and(|name| name == "rustc")
}

/// Compiles with clippy, then documents. Both say what they have to say as cargo asked them to.
pub fn compile(rustc: &str, arguments: &[String]) -> ExitCode {
    let compiled = ended_well(Command::new("clippy-driver").arg(rustc).args(arguments));
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

/// What `cargo doc` documents: libraries and programs, and neither tests nor examples, build scripts or questions about
/// the compiler.
fn is_documented(arguments: &[String]) -> bool {
    let is_crate = value(arguments, "--crate-type").is_some();
    let is_left_out = arguments.iter().any(|argument| {
        ["-", "--test"].contains(&argument.as_str())
            || argument.contains("examples/")
            || argument.starts_with("build_script_")
    });
    is_crate && !is_left_out
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
            other if other.starts_with("--emit") => {}
            _ => kept.push(argument.clone()),
        }
    }
    if value(arguments, "--crate-type") == Some("bin") {
        kept.push("--document-private-items".to_owned());
    }
    let folder = workspace::target().join("doc").to_string_lossy().into_owned();
    kept.extend(["-D".to_owned(), "warnings".to_owned(), "--out-dir".to_owned(), folder]);
    kept
}

fn value<'a>(arguments: &'a [String], name: &str) -> Option<&'a str> {
    arguments.iter().skip_while(|argument| *argument != name).nth(1).map(String::as_str)
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
    fn a_library_is_documented_with_what_it_was_compiled_with() {
        let compiled = words(
            "--crate-name domain --edition=2024 domain/src/lib.rs --crate-type lib --emit=dep-info,metadata,link \
             -C metadata=1 --cfg fuzzing --out-dir target/debug/deps --extern idna=libidna.rmeta",
        );
        assert!(is_documented(&compiled));
        let documented = documentation(&compiled).join(" ");
        let source = "--crate-name domain --edition=2024 domain/src/lib.rs --crate-type lib";
        assert!(documented.starts_with(source), "{documented}");
        assert!(documented.contains("--cfg fuzzing --extern idna=libidna.rmeta -D warnings"), "{documented}");
        assert!(!documented.contains("metadata=1") && !documented.contains("debug/deps"), "{documented}");
    }

    #[test]
    fn nothing_else_is() {
        for other in [
            "- --crate-name ___ --print=file-names --crate-type bin",
            "--crate-name domain domain/src/lib.rs --emit=link --test",
            "--crate-name simulate cluster/examples/simulate.rs --crate-type bin",
            "--crate-name build_script_build proto/build.rs --crate-type bin",
        ] {
            assert!(!is_documented(&words(other)), "{other}");
        }
    }
}
