//! Lessons at the server: a search over a hundred teachers and sixty days, and a booking.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::table::Row;
use crate::process::quietly;
use crate::workspace;

/// Runs them inside of a server of their own, by the release binary.
pub fn rows() -> Result<[Row; 2]> {
    // Below `target`, so that the disk is the one that `dd` is measured on.
    let folder = workspace::root().join("target/bench-lessons");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("an older measurement cannot be removed")?;
    }
    let said = quietly(Command::new(workspace::binary()).arg("lessons-cost").arg(&folder));
    fs::remove_dir_all(&folder).context("the measurement cannot be removed")?;
    let said = said?;
    // Among the lines of test mode, which shows its mails.
    let line = said.lines().find(|line| line.starts_with('{')).unwrap_or_default();
    let figures: Value = serde_json::from_str(line).context("lessons-cost did not answer with JSON")?;
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
