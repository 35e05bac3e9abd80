//! A compiler for wasm32-unknown-unknown.
//!
//! 1. The rustup toolchain in use, when it has the target.
//! 2. The same, after `rustup target add`, unless `RUSTUP_AUTO_INSTALL=0` says that rustup must not install.
//! 3. Debian's `rustc-web`, which has no prebuilt standard library for this target: cargo builds it from
//!    `rust-web-src`. Its artefacts must not meet those of the other compiler, so it has its own target folder.

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::packages;
use crate::process::{find, outside_cargo, quietly};
use crate::step::note;
use crate::workspace;

/// The target triple of the page.
pub const TARGET: &str = "wasm32-unknown-unknown";

const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_STD: &str = "/usr/lib/rustlib/src/rust/library/std/Cargo.toml";
/// The workspace's `rust-version`.
const OLDEST: &str = env!("CARGO_PKG_RUST_VERSION");
const DEBIAN_PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];

/// Which of the three ways this machine takes.
pub enum WebCompiler {
    /// The toolchain in use has the target, its standard library and its linker.
    Rustup,
    /// Debian's compiler builds the standard library; `linker` is some rust-lld or wasm-ld.
    Debian {
        /// What links the module.
        linker: PathBuf,
    },
}

impl WebCompiler {
    /// `cargo build` for the page, with everything this compiler needs; the caller adds package and profile.
    pub fn cargo_build(&self) -> Command {
        self.cargo("build")
    }

    /// The same as `cargo rustc`: what the caller adds after `--` is for the last crate alone.
    pub fn cargo_rustc(&self) -> Command {
        self.cargo("rustc")
    }

    fn cargo(&self, verb: &str) -> Command {
        let root = workspace::root();
        let mut cargo = match self {
            Self::Rustup => {
                let mut cargo = outside_cargo("cargo", &root);
                cargo.arg(verb);
                cargo
            }
            Self::Debian { linker } => {
                let mut cargo = outside_cargo(DEBIAN_CARGO, &root);
                cargo
                    .args([verb, "-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"])
                    .env("RUSTC", DEBIAN_RUSTC)
                    // The web compiler is a stable one; -Zbuild-std asks it to act as a nightly.
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
                cargo
            }
        };
        cargo.args(["--target", TARGET, "--target-dir"]).arg(Self::target_dir());
        cargo
    }

    /// Whose compiler it is, in a word or two.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Rustup => "rustup's compiler",
            Self::Debian { .. } => "Debian's compiler",
        }
    }

    /// Where this compiler puts its artefacts.
    pub fn target_dir() -> PathBuf {
        workspace::root().join("target-web")
    }
}

impl fmt::Display for WebCompiler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rustup => write!(f, "the rustup toolchain in use"),
            Self::Debian { linker } => {
                write!(f, "Debian's rustc-web, standard library from source, linker {}", linker.display())
            }
        }
    }
}

/// Finds a compiler that can make WASM, installing one if it must and may.
pub fn find_or_install() -> Result<WebCompiler> {
    if rustup_has_target() {
        return Ok(WebCompiler::Rustup);
    }
    if rustup_may_install() {
        note("setup", &format!("rustup target add {TARGET}"));
        match quietly(outside_cargo("rustup", &workspace::root()).args(["target", "add", TARGET])) {
            Ok(_) if rustup_has_target() => return Ok(WebCompiler::Rustup),
            Ok(_) => note("setup", "rustup added the target to another toolchain; trying Debian's compiler"),
            Err(problem) => note("setup", &format!("{problem:#}\ntrying Debian's compiler instead")),
        }
    }
    debian()
        .with_context(|| format!("no compiler for {TARGET}: `rustup target add {TARGET}` is the other way"))
}

/// The target is installed when its standard library lies in the toolchain's folder.
fn rustup_has_target() -> bool {
    sysroot().is_some_and(|sysroot| has_std(&sysroot))
}

fn has_std(sysroot: &Path) -> bool {
    let libraries = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    libraries.read_dir().is_ok_and(|files| {
        files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
    })
}

fn sysroot() -> Option<PathBuf> {
    let said = quietly(outside_cargo("rustc", &workspace::root()).args(["--print", "sysroot"])).ok()?;
    Some(PathBuf::from(said.trim()))
}

fn rustup_may_install() -> bool {
    find("rustup").is_some() && env::var("RUSTUP_AUTO_INSTALL").as_deref() != Ok("0")
}

fn debian() -> Result<WebCompiler> {
    if !debian_is_present() {
        packages::install(&DEBIAN_PACKAGES)?;
    }
    if !debian_is_present() {
        let names = DEBIAN_PACKAGES.join(" ");
        bail!(
            "{names} are installed, yet {DEBIAN_STD} is not there or {DEBIAN_RUSTC} is older than {OLDEST}"
        );
    }
    let linker = match linker() {
        Some(found) => found,
        None => {
            packages::install(&["lld-22"])?;
            linker().context("the package lld-22 is installed, yet no wasm-ld-22 is on PATH")?
        }
    };
    Ok(WebCompiler::Debian { linker })
}

/// Debian has had several of them, and one that is too old fails at the first crate.
fn debian_is_present() -> bool {
    let files = [DEBIAN_CARGO, DEBIAN_RUSTC, DEBIAN_STD];
    files.iter().all(|file| Path::new(file).is_file())
        && quietly(Command::new(DEBIAN_RUSTC).arg("--version")).is_ok_and(|said| is_new_enough(&said))
}

/// `said` is `rustc 1.96.0 (…)`.
fn is_new_enough(said: &str) -> bool {
    let version = |text: &str| -> Option<(u32, u32)> {
        let mut numbers = text.split('.').map(|number| number.parse().ok());
        Some((numbers.next()??, numbers.next()??))
    };
    said.split(' ').nth(1).and_then(version) >= version(OLDEST)
}

/// rustup's own rust-lld, else lld-22's. (Debian's rust-lld is a dangling link unless lld-22 is installed.)
fn linker() -> Option<PathBuf> {
    let hosts = sysroot().and_then(|sysroot| sysroot.join("lib/rustlib").read_dir().ok());
    let of_rustup = hosts.into_iter().flatten().flatten().map(|host| host.path().join("bin/rust-lld"));
    of_rustup
        .into_iter()
        .find(|file| file.is_file())
        .or_else(|| find("wasm-ld-22"))
        .or_else(|| find("wasm-ld"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_compiler_is_told_apart() {
        assert!(is_new_enough("rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)"));
        assert!(is_new_enough(&format!("rustc {OLDEST}.0")));
        for old in ["rustc 1.85.0 (4d91de4e4 2025-02-17)", "rustc 1.9.0", "", "rustc", "rustc x.y"] {
            assert!(!is_new_enough(old), "{old}");
        }
    }
}
