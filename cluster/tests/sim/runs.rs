//! Runs: the same plan makes the same run; another makes another.

use cluster::sim::plan::{Act, Step};
use cluster::sim::{Plan, Watch, World, run};

/// A plan whose run takes moments, even when nothing is optimised.
pub fn short(seed: u64) -> Plan {
    let mut plan = Plan::draw(seed);
    let (mut operations, mut faults) = (0, 0);
    plan.steps.retain(|step| {
        let count = match step.act {
            Act::Operation(_) => &mut operations,
            Act::Fault(_) => &mut faults,
        };
        *count += 1;
        *count <= 25
    });
    let last = plan.steps.last().map(|step: &Step| step.at).unwrap();
    plan.setup.length = plan.setup.length.min(last + core::time::Duration::from_secs(2));
    plan
}

#[test]
fn every_invariant_holds_in_short_runs() {
    for seed in 0..6 {
        let outcome = run(&short(seed));
        assert_eq!(outcome.failure, None, "seed {seed}");
        assert!(outcome.tally.acknowledged_bytes > 0, "seed {seed}");
    }
}

#[test]
fn the_same_plan_makes_the_same_run() {
    let plan = short(11);
    let first = run(&plan);
    let again = run(&plan.to_string().parse().unwrap());
    assert_eq!(first.fingerprint, again.fingerprint);
    assert_eq!((first.tally, first.seen), (again.tally, again.seen));
    assert_ne!(first.fingerprint, run(&short(12)).fingerprint);
}

#[test]
fn watching_changes_nothing() {
    let plan = short(13);
    let mut world = World::new(&plan, Watch::On);
    let mut lines = 0;
    while world.step() {
        lines += world.drain_lines().count();
    }
    assert!(lines > 1000, "{lines} lines are no story");
    assert_eq!(world.outcome().fingerprint, run(&plan).fingerprint);
}
