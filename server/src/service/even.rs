//! Answers whose time tells nothing (SEC-07). Whether an address has an account decides what is looked up and written, and
//! so how long it takes: by less than a millisecond, which a thousand calls bring to light. Such an answer leaves at the end
//! of a step, whatever it took.
//!
//! ```text
//!   asked        known  nobody's                        both are answered
//!     ├────────────┴───────┴────────────────────────────────┤ one step
//! ```
//!
//! A timer wakes nobody earlier for having been set later, so within a step nothing is left of the difference. Work that
//! straddles the end of one answers at the next; then the steps, much longer than the difference, hide it in their own width.
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// How long the steps are. No setting of an operator changes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    long: Duration,
    short: Duration,
}

impl Steps {
    /// What every server keeps: 50 ms where nobody waits, which is a refused sign-in or a mail that is promised, and 2 ms
    /// after a password was hashed.
    pub const OURS: Self = Self { long: Duration::from_millis(50), short: Duration::from_millis(2) };

    /// Answers as soon as they are there, for tests that are refused a thousand times.
    pub const NONE: Self = Self { long: Duration::ZERO, short: Duration::ZERO };

    /// Others, for tests that see whether they are kept.
    pub const fn of(long: Duration, short: Duration) -> Self {
        Self { long, short }
    }

    /// Does the work, and answers at the end of a step.
    pub(super) async fn answer<T>(self, work: impl Future<Output = T>) -> T {
        let began = Instant::now();
        let outcome = work.await;
        end_of(self.long, began).await;
        outcome
    }

    /// The same with a short step, for what somebody waits for.
    pub(super) async fn answer_soon<T>(self, work: impl Future<Output = T>) -> T {
        Self { long: self.short, ..self }.answer(work).await
    }

    /// Does the work, and refuses at the end of a step; what is granted tells more than its time does, and is not held back.
    pub(super) async fn refusal<T, E>(self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let began = Instant::now();
        let outcome = work.await;
        if outcome.is_err() {
            end_of(self.long, began).await;
        }
        outcome
    }
}

async fn end_of(step: Duration, began: Instant) {
    if let Some(steps) = began.elapsed().as_micros().checked_div(step.as_micros()) {
        sleep_until(began + step * u32::try_from(steps + 1).unwrap_or(u32::MAX)).await;
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::sleep;

    use super::*;

    /// Work that has this outcome after so many milliseconds.
    async fn taking<T>(milliseconds: u64, outcome: T) -> T {
        sleep(Duration::from_millis(milliseconds)).await;
        outcome
    }

    #[tokio::test(start_paused = true)]
    async fn whatever_it_took_is_answered_at_the_end_of_a_step() {
        for (took, answered, soon) in [(0, 50, 2), (1, 50, 2), (49, 50, 50), (50, 100, 52), (120, 150, 122)] {
            let began = Instant::now();
            Steps::OURS.answer(taking(took, ())).await;
            assert_eq!(began.elapsed().as_millis(), answered, "{took}");
            let began = Instant::now();
            Steps::OURS.answer_soon(taking(took, ())).await;
            assert_eq!(began.elapsed().as_millis(), soon, "{took}");
            let began = Instant::now();
            Steps::NONE.answer(taking(took, ())).await;
            assert_eq!(began.elapsed().as_millis(), u128::from(took), "{took}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn only_what_is_refused_is_held_back() {
        let began = Instant::now();
        Steps::OURS.refusal(taking(7, Ok::<_, ()>(()))).await.expect("granted");
        assert_eq!(began.elapsed().as_millis(), 7);
        Steps::OURS.refusal(taking(3, Err::<(), _>(()))).await.expect_err("refused");
        assert_eq!(began.elapsed().as_millis(), 57);
    }
}
