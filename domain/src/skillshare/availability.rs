//! When a teacher teaches: hours of each weekday by the wall clock of his zone, and days that differ.
//!
//! Rules are turned into instants day by day. Where the clocks change, three things can happen to a wall-clock time:
//!
//! | the clock shows it | what counts |
//! |---|---|
//! | once | that moment |
//! | never (spring) | the moment of the change, for a beginning and for an end |
//! | twice (autumn) | for a beginning the last time, for an end the first, or the last if that were before the beginning |
//!
//! So a window is one piece in which the clock on the wall never shows anything outside of its hours: from 1 to 4 o'clock
//! it has two hours on the spring day and four on the autumn day, and from 2 to 3 it has none and one.
mod text;

use std::collections::BTreeMap;

use jiff::{
    civil::{Date, DateTime, Time, Weekday},
    tz::{AmbiguousOffset, Offset, TimeZone},
};
use thiserror::Error;

use super::{Span, local_day};
use crate::{
    limits::{EXCEPTION_DAYS_MAX, HOURS_PER_DAY_MAX},
    time::Timestamp,
};

pub use text::{ParseHoursError, minute};

/// Minutes of a day that has no change of the clocks.
pub const DAY_MINUTES: u16 = 24 * 60;
/// Hours begin and end on these minutes, as the offsets of all zones do.
pub const MINUTE_STEP: u16 = 15;

/// Hours of one day by the wall clock, in minutes since midnight. They do not reach into the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hours {
    start: u16,
    end: u16,
}

/// Why hours cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum HoursError {
    /// Not within a day, or empty.
    #[error("Hours begin before they end, between 00:00 and 24:00.")]
    NotInADay,
    /// Not on a quarter of an hour.
    #[error("Hours begin and end on quarter hours, as in 09:15.")]
    NotOnAQuarter,
    /// Two of them overlap.
    #[error("Two spans of hours on the same day overlap. Make them one.")]
    Overlap,
    /// More than a day can have.
    #[error("A day has at most {HOURS_PER_DAY_MAX} spans of hours.")]
    TooMany,
    /// More days than a year has.
    #[error("At most {EXCEPTION_DAYS_MAX} days can differ from the week.")]
    TooManyDays,
}

impl Hours {
    /// From one minute of the day to a later one.
    pub fn new(start: u16, end: u16) -> Result<Self, HoursError> {
        if start >= end || end > DAY_MINUTES {
            return Err(HoursError::NotInADay);
        }
        if !start.is_multiple_of(MINUTE_STEP) || !end.is_multiple_of(MINUTE_STEP) {
            return Err(HoursError::NotOnAQuarter);
        }
        Ok(Self { start, end })
    }

    /// Minutes from midnight to the beginning.
    pub fn start(self) -> u16 {
        self.start
    }

    /// Minutes from midnight to the end.
    pub fn end(self) -> u16 {
        self.end
    }
}

/// The hours of one day, in order, none touching the next wrongly.
fn in_order(mut hours: Vec<Hours>) -> Result<Vec<Hours>, HoursError> {
    hours.sort_unstable();
    if hours.len() > HOURS_PER_DAY_MAX {
        return Err(HoursError::TooMany);
    }
    if hours.windows(2).any(|pair| pair[0].end > pair[1].start) {
        return Err(HoursError::Overlap);
    }
    Ok(hours)
}

/// The hours of each weekday.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Week([Vec<Hours>; 7]);

impl Week {
    /// From hours and their weekdays, in any order.
    pub fn new(entries: impl IntoIterator<Item = (Weekday, Hours)>) -> Result<Self, HoursError> {
        let mut days: [Vec<Hours>; 7] = Default::default();
        for (weekday, hours) in entries {
            days[index(weekday)].push(hours);
        }
        for day in &mut days {
            *day = in_order(std::mem::take(day))?;
        }
        Ok(Self(days))
    }

    /// The hours of a weekday.
    pub fn on(&self, weekday: Weekday) -> &[Hours] {
        &self.0[index(weekday)]
    }

    /// Every span with its weekday, Monday first.
    pub fn entries(&self) -> impl Iterator<Item = (Weekday, Hours)> {
        let named = |(index, hours): (usize, &Vec<Hours>)| {
            let weekday = Weekday::Monday.wrapping_add(i64::try_from(index).unwrap_or_default());
            hours.iter().map(move |hours| (weekday, *hours)).collect::<Vec<_>>()
        };
        self.0.iter().enumerate().flat_map(named)
    }

