//! How far a transfer is, on standard error: a bar with speed and time left where somebody watches, a line each tenth
//! where a file or a pipe does, and nothing for programs.
use std::{
    io::{self, IsTerminal},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use domain::format;
use indicatif::{ProgressBar, ProgressStyle};

/// What is sooner over than read gets no lines.
const LINES_FROM_BYTES: u64 = 10_000_000;
/// Lines of a transfer, at most.
const STEPS: u64 = 10;
/// 80 columns: the name gets what the rest leaves.
const TEMPLATE: &str =
    "{msg:23!} {bar:15} {decimal_bytes:>9} of {decimal_total_bytes:9} {decimal_bytes_per_sec:>11} {eta:>5}";

/// Shows one transfer. Dropped, it leaves the terminal as it was.
pub(super) enum Meter {
    Bar(ProgressBar),
    Lines(Lines),
    Silent,
}

/// One line each tenth.
pub(super) struct Lines {
    name: String,
    total: u64,
    /// Bytes that were there before this run, and since when it runs.
    before: u64,
    began: Instant,
    told: Mutex<u64>,
}

impl Meter {
    /// For a transfer of so many bytes, of which some are there already.
    pub(super) fn new(name: &str, total: u64, before: u64, as_json: bool) -> Self {
        if as_json {
            return Self::Silent;
        }
        if io::stderr().is_terminal() {
            let style = ProgressStyle::with_template(TEMPLATE).expect("the template is right");
            let bar = ProgressBar::new(total).with_style(style).with_message(name.to_owned());
            bar.set_position(before);
            bar.reset_eta();
            return Self::Bar(bar);
        }
        if total < LINES_FROM_BYTES {
            return Self::Silent;
        }
        let told = Mutex::new(tenth(before, total));
        Self::Lines(Lines { name: name.to_owned(), total, before, began: Instant::now(), told })
    }

    /// So many bytes are there now.
    pub(super) fn at(&self, bytes: u64) {
        match self {
            Self::Bar(bar) => bar.set_position(bytes),
            Self::Lines(lines) => lines.at(bytes),
            Self::Silent => {}
        }
    }

    /// A sentence between.
    pub(super) fn say(&self, sentence: &str) {
        match self {
            Self::Bar(bar) => bar.println(sentence),
            Self::Lines(_) => eprintln!("{sentence}"),
            Self::Silent => {}
        }
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

impl Lines {
    fn at(&self, bytes: u64) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let reached = tenth(bytes, self.total);
        if reached > *told && reached < STEPS {
            *told = reached;
            eprintln!(
                "{}",
                line(&self.name, bytes, self.total, bytes - self.before.min(bytes), self.began.elapsed())
            );
        }
    }
}

fn tenth(bytes: u64, total: u64) -> u64 {
    u64::try_from(u128::from(bytes) * u128::from(STEPS) / u128::from(total.max(1))).unwrap_or(STEPS)
}

/// `film.mkv: 30 %, 19 MB of 64 MB, 12.4 MB/s, 4 s left`. The speed is that of this run.
fn line(name: &str, bytes: u64, total: u64, moved: u64, took: Duration) -> String {
    let percent = tenth(bytes, total) * 10;
    let (done, all) = (format::bytes(bytes), format::bytes(total));
    let millis = took.as_millis().max(1);
    let speed = u64::try_from(u128::from(moved) * 1_000 / millis).unwrap_or(u64::MAX);
    let left = Duration::from_secs((total - bytes.min(total)).div_ceil(speed.max(1)));
    format!("{name}: {percent} %, {done} of {all}, {}, {} left", format::speed(speed), format::duration(left))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_speed_and_time_left() {
        let told = line("film.mkv", 30_000_000, 100_000_000, 20_000_000, Duration::from_secs(2));
        assert_eq!(told, "film.mkv: 30 %, 30 MB of 100 MB, 10 MB/s, 7 s left");
        let begun = line("film.mkv", 0, 100, 0, Duration::ZERO);
        assert_eq!(begun, "film.mkv: 0 %, 0 B of 100 B, 0 B/s, 1 min 40 s left");
        assert_eq!((tenth(0, 0), tenth(99, 100), tenth(100, 100)), (0, 9, 10));
    }

    #[test]
    fn the_bar_fits_eighty_columns() {
        ProgressStyle::with_template(TEMPLATE).expect("the template is right");
        let columns = 23 + 1 + 15 + 1 + 9 + 4 + 9 + 1 + 11 + 1 + 5;
        assert_eq!(columns, 80);
    }
}
