//! What is due when. Things that are due at the same instant come in an order that chance decides, not the order in which
//! they were entered: no machine may rely on it.

use core::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::chance::Chance;
use crate::mono::Mono;

/// A list of things to come.
#[derive(Debug)]
pub(super) struct Agenda<T> {
    entries: BinaryHeap<Entry<T>>,
    entered: u64,
    chance: Chance,
}

#[derive(Debug)]
struct Entry<T> {
    at: Mono,
    tie: u32,
    entered: u64,
    what: T,
}

impl<T> Agenda<T> {
    pub(super) const fn new(chance: Chance) -> Self {
        Self { entries: BinaryHeap::new(), entered: 0, chance }
    }

    /// Enters something.
    pub(super) fn enter(&mut self, at: Mono, what: T) {
        self.entered += 1;
        let tie = u32::try_from(self.chance.draw() >> 32).expect("the upper half");
        self.entries.push(Entry { at, tie, entered: self.entered, what });
    }

    /// How many things are to come.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// When the next thing is due.
    pub(super) fn next_at(&self) -> Option<Mono> {
        self.entries.peek().map(|entry| entry.at)
    }

    /// The next thing.
    pub(super) fn pop(&mut self) -> Option<(Mono, T)> {
        self.entries.pop().map(|entry| (entry.at, entry.what))
    }
}

impl<T> Entry<T> {
    const fn key(&self) -> (Mono, u32, u64) {
        (self.at, self.tie, self.entered)
    }
}

/// The heap's greatest is the one that is due first.
impl<T> Ord for Entry<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.key().cmp(&self.key())
    }
}

impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl<T> Eq for Entry<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_comes_first_and_equals_come_in_any_order() {
        let orders: std::collections::BTreeSet<Vec<u8>> = (0..50)
            .map(|seed| {
                let mut agenda = Agenda::new(Chance::from_seed(seed));
                for what in [1, 2, 3] {
                    agenda.enter(Mono::from_micros(7), what);
                }
                agenda.enter(Mono::from_micros(3), 0);
                let order: Vec<u8> = core::iter::from_fn(|| agenda.pop().map(|(_, what)| what)).collect();
                assert_eq!(order[0], 0);
                order
            })
            .collect();
        assert_eq!(orders.len(), 6, "every order of three");
    }
}
