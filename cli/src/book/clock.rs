//! Whose clock is read: times as people type them, and as they read them.
use anyhow::{Context, Result, bail};
use client::proto::skillshare::LessonTime;
use jiff::{
    Timestamp,
    civil::DateTime,
    tz::{Offset, TimeZone},
};

/// The clock of a zone.
pub(super) struct Clock {
    zone: TimeZone,
    /// Its id.
    pub(super) id: String,
}

impl Clock {
    /// Of the zone that was named, else of this machine.
    pub(super) fn of(named: Option<&str>) -> Result<Self> {
        let zone = match named {
            Some(id) => TimeZone::get(id).with_context(|| format!("there is no time zone {id:?}"))?,
            None => TimeZone::system(),
        };
        let id = zone.iana_name().unwrap_or("UTC").to_owned();
        Ok(Self { zone, id })
    }

    /// A time as it is typed, in Unix seconds: with an offset, or by this clock.
    pub(super) fn read(&self, text: &str) -> Result<i64> {
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Ok(instant.as_second());
        }
        let wall: DateTime = text.trim().parse().with_context(|| {
            format!("{text:?} is no time: write 2026-12-01 15:30, or 2026-12-01T15:30:00+01:00")
        })?;
        let read = self.zone.to_ambiguous_zoned(wall);
        if read.is_ambiguous() {
            bail!(
                "in {} the clocks change then, so {text} is no time or two: add its offset, as in +02:00",
                self.id
            );
        }
        Ok(read.compatible()?.timestamp().as_second())
    }
}

/// `Mon 30 Nov 2026 09:00`, as a wall shows it that is so many seconds ahead of UTC.
pub(super) fn wall(at: i64, ahead_seconds: i32) -> String {
    let offset = Offset::from_seconds(ahead_seconds).unwrap_or(Offset::UTC);
    let instant = Timestamp::from_second(at).unwrap_or(Timestamp::UNIX_EPOCH);
    offset.to_datetime(instant).strftime("%a %-d %b %Y %H:%M").to_string()
}

/// A lesson's beginning by the reader's clock.
pub(super) fn reader(time: Option<&LessonTime>) -> String {
    time.map(|time| wall(time.starts_at, time.reader_offset_seconds)).unwrap_or_default()
}

/// The same by the teacher's.
pub(super) fn teacher(time: Option<&LessonTime>) -> String {
    time.map(|time| wall(time.starts_at, time.teacher_offset_seconds)).unwrap_or_default()
}

/// `2026-11-30T08:00:00Z`, for programs.
pub(super) fn instant(time: Option<&LessonTime>) -> Option<String> {
    time.and_then(|time| Timestamp::from_second(time.starts_at).ok()).map(|instant| instant.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_by_the_clock_that_is_meant() {
        let paris = Clock::of(Some("Europe/Paris")).expect("a zone");
        assert_eq!(paris.read("2026-12-01 15:30").expect("a time"), 1_796_135_400);
        assert_eq!(paris.read("2026-12-01T15:30").expect("a time"), 1_796_135_400);
        assert_eq!(paris.read("2026-12-01T15:30:00+01:00").expect("a time"), 1_796_135_400);
        assert_eq!(paris.read("2026-12-01T23:30:00+09:00").expect("a time"), 1_796_135_400);
        for text in ["2027-03-28 02:30", "2026-10-25 02:30", "tomorrow", "", "15:30"] {
            assert!(paris.read(text).is_err(), "{text}");
        }
        assert!(Clock::of(Some("Mars/Olympus")).is_err());
    }

    #[test]
    fn both_walls_are_shown() {
        let time = LessonTime {
            starts_at: 1_796_135_400,
            reader_offset_seconds: 9 * 3600,
            teacher_offset_seconds: 3600,
        };
        assert_eq!(reader(Some(&time)), "Tue 1 Dec 2026 23:30");
        assert_eq!(teacher(Some(&time)), "Tue 1 Dec 2026 15:30");
        assert_eq!(instant(Some(&time)).as_deref(), Some("2026-12-01T14:30:00Z"));
    }
}
