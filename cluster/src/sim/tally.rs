//! What a run has done, in numbers.

use core::time::Duration;
use std::collections::BTreeMap;

use super::plan::Fault;

/// What was counted in a run, or in several together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Runs.
    pub runs: u64,
    /// Events: letters, disk operations, requests, answers, packets.
    pub events: u64,
    /// Virtual time.
    pub simulated: Duration,
    /// Chunks that were acknowledged.
    pub acknowledged_chunks: u64,
    /// Their bytes, each of which is read back at the end unless it was purged.
    pub acknowledged_bytes: u64,
    /// Bytes that were read and compared.
    pub read_bytes: u64,
    /// For each class of faults, how many happened.
    pub faults: BTreeMap<&'static str, u64>,
    /// Faults that the budget refused.
    pub refused: u64,
}

impl Tally {
    pub(super) fn fault(&mut self, word: &'static str, happened: bool) {
        if happened {
            *self.faults.entry(word).or_default() += 1;
        } else {
            self.refused += 1;
        }
    }

    pub(super) const fn acknowledged(&mut self, bytes: usize) {
        self.acknowledged_chunks += 1;
        self.acknowledged_bytes += bytes as u64;
    }

    pub(super) const fn read(&mut self, bytes: usize) {
        self.read_bytes += bytes as u64;
    }

    /// Adds what another run counted.
    pub fn add(&mut self, other: &Self) {
        self.runs += other.runs;
        self.events += other.events;
        self.simulated += other.simulated;
        self.acknowledged_chunks += other.acknowledged_chunks;
        self.acknowledged_bytes += other.acknowledged_bytes;
        self.read_bytes += other.read_bytes;
        self.refused += other.refused;
        for (word, count) in &other.faults {
            *self.faults.entry(word).or_default() += count;
        }
    }

    /// Classes of faults that never happened.
    pub fn missing(&self) -> impl Iterator<Item = &'static str> + '_ {
        Fault::WORDS.iter().copied().filter(|word| !self.faults.contains_key(word))
    }
}
