//! `cargo xtask setup`, and the pieces of it that the other commands call when they need them.
//!
//! Nothing is downloaded but through rustup, apt, npm and pip. Where something may not be installed, the error says what
//! to install by hand.

pub mod age;
pub mod browser;
pub mod faketime;
pub mod npm;
pub mod packages;
pub mod postgres;
pub mod python;
pub mod web_compiler;

use anyhow::Result;

use crate::step::{note, step};

/// Finds or installs everything at once; the other commands do it piece by piece.
pub fn everything() -> Result<()> {
    let compiler = step("setup", "compiler for wasm32", web_compiler::find_or_install)?;
    note("setup", &format!("wasm32: {compiler}"));
    let missing_npm = step("setup", "npm packages", npm::install).err();
    if let Some(problem) = &missing_npm {
        note("setup", &format!("{problem:#}"));
    }
    let chromium = step("setup", "Chromium", browser::find_or_install)?;
    note("setup", &format!("browsers: {}, {}", chromium.whole.display(), chromium.headless.display()));
    let python = step("setup", "Python packages", python::install)?;
    note("setup", &format!("calendars, grpcio and a client of REST: {}", python.display()));
    let faketime = step("setup", "libfaketime", faketime::find_or_install)?;
    note("setup", &format!("another month: {}", faketime.display()));
    let age = step("setup", "age", age::find_or_install)?;
    note("setup", &format!("files of vaults: {}", age.display()));
    let postgres = step("setup", "PostgreSQL", postgres::find_or_install)?;
    note("setup", &format!("postgres: {}", postgres.display()));
    missing_npm.map_or(Ok(()), Err)
}
