//! Seeded chance for the simulator: the same seed draws the same numbers on every machine and in the browser.
//!
//! ChaCha8, whose stream is fixed (D. J. Bernstein, "ChaCha, a variant of Salsa20", 2008), and mappings of our own, so
//! that no release of a library changes a run. Every part of the world draws from a stream of its own, forked by a
//! label: one draw more in the network does not shift what happens to the disks.

use core::time::Duration;

use chacha20::ChaCha8Rng;
use chacha20::rand_core::{Rng, SeedableRng};

/// A stream of chance. It is not cloned: two parts that draw alike would be no chance.
#[derive(Debug)]
pub struct Chance {
    seed: [u8; 32],
    stream: ChaCha8Rng,
}

impl Chance {
    /// The stream of a seed that people type.
    pub fn from_seed(seed: u64) -> Self {
        Self::of(blake3::derive_key("skyshard 2026 chance v1", &seed.to_be_bytes()))
    }

    /// An independent stream for the part of this name; it depends on the seed and the label alone, not on what was
    /// drawn before.
    #[must_use]
    pub fn fork(&self, label: &str) -> Self {
        Self::of(*blake3::keyed_hash(&self.seed, label.as_bytes()).as_bytes())
    }

    fn of(seed: [u8; 32]) -> Self {
        Self { seed, stream: ChaCha8Rng::from_seed(seed) }
    }

    /// Any number.
    pub fn draw(&mut self) -> u64 {
        self.stream.next_u64()
    }

    /// A number below `bound`, which is not zero. Multiply and shift: the bias is below 2^-32 for bounds below 2^32.
    pub fn below(&mut self, bound: u64) -> u64 {
        assert!(bound > 0, "nothing is below zero");
        let product = u128::from(self.draw()) * u128::from(bound);
        u64::try_from(product >> 64).expect("the upper half of a product of two u64")
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        assert!(low <= high, "from {low} to {high}");
        match (high - low).checked_add(1) {
            Some(count) => low + self.below(count),
            None => self.draw(),
        }
    }

    /// A duration from `low` to `high`, both included, in whole microseconds.
    pub fn duration(&mut self, low: Duration, high: Duration) -> Duration {
        let micros = |duration: Duration| u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(self.between(micros(low), micros(high)))
    }

    /// Whether something happens that happens in so many of a million cases.
    pub fn per_million(&mut self, cases: u32) -> bool {
        self.below(1_000_000) < u64::from(cases)
    }

    /// One of these, or `None` of none.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        let count = u64::try_from(choices.len()).expect("a slice in memory");
        (count > 0).then(|| &choices[usize::try_from(self.below(count)).expect("below the length")])
    }

    /// Random bytes.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        self.stream.fill_bytes(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_draws_the_same_numbers_for_ever() {
        let mut chance = Chance::from_seed(42);
        assert_eq!([chance.draw(), chance.draw()], [6_873_946_396_680_639_928, 8_540_203_928_059_403_089]);
    }

    #[test]
    fn a_fork_does_not_depend_on_what_was_drawn() {
        let mut drawn = Chance::from_seed(7);
        let before = drawn.fork("network").draw();
        drawn.draw();
        assert_eq!(drawn.fork("network").draw(), before);
        assert_ne!(drawn.fork("disk").draw(), before);
    }

    #[test]
    fn numbers_keep_within_their_bounds_and_reach_them() {
        let mut chance = Chance::from_seed(1);
        let drawn: std::collections::BTreeSet<u64> = (0..1000).map(|_| chance.between(3, 7)).collect();
        assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
        assert_eq!(chance.between(u64::MAX, u64::MAX), u64::MAX);
        assert_eq!(chance.pick::<u8>(&[]), None);
    }

    #[test]
    fn a_rare_case_is_as_rare_as_said() {
        let mut chance = Chance::from_seed(9);
        let hits = (0..100_000).filter(|_| chance.per_million(10_000)).count();
        assert!((850..1150).contains(&hits), "{hits} of 100000 at 1 %");
    }
}
