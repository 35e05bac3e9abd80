//! How often somebody may be wrong (K14, SEC-18).
//!
//! Two brakes work together. The *ladder* counts failures at one account from one place (a network, or a browser that the
//! account knows): five are free, then each costs a longer wait. So a stranger slows down himself and nobody else. The
//! *bucket* counts failures of one network at all accounts, so that who tries one password at many names is slowed down
//! too; names that nobody has count like others.
//!
//! Both only slow down. The *end* is a hundred wrong passwords in a row at one account: then the password is not compared
//! any more where they came from. Strangers are counted together, over all networks; each browser and each session that
//! the account knows by itself, so that no stranger brings about its end.
use std::time::Duration;

use crate::{limits::OTP_ISSUED_PER_HOUR_PER_NETWORK_MAX, time::Timestamp};

const MINUTE: Duration = Duration::from_secs(60);

/// Failures that cost nothing: five in a quarter of an hour.
pub const FREE_FAILURES: u32 = 5;
/// Without a failure for so long, the ladder is forgotten.
pub const LADDER_LIFE: Duration = MINUTE.saturating_mul(15);
/// The first wait; each further one is twice as long.
pub const WAIT_FIRST: Duration = Duration::from_secs(30);
/// The longest wait.
pub const WAIT_MAX: Duration = MINUTE.saturating_mul(60);
/// Wrong passwords in a row that are the end (NIST SP 800-63B, "rate limiting").
pub const WRONG_PASSWORDS_MAX: u32 = 100;
/// Without a wrong password for so long, a count that did not come to the end is forgotten. The end itself never is.
pub const WRONG_PASSWORDS_LIFE: Duration = MINUTE.saturating_mul(60 * 24 * 30);

/// How much of something one network may do: so much at once, for a classroom shares one address, and then one each pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// At once.
    pub burst: u32,
    /// After so long there is room for one more.
    pub pause: Duration,
}

/// Wrong passwords and codes.
pub const GUESSES: Rate = Rate { burst: 100, pause: Duration::from_secs(9) };
/// Wrong tries that are written down one by one, on the whole server: 900 an hour, some 7 MB of rows a day.
pub const TOLD: Rate = Rate { burst: 1_000, pause: Duration::from_secs(4) };
/// Mails that are asked for: a hundred an hour (SEC-14).
pub const MAILS: Rate = Rate { burst: OTP_ISSUED_PER_HOUR_PER_NETWORK_MAX, pause: Duration::from_secs(36) };

/// Usernames that are asked after, a letter at a time: they are public, but nobody reads them out by the million.
pub const NAMES: Rate = Rate { burst: 300, pause: Duration::from_secs(2) };

/// Failures at one account from one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ladder {
    /// How many.
    pub failures: u32,
    /// When the last one was.
    pub last_at: Timestamp,
}

impl Ladder {
    /// How long to wait before the next try; nothing when it may be made now.
    pub fn wait(&self, now: Timestamp) -> Duration {
        self.last_at.plus(self.pause()).since(now)
    }

    /// The ladder after one more try, counted before anybody knows whether it is right.
    pub fn after_a_try(before: Option<Self>, now: Timestamp) -> Self {
        let failures = before.filter(|ladder| !ladder.is_forgotten(now)).map_or(0, |ladder| ladder.failures);
        Self { failures: failures.saturating_add(1), last_at: now }
    }

    /// Whether it says nothing any more.
    pub fn is_forgotten(&self, now: Timestamp) -> bool {
        now.since(self.last_at.plus(self.pause())) >= LADDER_LIFE
    }

    fn pause(&self) -> Duration {
        let Some(steps) = self.failures.checked_sub(FREE_FAILURES) else { return Duration::ZERO };
        WAIT_FIRST.saturating_mul(1 << steps.min(16)).min(WAIT_MAX)
    }
}

/// Wrong passwords at one account, without a right one in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongPasswords {
    /// How many.
    pub in_a_row: u32,
    /// When the last one was.
    pub last_at: Timestamp,
}

impl WrongPasswords {
    /// Whether no other is compared.
    pub const fn are_too_many(&self) -> bool {
        self.in_a_row >= WRONG_PASSWORDS_MAX
    }

