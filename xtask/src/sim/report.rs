//! What simulator processes say, added up.
//!
//! A process says a line `FAIL ...` for each failure as it happens, and at its end lines `sum NAME NUMBER`,
//! `fault CLASS NUMBER`, `seen POINT YES-OR-NO`.

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::{Result, bail};

/// Everything that was said.
#[derive(Debug)]
pub struct Report {
    began: Instant,
    failures: u64,
    sums: BTreeMap<String, u64>,
    faults: BTreeMap<String, u64>,
    seen: BTreeMap<String, bool>,
}

impl Default for Report {
    fn default() -> Self {
        let (sums, faults, seen) = Default::default();
        Self { began: Instant::now(), failures: 0, sums, faults, seen }
    }
}

impl Report {
    /// Takes a line.
    pub fn take(&mut self, line: &str) {
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["FAIL", ..] => {
                self.failures += 1;
                println!("{line}");
            }
            ["sum", name, count] => {
                *self.sums.entry(name.to_owned()).or_default() += count.parse().unwrap_or(0)
            }
            ["fault", class, count] => {
                *self.faults.entry(class.to_owned()).or_default() += count.parse().unwrap_or(0);
            }
            ["seen", point, seen] => *self.seen.entry(point.to_owned()).or_default() |= seen == "yes",
            _ => println!("{line}"),
        }
    }

    /// Prints what was done, its last line everything that counts. `all` says whether the batch was large enough to
    /// have seen everything.
    pub fn tell(&self, all: bool) -> Result<()> {
        let classes: Vec<String> =
            self.faults.iter().map(|(class, count)| format!("{class} {count}")).collect();
        println!("faults  {}", classes.join(", "));
        println!("{}", self.last_line());
        let never = |counts: &BTreeMap<String, u64>| {
            counts.iter().filter(|(_, count)| **count == 0).map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        let unseen: Vec<&str> =
            self.seen.iter().filter(|(_, seen)| !**seen).map(|(point, _)| point.as_str()).collect();
        let idle = never(&self.faults);
        match (self.failures, unseen.is_empty() && idle.is_empty()) {
            (0, true) => Ok(()),
            (0, false) if !all => {
                println!("sim     too few seeds to see {} {}", unseen.join(", "), idle.join(", "));
                Ok(())
            }
            (0, false) => bail!(
                "never seen: {} {}: the batch tested less than it says",
                unseen.join(", "),
                idle.join(", ")
            ),
            (1, _) => bail!("one run failed"),
            (failures, _) => bail!("{failures} runs failed"),
        }
    }

    /// Events of all runs.
    pub fn events(&self) -> u64 {
        self.sums.get("events").copied().unwrap_or(0)
    }

    fn last_line(&self) -> String {
        let sum = |name: &str| self.sums.get(name).copied().unwrap_or(0);
        let seen = self.seen.values().filter(|seen| **seen).count();
        let faults: u64 = self.faults.values().sum();
        let per_second = sum("events") as f64 / self.began.elapsed().as_secs_f64();
        format!(
            "sim     {} runs, {} events, {faults} faults in {} classes, {} acknowledged bytes checked, {:.1} h simulated, \
             {seen} of {} points seen, {per_second:.0} events/s",
            sum("runs"),
            sum("events"),
            self.faults.len(),
            sum("acknowledged_bytes"),
            sum("simulated_seconds") as f64 / 3600.0,
            self.seen.len(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(lines: &[&str], all: bool) -> Result<()> {
        let mut report = Report::default();
        lines.iter().for_each(|line| report.take(line));
        report.tell(all)
    }

    #[test]
    fn counts_of_several_processes_add_up() {
        let mut report = Report::default();
        for line in ["sum runs 3", "sum runs 4", "fault rot 1", "seen put_full no", "seen put_full yes"] {
            report.take(line);
        }
        assert!(report.last_line().starts_with("sim     7 runs"));
        assert!(report.tell(true).is_ok());
    }

    #[test]
    fn a_large_batch_must_have_seen_everything() {
        assert!(told(&["seen put_full no"], true).is_err());
        assert!(told(&["seen put_full no"], false).is_ok());
        assert!(told(&["fault rot 0"], true).is_err());
        assert!(told(&["FAIL INV-D1"], false).is_err());
    }
}
