//! Weeks and exceptions as one line of text, which rows keep and terminals show: `Mon 09:00-12:00 13:00-17:00; Tue
//! 09:00-12:00` and `2026-12-24 09:00-12:00; 2026-12-25`.
use std::{fmt, str::FromStr};

use jiff::civil::{Date, Weekday};
use thiserror::Error;

use super::{Exceptions, Hours, HoursError, Week};

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Why a text says no hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ParseHoursError {
    /// It is spelt in another way.
    #[error("Hours are written as in \"Mon 09:00-12:00 13:00-17:00; Tue 09:00-12:00\".")]
    Spelling,
    /// What it says cannot be.
    #[error(transparent)]
    Rule(#[from] HoursError),
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, end) = (self.start, self.end);
        write!(f, "{:02}:{:02}-{:02}:{:02}", start / 60, start % 60, end / 60, end % 60)
    }
}

impl FromStr for Hours {
    type Err = ParseHoursError;

    fn from_str(text: &str) -> Result<Self, ParseHoursError> {
        let (start, end) = text.split_once('-').ok_or(ParseHoursError::Spelling)?;
        Ok(Self::new(minute(start)?, minute(end)?)?)
    }
}

/// `09:15` as minutes since midnight; `24:00` is the end of the day.
pub fn minute(text: &str) -> Result<u16, ParseHoursError> {
    let two_digits = |text: &str| {
        let is_number = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u16>().ok().filter(|_| is_number)
    };
    let (hour, minute) = text.split_once(':').ok_or(ParseHoursError::Spelling)?;
    match (two_digits(hour), two_digits(minute)) {
        (Some(hour @ ..=24), Some(minute @ ..=59)) => Ok(hour * 60 + minute),
        _ => Err(ParseHoursError::Spelling),
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.0.iter().zip(WEEKDAYS).filter(|(hours, _)| !hours.is_empty());
        write_days(f, days.map(|(hours, name)| (name, hours.as_slice())))
    }
}

impl FromStr for Week {
    type Err = ParseHoursError;

    fn from_str(text: &str) -> Result<Self, ParseHoursError> {
        let mut entries = Vec::new();
        for (name, hours) in days(text)? {
            let at = WEEKDAYS.iter().position(|weekday| *weekday == name).ok_or(ParseHoursError::Spelling)?;
            let weekday = weekday(at);
            entries.extend(hours.into_iter().map(|hours| (weekday, hours)));
        }
        Ok(Self::new(entries)?)
    }
}

fn weekday(at: usize) -> Weekday {
    Weekday::Monday.wrapping_add(i64::try_from(at).unwrap_or_default())
}

impl fmt::Display for Exceptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_days(f, self.days())
    }
}

impl FromStr for Exceptions {
    type Err = ParseHoursError;

    fn from_str(text: &str) -> Result<Self, ParseHoursError> {
        let read = |(name, hours): (&str, Vec<Hours>)| {
            Ok((name.parse::<Date>().map_err(|_| ParseHoursError::Spelling)?, hours))
        };
        let days: Result<Vec<_>, ParseHoursError> = days(text)?.into_iter().map(read).collect();
        Ok(Self::new(days?)?)
    }
}

fn write_days<'a>(
    f: &mut fmt::Formatter<'_>,
    days: impl Iterator<Item = (impl fmt::Display, &'a [Hours])>,
) -> fmt::Result {
    for (position, (name, hours)) in days.enumerate() {
        write!(f, "{}{name}", if position == 0 { "" } else { "; " })?;
        hours.iter().try_for_each(|hours| write!(f, " {hours}"))?;
    }
    Ok(())
}

fn days(text: &str) -> Result<Vec<(&str, Vec<Hours>)>, ParseHoursError> {
    let all = text.split(';').map(str::trim).filter(|day| !day.is_empty());
    all.map(|day| {
        let (name, hours) = day.split_once(' ').unwrap_or((day, ""));
        let hours: Result<_, _> = hours.split_whitespace().map(str::parse).collect();
        Ok((name, hours?))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_spelt_otherwise_is_refused() {
        let week = |text: &str| text.parse::<Week>().map(|week| week.to_string());
        assert_eq!(
            week(" Tue 09:00-12:00 ;Mon 13:00-24:00  09:00-12:00"),
            Ok("Mon 09:00-12:00 13:00-24:00; Tue 09:00-12:00".to_owned())
        );
        assert_eq!(week(""), Ok(String::new()));
        for text in [
            "Moo 09:00-12:00",
            "Mon 9:00-12:00",
            "Mon 09:00",
            "Mon 09:60-12:00",
            "Mon +9:00-12:00",
            "Mon 25:00-26:00",
        ] {
            assert_eq!(week(text), Err(ParseHoursError::Spelling), "{text}");
        }
        assert_eq!(week("Mon 12:00-09:00"), Err(ParseHoursError::Rule(HoursError::NotInADay)));
        let exceptions = |text: &str| text.parse::<Exceptions>().map(|days| days.to_string());
        let two_days = "2026-12-24 09:00-12:00; 2026-12-25";
        assert_eq!(exceptions(two_days), Ok(two_days.to_owned()));
        assert_eq!(exceptions("2026-02-30"), Err(ParseHoursError::Spelling));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(spans in prop::collection::vec((0..7_usize, 0..95_u16), 0..12)) {
            let hours = |start: u16| Hours::new(start * 15, start * 15 + 15).expect("a quarter of an hour");
            if let Ok(week) = Week::new(spans.into_iter().map(|(day, start)| (weekday(day), hours(start)))) {
                prop_assert_eq!(week.to_string().parse(), Ok(week));
            }
        }
    }
}
