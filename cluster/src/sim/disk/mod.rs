//! A node's disk in the simulator: a disk in memory, the faults that befall it, and the truth about what is on it.
//!
//! | Module | Its part |
//! |---|---|
//! | `trouble` | what is wrong at the moment, and what that makes of an operation |
//! | `execute` | an operation carried out: well, in part, elsewhere or not at all |
//! | `harm` | damage to what is written: rot, zeros, cuts, garbage |
//! | `truth` | which records are really there, whole and durable |
//!
//! Operations take effect at the instant they are answered. What a power loss finds on its way to the disk may be done
//! in part.

mod execute;
mod harm;
mod trouble;
mod truth;

use core::time::Duration;

pub(super) use trouble::{Harm, Trouble, Window};
use truth::{Losses, Truth};

use super::sometimes::{Seen, sometimes};
use crate::chance::Chance;
use crate::chunk::ChunkId;
use crate::mono::Mono;
use crate::store::memory::MemoryDisk;
use crate::store::record::{DiskTag, Record, Spot, verify};
use crate::store::{DiskRequest, SegmentNumber};

/// A disk.
#[derive(Debug)]
pub(super) struct SimDisk {
    /// In every record on it.
    tag: DiskTag,
    image: MemoryDisk,
    truth: Truth,
    chance: Chance,
    block_bytes: usize,
    pub(super) trouble: Trouble,
    /// Bytes that faults have added: they count as nobody's.
    strange_bytes: u64,
    /// Bytes that faults have taken away since the process began.
    missing_bytes: u64,
}

/// A disk as it was.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    image: MemoryDisk,
    truth: Truth,
}

impl Snapshot {
    /// Whether a good record of the chunk was there.
    pub(super) fn has(&self, id: &ChunkId) -> bool {
        self.truth.is_good(id)
    }
}

impl SimDisk {
    pub(super) fn new(tag: DiskTag, chance: Chance, block_bytes: u16) -> Self {
        Self {
            tag,
            image: MemoryDisk::new(),
            truth: Truth::default(),
            chance,
            block_bytes: block_bytes.into(),
            trouble: Trouble::default(),
            strange_bytes: 0,
            missing_bytes: 0,
        }
    }

    /// Bytes that the node has written, dead ones included.
    pub(super) fn own_bytes(&self) -> u64 {
        self.image.size().saturating_sub(self.strange_bytes)
    }

    /// Bytes on the disk as the process must think.
    pub(super) fn all_bytes(&self) -> u64 {
        self.image.size() + self.missing_bytes
    }

    /// Whether the node may be relied on to have the chunk.
    pub(super) fn is_clean(&self, id: &ChunkId) -> bool {
        self.truth.is_clean(id)
    }

    /// Whether the node counts the chunk as its own and can read it now, be it durable or not.
    pub(super) fn is_readable(&self, id: &ChunkId) -> bool {
        self.truth.is_readable(id)
    }

    /// Whose disk it is.
    pub(super) const fn tag(&self) -> DiskTag {
        self.tag
    }

    /// Whether a whole record of the chunk is there, whether the node knows it or not.
    pub(super) fn is_anywhere(&self, id: &ChunkId) -> bool {
        self.truth.is_anywhere(id)
    }

    /// Whether a record of the chunk became durable here, harmed since or not.
    pub(super) fn was_durable(&self, id: &ChunkId) -> bool {
        self.truth.was_durable(id)
    }

    /// Every chunk with a good record here.
    pub(super) fn good_chunks(&self) -> impl Iterator<Item = &ChunkId> {
        self.truth.good_chunks()
    }

    /// The node is being told to forget the chunk.
    pub(super) fn disown(&mut self, id: ChunkId) {
        self.truth.disown(id);
    }

    /// The node counts the chunk as its own.
    pub(super) fn own(&mut self, id: &ChunkId) {
        self.truth.own(id);
    }

    /// The node forgets the chunk: what is on the disk stays there, and is found by the next process.
    pub(super) fn forget(&mut self, id: &ChunkId) {
        self.truth.hide_chunk(id);
    }

    /// A process begins to read the disk.
    pub(super) fn process_begins(&mut self) {
        self.truth.show_all();
        self.missing_bytes = 0;
    }

    /// How long an operation takes from `now` on.
    pub(super) fn delay(&mut self, now: Mono, request: &DiskRequest) -> Duration {
        self.trouble.delay(now, request, &mut self.chance)
    }

    /// What a fault would make of this operation, and the chunks it would cost.
    pub(super) fn harm(
        &mut self,
        now: Mono,
        request: &DiskRequest,
        recovering: bool,
    ) -> Option<(Harm, Vec<ChunkId>)> {
        let (segment, start, length) = place_of(request)?;
        let file_bytes = self.image.bytes(segment).map_or(0, |bytes| bytes.len() as u64);
        let harm = self.trouble.harm(now, request, file_bytes, &mut self.chance)?;
        let within = |start, end| self.truth.chunks_within(segment, start, end);
        let chunks = match (harm, request) {
            (Harm::MisdirectedRead { .. }, _) => within(start, start + length),
            // A scan that cannot read on leaves the rest of the file alone until the next start.
            (Harm::ReadError, _) if recovering => within(start, u64::MAX),
            (Harm::ReadError, _) => Vec::new(),
            (Harm::LostWrite, DiskRequest::Append { record, .. }) => vec![chunk_of(record)],
            (Harm::MisdirectedWrite { to }, DiskRequest::Append { record, .. }) => {
                let mut chunks = within(to, to + length);
                chunks.push(chunk_of(record));
                chunks
            }
            _ => Vec::new(),
        };
        Some((harm, chunks))
    }

