//! A seed makes a plan: first the world, then which classes of faults there are at all, then all that happens, by time.
//!
//! Each class of faults is off in a third of the plans, so that every pair of classes is also seen without the others.
//! In one plan of ten, faults may destroy the last good copy of a chunk; in the others the budget keeps one. One plan in
//! twenty is *gray*: nothing is wrong but one slow node, so that how long others wait for it can be told.

mod faults;
mod operations;

use core::time::Duration;

use super::{Act, Fault, Plan, Setup, Step};
use crate::chance::Chance;

/// Plans of so many in a thousand let faults destroy the last good copy.
const BEYOND_PERMILLE: u32 = 100;

/// So many in a thousand have nothing but one slow node.
const GRAY_PERMILLE: u32 = 50;

impl Plan {
    /// The plan of a seed.
    pub fn draw(seed: u64) -> Self {
        let chance = Chance::from_seed(seed);
        let mut setup = setup(&mut chance.fork("setup"));
        let mut steps = operations::draw(&mut chance.fork("operations"), &setup);
        if chance.fork("kind").per_million(GRAY_PERMILLE * 1000) {
            be_roomy(&mut setup);
            steps.extend(faults::draw_gray(&mut chance.fork("gray"), &setup).map(fault_step));
        } else {
            for &word in Fault::WORDS {
                let mut chance = chance.fork(word);
                if chance.below(3) > 0 {
                    steps.extend(faults::draw(&mut chance, word, &setup).map(fault_step));
                }
            }
        }
        steps.sort_by_key(|step| step.at);
        Self { seed, setup, steps }
    }
}

/// Room and nodes enough to do without one of them.
fn be_roomy(setup: &mut Setup) {
    setup.capacity_bytes = 64 << 20;
    (setup.copies, setup.write) = (3, 2);
}

fn fault_step((at, fault): (Duration, Fault)) -> Step {
    Step { at, act: Act::Fault(fault) }
}

fn setup(chance: &mut Chance) -> Setup {
    let nodes = small(chance, 3, 7);
    let (copies, write) = *chance
        .pick(&[(3, 2), (3, 2), (3, 2), (3, 2), (3, 3), (2, 2), (2, 2), (1, 1)])
        .expect("a choice of eight");
    Setup {
        nodes,
        zones: *chance.pick(&[1, 2, 3, 3, 3, 3]).expect("a choice of six"),
        copies,
        write,
        clients: small(chance, 1, 16),
        depth: small(chance, 1, 4),
        chunk_bytes: if chance.below(5) == 0 { power(chance, 12, 16) } else { power(chance, 5, 12) },
        // Where room is short, most of what clients want does not fit.
        capacity_bytes: if chance.below(4) == 0 { power(chance, 16, 20) } else { 64 << 20 }.into(),
        segment_bytes: power(chance, 15, 20).into(),
        block_bytes: *chance.pick(&[512, 4096]).expect("a choice of two"),
        pace: *chance.pick(&[1, 5, 20, 50]).expect("a choice of four"),
        grace: chance.duration(Duration::from_secs(4), Duration::from_secs(20)),
        scrub: chance.duration(Duration::from_secs(5), Duration::from_secs(60)),
        length: chance.duration(Duration::from_secs(20), Duration::from_secs(90)),
        beyond: chance.per_million(BEYOND_PERMILLE * 1000),
    }
}

fn small(chance: &mut Chance, low: u8, high: u8) -> u8 {
    u8::try_from(chance.between(low.into(), high.into())).expect("between two of them")
}

/// A number of any size between two powers of two; small ones are as likely as large ones.
fn power(chance: &mut Chance, low: u32, high: u32) -> u32 {
    let exponent = chance.between(low.into(), u64::from(high) - 1);
    let bottom = 1u64 << exponent;
    u32::try_from(chance.between(bottom, bottom * 2)).expect("the powers are small")
}
