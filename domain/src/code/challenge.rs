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
//!
//! A code that is found by its address alone can be tried by anybody who knows the address. So tries have two counts: all
//! together, and those of *strangers*, who cannot show that they asked for the code. Strangers get three of the five, and
//! what they do cannot take the other two from who began (SEC-12). Nor can they by asking themselves and being wrong five
//! times: to who asks after somebody else, that one's tries are a stranger's. Whoever alternates gets two more for each of
//! five codes an hour, thirteen in all, which is fewer than the twenty-five of five codes that were left to expire.

use std::time::Duration;

use thiserror::Error;

use super::Purpose;
use crate::{
    format,
    limits::{OTP_ATTEMPTS_MAX, OTP_ISSUED_PER_HOUR_MAX, OTP_RESEND_PAUSE, OTP_STRANGER_ATTEMPTS_MAX},
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

/// Who tries a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guesser {
    /// Who asked for it, and shows that.
    Beginner,
    /// Anybody else who knows the address.
    Stranger,
}

/// The open challenge whose place a new one takes.
#[derive(Debug, Clone, Copy)]
pub enum Previous<'a> {
    /// Begun by the same.
    Own(&'a ChallengeState),
    /// Begun by somebody else, as far as can be shown.
    Others(&'a ChallengeState),
}

/// What a row knows of a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChallengeState {
    /// Wrong tries, inherited ones included.
    pub attempts: u32,
    /// Those among them of strangers.
    pub stranger_attempts: u32,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When the right code was given.
    pub consumed_at: Option<Timestamp>,
}

impl ChallengeState {
    /// A new challenge in place of the account's previous one for the same purpose.
    pub fn begin(purpose: Purpose, now: Timestamp, previous: Option<Previous<'_>>) -> Self {
        let (attempts, stranger_attempts) = match previous {
            Some(Previous::Own(open)) if !open.has_ended(now) => (open.attempts, open.stranger_attempts),
            Some(Previous::Others(open)) if !open.has_ended(now) => {
                let of_strangers = open.attempts.min(OTP_STRANGER_ATTEMPTS_MAX);
                (of_strangers, of_strangers)
            }
            Some(Previous::Own(_) | Previous::Others(_)) | None => (0, 0),
        };
        Self { attempts, stranger_attempts, expires_at: now.plus(purpose.lifetime()), consumed_at: None }
    }

    /// Whether a code of who began may be compared now.
    pub fn check(&self, now: Timestamp) -> Result<TriesLeft, Refusal> {
        self.check_by(Guesser::Beginner, now)
    }

    /// Whether a code of this one may be compared now.
    pub fn check_by(&self, guesser: Guesser, now: Timestamp) -> Result<TriesLeft, Refusal> {
        if self.consumed_at.is_some() {
            return Err(Refusal::Consumed);
        }
        if now >= self.expires_at {
            return Err(Refusal::Expired);
        }
        let left = OTP_ATTEMPTS_MAX.saturating_sub(self.attempts);
        let left = match guesser {
            Guesser::Beginner => left,
            Guesser::Stranger => left.min(OTP_STRANGER_ATTEMPTS_MAX.saturating_sub(self.stranger_attempts)),
        };
        match left {
            0 => Err(Refusal::Exhausted),
            left => Ok(TriesLeft(left)),
        }
    }

    /// Counts a try. Commit it before the compare.
    pub fn count_try(&mut self, guesser: Guesser, now: Timestamp) -> Result<TriesLeft, Refusal> {
        let left = self.check_by(guesser, now)?;
        self.attempts += 1;
        self.stranger_attempts += u32::from(guesser == Guesser::Stranger);
        Ok(left)
    }

    /// How it was before a try that this one made.
    #[must_use]
    pub fn before_a_try(self, guesser: Guesser) -> Self {
        let of_strangers = u32::from(guesser == Guesser::Stranger);
        Self {
            attempts: self.attempts.saturating_sub(1),
            stranger_attempts: self.stranger_attempts.saturating_sub(of_strangers),
            ..self
        }
    }

    /// Ends the challenge after the right code.
    pub fn consume(&mut self, now: Timestamp) {
        self.consumed_at = Some(now);
    }

    fn has_ended(&self, now: Timestamp) -> bool {
        self.consumed_at.is_some() || now >= self.expires_at
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
