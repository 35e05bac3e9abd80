//! Time inside the core: microseconds since the driver started, never going back.
//!
//! The core has no clock; every `step` is told the time. A wall clock has no place here (FT20).

use core::time::Duration;

/// An instant of the driver's monotonic clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mono(u64);

impl Mono {
    /// The instant when the driver started.
    pub const ZERO: Self = Self(0);

    /// So many microseconds after the driver started.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// Microseconds since the driver started.
    pub const fn micros(self) -> u64 {
        self.0
    }

    /// Later by `delay`, or the last instant there is.
    pub fn plus(self, delay: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(delay.as_micros()).unwrap_or(u64::MAX)))
    }
}
