//! The page's own upload, measured in Chromium by `end2end/bench`.

use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process::run;
use crate::setup::{browser, npm};
use crate::test::playwright;
use crate::workspace;

/// MiB per second.
pub struct Rates {
    /// 200 MiB through the page.
    pub upload: f64,
    /// The same bytes by plain `PUT`.
    pub put: f64,
}

/// Runs the browser's part.
pub fn measure() -> Result<Rates> {
    npm::install()?;
    let chromium = browser::find_or_install()?;
    let out = workspace::root().join("target/bench-browser.json");
    run(playwright("bench", &workspace::binary(), &chromium).env("SKYSHARD_BENCH_OUT", &out))?;
    let said: Value = serde_json::from_str(&fs::read_to_string(&out)?)?;
    let rate = |name: &str| said[name].as_f64().with_context(|| format!("the browser did not say {name}"));
    Ok(Rates { upload: rate("upload_mib_per_second")?, put: rate("put_mib_per_second")? })
}
