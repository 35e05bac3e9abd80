//! A place in a lesson, from the hold to its end.
//!
//! ```text
//!            confirm               the lesson is over
//!   held ──────────────→ booked ─────────────────────→ over (may be reviewed)
//!    │  released, or        │ cancelled by the student or the teacher
//!    │  its time is over    ▼
//!    └──→ (forgotten)    cancelled
//! ```
//!
//! A hold takes its place as a booking does, for [`HOLD_LIFE`]; a place that is offered to the first in the waiting line is
//! a hold of [`OFFER_LIFE`]. Moving a booking keeps it: the new place is taken and the old one given back in one
//! transaction, so that there are never two (INV-B2).
use std::time::Duration;

use thiserror::Error;

use crate::{
    limits::{HOLD_LIFE, OFFER_LIFE},
    time::Timestamp,
};

/// Where a booking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nobody else can take the place until then.
    Held {
        /// When the place is free again by itself.
        until: Timestamp,
    },
    /// It stands.
    Booked,
    /// It does not.
    Cancelled,
}

impl State {
    /// Its stable name, as rows have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Held { .. } => "held",
            Self::Booked => "booked",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether it takes a place in its lesson.
    pub const fn takes_a_place(self) -> bool {
        matches!(self, Self::Held { .. } | Self::Booked)
    }
}

/// Why somebody holds a place that he has not booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldReason {
    /// He is about to confirm.
    Confirming,
    /// He was first in the waiting line.
    Offer,
}

impl HoldReason {
    /// How long the place is his.
    pub const fn life(self) -> Duration {
        match self {
            Self::Confirming => HOLD_LIFE,
            Self::Offer => OFFER_LIFE,
        }
    }
}

/// Who did something to a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// Who takes the lesson.
    Student,
    /// Who gives it.
    Teacher,
}

impl Party {
    /// Its stable name, as rows have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Student => "student",
            Self::Teacher => "teacher",
        }
    }
}

/// Until when a booking may be cancelled free of charge, or moved. It is shown before anybody books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// How long before the beginning.
    pub notice: Duration,
}

/// What cancelling costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancellation {
    /// Nothing.
    Free,
    /// The price, as the policy says.
    Late,
}

/// Why a booking can no longer be cancelled or moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PolicyRefusal {
    /// It was cancelled, or never confirmed.
    #[error("This booking does not stand any more.")]
    NotBooked,
    /// The lesson has begun.
    #[error("This lesson has begun. What has begun can be neither cancelled nor moved.")]
    Begun,
    /// Too late to move it.
    #[error("It is too late to move this lesson. It can still be cancelled.")]
    TooLateToMove,
}

impl Policy {
    /// The policy of so many hours' notice.
    pub const fn of_hours(hours: u32) -> Self {
        Self { notice: Duration::from_secs(hours as u64 * 3600) }
    }

    /// Until when cancelling is free, and moving possible.
    pub fn free_until(&self, starts_at: Timestamp) -> Timestamp {
        starts_at.minus(self.notice)
    }

    /// What a student's cancelling now would cost. A teacher's costs nothing.
    pub fn cancel(
        &self,
        state: State,
        starts_at: Timestamp,
        by: Party,
        now: Timestamp,
    ) -> Result<Cancellation, PolicyRefusal> {
        stands(state, starts_at, now)?;
        match by {
            Party::Student if now > self.free_until(starts_at) => Ok(Cancellation::Late),
            Party::Student | Party::Teacher => Ok(Cancellation::Free),
        }
    }

    /// Whether the student may move it now.
    pub fn may_move(&self, state: State, starts_at: Timestamp, now: Timestamp) -> Result<(), PolicyRefusal> {
        stands(state, starts_at, now)?;
        if now > self.free_until(starts_at) { Err(PolicyRefusal::TooLateToMove) } else { Ok(()) }
    }

    /// What people read before they book.
    pub fn words(&self) -> String {
        if self.notice.is_zero() {
            return "Cancel or move it free of charge until it begins.".to_owned();
        }
        let notice = match self.notice.as_secs() / 3600 {
            1 => "1 hour".to_owned(),
            hours => format!("{hours} hours"),
        };
        format!(
            "Cancel or move it free of charge until {notice} before it begins. Later it can only be cancelled, and the \
             price is due."
        )
    }
}

fn stands(state: State, starts_at: Timestamp, now: Timestamp) -> Result<(), PolicyRefusal> {
    match state {
        State::Held { .. } | State::Cancelled => Err(PolicyRefusal::NotBooked),
        State::Booked if now >= starts_at => Err(PolicyRefusal::Begun),
        State::Booked => Ok(()),
    }
}

/// Whether a student may write about a lesson: it was booked, and it is over.
pub fn may_review(state: State, ends_at: Timestamp, now: Timestamp) -> bool {
    state == State::Booked && now >= ends_at
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);
    const START: Timestamp = Timestamp::from_unix_seconds(1_000_000);
    const POLICY: Policy = Policy { notice: Duration::from_secs(24 * 3600) };

    fn cancel(hours_before: u32, by: Party) -> Result<Cancellation, PolicyRefusal> {
        POLICY.cancel(State::Booked, START, by, START.minus(HOUR * hours_before))
    }

    #[test]
    fn cancelling_is_free_until_the_notice() {
        assert_eq!(cancel(25, Party::Student), Ok(Cancellation::Free));
        assert_eq!(cancel(24, Party::Student), Ok(Cancellation::Free));
        assert_eq!(cancel(23, Party::Student), Ok(Cancellation::Late));
        assert_eq!(cancel(23, Party::Teacher), Ok(Cancellation::Free));
        assert_eq!(cancel(0, Party::Student), Err(PolicyRefusal::Begun));
        assert_eq!(cancel(0, Party::Teacher), Err(PolicyRefusal::Begun));
    }

    #[test]
    fn moving_ends_with_the_notice() {
        let may_move = |hours: u32| POLICY.may_move(State::Booked, START, START.minus(HOUR * hours));
        assert_eq!(may_move(24), Ok(()));
        assert_eq!(may_move(23), Err(PolicyRefusal::TooLateToMove));
        assert_eq!(may_move(0), Err(PolicyRefusal::Begun));
    }

    #[test]
    fn what_does_not_stand_cannot_change() {
        for state in [State::Held { until: START }, State::Cancelled] {
            let now = START.minus(HOUR * 48);
            assert_eq!(POLICY.cancel(state, START, Party::Student, now), Err(PolicyRefusal::NotBooked));
            assert_eq!(POLICY.may_move(state, START, now), Err(PolicyRefusal::NotBooked));
            assert!(!may_review(state, START, START.plus(HOUR)));
        }
        assert!(may_review(State::Booked, START, START));
        assert!(!may_review(State::Booked, START, START.minus(HOUR)));
    }

    #[test]
    fn the_policy_is_told_in_words() {
        assert_eq!(
            POLICY.words().split_once(". ").map(|(first, _)| first),
            Some("Cancel or move it free of charge until 24 hours before it begins")
        );
        assert!(Policy { notice: Duration::ZERO }.words().contains("until it begins"));
    }
}
