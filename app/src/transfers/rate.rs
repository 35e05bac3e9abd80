//! Speed and time left, smoothed so that figures can be read and believed.
//!
//! Each observation moves the speed towards what was just measured by `1 - e^(-elapsed / MEMORY)`: after three seconds
//! two thirds of a change are seen, whatever the pace of the observations. Nothing is said in the first second, when
//! any figure would be a guess.

use std::time::Duration;

/// Seconds after which an old speed counts for about a third.
const MEMORY_SECONDS: f64 = 3.0;
/// Milliseconds of sending before a speed is told.
const WARM_UP_MILLIS: f64 = 1_000.0;
/// Milliseconds between two measurements: parts finish in bursts, and a burst is no speed.
const MEASURE_MILLIS: f64 = 250.0;

/// The speed of one upload.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rate {
    /// When the sending began, by the clock of this side.
    began: Option<f64>,
    /// The last measurement: time in milliseconds and bytes durable then.
    last: Option<(f64, u64)>,
    smoothed: Option<f64>,
}

impl Rate {
    /// So many bytes are durable at this time.
    pub fn observe(&mut self, now_millis: f64, bytes: u64) {
        let began = *self.began.get_or_insert(now_millis);
        let Some((then, before)) = self.last else {
            self.last = Some((now_millis, bytes));
            return;
        };
        let elapsed = now_millis - then;
        if elapsed < MEASURE_MILLIS {
            return;
        }
        self.last = Some((now_millis, bytes));
        let measured = bytes.saturating_sub(before) as f64 / (elapsed / 1_000.0);
        let weight = match self.smoothed {
            None => 1.0,
            // While warming up, all that was seen counts alike.
            Some(_) if now_millis - began < WARM_UP_MILLIS => elapsed / (now_millis - began),
            Some(_) => 1.0 - (-elapsed / 1_000.0 / MEMORY_SECONDS).exp(),
        };
        let smoothed = self.smoothed.unwrap_or(measured);
        self.smoothed = Some(smoothed + (measured - smoothed) * weight);
    }

    /// Forgets everything: a pause is no slow network.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Bytes a second, once it can be told.
    pub fn per_second(&self) -> Option<f64> {
        let (began, (last, _)) = (self.began?, self.last?);
        (last - began >= WARM_UP_MILLIS).then_some(self.smoothed?)
    }
}

/// How long so many bytes take at this speed. Rounded up to steps that do not flicker: seconds, above a minute five
/// seconds, above ten minutes whole minutes.
pub fn time_left(bytes: u64, per_second: f64) -> Option<Duration> {
    const LONGEST: f64 = 100.0 * 60.0 * 60.0;
    let seconds = bytes as f64 / per_second;
    if !seconds.is_finite() || seconds > LONGEST {
        return None;
    }
    let step = match seconds {
        ..60.0 => 1.0,
        ..600.0 => 5.0,
        _ => 60.0,
    };
    Some(Duration::from_secs_f64((seconds / step).ceil() * step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_even_stream_has_its_speed_after_a_second() {
        let mut rate = Rate::default();
        for tick in 0..=20 {
            let told = rate.per_second();
            assert_eq!(told.is_some(), tick > 4, "tick {tick}: {told:?}");
            rate.observe(f64::from(tick) * 250.0, u64::from(tick as u32) * 250_000);
        }
        let told = rate.per_second().expect("warm");
        assert!((told - 1_000_000.0).abs() < 1.0, "{told}");
    }

    #[test]
    fn a_stall_lowers_the_speed_slowly() {
        let mut rate = Rate::default();
        for tick in 0..=20 {
            rate.observe(f64::from(tick) * 250.0, u64::from(tick as u32) * 250_000);
        }
        rate.observe(5_250.0, 5_000_000);
        let told = rate.per_second().expect("warm");
        assert!((850_000.0..950_000.0).contains(&told), "{told}");
    }

    #[test]
    fn a_burst_between_measurements_is_not_a_speed() {
        let mut rate = Rate::default();
        rate.observe(0.0, 0);
        rate.observe(1.0, 8_000_000);
        assert_eq!(rate.per_second(), None);
    }

    #[test]
    fn time_left_steps_with_its_length() {
        let check = |bytes, expected| {
            assert_eq!(time_left(bytes, 1_000.0), expected, "{bytes}");
        };
        check(0, Some(Duration::ZERO));
        check(1_500, Some(Duration::from_secs(2)));
        check(71_000, Some(Duration::from_secs(75)));
        check(1_201_000, Some(Duration::from_secs(21 * 60)));
        check(u64::MAX, None);
        assert_eq!(time_left(1, 0.0), None);
    }
}
