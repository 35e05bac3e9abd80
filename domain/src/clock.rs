//! The server's clock against the latest moment that it ever showed, its mark (SEC-17).
//!
//! A clock that goes back makes what was over good again: a code of an authenticator that somebody read off a screen
//! yesterday is shown as today's. Small steps back are how clocks are kept right, and each account refuses steps that it
//! has used; beyond [`CLOCK_BACK_MAX`] no such code is taken from anybody, until the clock has caught up with its mark.
use std::time::Duration;

use crate::{limits::CLOCK_BACK_MAX, time::Timestamp};

/// How far the clock has jumped back behind its mark; `None` while it is right, or only corrected.
pub fn jumped_back(mark: Timestamp, now: Timestamp) -> Option<Duration> {
    Some(mark.since(now)).filter(|back| *back > CLOCK_BACK_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_seconds_are_a_correction_and_more_is_a_jump() {
        let mark = Timestamp::from_unix_seconds(1_000_000);
        let micro = Duration::from_micros(1);
        for right in [mark.plus(Duration::from_secs(86_400)), mark, mark.minus(CLOCK_BACK_MAX)] {
            assert_eq!(jumped_back(mark, right), None, "{right:?}");
        }
        assert_eq!(jumped_back(mark, mark.minus(CLOCK_BACK_MAX + micro)), Some(CLOCK_BACK_MAX + micro));
        let day = Duration::from_secs(86_400);
        assert_eq!(jumped_back(mark, mark.minus(day)), Some(day));
    }
}
