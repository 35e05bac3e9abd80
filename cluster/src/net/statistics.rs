//! What was counted: for each link, and for the whole network.

use core::ops::AddAssign;
use core::time::Duration;

use super::packet::Kind;
use super::trace::Loss;

/// Packets that did not arrive, by cause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drops {
    /// Lost by chance.
    pub loss: u64,
    /// Found no room in the queue.
    pub overflow: u64,
    /// On a link that was cut.
    pub cut: u64,
    /// Damaged, and found so by the receiver.
    pub corrupt: u64,
    /// To or from a host that was down.
    pub down: u64,
}

impl Drops {
    /// All of them.
    pub const fn total(&self) -> u64 {
        self.loss + self.overflow + self.cut + self.corrupt + self.down
    }

    pub(super) const fn count(&mut self, why: Loss) {
        *match why {
            Loss::Chance => &mut self.loss,
            Loss::Overflow => &mut self.overflow,
            Loss::Cut => &mut self.cut,
            Loss::Corrupt => &mut self.corrupt,
            Loss::Down => &mut self.down,
        } += 1;
    }
}

impl AddAssign for Drops {
    fn add_assign(&mut self, other: Self) {
        self.loss += other.loss;
        self.overflow += other.overflow;
        self.cut += other.cut;
        self.corrupt += other.corrupt;
        self.down += other.down;
    }
}

/// What was counted on one link, or on several together.
///
/// Of every packet something became: `sent + duplicated = delivered + drops.total() + on_the_way`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkStatistics {
    /// Packets given to the link, by [`Kind::index`]; retransmissions included, duplicates not.
    pub sent_by_kind: [u64; Kind::ALL.len()],
    /// Bytes of payload given to the link, retransmissions included.
    pub sent_bytes: u64,
    /// Packets that arrived whole, duplicates included.
    pub delivered: u64,
    /// Bytes of payload that arrived whole, duplicates included.
    pub delivered_bytes: u64,
    /// Packets that did not arrive.
    pub drops: Drops,
    /// Packets the link doubled.
    pub duplicated: u64,
    /// Packets the link held back so that others overtook them.
    pub reordered: u64,
    /// Packets given to the link that had been sent before.
    pub retransmitted: u64,
    /// Packets between the two hosts now, those in the queue included.
    pub on_the_way: u64,
    /// How long the wire was, and will be, busy with what it was given.
    pub busy: Duration,
}

impl LinkStatistics {
    /// Packets given to the link.
    pub fn sent(&self) -> u64 {
        self.sent_by_kind.iter().sum()
    }

    /// Packets of one kind given to the link.
    pub const fn sent_of(&self, kind: Kind) -> u64 {
        self.sent_by_kind[kind.index()]
    }
}

impl AddAssign<&Self> for LinkStatistics {
    fn add_assign(&mut self, other: &Self) {
        for (count, more) in self.sent_by_kind.iter_mut().zip(other.sent_by_kind) {
            *count += more;
        }
        self.sent_bytes += other.sent_bytes;
        self.delivered += other.delivered;
        self.delivered_bytes += other.delivered_bytes;
        self.drops += other.drops;
        self.duplicated += other.duplicated;
        self.reordered += other.reordered;
        self.retransmitted += other.retransmitted;
        self.on_the_way += other.on_the_way;
        self.busy += other.busy;
    }
}

/// What was counted in a network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// All links together.
    pub links: LinkStatistics,
    /// Packets that arrived and timers that went off: the network's own steps.
    pub events: u64,
    /// Connections asked for.
    pub connections: u64,
    /// Messages delivered.
    pub messages: u64,
    /// Ends that learned that their connection broke.
    pub resets: u64,
}
