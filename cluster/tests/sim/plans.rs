//! Saved plans: each failed once, and must hold for ever.

#![expect(clippy::disallowed_methods, reason = "plans are files")]

use cluster::sim::{Plan, run};

#[test]
fn saved_plans_hold() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/plans");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "plan") {
            let plan: Plan = std::fs::read_to_string(&path).unwrap().parse().unwrap();
            assert_eq!(run(&plan).failure, None, "{}", path.display());
        }
    }
}
