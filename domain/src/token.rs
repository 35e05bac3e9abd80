//! How long a session and its tokens live (K12, K38).
//!
//! Three clocks run. The *access* token lives one hour and never longer than its session. The session ends absolutely,
//! however busy it is, and earlier when it was idle for too long. Calls of people move the idle end; rotating the refresh
//! token moves neither.

use std::time::Duration;

use crate::{
    limits::{
        ACCESS_TOKEN_LIFE, KEPT_SESSION_IDLE_LIFE, KEPT_SESSION_LIFE, REFRESH_GRACE, SESSION_IDLE_LIFE,
        SESSION_LIFE,
    },
    time::Timestamp,
};

/// How long sessions of a server live at most: as usual, or less to try what happens then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLives {
    /// However busy a session is.
    pub absolute: Duration,
    /// Without any call.
    pub idle: Duration,
}

impl SessionLives {
    /// Nothing is shorter than usual.
    pub const USUAL: Self = Self { absolute: KEPT_SESSION_LIFE, idle: KEPT_SESSION_IDLE_LIFE };
}

/// What somebody agreed to by signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionTerms {
    /// Ticked "keep me signed in".
    pub keep_signed_in: bool,
    /// What the server allows.
    pub at_most: SessionLives,
}

impl SessionTerms {
    /// How long the session lives however busy it is.
    pub fn absolute_life(self) -> Duration {
        let usual = if self.keep_signed_in { KEPT_SESSION_LIFE } else { SESSION_LIFE };
        usual.min(self.at_most.absolute)
    }

    /// How long the session lives without any call.
    pub fn idle_life(self) -> Duration {
        let usual = if self.keep_signed_in { KEPT_SESSION_IDLE_LIFE } else { SESSION_IDLE_LIFE };
        usual.min(self.at_most.idle)
    }

    /// When a session that began then ends at the latest.
    pub fn absolute_end(self, started_at: Timestamp) -> Timestamp {
        started_at.plus(self.absolute_life())
    }

    /// When a session last used then ends unless it is used again.
    pub fn idle_end(self, used_at: Timestamp) -> Timestamp {
        used_at.plus(self.idle_life())
    }

    /// When a session that began and was last used then ends.
    pub fn end(self, started_at: Timestamp, used_at: Timestamp) -> Timestamp {
        self.absolute_end(started_at).min(self.idle_end(used_at))
    }

    /// Whether such a session is over.
    pub fn is_over(self, started_at: Timestamp, used_at: Timestamp, now: Timestamp) -> bool {
        now >= self.end(started_at, used_at)
    }
}

/// When an access token issued now with this life expires: never after an hour, and never after its session.
pub fn access_end(now: Timestamp, life: Duration, session_absolute_end: Timestamp) -> Timestamp {
    now.plus(life.min(ACCESS_TOKEN_LIFE)).min(session_absolute_end)
}

/// Whether a refresh token that was traded in then is still answered with the same successor (SEC-23). A clock that went
/// back makes no old token young again.
pub fn is_within_grace(traded_at: Timestamp, now: Timestamp) -> bool {
    now.since(traded_at).max(traded_at.since(now)) <= REFRESH_GRACE
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_unix_seconds(1_000_000);

    fn hours(count: u64) -> Duration {
        Duration::from_secs(count * 3_600)
    }

    fn check(keep_signed_in: bool, used_after: Duration, ends_after: Duration) {
        let terms = SessionTerms { keep_signed_in, at_most: SessionLives::USUAL };
        let used_at = START.plus(used_after);
        let end = START.plus(ends_after);
        assert_eq!(terms.end(START, used_at), end);
        assert!(!terms.is_over(START, used_at, end.minus(Duration::from_micros(1))));
        assert!(terms.is_over(START, used_at, end));
    }

    #[test]
    fn a_session_ends_when_idle_and_at_the_latest_after_its_absolute_life() {
        check(false, hours(0), hours(1));
        check(false, hours(5), hours(6));
        check(false, hours(23) + Duration::from_secs(1), hours(24));
        check(true, hours(0), hours(7 * 24));
        check(true, hours(25 * 24), hours(30 * 24));
    }

    #[test]
    fn a_server_may_allow_less_and_never_more() {
        let at_most = SessionLives { absolute: hours(2), idle: hours(3) };
        let [plain, kept] = [false, true].map(|keep_signed_in| SessionTerms { keep_signed_in, at_most });
        assert_eq!((plain.absolute_life(), plain.idle_life()), (hours(2), hours(1)));
        assert_eq!((kept.absolute_life(), kept.idle_life()), (hours(2), hours(3)));
    }

    #[test]
    fn an_access_token_lives_an_hour_but_not_longer_than_its_session() {
        assert_eq!(access_end(START, hours(1), START.plus(hours(24))), START.plus(hours(1)));
        assert_eq!(access_end(START, hours(1), START.plus(hours(1) / 2)), START.plus(hours(1) / 2));
        let minute = hours(1) / 60;
        assert_eq!(access_end(START, minute, START.plus(hours(24))), START.plus(minute));
        assert_eq!(access_end(START, hours(5), START.plus(hours(24))), START.plus(hours(1)));
    }

    #[test]
    fn a_traded_token_is_answered_again_for_ten_seconds() {
        let micro = Duration::from_micros(1);
        for recent in [START, START.plus(REFRESH_GRACE), START.minus(micro)] {
            assert!(is_within_grace(START, recent), "{recent:?}");
        }
        assert!(!is_within_grace(START, START.plus(REFRESH_GRACE + micro)));
        assert!(!is_within_grace(START, START.minus(REFRESH_GRACE + micro)), "the clock went back");
    }
}
