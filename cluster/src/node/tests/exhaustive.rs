//! Every short history, every moment of a crash, everything that a disk may keep of what was not synced.
//!
//! Most bugs of update protocols need no more than three operations after an fsync (B3, OSDI 2018), so all histories of
//! up to three requests are played, cut at every disk operation, and continued from every legal disk: each unsynced
//! write lost, whole or with any subset of its blocks, each new name there or not, each deleted file gone or back.

use std::collections::BTreeSet;

use super::stage::{Stage, chunk};
use crate::message::{Message, Ticket};
use crate::node::Space;

/// Two records fill a segment, so that creation, evacuation and deletion all happen in short histories.
const SMALL: Space = Space { capacity_bytes: 20_000, segment_bytes: 2_200 };

const REQUESTS_MAX: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Store(&'static str),
    Forget(&'static str),
    /// The node is stopped and started in good order.
    Restart,
}

const STEPS: [Step; 5] =
    [Step::Store("a"), Step::Store("b"), Step::Store("c"), Step::Forget("a"), Step::Restart];

/// All histories of up to [`REQUESTS_MAX`] steps.
fn histories() -> Vec<Vec<Step>> {
    let mut all = vec![Vec::new()];
    let mut longest = all.clone();
    for _ in 0..REQUESTS_MAX {
        longest =
            longest.iter().flat_map(|history| STEPS.map(|step| [&history[..], &[step]].concat())).collect();
        all.extend(longest.iter().cloned());
    }
    all
}

/// What the node promised so far.
#[derive(Clone, Debug, Default)]
struct Promises {
    kept: BTreeSet<&'static str>,
}

impl Promises {
    /// Enters what the node said; a ticket is the place of its request in the history.
    fn note(&mut self, stage: &mut Stage, history: &[Step]) {
        for message in stage.messages() {
            if let Message::Stored { ticket: Ticket(place), .. } = message
                && let Step::Store(name) = history[usize::try_from(place).expect("a short history")]
                && !history[usize::try_from(place).expect("a short history")..].contains(&Step::Forget(name))
            {
                self.kept.insert(name);
            }
        }
    }
}

/// When the requests of a history come.
#[derive(Clone, Copy, Debug)]
enum Pace {
    /// Each finds the disk idle.
    Apart,
    /// All come before the disk has done anything.
    Together,
}

/// Plays a history up to its `cut`th disk operation. `None` when there are fewer.
fn play(history: &[Step], pace: Pace, cut: usize) -> Option<(Stage, Promises)> {
    let mut stage = Stage::with_space(SMALL);
    let mut promises = Promises::default();
    let mut done = 0;
    for (place, step) in (0u64..).zip(history) {
        match step {
            Step::Store(name) => stage.store(place, name),
            Step::Forget(name) => stage.forget(place, name),
            Step::Restart => stage.restart(),
        }
        let last = place + 1 == history.len() as u64;
        while !stage.waiting.is_empty() && (last || matches!(pace, Pace::Apart)) {
            promises.note(&mut stage, history);
            if done == cut {
                return Some((stage, promises));
            }
            stage.disk_does_one();
            done += 1;
        }
        promises.note(&mut stage, history);
    }
    (done == cut).then_some((stage, promises))
}

/// Counts through all answers to questions whose number and bounds are not known before.
#[derive(Default)]
struct Odometer {
    digits: Vec<(u32, u32)>,
    place: usize,
}

impl Odometer {
    fn draw(&mut self, bound: u32) -> u32 {
        if self.place == self.digits.len() {
            self.digits.push((0, bound));
        }
        self.place += 1;
        self.digits[self.place - 1].0
    }

    /// The next answers; false after the last.
    fn turn(&mut self) -> bool {
        self.place = 0;
        while let Some((digit, bound)) = self.digits.pop() {
            if digit + 1 < bound {
                self.digits.push((digit + 1, bound));
                return true;
            }
        }
        false
    }
}

#[test]
fn no_crash_in_any_short_history_costs_an_acknowledged_chunk() {
    let mut disks = 0u64;
    for history in &histories() {
        let paces = [Pace::Apart, Pace::Together].into_iter();
        for (stage, promises) in paces.flat_map(|pace| (0..).map_while(move |cut| play(history, pace, cut))) {
            let mut odometer = Odometer::default();
            loop {
                let mut disk = stage.disk.clone();
                disk.crash(&mut |bound| odometer.draw(bound));
                let mut after = Stage::on(disk, SMALL);
                assert!(after.disk.size() <= SMALL.capacity_bytes, "INV-C3: {history:?}");
                for name in &promises.kept {
                    assert!(after.gives(name), "INV-D8: {name} of {history:?}, when {:?}", odometer.digits);
                }
                disks += 1;
                if !odometer.turn() {
                    break;
                }
            }
        }
    }
    println!("{disks} disks after crashes, and every acknowledged chunk on each");
    assert!(disks > 9_000, "so few say that something is not tried: {disks}");
    assert_ne!(chunk("a"), chunk("b"));
}
