//! Damage to what is written: where it would be, what it would cost, and doing it.

use super::SimDisk;
use super::execute::overwrite;
use crate::chunk::ChunkId;
use crate::store::SegmentNumber;

/// Damage to a disk, not done yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) struct Damage {
    segment: SegmentNumber,
    start: u64,
    end: u64,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Rot,
    Zeros,
    Cut,
    Garbage,
}

impl SimDisk {
    /// Bits that would flip at this place, all within sixteen bytes.
    pub(in crate::sim) fn rot_at(&mut self, place: u32) -> Option<Damage> {
        let (segment, start, end) = self.record_at(place)?;
        let at = start + self.chance.below(end - start);
        Some(Damage { segment, start: at, end: (at + 16).min(end), what: What::Rot })
    }

    /// The record that would be zeros.
    pub(in crate::sim) fn zeros_at(&self, place: u32) -> Option<Damage> {
        let (segment, start, end) = self.record_at(place)?;
        Some(Damage { segment, start, end, what: What::Zeros })
    }

    /// The file that would be cut within this record.
    pub(in crate::sim) fn cut_at(&mut self, place: u32) -> Option<Damage> {
        let (segment, start, end) = self.record_at(place)?;
        let start = start + self.chance.below(end - start);
        Some(Damage { segment, start, end: u64::MAX, what: What::Cut })
    }

    /// The garbage that would stand behind the newest file.
    pub(in crate::sim) fn garbage(&self, bytes: u16) -> Option<Damage> {
        let (segment, length) = self.image.segments().last()?;
        Some(Damage { segment, start: length, end: length + u64::from(bytes), what: What::Garbage })
    }

    /// The chunks whose records it would hit.
    pub(in crate::sim) fn cost(&self, damage: &Damage) -> Vec<ChunkId> {
        match damage.what {
            What::Garbage => Vec::new(),
            What::Rot | What::Zeros | What::Cut => {
                self.truth.chunks_within(damage.segment, damage.start, damage.end)
            }
        }
    }

    /// Does it. `bits` is how many flip where the damage is rot.
    pub(in crate::sim) fn suffer(&mut self, damage: &Damage, bits: u8) {
        let Damage { segment, start, end, what } = *damage;
        if what != What::Garbage {
            self.truth.harmed(segment, start, end);
        }
        let chance = &mut self.chance;
        let before = self.image.size();
        self.image.spoil(segment, |bytes| match what {
            What::Rot => {
                // A run of bits: none of them flips back.
                let within = (end - start) * 8;
                let first = chance.below(within);
                for bit in (0..u64::from(bits).min(within)).map(|bit| (first + bit) % within) {
                    let at = usize::try_from(start + bit / 8).expect("the disk is in memory");
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte ^= 1 << (bit % 8);
                    }
                }
            }
            What::Zeros => {
                let length = usize::try_from(end - start).expect("a record fits into memory");
                overwrite(bytes, start, &vec![0; length]);
            }
            What::Cut => bytes.truncate(usize::try_from(start).expect("the disk is in memory")),
            What::Garbage => {
                let mut garbage = vec![0; usize::try_from(end - start).expect("a few kilobytes")];
                chance.fill(&mut garbage);
                overwrite(bytes, start, &garbage);
            }
        });
        self.strange_bytes += self.image.size().saturating_sub(before);
        self.missing_bytes += before.saturating_sub(self.image.size());
    }

    /// The record at this place: a millionth part of all records.
    fn record_at(&self, place: u32) -> Option<(SegmentNumber, u64, u64)> {
        let count = self.truth.records().count();
        let index = usize::try_from(count as u64 * u64::from(place) / 1_000_000).expect("an index");
        self.truth.records().nth(index).map(|(segment, record)| (segment, record.offset, record.end()))
    }
}
