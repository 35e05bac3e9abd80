//! What happened, event by event: hashed always, told in words only when somebody watches.
//!
//! The SHA-256 over all events is the run's fingerprint. Two runs of one plan by the same code have the same one; that is
//! checked again and again (the determinism canary), because a simulator that is not deterministic finds nothing twice.

use core::fmt;

use sha2::{Digest, Sha256};

use crate::mono::Mono;

/// Whether a run is told in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watch {
    /// Only the fingerprint is made.
    Off,
    /// Every event becomes a line.
    On,
}

/// What kind of event it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    Plan,
    Lift,
    Life,
    Connection,
    Letter,
    Disk,
    Put,
    Get,
    PutAnswer,
    GetAnswer,
    Note,
    Meta,
    Phase,
    Harm,
    Failure,
}

#[derive(Debug)]
pub(super) struct Trace {
    watch: Watch,
    lines: Vec<String>,
    hasher: Sha256,
    /// Collected before it is hashed: the hasher likes whole blocks.
    waiting: Vec<u8>,
    events: u64,
}

const WAITING_BYTES_MAX: usize = 4096;

impl Trace {
    pub(super) fn new(watch: Watch) -> Self {
        Self {
            watch,
            lines: Vec::new(),
            hasher: Sha256::new(),
            waiting: Vec::with_capacity(WAITING_BYTES_MAX + 64),
            events: 0,
        }
    }

    /// Counts and hashes an event: its time, what kind it is, and two numbers that tell it from others. The words are
    /// made only when somebody watches.
    pub(super) fn note(
        &mut self,
        at: Mono,
        kind: Kind,
        one: u64,
        other: u64,
        words: impl FnOnce() -> String,
    ) {
        self.events += 1;
        self.waiting.extend_from_slice(&at.micros().to_be_bytes());
        self.waiting.push(kind as u8);
        self.waiting.extend_from_slice(&one.to_be_bytes());
        self.waiting.extend_from_slice(&other.to_be_bytes());
        if self.waiting.len() >= WAITING_BYTES_MAX {
            self.hasher.update(&self.waiting);
            self.waiting.clear();
        }
        if self.watch == Watch::On {
            self.lines.push(format!("{} {}", Seconds(at), words()));
        }
    }

    /// The words for something that is about to be consumed, if anybody will read them.
    pub(super) fn words(&self, words: impl FnOnce() -> String) -> Option<String> {
        (self.watch == Watch::On).then(words)
    }

    /// Events so far.
    pub(super) const fn events(&self) -> u64 {
        self.events
    }

    /// The lines since the last call.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = String> + '_ {
        self.lines.drain(..)
    }

    /// The fingerprint of everything so far.
    pub(super) fn fingerprint(&self) -> [u8; 32] {
        let mut hasher = self.hasher.clone();
        hasher.update(&self.waiting);
        hasher.finalize().into()
    }
}

/// An instant as people read it: seconds with six decimals.
pub(super) struct Seconds(pub(super) Mono);

impl fmt::Display for Seconds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self.0.micros();
        write!(formatter, "{:>4}.{:06}", micros / 1_000_000, micros % 1_000_000)
    }
}