    /// The count after one more try, counted before anybody knows whether it is right.
    #[must_use]
    pub fn after_a_try(before: Option<Self>, now: Timestamp) -> Self {
        let in_a_row = before.filter(|before| !before.are_forgotten(now)).map_or(0, |before| before.in_a_row);
        Self { in_a_row: in_a_row.saturating_add(1), last_at: now }
    }

    /// Whether they say nothing any more.
    pub fn are_forgotten(&self, now: Timestamp) -> bool {
        !self.are_too_many() && now.since(self.last_at) >= WRONG_PASSWORDS_LIFE
    }
}

/// What one network did, by the generic cell rate algorithm: one moment says how full it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// When it is empty again.
    pub empty_at: Timestamp,
}

impl Bucket {
    /// How long to wait before the next try; nothing when it may be made now.
    pub fn wait(&self, rate: Rate, now: Timestamp) -> Duration {
        self.empty_at.since(now.plus(rate.pause.saturating_mul(rate.burst - 1)))
    }

    /// The bucket after one more.
    pub fn after_one_more(before: Option<Self>, rate: Rate, now: Timestamp) -> Self {
        let empty_at = before.map_or(now, |bucket| bucket.empty_at.max(now));
        Self { empty_at: empty_at.plus(rate.pause) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_unix_seconds(1_000_000);

    fn seconds(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    #[test]
    fn five_failures_are_free_and_then_each_costs_twice_as_much() {
        let mut ladder = None;
        let mut waits = Vec::new();
        let mut now = START;
        for _ in 0..14 {
            let after = Ladder::after_a_try(ladder, now);
            waits.push(after.wait(now).as_secs());
            now = now.plus(after.wait(now));
            assert_eq!(after.wait(now), Duration::ZERO);
            ladder = Some(after);
        }
        assert_eq!(waits, [0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600]);
    }

    #[test]
    fn a_quiet_quarter_of_an_hour_forgets() {
        let ladder = Ladder { failures: 4, last_at: START };
        assert!(!ladder.is_forgotten(START.plus(seconds(899))));
        assert!(ladder.is_forgotten(START.plus(seconds(900))));
        let slow = Ladder { failures: 5, last_at: START };
        assert!(!slow.is_forgotten(START.plus(seconds(929))), "its wait does not count");
        assert_eq!(Ladder::after_a_try(Some(slow), START.plus(seconds(930))).failures, 1);
    }

    #[test]
    fn the_hundredth_wrong_password_is_the_last() {
        let mut count = None;
        let mut compared = 0;
        while count.is_none_or(|count: WrongPasswords| !count.are_too_many()) {
            count = Some(WrongPasswords::after_a_try(count, START));
            compared += 1;
        }
        assert_eq!(compared, 100);
        let end = count.expect("counted");
        assert!(!end.are_forgotten(START.plus(WRONG_PASSWORDS_LIFE)), "the end stays");
        let near = WrongPasswords { in_a_row: 99, last_at: START };
        assert!(!near.are_forgotten(START.plus(WRONG_PASSWORDS_LIFE - seconds(1))));
        assert_eq!(WrongPasswords::after_a_try(Some(near), START.plus(WRONG_PASSWORDS_LIFE)).in_a_row, 1);
    }

    #[test]
    fn a_network_fails_a_hundred_times_at_once_and_then_four_hundred_times_an_hour() {
        let mut bucket = None;
        for number in 0..GUESSES.burst {
            let after = Bucket::after_one_more(bucket, GUESSES, START);
            let is_full = after.wait(GUESSES, START) > Duration::ZERO;
            assert_eq!(is_full, number + 1 == GUESSES.burst, "{number}");
            bucket = Some(after);
        }
        let full = bucket.expect("full");
        assert_eq!(full.wait(GUESSES, START), GUESSES.pause);
        let mut tries = 0;
        let mut bucket = full;
        for second in 0..3_600 {
            let now = START.plus(seconds(second));
            while bucket.wait(GUESSES, now).is_zero() {
                bucket = Bucket::after_one_more(Some(bucket), GUESSES, now);
                tries += 1;
            }
        }
        assert_eq!(tries, 399);
    }
}
