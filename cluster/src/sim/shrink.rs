//! A failing plan made small: whatever can go while the same invariant still breaks, goes.
//!
//! It is the plan that shrinks, not the chance: first whole classes of faults, then halves and quarters of all steps down
//! to single ones, then the world itself. Every candidate is a plan of its own and is run from the beginning. A run ends at
//! its failure, so candidates that still fail cost little.

use core::time::Duration;
use std::collections::BTreeSet;

use super::plan::{Act, Fault, Setup, Step};
use super::{Failure, Plan};

/// The smallest plan found that breaks the same invariant, with its failure. `run` tells how a plan fails, if it does;
/// it is asked `tries` times at most.
pub fn shrink(
    plan: &Plan,
    failure: &Failure,
    tries: u32,
    run: &mut dyn FnMut(&Plan) -> Option<Failure>,
) -> (Plan, Failure) {
    let mut search = Search { plan: plan.clone(), failure: failure.clone(), tries, run };
    loop {
        let before = search.size();
        search.cut_off();
        search.drop_classes();
        search.drop_steps();
        search.shrink_world();
        if search.size() == before || search.tries == 0 {
            return (search.plan, search.failure);
        }
    }
}

struct Search<'a> {
    plan: Plan,
    failure: Failure,
    tries: u32,
    run: &'a mut dyn FnMut(&Plan) -> Option<Failure>,
}

impl Search<'_> {
    fn size(&self) -> (usize, Setup) {
        (self.plan.steps.len(), self.plan.setup.clone())
    }

    /// Keeps the candidate if it still fails in the same way.
    fn try_plan(&mut self, candidate: Plan) -> bool {
        if self.tries == 0 || candidate == self.plan {
            return false;
        }
        self.tries -= 1;
        match (self.run)(&candidate) {
            Some(failure) if failure.invariant == self.failure.invariant => {
                (self.plan, self.failure) = (candidate, failure);
                true
            }
            _ => false,
        }
    }

    fn try_steps(&mut self, steps: Vec<Step>) -> bool {
        self.try_plan(Plan { steps, ..self.plan.clone() })
    }

    fn try_setup(&mut self, change: impl FnOnce(&mut Setup)) -> bool {
        let mut candidate = self.plan.clone();
        change(&mut candidate.setup);
        candidate.setup.check().is_ok() && self.try_plan(candidate)
    }

    /// What comes after the failure does not matter; a run that fails in the healing may heal sooner.
    fn cut_off(&mut self) {
        let at = Duration::from_micros(self.failure.at.micros());
        let steps: Vec<Step> = self.plan.steps.iter().filter(|step| step.at <= at).cloned().collect();
        self.try_steps(steps);
        let last = self.plan.steps.last().map_or(Duration::ZERO, |step| step.at);
        self.try_setup(|setup| setup.length = setup.length.min(last + Duration::from_secs(1)));
    }

    fn drop_classes(&mut self) {
        let class = |step: &Step| match &step.act {
            Act::Fault(fault) => fault.word(),
            Act::Operation(operation) => operation.word(),
        };
        let classes: BTreeSet<&str> = self.plan.steps.iter().map(class).collect();
        for word in classes {
            let steps = self.plan.steps.iter().filter(|step| class(step) != word).cloned().collect();
            self.try_steps(steps);
        }
    }

    /// Leaves out ever smaller pieces.
    fn drop_steps(&mut self) {
        let mut piece = self.plan.steps.len().div_ceil(2);
        while piece > 0 {
            let mut start = 0;
            while start < self.plan.steps.len() {
                let end = (start + piece).min(self.plan.steps.len());
                let steps = [&self.plan.steps[..start], &self.plan.steps[end..]].concat();
                if !self.try_steps(steps) {
                    start = end;
                }
            }
            piece /= 2;
        }
    }

    fn shrink_world(&mut self) {
        let highest = self.plan.faults().filter_map(Fault::highest_node).max().unwrap_or(0);
        self.try_setup(|setup| setup.nodes = (highest + 1).max(setup.copies).max(3));
        self.try_setup(|setup| setup.depth = 1);
        let clients = self.plan.steps.iter().filter_map(|step| match &step.act {
            Act::Operation(operation) => Some(operation.client()),
            Act::Fault(_) => None,
        });
        let clients = clients.max().map_or(1, |last| last + 1);
        self.try_setup(|setup| setup.clients = clients);
        self.try_setup(|setup| setup.chunk_bytes = setup.chunk_bytes.min(64));
    }
}
