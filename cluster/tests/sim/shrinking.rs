//! Shrinking: what a failure does not need, goes.

use cluster::mono::Mono;
use cluster::sim::plan::{Act, Fault};
use cluster::sim::shrink::shrink;
use cluster::sim::{Failure, Plan};

/// Fails when a coordinator dies after a node lost power.
fn fails(plan: &Plan) -> Option<Failure> {
    let crash = plan.faults().position(|fault| matches!(fault, Fault::Crash { .. }))?;
    let death = plan.faults().position(|fault| matches!(fault, Fault::CoordinatorCrash { .. }))?;
    let at = Mono::from_micros(u64::MAX);
    (crash < death).then(|| Failure { invariant: "INV-D1", at, what: "planted".to_owned() })
}

#[test]
fn only_what_a_failure_needs_is_left() {
    let plan = (0..).map(Plan::draw).find(|plan| fails(plan).is_some()).unwrap();
    let failure = fails(&plan).unwrap();
    let (small, _) = shrink(&plan, &failure, 2000, &mut fails);
    let words: Vec<&str> = small
        .steps
        .iter()
        .map(|step| match &step.act {
            Act::Fault(fault) => fault.word(),
            Act::Operation(operation) => operation.word(),
        })
        .collect();
    assert_eq!(words, ["crash", "coordinator_crash"]);
    assert_eq!(small.setup.clients, 1);
}

#[test]
fn shrinking_ends_when_its_tries_do() {
    let plan = (0..).map(Plan::draw).find(|plan| fails(plan).is_some()).unwrap();
    let mut tries = 0;
    let counted = &mut |plan: &Plan| {
        tries += 1;
        fails(plan)
    };
    shrink(&plan, &fails(&plan).unwrap(), 10, counted);
    assert_eq!(tries, 10);
}
