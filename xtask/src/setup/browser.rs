//! Chromium for the browser tests: from `CHROMIUM` and `CHROMIUM_HEADLESS`, from PATH, or Debian's packages. Playwright
//! never downloads one.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

use super::packages;
use crate::process::find;

const WHOLE: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
const HEADLESS: [&str; 1] = ["chromium-headless-shell"];

/// The same engine twice.
pub struct Browsers {
    /// As people have it.
    pub whole: PathBuf,
    /// Without what is around a page: the journeys take a quarter less of two cores in it.
    pub headless: PathBuf,
}

/// The browsers to test with. Where there is no headless shell the whole one stands in for it.
pub fn find_or_install() -> Result<Browsers> {
    let (whole, headless) = (named("CHROMIUM", &WHOLE)?, named("CHROMIUM_HEADLESS", &HEADLESS)?);
    if let (Some(whole), Some(headless)) = (whole.clone(), headless) {
        return Ok(Browsers { whole, headless });
    }
    let installed = packages::install(&["chromium", "chromium-headless-shell"]);
    let Some(whole) = whole.or_else(|| found(&WHOLE)) else {
        installed?;
        bail!("the package chromium is installed, yet no chromium is on PATH")
    };
    let headless = found(&HEADLESS).unwrap_or_else(|| whole.clone());
    Ok(Browsers { whole, headless })
}

fn named(variable: &str, programs: &[&str]) -> Result<Option<PathBuf>> {
    let Some(named) = env::var_os(variable).map(PathBuf::from) else { return Ok(found(programs)) };
    if !named.is_file() {
        bail!("{variable} names {}, which is no file", named.display());
    }
    Ok(Some(named))
}

fn found(programs: &[&str]) -> Option<PathBuf> {
    programs.iter().copied().find_map(find)
}
