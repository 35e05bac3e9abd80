//! A moment, as a number. The rules never ask what time it is; they are told.

use std::time::Duration;

const MICROS_PER_SECOND: i64 = 1_000_000;

/// Microseconds since the Unix epoch (UTC, leap seconds not counted): fine enough to order events, small enough for one
/// database integer, and good for 292 000 years. Arithmetic stops at the ends instead of wrapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment so many microseconds after the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch, as rows keep it.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The moment so many seconds after the epoch.
    pub const fn from_unix_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(MICROS_PER_SECOND))
    }

    /// Whole seconds since the epoch, rounded down, as the wire carries it.
    pub const fn unix_seconds(self) -> i64 {
        self.0.div_euclid(MICROS_PER_SECOND)
    }

    /// The moment `span` later.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(micros_of(span)))
    }

    /// The moment `span` earlier.
    #[must_use]
    pub fn minus(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(micros_of(span)))
    }

    /// The time that passed since `earlier`; zero when that lies ahead.
    pub fn since(self, earlier: Self) -> Duration {
        let micros = i128::from(self.0) - i128::from(earlier.0);
        Duration::from_micros(u64::try_from(micros.max(0)).unwrap_or(u64::MAX))
    }
}

fn micros_of(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn seconds_round_down_on_both_sides_of_the_epoch() {
        assert_eq!(Timestamp::from_micros(1_999_999).unix_seconds(), 1);
        assert_eq!(Timestamp::from_micros(-1).unix_seconds(), -1);
    }

    #[test]
    fn the_ends_of_time_do_not_wrap() {
        let last = Timestamp::from_micros(i64::MAX);
        let first = Timestamp::from_micros(i64::MIN);
        assert_eq!(last.plus(Duration::MAX), last);
        assert_eq!(first.minus(Duration::MAX), first);
        assert_eq!(last.since(first), Duration::from_micros(u64::MAX));
        assert_eq!(first.since(last), Duration::ZERO);
        assert_eq!(Timestamp::from_unix_seconds(i64::MAX), last);
    }

    proptest! {
        #[test]
        fn what_is_added_has_passed(start in -4_000_000_000_000_000..4_000_000_000_000_000_i64, micros: u32) {
            let span = Duration::from_micros(micros.into());
            let start = Timestamp::from_micros(start);
            prop_assert_eq!(start.plus(span).since(start), span);
            prop_assert_eq!(start.plus(span).minus(span), start);
        }
    }
}
