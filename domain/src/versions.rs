//! Which of a file's older versions are kept as time goes by.
//!
//! | age of a version | what stays |
//! |---|---|
//! | under a day | every version |
//! | under two days | the newest of each hour |
//! | under thirty days | the newest of each day |
//! | under a year | the newest of each week |
//! | a year and more | none |
//!
//! The shown version, which is the newest, always stays. Hours, days and weeks are those of the calendar (UTC, weeks begin
//! on Monday) and not counted back from now, so they do not move while time passes, and each lies wholly in the next wider
//! one. A version goes when a newer one is in the same hour, day or week, whichever its own age asks for. From that follow
//! three laws, which the tests draw at random:
//!
//! - no hour, day or week that had a version is left without one before the year is over
//! - what is thinned and thinned again is as if it was thinned once (`thin(t) = thin(thin(t))`)
//! - it does not matter how often it happened before: thinning at noon and again at night leaves what thinning at night
//!   alone would have left
use std::{collections::BTreeSet, time::Duration};

use crate::{
    limits::{VERSIONS_ALL_LIFE, VERSIONS_DAILY_LIFE, VERSIONS_HOURLY_LIFE, VERSIONS_WEEKLY_LIFE},
    time::Timestamp,
};

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;
/// The epoch was a Thursday, three days into its week.
const MONDAY: i64 = 3 * DAY;

/// A version, as far as thinning asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Its number in the file: a larger one is newer, whatever the clock said.
    pub number: u32,
    /// When it was committed.
    pub at: Timestamp,
}

/// How close to each other versions of an age may be.
enum Spacing {
    Any,
    Hourly,
    Daily,
    Weekly,
    Gone,
}

impl Spacing {
    fn of(age: Duration) -> Self {
        match age {
            age if age < VERSIONS_ALL_LIFE => Self::Any,
            age if age < VERSIONS_HOURLY_LIFE => Self::Hourly,
            age if age < VERSIONS_DAILY_LIFE => Self::Daily,
            age if age < VERSIONS_WEEKLY_LIFE => Self::Weekly,
            _ => Self::Gone,
        }
    }
}

/// The hours, days and weeks in which a newer version was seen.
#[derive(Default)]
struct Seen {
    hours: BTreeSet<i64>,
    days: BTreeSet<i64>,
    weeks: BTreeSet<i64>,
}

impl Seen {
    /// Whether a version of this age goes, for the sake of those that were noted before.
    fn has_better(&self, at: i64, age: Duration) -> bool {
        match Spacing::of(age) {
            Spacing::Any => false,
            Spacing::Hourly => self.hours.contains(&at.div_euclid(HOUR)),
            Spacing::Daily => self.days.contains(&at.div_euclid(DAY)),
            Spacing::Weekly => self.weeks.contains(&(at + MONDAY).div_euclid(WEEK)),
            Spacing::Gone => true,
        }
    }

    fn note(&mut self, at: i64) {
        self.hours.insert(at.div_euclid(HOUR));
        self.days.insert(at.div_euclid(DAY));
        self.weeks.insert((at + MONDAY).div_euclid(WEEK));
    }
}

/// The numbers of the versions of one file that go now, newest first. The newest version is the shown one and never among
/// them.
pub fn outdated(versions: &[Kept], now: Timestamp) -> Vec<u32> {
    let mut newest_first = versions.to_vec();
    newest_first.sort_unstable_by_key(|version| std::cmp::Reverse(version.number));
    let (mut seen, mut gone) = (Seen::default(), Vec::new());
    for (place, version) in newest_first.iter().enumerate() {
        let at = version.at.unix_seconds();
        if place > 0 && seen.has_better(at, now.since(version.at)) {
            gone.push(version.number);
        }
        // Those that go count too: whatever made them go is newer still and in the same wider span.
        seen.note(at);
    }
    gone
}

#[cfg(test)]
mod tests;
