//! Reminders of a lesson: a day before, and an hour before. One that comes too late to be of use is left out.
use std::time::Duration;

use crate::time::Timestamp;

/// Which reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reminder {
    /// 24 hours before.
    DayBefore,
    /// One hour before.
    HourBefore,
}

/// What to do with a reminder whose time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Send it.
    Send,
    /// Do not: the lesson has begun, or the next reminder is there already.
    Skip,
}

impl Reminder {
    /// Both.
    pub const ALL: [Self; 2] = [Self::DayBefore, Self::HourBefore];

    /// Its stable name, as rows have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DayBefore => "day-before",
            Self::HourBefore => "hour-before",
        }
    }

    /// The reminder of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reminder| reminder.name() == name)
    }

    /// How long before the lesson.
    pub const fn lead(self) -> Duration {
        match self {
            Self::DayBefore => Duration::from_secs(24 * 3600),
            Self::HourBefore => Duration::from_secs(3600),
        }
    }

    /// When it is due.
    pub fn due_at(self, starts_at: Timestamp) -> Timestamp {
        starts_at.minus(self.lead())
    }

    /// The reminders that a booking made now will still get.
    pub fn ahead(starts_at: Timestamp, now: Timestamp) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |reminder| reminder.due_at(starts_at) > now)
    }

    /// What to do with it now that it is due, perhaps since long: the server may have been down.
    pub fn verdict(self, starts_at: Timestamp, now: Timestamp) -> Verdict {
        let too_late = match self {
            Self::DayBefore => Self::HourBefore.due_at(starts_at),
            Self::HourBefore => starts_at,
        };
        if now < too_late { Verdict::Send } else { Verdict::Skip }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_unix_seconds(1_000_000);

    fn before(minutes: u64) -> Timestamp {
        START.minus(Duration::from_secs(minutes * 60))
    }

    #[test]
    fn a_booking_gets_what_lies_ahead() {
        let ahead = |minutes| Reminder::ahead(START, before(minutes)).collect::<Vec<_>>();
        assert_eq!(ahead(24 * 60 + 1), Reminder::ALL);
        assert_eq!(ahead(24 * 60), [Reminder::HourBefore]);
        assert_eq!(ahead(60), []);
    }

    #[test]
    fn a_late_reminder_is_left_out() {
        let verdict = |reminder: Reminder, minutes| reminder.verdict(START, before(minutes));
        assert_eq!(verdict(Reminder::DayBefore, 24 * 60), Verdict::Send);
        assert_eq!(verdict(Reminder::DayBefore, 61), Verdict::Send);
        assert_eq!(verdict(Reminder::DayBefore, 60), Verdict::Skip);
        assert_eq!(verdict(Reminder::HourBefore, 60), Verdict::Send);
        assert_eq!(verdict(Reminder::HourBefore, 1), Verdict::Send);
        assert_eq!(verdict(Reminder::HourBefore, 0), Verdict::Skip);
    }

    #[test]
    fn names_read_back() {
        for reminder in Reminder::ALL {
            assert_eq!(Reminder::named(reminder.name()), Some(reminder));
        }
        assert_eq!(Reminder::named("week-before"), None);
    }
}
