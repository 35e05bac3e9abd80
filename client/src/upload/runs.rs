//! What is missing, handed out in runs: parts on end that travel in one call.
//!
//! A call costs a browser several milliseconds however much it carries, so a fast wire wants long runs. A slow one wants
//! short ones: what is durable is told when a call ends, and a call that is lost takes its run with it. So the first
//! runs are single parts, and each that took less than half a second lets the next be twice as long.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Parts of a run, at most: as many as a call may have. Three such calls keep the server's digest of the whole in step.
const PARTS_MAX: u64 = 16;
/// A run that took less may be longer the next time, in milliseconds.
const QUICK_MILLIS: f64 = 500.0;
/// A run that took more must be shorter the next time.
const SLOW_MILLIS: f64 = 2_000.0;

/// Parts on end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    offset: u64,
    parts: u64,
    part_bytes: u64,
}

impl Run {
    /// The part that begins there.
    pub(super) fn of_one(offset: u64, part_bytes: u64) -> Self {
        Self { offset, parts: 1, part_bytes }
    }

    /// Where it begins, in bytes.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Where it ends when all its parts are full.
    pub(super) fn end(&self) -> u64 {
        self.offset + self.parts * self.part_bytes
    }

    /// Where its parts begin.
    pub(super) fn offsets(&self) -> impl Iterator<Item = u64> {
        (0..self.parts).map(|part| self.offset + part * self.part_bytes)
    }

    /// The numbers of its parts.
    pub(super) fn indices(&self) -> impl Iterator<Item = u64> {
        self.offsets().map(|offset| offset / self.part_bytes)
    }
}

/// The parts that nobody sends yet.
pub(super) struct Runs {
    part_bytes: u64,
    state: Mutex<State>,
}

struct State {
    missing: VecDeque<u64>,
    length: u64,
}

impl Runs {
    /// Of these offsets, ascending.
    pub(super) fn of(missing: &[u64], part_bytes: u64) -> Self {
        let state = State { missing: missing.iter().copied().collect(), length: 1 };
        Self { part_bytes, state: Mutex::new(state) }
    }

    /// The next parts to send; `None` when all are sent.
    pub(super) fn next(&self) -> Option<Run> {
        let mut state = self.lock();
        let mut run = Run::of_one(state.missing.pop_front()?, self.part_bytes);
        while run.parts < state.length && state.missing.front() == Some(&run.end()) {
            state.missing.pop_front();
            run.parts += 1;
        }
        Some(run)
    }

    /// Learns from how long a run took.
    pub(super) fn took(&self, run: &Run, millis: f64) {
        let mut state = self.lock();
        if millis < QUICK_MILLIS {
            state.length = state.length.max(PARTS_MAX.min(run.parts * 2));
        } else if millis > SLOW_MILLIS {
            state.length = state.length.min((run.parts / 2).max(1));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUICK: f64 = 30.0;
    const SLOW: f64 = 9_000.0;

    fn next(runs: &Runs) -> Option<Vec<u64>> {
        runs.next().map(|run| run.indices().collect())
    }

    fn send(runs: &Runs, millis: f64) -> usize {
        let run = runs.next().expect("a run");
        runs.took(&run, millis);
        run.indices().count()
    }

    #[test]
    fn runs_grow_on_a_fast_wire_and_shrink_on_a_slow_one() {
        let missing: Vec<u64> = (0..200).map(|index| index * 10).collect();
        let runs = Runs::of(&missing, 10);
        let mut lengths = [1_000.0, QUICK, QUICK, QUICK, 1_000.0, SLOW, SLOW, SLOW, QUICK]
            .map(|millis| send(&runs, millis));
        assert_eq!(lengths, [1, 1, 2, 4, 8, 8, 4, 2, 1]);
        lengths = [QUICK; 9].map(|millis| send(&runs, millis));
        assert_eq!(lengths, [2, 4, 8, 16, 16, 16, 16, 16, 16]);
    }

    #[test]
    fn a_run_ends_at_a_gap_and_nothing_is_handed_out_twice() {
        let runs = Runs::of(&[0, 20, 30, 40, 50, 60, 90], 10);
        assert_eq!(next(&runs), Some(vec![0]));
        runs.took(&Run { offset: 0, parts: 2, part_bytes: 10 }, QUICK);
        assert_eq!(next(&runs), Some(vec![2, 3, 4, 5]));
        assert_eq!(next(&runs), Some(vec![6]));
        assert_eq!(next(&runs), Some(vec![9]));
        assert_eq!(next(&runs), None);
    }

    #[test]
    fn a_run_says_where_it_lies() {
        let run = Run { offset: 20, parts: 3, part_bytes: 10 };
        assert_eq!((run.offset(), run.end()), (20, 50));
        assert_eq!(run.offsets().collect::<Vec<_>>(), [20, 30, 40]);
        assert_eq!(run.indices().collect::<Vec<_>>(), [2, 3, 4]);
    }
}
