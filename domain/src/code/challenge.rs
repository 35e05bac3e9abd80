//! A challenge: a code that was sent, and what may still be done with it (K1, SEC-13, SEC-14).
//!
//! ```text
//!              try, wrong (attempts + 1)
//!                 ┌──────┐
//!                 ▼      │
//!   begin ────▶  open  ──┴─ 5th wrong ──▶ exhausted
//!                 │ │
//!                 │ └───── deadline ────▶ expired
//!                 └─────── right ───────▶ consumed
//! ```
//!
//! The one who drives it counts the try *before* comparing and commits the count, so that a crash or a thousand parallel
//! guesses cannot buy comparisons. The newest challenge of an account and purpose replaces the older ones and inherits
//! their wrong tries as long as they would have been open: asking for another code never refills them.

use std::time::Duration;

use thiserror::Error;

use super::Purpose;
use crate::{
    format,
    limits::{OTP_ATTEMPTS_MAX, OTP_ISSUED_PER_HOUR_MAX, OTP_RESEND_PAUSE},
    time::Timestamp,
};

const HOUR: Duration = Duration::from_secs(3_600);

/// Why a code is not even compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Its time is over.
    #[error("This code has expired. Send a new one.")]
    Expired,
    /// It was right once.
    #[error("This code was used already. Send a new one.")]
    Consumed,
    /// It was wrong too often.
    #[error("Too many wrong codes. Start again in a few minutes.")]
    Exhausted,
}

/// Tries that remain, the coming one included: at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TriesLeft(u32);

impl TriesLeft {
    /// How many, the coming one included.
    pub const fn count(self) -> u32 {
        self.0
    }

    /// How many remain once the coming one was wrong.
    pub const fn after_a_wrong_one(self) -> u32 {
        self.0 - 1
    }

    /// What somebody is told whose code was wrong.
    pub fn wrong_code_message(self) -> String {
        match self.after_a_wrong_one() {
            0 => "That code is not right. Start again in a few minutes.".to_owned(),
            left => format!("That code is not right. {} left.", format::count(left.into(), "try", "tries")),
        }
    }
}

/// What a row knows of a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChallengeState {
    /// Wrong tries, inherited ones included.
    pub attempts: u32,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When the right code was given.
    pub consumed_at: Option<Timestamp>,
}

impl ChallengeState {
    /// A new challenge in place of the account's previous one for the same purpose.
    pub fn begin(purpose: Purpose, now: Timestamp, previous: Option<&Self>) -> Self {
        let attempts = previous.map_or(0, |previous| previous.inherited_attempts(now));
        Self { attempts, expires_at: now.plus(purpose.lifetime()), consumed_at: None }
    }

    /// Whether a code may be compared now.
    pub fn check(&self, now: Timestamp) -> Result<TriesLeft, Refusal> {
        if self.consumed_at.is_some() {
            return Err(Refusal::Consumed);
        }
        if now >= self.expires_at {
            return Err(Refusal::Expired);
        }
        match OTP_ATTEMPTS_MAX.saturating_sub(self.attempts) {
            0 => Err(Refusal::Exhausted),
            left => Ok(TriesLeft(left)),
        }
    }

    /// Counts a try. Commit it before the compare.
    pub fn count_try(&mut self, now: Timestamp) -> Result<TriesLeft, Refusal> {
        let left = self.check(now)?;
        self.attempts += 1;
        Ok(left)
    }

    /// Ends the challenge after the right code.
    pub fn consume(&mut self, now: Timestamp) {
        self.consumed_at = Some(now);
    }

    fn inherited_attempts(&self, now: Timestamp) -> u32 {
        let ended = self.consumed_at.is_some() || now >= self.expires_at;
        if ended { 0 } else { self.attempts }
    }
}

/// Why no code is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum IssueRefusal {
    /// The last one was sent a moment ago.
    #[error("A code was just sent. Send another in {}.", format::duration(*.wait))]
    TooSoon {
        /// Until when to wait.
        wait: Duration,
    },
    /// Too many were sent within an hour.
    #[error("Too many codes were asked for. Try again in {}.", format::duration(*.wait))]
    TooMany {
        /// Until when to wait.
        wait: Duration,
    },
}

/// Whether another code may be sent `now` in place of one that was sent at `sent_at`.
pub fn may_resend(sent_at: Timestamp, now: Timestamp) -> Result<(), IssueRefusal> {
    match resend_at(sent_at).since(now) {
        Duration::ZERO => Ok(()),
        wait => Err(IssueRefusal::TooSoon { wait }),
    }
}

/// From when on another code may be asked for.
#[must_use]
pub fn resend_at(sent_at: Timestamp) -> Timestamp {
    sent_at.plus(OTP_RESEND_PAUSE)
}

/// Whether an account may be sent one more code within this hour, given when it was sent the last ones, in any order.
pub fn may_issue(issued_at: &[Timestamp], now: Timestamp) -> Result<(), IssueRefusal> {
    let mut recent: Vec<_> = issued_at.iter().copied().filter(|moment| now.since(*moment) < HOUR).collect();
    recent.sort_unstable();
    let limit = OTP_ISSUED_PER_HOUR_MAX as usize;
    if recent.len() >= limit {
        let frees_a_place = recent[recent.len() - limit];
        return Err(IssueRefusal::TooMany { wait: frees_a_place.plus(HOUR).since(now) });
    }
    Ok(())
}
