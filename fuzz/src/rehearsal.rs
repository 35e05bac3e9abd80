//! A fuzz target inside of `cargo test`: over its corpus, and over some thousand inputs made from it by chance. It finds
//! what is easily found, in seconds and by any compiler; `cargo xtask fuzz` looks longer, and is led by what was covered.
//!
//! The crates whose targets these are include this file in their tests.

use std::{fs, panic, path::Path};

const ROUNDS: u64 = 4_000;
const BYTES_MAX: u64 = 300;
/// What means something to one parser or another.
const TOKENS: [&[u8]; 16] = [
    b"\0",
    b"\xff",
    b"/",
    b"..",
    b"@",
    b".",
    b"-",
    b"\"",
    b"\r\n",
    b"=",
    b"(",
    b"%",
    b"9",
    b"\xe2\x80\xae",
    b"\x80\x01",
    b"{}",
];

/// Runs it; what an input breaks is told with the input.
pub fn rehearse(target: &str, function: fn(&[u8])) {
    let seeds = corpus(target);
    assert!(!seeds.is_empty(), "fuzz/corpus/{target} has no seed");
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let made = (0..ROUNDS).map(|_| chance.input(&seeds)).collect::<Vec<_>>();
    for input in seeds.iter().chain(&made) {
        if let Err(problem) = panic::catch_unwind(|| function(input)) {
            eprintln!("{target} broke on {:?}", input.escape_ascii().to_string());
            panic::resume_unwind(problem);
        }
    }
}

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.into_iter().map(|path| fs::read(path).expect("a seed")).collect()
}

/// SplitMix64: the same inputs in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound.max(1)) as usize
    }

    /// Noise, or a seed with a few changes.
    fn input(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        if self.below(8) == 0 {
            return (0..self.below(BYTES_MAX)).map(|_| self.below(256) as u8).collect();
        }
        let mut input = seeds[self.below(seeds.len() as u64)].clone();
        for _ in 0..=self.below(4) {
            self.change(&mut input, seeds);
        }
        input
    }

    fn change(&mut self, input: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let at = self.below(input.len() as u64 + 1);
        match self.below(6) {
            0 if at < input.len() => input[at] = self.below(256) as u8,
            1 if at < input.len() => drop(input.remove(at)),
            2 => input.truncate(at),
            3 => {
                let other = &seeds[self.below(seeds.len() as u64)];
                let from = self.below(other.len() as u64 + 1);
                input.splice(at..at, other[from..].iter().copied());
            }
            _ => drop(input.splice(at..at, TOKENS[self.below(TOKENS.len() as u64)].iter().copied())),
        }
    }
}
