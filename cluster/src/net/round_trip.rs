//! How long an answer may take: the retransmission timeout of RFC 6298.
//!
//! ```text
//! first sample:  smoothed = sample,  variation = sample / 2
//! then:          variation = 3/4 variation + 1/4 |smoothed - sample|,  smoothed = 7/8 smoothed + 1/8 sample
//! timeout = smoothed + 4 variation, at least `rto_min`, at most `rto_max`
//! ```
//!
//! Only packets that were sent once are samples: the answer to a retransmission does not say which of the two it
//! answers. Every vain try doubles the timeout, and it stays doubled until the next sample (Karn's algorithm).

use core::time::Duration;

use super::tuning::Tuning;

/// What one end knows of the way there and back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RoundTrip {
    measured: Option<Measured>,
    /// As measured.
    patience: Duration,
    /// The same, doubled by every vain try.
    timeout: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Measured {
    smoothed: Duration,
    variation: Duration,
}

impl RoundTrip {
    pub(super) const fn unknown(tuning: &Tuning) -> Self {
        Self { measured: None, patience: tuning.rto_first, timeout: tuning.rto_first }
    }

    /// After so long an answer is overdue.
    pub(super) const fn patience(&self) -> Duration {
        self.patience
    }

    /// After so long the first packet is sent again.
    pub(super) const fn timeout(&self) -> Duration {
        self.timeout
    }

    pub(super) fn smoothed(&self) -> Option<Duration> {
        self.measured.map(|measured| measured.smoothed)
    }

    pub(super) fn sample(&mut self, sample: Duration, tuning: &Tuning) {
        let measured = match self.measured {
            None => Measured { smoothed: sample, variation: sample / 2 },
            Some(Measured { smoothed, variation }) => Measured {
                variation: variation * 3 / 4 + smoothed.abs_diff(sample) / 4,
                smoothed: smoothed * 7 / 8 + sample / 8,
            },
        };
        let timeout = measured.smoothed + measured.variation * 4;
        self.patience = timeout.max(tuning.rto_min).min(tuning.rto_max);
        self.timeout = self.patience;
        self.measured = Some(measured);
    }

    pub(super) fn back_off(&mut self, tuning: &Tuning) {
        self.timeout = (self.timeout * 2).min(tuning.rto_max);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn the_timeout_follows_the_samples() {
        let tuning = Tuning::default();
        let mut way = RoundTrip::unknown(&tuning);
        assert_eq!(way.timeout(), ms(1000));
        way.sample(ms(400), &tuning);
        assert_eq!((way.smoothed(), way.timeout()), (Some(ms(400)), ms(1200)));
        way.sample(ms(800), &tuning);
        assert_eq!((way.smoothed(), way.timeout()), (Some(ms(450)), ms(1450)));
        (0..50).for_each(|_| way.sample(ms(2), &tuning));
        assert_eq!(way.timeout(), tuning.rto_min);
    }

    #[test]
    fn vain_tries_double_it_until_a_sample_or_the_end() {
        let tuning = Tuning::default();
        let mut way = RoundTrip::unknown(&tuning);
        (0..3).for_each(|_| way.back_off(&tuning));
        assert_eq!(way.timeout(), ms(8000));
        (0..9).for_each(|_| way.back_off(&tuning));
        assert_eq!(way.timeout(), tuning.rto_max);
        way.sample(ms(100), &tuning);
        assert_eq!(way.timeout(), ms(300));
    }
}
