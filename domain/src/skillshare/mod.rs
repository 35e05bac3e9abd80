//! Lessons: who teaches when, what can be booked, and by which rules.
//!
//! ```text
//! weekly hours + exceptions ─availability─→ windows ─slots─→ free slots ─booking─→ held → booked → over
//!        (wall clock)                      (instants)                      └─ grid: one person, one cell
//! ```
//!
//! Wall-clock rules are kept with their zone and turned into instants day by day, so that "nine o'clock on Mondays" stays
//! nine o'clock when the clocks change. Everything after [`availability`] is instants in UTC; a zone is asked again only
//! to show them. The zone's own rules come as an argument ([`TimeZone`]): this crate has no database of zones.
pub mod availability;
pub mod booking;
pub mod course;
pub mod grid;
pub mod money;
pub mod reminder;
pub mod search;
pub mod slots;
pub mod teacher;
pub mod text;

pub use jiff::{
    civil::{Date, Weekday},
    tz::TimeZone,
};

use std::ops::Range;

use crate::time::Timestamp;

/// From a beginning up to, but not including, an end.
pub type Span = Range<Timestamp>;

/// Whether two spans have a moment in common.
pub fn overlap(one: &Span, other: &Span) -> bool {
    one.start < other.end && other.start < one.end
}

/// The calendar's own type of instant; what lies outside of its years becomes its first or last.
pub(crate) fn calendar_instant(moment: Timestamp) -> jiff::Timestamp {
    let (first, last) = (jiff::Timestamp::MIN.as_microsecond(), jiff::Timestamp::MAX.as_microsecond());
    jiff::Timestamp::from_microsecond(moment.micros().clamp(first, last))
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}

/// The day that a clock in `zone` shows at a moment.
pub fn local_day(moment: Timestamp, zone: &TimeZone) -> Date {
    zone.to_datetime(calendar_instant(moment)).date()
}

/// Seconds that the clocks of `zone` are ahead of UTC at a moment; negative west of it.
pub fn offset_seconds(moment: Timestamp, zone: &TimeZone) -> i32 {
    zone.to_offset(calendar_instant(moment)).seconds()
}
