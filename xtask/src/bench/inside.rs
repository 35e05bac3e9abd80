//! A measurement that the release binary makes inside of a server of its own: one flat JSON object of figures.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process::quietly;
use crate::workspace;

/// What one hidden command measured.
pub struct Figures(Value);

impl Figures {
    /// Runs it in a folder that goes with it.
    pub fn of(command: &str) -> Result<Self> {
        // Below `target`, so that the disk is the one that `dd` is measured on.
        let folder = workspace::root().join("target").join(format!("bench-{command}"));
        if folder.exists() {
            fs::remove_dir_all(&folder).context("an older measurement cannot be removed")?;
        }
        let said = quietly(Command::new(workspace::binary()).arg(command).arg(&folder));
        // Where the command failed early it left nothing, and what it said is the news.
        let removed = if folder.exists() { fs::remove_dir_all(&folder) } else { Ok(()) };
        let said = said?;
        removed.context("the measurement cannot be removed")?;
        // Among the lines of test mode, which shows its mails.
        let line = said.lines().find(|line| line.starts_with('{')).unwrap_or_default();
        serde_json::from_str(line).map(Self).with_context(|| format!("{command} did not answer with JSON"))
    }

    /// One of them.
    pub fn get(&self, name: &str) -> Result<f64> {
        self.0[name].as_f64().with_context(|| format!("there is no {name}"))
    }
}
