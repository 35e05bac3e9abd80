//! Random plays: whatever the order, the failures and the moment of the crash, what was acknowledged is there.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::stage::{Stage, chunk};
use crate::message::Message;
use crate::node::Space;
use crate::store::{DiskError, DiskRequest};

const NAMES: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

/// Little segments, so that compaction has something to do.
const SMALL: Space = Space { capacity_bytes: 40_000, segment_bytes: 4_000 };

/// One move of a play.
#[derive(Clone, Debug)]
enum Move {
    Store(usize),
    Fetch(usize),
    /// The chunk is given up: from now on it may be there or not.
    Forget(usize),
    /// The disk does one of the waiting operations, not necessarily the first.
    Disk(usize),
    /// One of them fails.
    Fail(usize, DiskError),
    /// Power is lost, and chance decides what survives.
    Crash(Vec<u32>),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let error = prop_oneof![Just(DiskError::Full), Just(DiskError::Failed)];
    let one = prop_oneof![
        4 => (0..NAMES.len()).prop_map(Move::Store),
        1 => (0..NAMES.len()).prop_map(Move::Fetch),
        1 => (0..NAMES.len()).prop_map(Move::Forget),
        12 => any::<usize>().prop_map(Move::Disk),
        1 => (any::<usize>(), error).prop_map(|(place, error)| Move::Fail(place, error)),
        1 => proptest::collection::vec(any::<u32>(), 40).prop_map(Move::Crash),
    ];
    proptest::collection::vec(one, 1..80)
}

/// A play with its ledger: which chunks were acknowledged.
struct Play {
    stage: Stage,
    acknowledged: BTreeSet<usize>,
    ticket: u64,
}

impl Play {
    fn begin() -> Self {
        Self { stage: Stage::with_space(SMALL), acknowledged: BTreeSet::new(), ticket: 0 }
    }

    fn make(mut self, next: Move) -> Self {
        match next {
            Move::Store(name) => {
                self.ticket += 1;
                self.stage.store(self.ticket, NAMES[name]);
            }
            Move::Fetch(name) => self.stage.fetch(0, NAMES[name]),
            Move::Forget(name) => {
                self.note();
                self.acknowledged.remove(&name);
                self.stage.forget(0, NAMES[name]);
            }
            Move::Disk(place) if !self.stage.waiting.is_empty() => {
                self.stage.disk_does(place % self.stage.waiting.len());
            }
            Move::Fail(place, error) if !self.stage.waiting.is_empty() => {
                let place = place % self.stage.waiting.len();
                // A read that fails is a play of its own; here it would only hide a chunk that is there.
                if !matches!(self.stage.waiting[place].1, DiskRequest::Read { .. } | DiskRequest::List) {
                    self.stage.disk_fails_at(place, error);
                }
            }
            Move::Disk(_) | Move::Fail(..) => {}
            Move::Crash(chances) => {
                self.note();
                self.stage = self.stage.crash_and_start(&mut draws(chances));
            }
        }
        self.note();
        self
    }

    /// Enters what the node said into the ledger.
    fn note(&mut self) {
        for message in self.stage.messages() {
            match message {
                Message::Stored { held, .. } => {
                    let name = NAMES
                        .iter()
                        .position(|name| chunk(name).id() == held.id)
                        .expect("a chunk of this play");
                    self.acknowledged.insert(name);
                }
                Message::Fetched { chunk: got, .. } => {
                    assert!(NAMES.iter().any(|name| chunk(name) == got), "only what was stored is given");
                }
                Message::Introduction | Message::Healthy { .. } | Message::Forgotten { .. } => {}
                Message::Verified { .. } => {}
                Message::Damaged { .. } => panic!("nothing damages this disk"),
                Message::Inventory(page) => {
                    let known = |id| NAMES.iter().any(|name| chunk(name).id() == id);
                    assert!(page.iter().all(|held| known(held.id)), "only what was stored is listed");
                }
                Message::Unfetched { .. } | Message::Refused { .. } | Message::Report { .. } => {}
            }
        }
    }
}

/// Draws below a bound from a list, and the last choice when the list is used up.
fn draws(chances: Vec<u32>) -> impl FnMut(u32) -> u32 {
    let mut left = chances.into_iter();
    move |bound| left.next().map_or(bound - 1, |chance| chance % bound)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// INV-D8 over all crash points, orders and legal subsets: an acknowledged chunk is readable after a dirty restart.
    #[test]
    fn what_was_acknowledged_survives(script in moves(), last in proptest::collection::vec(any::<u32>(), 40)) {
        let mut play = script.into_iter().fold(Play::begin(), Play::make);
        prop_assert!(play.stage.disk.size() <= 40_000, "INV-C3");
        play = play.make(Move::Crash(last));
        for &name in &play.acknowledged {
            prop_assert!(play.stage.gives(NAMES[name]), "{} was acknowledged", NAMES[name]);
        }
    }
}
