//! Many seeds, one after the other: what they did is added up, and what failed is told.
//!
//! One seed of a hundred is run twice, and both runs must have the same fingerprint: a simulator that is not
//! deterministic finds nothing twice.

use super::sometimes::Seen;
use super::{Failure, Plan, Tally, run};

/// One seed in so many is run twice.
const CANARY_ONE_IN: u64 = 100;

/// Runs in one process, added up.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// What was counted.
    pub tally: Tally,
    /// The points that were seen.
    pub seen: Seen,
    /// Seeds that were run twice.
    pub canaries: u64,
}

impl Batch {
    /// Runs a seed.
    pub fn run_seed(&mut self, seed: u64) -> Result<(), Failure> {
        let plan = Plan::draw(seed);
        let again = seed % CANARY_ONE_IN == CANARY_ONE_IN / 2;
        self.run_plan(&plan, again)
    }

    /// Runs a plan, and runs it again if wanted.
    pub fn run_plan(&mut self, plan: &Plan, again: bool) -> Result<(), Failure> {
        let outcome = run(plan);
        self.tally.add(&outcome.tally);
        self.seen.add(outcome.seen);
        if let Some(failure) = outcome.failure {
            return Err(failure);
        }
        if again {
            self.canaries += 1;
            if run(plan).fingerprint != outcome.fingerprint {
                let what = "two runs of one plan differ".to_owned();
                return Err(Failure { invariant: "DETERMINISM", at: crate::mono::Mono::ZERO, what });
            }
        }
        Ok(())
    }
}
