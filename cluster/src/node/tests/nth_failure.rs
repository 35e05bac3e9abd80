//! Fail the Nth call: one script, and as many runs as it has disk calls; in each of them another one fails.

use std::collections::BTreeSet;

use super::stage::Stage;
use crate::message::Message;
use crate::node::Space;
use crate::store::DiskError;

/// A record has seven or eight thousand bytes: four fill a segment.
const SMALL: Space = Space { capacity_bytes: 400_000, segment_bytes: 32_000 };

/// Some sixty requests: new chunks, repeated ones, reads, and enough forgetting to compact.
fn script(stage: &mut Stage, place: u64) {
    let name = |number: u64| format!("chunk {number}");
    match place % 4 {
        0 | 1 => stage.store(place, &name(place / 4 * 2 + place % 4)),
        2 => stage.fetch(place, &name(place / 4)),
        _ => stage.forget(place, &name(place / 8)),
    }
}

struct Run {
    stage: Stage,
    /// Names of chunks that were acknowledged and not given up.
    kept: BTreeSet<String>,
    calls: u64,
    failing: u64,
    error: DiskError,
}

impl Run {
    fn new(failing: u64, error: DiskError) -> Self {
        Self { stage: Stage::with_space(SMALL), kept: BTreeSet::new(), calls: 0, failing, error }
    }

    fn play(&mut self) {
        for place in 0..60 {
            if place % 4 == 3 {
                self.kept.remove(&format!("chunk {}", place / 8));
            }
            script(&mut self.stage, place);
            self.disk_works();
        }
    }

    fn disk_works(&mut self) {
        while !self.stage.waiting.is_empty() {
            self.calls += 1;
            if self.calls == self.failing {
                self.stage.disk_fails(self.error);
            } else {
                self.stage.disk_does_one();
            }
        }
        for message in self.stage.messages() {
            if let Message::Stored { ticket, .. } = message {
                self.kept.insert(format!("chunk {}", ticket.0 / 4 * 2 + ticket.0 % 4));
            }
        }
    }

    fn assert_all_kept(&mut self, when: &str) {
        for name in self.kept.clone() {
            assert!(self.stage.gives(&name), "{name} {when}, call {} {}", self.failing, self.error);
        }
    }
}

#[test]
fn no_single_failure_costs_an_acknowledged_chunk_or_the_node() {
    let mut runs = 0;
    for error in [DiskError::Full, DiskError::Failed] {
        for failing in 1.. {
            let mut run = Run::new(failing, error);
            run.play();
            if run.calls < failing {
                assert!(failing > 60, "the script does something");
                break;
            }
            run.assert_all_kept("while it runs");
            run.stage.store(1000, "afterwards");
            run.stage.disk_does_all();
            assert!(run.stage.gives("afterwards"), "the node goes on after call {failing} failed");
            run.stage = run.stage.crash_and_start(&mut |_| 0);
            run.assert_all_kept("after a crash");
            runs += 1;
        }
    }
    println!("{runs} runs, each with one failing call");
}
