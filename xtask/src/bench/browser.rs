//! The page's own upload, measured in Chromium by `end2end/bench`.

use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process::run;
use crate::setup::{browser, npm};
use crate::test::playwright;
use crate::workspace;

/// MiB per second, and seconds.
pub struct Rates {
    /// 512 MiB through the page.
    pub upload: f64,
    /// The same bytes by plain `PUT`.
    pub put: f64,
    /// Seconds for 10,000 files of 1 KB through the page.
    pub small_files_seconds: f64,
}

/// Runs the browser's part.
pub fn measure() -> Result<Rates> {
    npm::install()?;
    let chromium = browser::find_or_install()?;
    let out = workspace::root().join("target/bench-browser.json");
    // The parts add what they measured, and none may be of an earlier run.
    let _absent = fs::remove_file(&out);
    run(playwright("bench", &workspace::binary(), &chromium).env("SKYSHARD_BENCH_OUT", &out))?;
    let said: Value = serde_json::from_str(&fs::read_to_string(&out)?)?;
    let rate = |name: &str| said[name].as_f64().with_context(|| format!("the browser did not say {name}"));
    Ok(Rates {
        upload: rate("upload_mib_per_second")?,
        put: rate("put_mib_per_second")?,
        small_files_seconds: rate("small_files_seconds")?,
    })
}
