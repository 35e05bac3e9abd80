//! What is due when: one heap of arrivals and timers, ordered by time, then by the order in which they were entered.
//!
//! Timers are lazy. Each end of a connection has at most one current entry for its retransmissions and one for its
//! keep-alive; when an entry comes due too early, because an acknowledgement moved the deadline, it is entered again.
//! So a packet in time costs no entry at all.

use core::cmp::Ordering;
use std::collections::BinaryHeap;

use super::connection::{ConnectionId, Side};
use super::flight::FlightSlot;
use crate::mono::Mono;

/// Something that comes due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// A packet reaches the end of its link.
    Arrival(FlightSlot),
    /// An end of a connection must look at its time.
    Timer(Timer, ConnectionId, Side),
}

/// Why an end looks at its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timer {
    /// Something may have to be sent again.
    Retransmission,
    /// The peer may have been silent for too long.
    KeepAlive,
    /// The wait after the end is over.
    TimeWait,
}

#[derive(Debug)]
pub(super) struct Agenda {
    heap: BinaryHeap<Entry>,
    entered: u64,
}

#[derive(Debug)]
struct Entry {
    at: Mono,
    order: u64,
    due: Due,
}

impl Agenda {
    pub(super) const fn new() -> Self {
        Self { heap: BinaryHeap::new(), entered: 0 }
    }

    pub(super) fn enter(&mut self, at: Mono, due: Due) {
        self.entered += 1;
        self.heap.push(Entry { at, order: self.entered, due });
    }

    pub(super) fn next_at(&self) -> Option<Mono> {
        self.heap.peek().map(|entry| entry.at)
    }

    pub(super) fn pop(&mut self) -> Option<(Mono, Due)> {
        self.heap.pop().map(|entry| (entry.at, entry.due))
    }

    /// All arrivals, in no order.
    pub(super) fn arrivals(&self) -> impl Iterator<Item = (Mono, FlightSlot)> {
        self.heap.iter().filter_map(|entry| match entry.due {
            Due::Arrival(slot) => Some((entry.at, slot)),
            Due::Timer(..) => None,
        })
    }

    /// Entries that wait, stale ones included.
    pub(super) fn len(&self) -> usize {
        self.heap.len()
    }
}

impl Ord for Entry {
    /// The earliest is the greatest: a heap gives its greatest first.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.order).cmp(&(self.at, self.order))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Entry {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_at_once_comes_in_the_order_it_was_entered() {
        let mut agenda = Agenda::new();
        let arrival = |slot| Due::Arrival(FlightSlot(slot));
        for (at, slot) in [(7, 0), (3, 1), (7, 2), (3, 3), (5, 4)] {
            agenda.enter(Mono::from_micros(at), arrival(slot));
        }
        let order: Vec<_> = core::iter::from_fn(|| agenda.pop().map(|(_, due)| due)).collect();
        assert_eq!(order, [1, 3, 4, 0, 2].map(arrival));
    }
}
