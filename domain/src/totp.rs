//! Codes of an authenticator app (TOTP, RFC 6238): six digits that change every thirty seconds.
//!
//! A code counts one step early and one step late, because clocks differ, and each step counts once: the accepted step
//! only ever rises (INV-S3, SEC-16), so a code that was read over somebody's shoulder is worth nothing. The digits are
//! computed elsewhere; here is which step may still be used.
use std::time::Duration;

use thiserror::Error;

use crate::time::Timestamp;

/// How long a code is shown.
pub const STEP: Duration = Duration::from_secs(30);
/// Steps before and after the present one that count too.
pub const SKEW_STEPS: u32 = 1;
/// Wrong codes in a row after which an authenticator counts no more (SEC-18): then a backup code is needed.
pub const FAILURES_MAX: u32 = 100;

/// Why a code of an authenticator is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// It was used, or one after it was.
    #[error("Already used. Wait {} for the next code.", crate::format::duration(*wait))]
    Replayed {
        /// Until the next code is shown.
        wait: Duration,
    },
    /// The server's clock stands before a code that was accepted (SEC-17).
    #[error(
        "The server's clock is wrong, so codes cannot be checked. Tell whoever runs it, or use a backup code."
    )]
    ClockBehind,
}

/// Whether a code of the step `matched` may be used now, when `last` was the last one used.
pub fn may_use(matched: i64, last: i64, now: Timestamp) -> Result<(), Refusal> {
    if last > step_at(now) + i64::from(SKEW_STEPS) {
        return Err(Refusal::ClockBehind);
    }
    if matched > last { Ok(()) } else { Err(Refusal::Replayed { wait: until_next(last, now) }) }
}

/// The step that is shown then.
pub fn step_at(at: Timestamp) -> i64 {
    at.unix_seconds().div_euclid(seconds())
}

fn until_next(last: i64, now: Timestamp) -> Duration {
    let next = Timestamp::from_unix_seconds((last + 1) * seconds());
    next.since(now).max(Duration::from_secs(1))
}

const fn seconds() -> i64 {
    STEP.as_secs() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP_NUMBER: i64 = 60_000_000;

    fn at(seconds_into_step: i64) -> Timestamp {
        Timestamp::from_unix_seconds(STEP_NUMBER * 30 + seconds_into_step)
    }

    #[test]
    fn each_step_counts_once_and_only_forward() {
        let now = at(18);
        assert_eq!(may_use(STEP_NUMBER, 0, now), Ok(()));
        assert_eq!(may_use(STEP_NUMBER - 1, 0, now), Ok(()));
        let wait = Duration::from_secs(12);
        assert_eq!(may_use(STEP_NUMBER, STEP_NUMBER, now), Err(Refusal::Replayed { wait }));
        assert_eq!(may_use(STEP_NUMBER - 1, STEP_NUMBER, now), Err(Refusal::Replayed { wait }));
        assert_eq!(may_use(STEP_NUMBER + 1, STEP_NUMBER, now), Ok(()));
        let early = Duration::from_secs(42);
        assert_eq!(may_use(STEP_NUMBER + 1, STEP_NUMBER + 1, now), Err(Refusal::Replayed { wait: early }));
        assert_eq!(
            Refusal::Replayed { wait }.to_string().replace('\u{a0}', " "),
            "Already used. Wait 12 s for the next code."
        );
    }

    #[test]
    fn a_clock_that_jumped_back_takes_no_code() {
        assert_eq!(may_use(STEP_NUMBER, STEP_NUMBER + 2, at(0)), Err(Refusal::ClockBehind));
        assert_eq!(may_use(STEP_NUMBER + 2, STEP_NUMBER + 1, at(0)), Ok(()));
    }

    #[test]
    fn a_step_ends_after_thirty_seconds() {
        let step = |second| step_at(Timestamp::from_unix_seconds(second));
        assert_eq!([0, 29, 30, 59, 60].map(step), [0, 0, 1, 1, 2]);
    }
}
