//! The simulator: the cluster's real machines in a world where everything fails, with oracles that must never object.
//!
//! A seed makes a [`Plan`], a plan makes a [`World`], and the world runs through three phases: faults while clients work,
//! healing, audit. Time is virtual, chance is seeded, and nothing else decides, so a run can be had again from its seed,
//! on any machine and in a browser. [`run`] does one run; `examples/simulate.rs` and `cargo xtask sim` do many.
//!
//! | Module | In one line |
//! |---|---|
//! | [`plan`] | what is decided before a run: world, faults, operations; as text |
//! | `world`, `agenda`, `phase` | the scheduler: what is due next, and what a run goes through |
//! | `node`, `head`, `wires`, `letter` | the processes and the connections between them |
//! | `disk` | a disk, what can go wrong with it, and what is really on it |
//! | `meta`, `metadata` | the model of metadata, and its troubles |
//! | `client`, `content` | what clients do, and the bytes they store |
//! | `faults`, `disks`, `budget` | the plan's faults carried out, as far as the budget allows |
//! | `oracle`, `watch`, `ledger` | what must hold, where it is checked, what is remembered for it |
//! | [`sometimes`] | what must happen now and then for a batch to mean something |
//! | `trace` | the fingerprint of a run, and its story |
//! | [`batch`] | many seeds, counted |
//! | [`shrink`] | a failing plan made small |
//! | [`demo`] | one plan written by hand, told in sentences |
//!
//! The wall clock has no part in the core, so clock jumps (FT20) are not simulated here.

mod agenda;
pub mod batch;
mod budget;
mod client;
mod content;
pub mod demo;
mod disk;
mod disks;
mod faults;
mod head;
mod ledger;
mod letter;
mod meta;
mod metadata;
mod node;
mod oracle;
mod phase;
pub mod plan;
mod scene;
pub mod shrink;
pub mod sometimes;
mod tally;
mod trace;
mod watch;
mod wires;
mod world;

use core::fmt;

pub use plan::Plan;
pub use sometimes::Seen;
pub use tally::Tally;
use trace::Seconds;
pub use trace::Watch;
pub use world::World;

use crate::mono::Mono;

/// Grows when the same plan no longer makes the same run for reasons that lie in the simulator.
pub const VERSION: u32 = 1;

/// Something that must never be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which invariant is broken: "INV-D1".
    pub invariant: &'static str,
    /// When.
    pub at: Mono,
    /// How, in words.
    pub what: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} at {}: {}",
            self.invariant,
            Seconds(self.at).to_string().trim_start(),
            self.what
        )
    }
}

/// How a run ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What failed, if anything.
    pub failure: Option<Failure>,
    /// SHA-256 over all events: the same plan has the same one, always.
    pub fingerprint: [u8; 32],
    /// What was counted.
    pub tally: Tally,
    /// The points that were seen.
    pub seen: Seen,
}

/// Runs a plan to its end.
pub fn run(plan: &Plan) -> Outcome {
    let mut world = World::new(plan, Watch::Off);
    while world.step() {}
    world.outcome()
}
