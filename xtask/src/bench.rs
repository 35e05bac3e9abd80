//! `cargo xtask bench`: measures on this machine, now, and prints one table with ratios.
//!
//! Each number stands beside one that was measured in the same minutes: a bare echo, a bare `PUT`, a bare `dd`. Numbers
//! of different machines say little; ratios say more. Nothing here passes or fails; what cannot be measured has a row that
//! says so, and keeps nothing else from being measured.

mod attacks;
mod browser;
mod cluster;
mod disk;
mod drive;
mod garage;
mod identity;
mod inside;
mod lessons;
mod module;
mod native;
mod server;
mod table;

use anyhow::{Result, bail};

use crate::build::build;
use crate::step::step;
use table::{Row, render};

/// The large file of the issue.
const LARGE_BYTES: u64 = 512 * 1024 * 1024;

/// Builds the release binary, measures everything and prints the table.
pub fn bench() -> Result<()> {
    build()?;
    let dd = step("bench", "dd conv=fsync of 512 MiB", || disk::megabytes_per_second(LARGE_BYTES))?;
    let (native, memory) = step("bench", "native calls and streams", native::measure)?;
    let stream = native.upload_large_mb_per_second;
    let mut table = Table::default();
    table.rows.extend(native::rows(&native, dd));
    table.measure("512 MiB, 2 GiB and 10,000 small files from the page in Chromium", browser::rows);
    table.measure("the module on the wire", module::rows);
    table.rows.extend(memory.rows());
    table.measure("the simulator, 200 seeds", cluster::simulator);
    table.measure("the core's decisions", || cluster::decisions(stream));
    table.measure("repair of a node of 1 GB", || cluster::repair(dd));
    table.measure("lessons: search and booking", lessons::rows);
    table.measure("lists of files", drive::rows);
    table.measure("registration, sign-in, tokens", identity::rows);
    table.measure("honest calls under attack", attacks::rows);
    table.measure("Garage, if it is there", || garage::rows(&native));
    println!("\n{}", render(&table.rows));
    table.told()
}

/// What was measured so far, and what could not be.
#[derive(Default)]
struct Table {
    rows: Vec<Row>,
    problems: Vec<String>,
}

impl Table {
    /// The rows of one part; a part that fails leaves one that says so.
    fn measure(&mut self, what: &str, rows: impl FnOnce() -> Result<Vec<Row>>) {
        match step("bench", what, rows) {
            Ok(rows) => self.rows.extend(rows),
            Err(problem) => {
                self.rows.push(Row::new(what, "not measured".to_owned(), ""));
                self.problems.push(format!("{what}: {problem:#}"));
            }
        }
    }

    /// Whether all parts were measured, and why not.
    fn told(self) -> Result<()> {
        if self.problems.is_empty() {
            return Ok(());
        }
        bail!("not everything was measured:\n{}", self.problems.join("\n"))
    }
}

fn ratio(value: f64, beside: f64) -> String {
    format!("{:.2}", value / beside)
}

/// Bytes as people say them.
fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_fails_keeps_no_other_from_the_table() {
        let mut table = Table::default();
        table.measure("first", || bail!("there is no browser"));
        table.measure("second", || Ok(vec![Row::new("calls", "1 a second".to_owned(), "")]));
        let text = render(&table.rows);
        assert!(
            text.contains("first") && text.contains("not measured") && text.contains("1 a second"),
            "{text}"
        );
        let told = table.told().map_err(|problem| problem.to_string());
        assert_eq!(told, Err("not everything was measured:\nfirst: there is no browser".to_owned()));
    }
}