    /// Whether there are no hours at all.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Vec::is_empty)
    }
}

fn index(weekday: Weekday) -> usize {
    usize::try_from(weekday.to_monday_zero_offset()).unwrap_or_default()
}

/// Days that differ from the week: no hours mean that the teacher is away.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exceptions(BTreeMap<Date, Vec<Hours>>);

impl Exceptions {
    /// From days and their hours.
    pub fn new(days: impl IntoIterator<Item = (Date, Vec<Hours>)>) -> Result<Self, HoursError> {
        let days: Result<BTreeMap<_, _>, _> =
            days.into_iter().map(|(day, hours)| Ok((day, in_order(hours)?))).collect();
        let days = days?;
        if days.len() > EXCEPTION_DAYS_MAX { Err(HoursError::TooManyDays) } else { Ok(Self(days)) }
    }

    /// The days and their hours, in order.
    pub fn days(&self) -> impl Iterator<Item = (Date, &[Hours])> {
        self.0.iter().map(|(day, hours)| (*day, hours.as_slice()))
    }
}

/// What the rules say about a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayRule<'a> {
    /// The hours of its weekday, perhaps none.
    Week(&'a [Hours]),
    /// It differs: other hours, or away.
    Exception(&'a [Hours]),
}

/// When somebody teaches.
#[derive(Debug, Clone)]
pub struct Availability {
    /// Whose wall clock the rules mean.
    pub zone: TimeZone,
    /// The usual week.
    pub week: Week,
    /// The days that differ.
    pub exceptions: Exceptions,
}

impl Availability {
    /// The rule of a day.
    pub fn on(&self, day: Date) -> DayRule<'_> {
        match self.exceptions.0.get(&day) {
            Some(hours) => DayRule::Exception(hours),
            None => DayRule::Week(self.week.on(day.weekday())),
        }
    }

    /// The windows that overlap `span`, in order and whole: they may begin before it and end after it.
    pub fn windows(&self, span: Span) -> impl Iterator<Item = Span> {
        let first = local_day(span.start, &self.zone);
        let last = local_day(span.end, &self.zone);
        days(first, last)
            .flat_map(|day| self.windows_of(day))
            .filter(move |window| super::overlap(window, &span))
    }

    fn windows_of(&self, day: Date) -> Vec<Span> {
        let (DayRule::Week(hours) | DayRule::Exception(hours)) = self.on(day);
        let window = |hours: &Hours| {
            let (_, start) = moments_at(&self.zone, wall_clock(day, hours.start)?)?;
            let (first, last) = moments_at(&self.zone, wall_clock(day, hours.end)?)?;
            let window = start..if first > start { first } else { last };
            (window.start < window.end).then_some(window)
        };
        hours.iter().filter_map(window).collect()
    }
}

/// The days from one to another, both included.
pub fn days(first: Date, last: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), |day| day.tomorrow().ok()).take_while(move |day| *day <= last)
}

/// A minute of a day as the wall clock shows it; minute 1440 is the next midnight.
fn wall_clock(day: Date, minute: u16) -> Option<DateTime> {
    if minute == DAY_MINUTES {
        return Some(day.tomorrow().ok()?.to_datetime(Time::midnight()));
    }
    let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
    Some(day.to_datetime(Time::new(hour, minute, 0, 0).ok()?))
}

/// The first moment of a day in a zone.
pub fn start_of_day(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    moments_at(zone, day.to_datetime(Time::midnight())).map(|(first, _)| first)
}

/// The first and the last moment at which the clocks of a zone show this; where they skip it, twice the moment at which
/// they do. None past the calendar's last year.
fn moments_at(zone: &TimeZone, shown: DateTime) -> Option<(Timestamp, Timestamp)> {
    let at = |offset: Offset| offset.to_timestamp(shown).ok();
    let (first, last) = match zone.to_ambiguous_timestamp(shown).offset() {
        AmbiguousOffset::Unambiguous { offset } => (at(offset)?, at(offset)?),
        AmbiguousOffset::Fold { before, after } => (at(before)?, at(after)?),
        AmbiguousOffset::Gap { after, .. } => {
            // Read with the later offset it lies before the change, so the change is the next one from there.
            let change = zone.following(at(after)?).next()?.timestamp();
            (change, change)
        }
    };
    let moment = |instant: jiff::Timestamp| Timestamp::from_micros(instant.as_microsecond());
    Some((moment(first), moment(last)))
}

#[cfg(test)]
mod tests;
