//! What is taught: how long, for how much, for how many, and what the teacher needs around it.
use std::{fmt, str::FromStr, time::Duration};

use thiserror::Error;

use super::{
    booking::Policy,
    money::Money,
    slots::Terms,
    teacher::Skill,
    text::{Line, Prose},
};
use crate::limits::{ABOUT_CHARS_MAX, TITLE_CHARS_MAX};

/// Minutes of the shortest lesson.
pub const LENGTH_MINUTES_MIN: u32 = 15;
/// Minutes of the longest lesson.
pub const LENGTH_MINUTES_MAX: u32 = 8 * 60;
/// Minutes of the longest buffer.
pub const BUFFER_MINUTES_MAX: u32 = 2 * 60;
/// Hours of the longest notice, before a booking and before a cancellation.
pub const NOTICE_HOURS_MAX: u32 = 14 * 24;
/// Students of the largest group.
pub const CAPACITY_MAX: u32 = 100;
const BUFFER_STEP: u32 = 5;
const LENGTH_STEP: u32 = 15;

/// For whom a course is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Everybody.
    Any,
    /// Nothing is needed.
    Beginner,
    /// The basics are known.
    Intermediate,
    /// Much is known.
    Advanced,
}

impl Level {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Any, Self::Beginner, Self::Intermediate, Self::Advanced];

    /// Its stable name, as rows, addresses and commands have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Beginner => "beginner",
            Self::Intermediate => "intermediate",
            Self::Advanced => "advanced",
        }
    }

    /// What people read.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Any => "All levels",
            Self::Beginner => "Beginner",
            Self::Intermediate => "Intermediate",
            Self::Advanced => "Advanced",
        }
    }
}

/// No such level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("A level is any, beginner, intermediate or advanced.")]
pub struct UnknownLevel;

impl FromStr for Level {
    type Err = UnknownLevel;

    fn from_str(name: &str) -> Result<Self, UnknownLevel> {
        Self::ALL.into_iter().find(|level| level.name() == name).ok_or(UnknownLevel)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// What it is called.
    pub title: Line<TITLE_CHARS_MAX>,
    /// What happens in it.
    pub description: Prose<ABOUT_CHARS_MAX>,
    /// What it teaches.
    pub skill: Skill,
    /// For whom.
    pub level: Level,
    /// What one student pays for one lesson.
    pub price: Money,
    /// Time and places.
    pub frame: Frame,
}

/// How a lesson fits into a day. All are whole minutes or hours, within the limits above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Minutes of a lesson.
    pub length_minutes: u32,
    /// Students in a lesson.
    pub capacity: u32,
    /// Minutes that the teacher keeps free before.
    pub buffer_before_minutes: u32,
    /// Minutes that the teacher keeps free after.
    pub buffer_after_minutes: u32,
    /// Hours before its beginning until which a lesson can be booked.
    pub notice_hours: u32,
    /// Hours before its beginning until which a booking can be cancelled free of charge, or moved.
    pub cancel_notice_hours: u32,
}

/// Which number of a frame is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FrameError {
    /// The length.
    #[error("A lesson has 15 to 480 minutes, in quarters of an hour.")]
    Length,
    /// The capacity.
    #[error("A lesson is for 1 to {CAPACITY_MAX} students.")]
    Capacity,
    /// A buffer before.
    #[error("A buffer has 0 to {BUFFER_MINUTES_MAX} minutes, in steps of {BUFFER_STEP}.")]
    BufferBefore,
    /// A buffer after.
    #[error("A buffer has 0 to {BUFFER_MINUTES_MAX} minutes, in steps of {BUFFER_STEP}.")]
    BufferAfter,
    /// The notice before a booking.
    #[error("The notice is 0 to {NOTICE_HOURS_MAX} hours.")]
    Notice,
    /// The notice before a cancellation.
    #[error("The notice is 0 to {NOTICE_HOURS_MAX} hours.")]
    CancelNotice,
}

impl Frame {
    /// The frame, when every number keeps its rule.
    pub fn checked(self) -> Result<Self, FrameError> {
        let is_buffer = |minutes: u32| minutes <= BUFFER_MINUTES_MAX && minutes.is_multiple_of(BUFFER_STEP);
        let is_length = (LENGTH_MINUTES_MIN..=LENGTH_MINUTES_MAX).contains(&self.length_minutes);
        if !is_length || !self.length_minutes.is_multiple_of(LENGTH_STEP) {
            return Err(FrameError::Length);
        }
        if !(1..=CAPACITY_MAX).contains(&self.capacity) {
            return Err(FrameError::Capacity);
        }
        if !is_buffer(self.buffer_before_minutes) {
            return Err(FrameError::BufferBefore);
        }
        if !is_buffer(self.buffer_after_minutes) {
            return Err(FrameError::BufferAfter);
        }
        if self.notice_hours > NOTICE_HOURS_MAX {
            return Err(FrameError::Notice);
        }
        if self.cancel_notice_hours > NOTICE_HOURS_MAX { Err(FrameError::CancelNotice) } else { Ok(self) }
    }

    /// What it asks of a slot.
    pub fn terms(&self, per_day_max: Option<u32>) -> Terms {
        Terms {
            length: minutes(self.length_minutes),
            buffer_before: minutes(self.buffer_before_minutes),
            buffer_after: minutes(self.buffer_after_minutes),
            notice: minutes(self.notice_hours * 60),
            capacity: self.capacity,
            per_day_max,
        }
    }

    /// What may be cancelled and moved, and when.
    pub fn policy(&self) -> Policy {
        Policy::of_hours(self.cancel_notice_hours)
    }
}

fn minutes(count: u32) -> Duration {
    Duration::from_secs(u64::from(count) * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: Frame = Frame {
        length_minutes: 60,
        capacity: 1,
        buffer_before_minutes: 0,
        buffer_after_minutes: 10,
        notice_hours: 12,
        cancel_notice_hours: 24,
    };

    #[test]
    fn each_number_has_its_rule() {
        assert_eq!(GOOD.checked(), Ok(GOOD));
        let check = |change: fn(&mut Frame), error| {
            let mut frame = GOOD;
            change(&mut frame);
            assert_eq!(frame.checked(), Err(error));
        };
        check(|frame| frame.length_minutes = 0, FrameError::Length);
        check(|frame| frame.length_minutes = 50, FrameError::Length);
        check(|frame| frame.length_minutes = u32::MAX, FrameError::Length);
        check(|frame| frame.capacity = 0, FrameError::Capacity);
        check(|frame| frame.capacity = 101, FrameError::Capacity);
        check(|frame| frame.buffer_before_minutes = 125, FrameError::BufferBefore);
        check(|frame| frame.buffer_after_minutes = 7, FrameError::BufferAfter);
        check(|frame| frame.notice_hours = 337, FrameError::Notice);
        check(|frame| frame.cancel_notice_hours = u32::MAX, FrameError::CancelNotice);
    }
}