    /// The process has misread what it asked for.
    pub(super) fn was_misread(&mut self, request: &DiskRequest, harm: Harm, recovering: bool) {
        let Some((segment, start, length)) = place_of(request) else { return };
        match harm {
            Harm::MisdirectedRead { .. } => self.truth.hide_within(segment, start, start + length),
            Harm::ReadError if recovering => self.truth.hide_within(segment, start, u64::MAX),
            Harm::ReadError | Harm::LostWrite | Harm::MisdirectedWrite { .. } => {}
        }
    }

    /// Power is lost: of everything that was not synced, and of the operations on their way, chance decides.
    pub(super) fn crash(&mut self, on_their_way: Vec<DiskRequest>, seen: &mut Seen) {
        self.be_left(on_their_way);
        let chance = &mut self.chance;
        self.image.crash_in_blocks(self.block_bytes, &mut |bound| {
            u32::try_from(chance.below(bound.into())).expect("below a u32")
        });
        let Losses { records, spared, files, files_back } = self.settle();
        sometimes!(seen, "crash_lost_record", records > 0);
        sometimes!(seen, "crash_spared_record", spared > 0);
        sometimes!(seen, "crash_lost_segment", files > 0);
        sometimes!(seen, "deleted_segment_back", files_back > 0);
    }

    /// The process was killed: what it wrote stays, and of the writes on their way chance decides.
    pub(super) fn be_left(&mut self, on_their_way: Vec<DiskRequest>) {
        for request in on_their_way {
            if let DiskRequest::Append { segment, offset, record } = request
                && self.image.bytes(segment).is_some()
                && self.chance.below(2) == 0
            {
                self.write(segment, offset, &record, false);
            }
        }
    }

    /// The chunks with a good record that this operation would take away.
    pub(super) fn good_within(&self, request: &DiskRequest) -> Vec<ChunkId> {
        let mut chunks = match *request {
            DiskRequest::Truncate { segment, length } => self.truth.chunks_within(segment, length, u64::MAX),
            DiskRequest::DeleteSegment(segment) => self.truth.chunks_within(segment, 0, u64::MAX),
            _ => Vec::new(),
        };
        chunks.retain(|id| self.truth.is_good(id));
        chunks
    }

    /// Looks at what the image really has after a crash.
    fn settle(&mut self) -> Losses {
        let left: Vec<SegmentNumber> = self.image.segments().map(|(segment, _)| segment).collect();
        let (image, disk) = (&self.image, self.tag);
        self.truth.crashed(&left, &|segment, record| {
            let spot = Spot { disk, segment, offset: record.offset };
            let bytes = image.bytes(segment).and_then(|bytes| {
                bytes.get(usize::try_from(record.offset).ok()?..usize::try_from(record.end()).ok()?)
            });
            bytes.is_some_and(|bytes| verify(&spot, &bytes.to_vec().into()).is_some())
        })
    }

    /// The disk as it is, to be taken back later.
    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot { image: self.image.clone(), truth: self.truth.clone() }
    }

    /// The disk as it was then, after a power loss.
    pub(super) fn take_back(&mut self, snapshot: Snapshot, seen: &mut Seen) {
        (self.image, self.truth) = (snapshot.image, snapshot.truth);
        self.crash(Vec::new(), seen);
    }

    /// Everything is gone.
    pub(super) fn erase(&mut self) {
        (self.image, self.truth, self.strange_bytes) = (MemoryDisk::new(), Truth::default(), 0);
    }

    /// Whether these bytes stand anywhere on the disk.
    pub(super) fn has_bytes(&self, wanted: &[u8; 8]) -> bool {
        let wanted = u64::from_ne_bytes(*wanted);
        let files = self.image.segments().filter_map(|(segment, _)| self.image.bytes(segment));
        files.into_iter().any(|bytes| {
            bytes
                .windows(8)
                .any(|window| window.first_chunk().is_some_and(|it| u64::from_ne_bytes(*it) == wanted))
        })
    }
}

/// The bytes that an operation reads or writes: their file, where they begin, how many they are.
fn place_of(request: &DiskRequest) -> Option<(SegmentNumber, u64, u64)> {
    match request {
        DiskRequest::Append { segment, offset, record } => Some((*segment, *offset, record.size())),
        DiskRequest::Read { segment, offset, length } => Some((*segment, *offset, *length as u64)),
        _ => None,
    }
}

/// The chunk that a record's header names (see `store::record`).
fn chunk_of(record: &Record) -> ChunkId {
    let [header, _] = record.parts();
    ChunkId::from_bytes(*header[40..].first_chunk().expect("a header is longer"))
}
