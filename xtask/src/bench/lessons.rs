//! Lessons at the server: a search over a hundred teachers and sixty days, and a booking.

use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::table::Row;
use crate::process::{cargo, quietly, run};
use crate::workspace;

/// Builds and runs the example.
pub fn rows() -> Result<[Row; 2]> {
    run(cargo().current_dir(workspace::root()).args(["build", "--release", "--quiet"]).args([
        "--package",
        "server",
        "--example",
        "lessons",
    ]))?;
    let said = quietly(&mut Command::new(workspace::root().join("target/release/examples/lessons")))?;
    let line = said.lines().last().unwrap_or_default();
    let figures: Value =
        serde_json::from_str(line).context("the example `lessons` did not answer with JSON")?;
    let row = |what: &str, figure: &str, target: &str| -> Result<Row> {
        let milliseconds = figures[figure].as_f64().with_context(|| format!("there is no {figure}"))?;
        let value = format!("{milliseconds:.1} ms");
        Ok(Row { what: what.to_owned(), value, target: target.to_owned(), ..Row::default() })
    };
    Ok([
        row("search for lessons, 100 teachers, 60 days", "search_ms", "20 ms or less")?,
        row("booking of a lesson", "booking_ms", "10 ms or less")?,
    ])
}
