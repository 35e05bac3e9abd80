//! Speeds from numbers that are told now and then: two looks, and the time between them.
//!
//! The time is the server's, told with each number, so that messages which arrive in a burst after a stall do not look
//! like a burst of traffic.

use std::time::Duration;

/// Milliseconds over which a speed is taken: long enough for a steady figure, short enough to see a repair end.
const SPAN_MILLIS: f64 = 5_000.0;
/// A speed over less is a guess.
const SPAN_MILLIS_MIN: f64 = 500.0;
/// Longer times are not told: nobody believes them.
const LEFT_MAX: Duration = Duration::from_secs(100 * 60 * 60);

/// A number as it changes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trend {
    /// Looks, oldest first: the time in milliseconds and the number then.
    looks: Vec<(f64, f64)>,
}

impl Trend {
    /// The number is this at that time.
    pub fn observe(&mut self, at_millis: f64, number: f64) {
        if self.looks.last().is_some_and(|&(then, _)| at_millis < then) {
            self.looks.clear();
        }
        self.looks.push((at_millis, number));
        // One look from before the span stays, so that the span is whole.
        while self.looks.get(1).is_some_and(|&(then, _)| at_millis - then >= SPAN_MILLIS) {
            self.looks.remove(0);
        }
    }

    /// The same for a number that only grows: one that fell belongs to a server that was started anew.
    pub fn observe_total(&mut self, at_millis: f64, total: f64) {
        if self.looks.last().is_some_and(|&(_, before)| total < before) {
            self.looks.clear();
        }
        self.observe(at_millis, total);
    }

    /// Forgets everything: what changed while nobody looked has no speed.
    pub fn reset(&mut self) {
        self.looks.clear();
    }

    /// Change a second, once it can be told.
    pub fn per_second(&self) -> Option<f64> {
        let (&(first, before), &(last, now)) = (self.looks.first()?, self.looks.last()?);
        let millis = last - first;
        (millis >= SPAN_MILLIS_MIN).then(|| (now - before) / (millis / 1_000.0))
    }

    /// When a number that falls will be nothing, if it goes on so; whole seconds, rounded up.
    pub fn time_left(&self) -> Option<Duration> {
        let (&(_, now), fall) = (self.looks.last()?, -self.per_second()?);
        if fall <= 0.0 || now <= 0.0 {
            return None;
        }
        let left = Duration::try_from_secs_f64((now / fall).ceil()).ok()?;
        (left <= LEFT_MAX).then_some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speed_is_told_after_half_a_second_and_forgets_what_is_older_than_five() {
        let mut trend = Trend::default();
        trend.observe_total(0.0, 1_000.0);
        assert_eq!(trend.per_second(), None);
        trend.observe_total(1_000.0, 3_000.0);
        assert_eq!(trend.per_second(), Some(2_000.0));
        for second in 2..=7 {
            trend.observe_total(f64::from(second) * 1_000.0, 3_000.0);
        }
        assert_eq!(trend.per_second(), Some(0.0));
    }

    #[test]
    fn a_server_that_was_started_anew_starts_a_new_speed() {
        let mut trend = Trend::default();
        trend.observe_total(0.0, 9_000.0);
        trend.observe_total(1_000.0, 10.0);
        assert_eq!(trend.per_second(), None);
        trend.observe_total(2_000.0, 1_010.0);
        assert_eq!(trend.per_second(), Some(1_000.0));
    }

    #[test]
    fn a_backlog_that_falls_has_an_end_and_one_that_grows_has_none() {
        let mut trend = Trend::default();
        trend.observe(0.0, 100.0);
        trend.observe(2_000.0, 90.0);
        assert_eq!(trend.time_left(), Some(Duration::from_secs(18)));
        trend.observe(3_000.0, 200.0);
        assert_eq!(trend.time_left(), None);
    }
}
