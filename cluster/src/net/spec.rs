//! The physics of one link in one direction, and the three sets of them that have a name.

use core::num::NonZeroU64;
use core::time::Duration;

use super::packet::PAYLOAD_BYTES_MAX;
use crate::chance::Chance;

/// How often something happens: so many of a million cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct PerMillion(u32);

impl PerMillion {
    /// Never.
    pub const NEVER: Self = Self(0);
    /// In every case.
    pub const ALWAYS: Self = Self(1_000_000);

    /// So many of a million cases; more than a million are every case.
    pub const fn new(cases: u32) -> Self {
        if cases > Self::ALWAYS.0 { Self::ALWAYS } else { Self(cases) }
    }

    /// So many of a hundred cases; more than a hundred are every case.
    pub const fn percent(cases: u32) -> Self {
        Self::new(cases.saturating_mul(10_000))
    }

    /// Cases of a million.
    pub const fn cases(self) -> u32 {
        self.0
    }
}

/// A delay that is drawn anew for each packet: from `low` to `high`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delay {
    low: Duration,
    high: Duration,
}

impl Delay {
    /// No delay.
    pub const NONE: Self = Self { low: Duration::ZERO, high: Duration::ZERO };

    /// From the smaller to the larger of these.
    pub fn between(one: Duration, other: Duration) -> Self {
        Self { low: one.min(other), high: one.max(other) }
    }

    /// Always this.
    pub const fn always(delay: Duration) -> Self {
        Self { low: delay, high: delay }
    }

    /// The shortest.
    pub const fn low(self) -> Duration {
        self.low
    }

    /// The longest.
    pub const fn high(self) -> Duration {
        self.high
    }

    /// One of them; where there is no choice, no chance is drawn.
    pub(super) fn draw(self, chance: &mut Chance) -> Duration {
        if self.low == self.high { self.low } else { chance.duration(self.low, self.high) }
    }
}

/// The physics of a link from one host to another. The way back has its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkSpec {
    /// Bytes of payload a second; `None` is no limit. Headers cost nothing.
    pub bandwidth: Option<NonZeroU64>,
    /// From the end of a packet's transmission to its arrival.
    pub propagation: Delay,
    /// Added to the propagation: up to so much, drawn for each packet. Order is kept.
    pub jitter: Duration,
    /// Packets that vanish.
    pub loss: PerMillion,
    /// Packets that arrive twice.
    pub duplication: PerMillion,
    /// Packets that others overtake.
    pub reordering: PerMillion,
    /// How much later than its turn a reordered packet arrives at most.
    pub reorder_by: Duration,
    /// Packets in which one bit flips.
    pub corruption: PerMillion,
    /// Bytes that may wait for the wire; a packet that finds no room is dropped. Without a limit of bandwidth nothing
    /// waits.
    pub queue_bytes: u64,
    /// Bytes of payload in one packet: 1 to 65,536, other values count as the nearest of these. 65,536 are a "jumbo"
    /// that holds a chunk; 1460 is what an Ethernet frame has room for.
    pub mtu: u32,
}

impl LinkSpec {
    /// S4's physics: 65,536 B/s, 1 to 10 ms, 1 % loss.
    pub const fn standard() -> Self {
        let propagation = Delay { low: Duration::from_millis(1), high: Duration::from_millis(10) };
        Self { propagation, loss: PerMillion::percent(1), ..Self::ideal() }
    }

    /// 65,536 B/s and nothing else between two hosts: one chunk takes exactly one second.
    pub const fn ideal() -> Self {
        Self {
            bandwidth: NonZeroU64::new(65_536),
            propagation: Delay::NONE,
            jitter: Duration::ZERO,
            loss: PerMillion::NEVER,
            duplication: PerMillion::NEVER,
            reordering: PerMillion::NEVER,
            reorder_by: Duration::from_millis(20),
            corruption: PerMillion::NEVER,
            queue_bytes: 4 << 20,
            mtu: PAYLOAD_BYTES_MAX,
        }
    }

    /// No limit of bandwidth, 1 to 10 ms, no loss: what the simulator adds its faults to.
    pub const fn unshaped() -> Self {
        Self { bandwidth: None, loss: PerMillion::NEVER, ..Self::standard() }
    }

    /// Bytes of payload in one packet.
    pub fn payload_bytes_max(&self) -> u32 {
        self.mtu.clamp(1, PAYLOAD_BYTES_MAX)
    }
}
