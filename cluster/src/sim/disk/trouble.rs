//! What is wrong with a disk at the moment, and what that makes of one operation.

use core::time::Duration;

use crate::chance::Chance;
use crate::mono::Mono;
use crate::store::DiskRequest;

/// Something that happens at a rate, until a time.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::sim) struct Window {
    until: Mono,
    rate: u32,
}

impl Window {
    /// Cases of a million, until then.
    pub(in crate::sim) const fn new(rate: u32, until: Mono) -> Self {
        Self { until, rate }
    }

    /// In every case, until then.
    pub(in crate::sim) const fn always(until: Mono) -> Self {
        Self::new(1_000_000, until)
    }

    /// Whether it happens now.
    pub(in crate::sim) fn strikes(self, now: Mono, chance: &mut Chance) -> bool {
        now < self.until && chance.per_million(self.rate)
    }
}

/// What a fault makes of an operation, if the budget allows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) enum Harm {
    /// A write that is confirmed and not there.
    LostWrite,
    /// A write that lands at another place of the file.
    MisdirectedWrite { to: u64 },
    /// A read that gives the bytes of another place.
    MisdirectedRead { from: u64 },
    /// A read that fails.
    ReadError,
}

impl Harm {
    /// Its class of faults.
    pub(in crate::sim) const fn word(self) -> &'static str {
        match self {
            Self::LostWrite => "lost_writes",
            Self::MisdirectedWrite { .. } => "misdirected_writes",
            Self::MisdirectedRead { .. } => "misdirected_reads",
            Self::ReadError => "read_errors",
        }
    }
}

/// What is wrong with a disk.
#[derive(Clone, Debug, Default)]
pub(in crate::sim) struct Trouble {
    pub(in crate::sim) stalled_until: Mono,
    pub(in crate::sim) slow_until: Mono,
    pub(in crate::sim) slow_factor: u32,
    pub(in crate::sim) full: Window,
    pub(in crate::sim) read_errors: Window,
    pub(in crate::sim) write_errors: Window,
    pub(in crate::sim) lost_writes: Window,
    pub(in crate::sim) misdirected_writes: Window,
    pub(in crate::sim) misdirected_reads: Window,
    pub(in crate::sim) fsync_sticks: Window,
    /// Fsyncs that will fail.
    pub(in crate::sim) fsync_fails: u32,
}

impl Trouble {
    /// How long an operation takes from `now` on.
    pub(super) fn delay(&self, now: Mono, request: &DiskRequest, chance: &mut Chance) -> Duration {
        let (low, high) = match request {
            DiskRequest::Fsync(_) | DiskRequest::FsyncDirectory => (300, 3_000),
            DiskRequest::Read { .. } | DiskRequest::List => (40, 400),
            _ => (10, 100),
        };
        let factor = if now < self.slow_until { self.slow_factor.max(1) } else { 1 };
        let work = chance.duration(Duration::from_micros(low), Duration::from_micros(high)) * factor;
        let stall = Duration::from_micros(self.stalled_until.micros().saturating_sub(now.micros()));
        stall + work
    }

    /// What a fault would make of this operation, on a file of so many bytes.
    pub(super) fn harm(
        &self,
        now: Mono,
        request: &DiskRequest,
        length: u64,
        chance: &mut Chance,
    ) -> Option<Harm> {
        match request {
            DiskRequest::Append { .. } if self.lost_writes.strikes(now, chance) => Some(Harm::LostWrite),
            DiskRequest::Append { .. } if length > 0 && self.misdirected_writes.strikes(now, chance) => {
                Some(Harm::MisdirectedWrite { to: chance.below(length) })
            }
            DiskRequest::Read { .. } if length > 0 && self.misdirected_reads.strikes(now, chance) => {
                Some(Harm::MisdirectedRead { from: chance.below(length) })
            }
            DiskRequest::Read { .. } if self.read_errors.strikes(now, chance) => Some(Harm::ReadError),
            _ => None,
        }
    }

    /// Whether this operation fails.
    pub(super) fn fails(&mut self, now: Mono, request: &DiskRequest, chance: &mut Chance) -> bool {
        match request {
            DiskRequest::Read { .. } | DiskRequest::Close(_) => false,
            DiskRequest::List => self.read_errors.strikes(now, chance),
            DiskRequest::Fsync(_) | DiskRequest::FsyncDirectory => {
                let once = self.fsync_fails > 0;
                self.fsync_fails = self.fsync_fails.saturating_sub(1);
                once || self.fsync_sticks.strikes(now, chance)
            }
            _ => self.write_errors.strikes(now, chance),
        }
    }
}
