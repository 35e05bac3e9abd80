//! The scrub: every copy of every chunk is read and verified once in a period (INV-D5).
//!
//! It goes through the directory in the order of names, one chunk at a time, and spreads the chunks evenly over the
//! period, which is its rate limit. A copy that is missing or damaged leaves the directory at once, and upkeep makes
//! another from a copy that verifies: never by majority, because a chunk's name tells the right bytes from wrong ones.
//! Somebody may ask for a scrub now: then chunk follows chunk until the round ends.

use core::time::Duration;

use super::errands::Purpose;
use super::event::{Effect, Note, Timer};
use super::{Coordinator, Out};
use crate::chunk::ChunkId;
use crate::layout::NodeId;
use crate::message::Absence;
use crate::mono::Mono;
use crate::placement::NodeSet;

/// Shortest pause between two chunks of a scheduled scrub.
const PAUSE_MIN: Duration = Duration::from_millis(1);

#[derive(Debug, Default)]
pub(super) struct Scrub {
    /// The chunk that was scrubbed last.
    position: Option<ChunkId>,
    /// Nodes that have not answered about the present chunk.
    waiting: NodeSet,
    /// Whether the present chunk's copies were good so far.
    good: bool,
    hurry: bool,
    chunks: u64,
    copies: u64,
    bad: u64,
    status: ScrubStatus,
}

/// How the scrub stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScrubStatus {
    /// Chunks looked at in the present round.
    pub chunks: u64,
    /// When the last round ended.
    pub ended: Option<Mono>,
    /// Copies read in the last round.
    pub copies: u64,
    /// Copies that were missing or damaged in the last round.
    pub bad: u64,
}

impl Scrub {
    pub(super) const fn status(&self) -> ScrubStatus {
        ScrubStatus { chunks: self.chunks, ..self.status }
    }
}

impl Coordinator {
    /// The pause between two chunks.
    pub(super) fn scrub_pause(&self) -> Duration {
        if self.scrub.hurry {
            return Duration::ZERO;
        }
        let chunks = u32::try_from(self.directory.len().max(1)).unwrap_or(u32::MAX);
        (self.tuning.scrub_every / chunks).max(PAUSE_MIN)
    }

    pub(super) fn scrub_at_once(&mut self, out: &mut Out) {
        if !self.scrub.hurry {
            let status = self.scrub.status;
            self.scrub = Scrub { hurry: true, waiting: self.scrub.waiting, status, ..Scrub::default() };
        }
        out.push(Effect::Arm { timer: Timer::Scrub, after: Duration::ZERO });
    }

    /// The next chunk's turn has come. A chunk whose nodes still owe an answer keeps its turn.
    pub(super) fn on_scrub_due(&mut self, now: Mono, out: &mut Out) {
        if self.scrub.waiting.is_empty() {
            self.scrub_next(now, out);
        }
        out.push(Effect::Arm { timer: Timer::Scrub, after: self.scrub_pause().max(PAUSE_MIN) });
    }

    fn scrub_next(&mut self, now: Mono, out: &mut Out) {
        let next = self.directory.behind(self.scrub.position).next().map(|(id, entry)| (*id, entry.nodes));
        self.scrub.position = next.map(|(id, _)| id);
        let Some((id, holders)) = next else { return self.end_round(now, out) };
        self.scrub.chunks += 1;
        self.scrub.good = true;
        for node in holders.iter() {
            if self.members.in_reach(node) {
                self.scrub.waiting.insert(node);
                self.send_verify(Purpose::Scrub(id), node, id, out);
            } else {
                self.scrub.good = false;
            }
        }
    }

    /// A node answered; `fault` says what is wrong with its copy.
    pub(super) fn on_scrubbed(
        &mut self,
        now: Mono,
        id: ChunkId,
        node: NodeId,
        fault: Option<Absence>,
        out: &mut Out,
    ) {
        self.scrub.copies += 1;
        self.scrub.bad += u64::from(matches!(fault, Some(Absence::Missing | Absence::Corrupt)));
        self.scrub.good &= fault.is_none();
        self.scrub.waiting.remove(node);
        if !self.scrub.waiting.is_empty() {
            return;
        }
        if self.scrub.good {
            self.directory.was_checked(&id, now);
        }
        if self.scrub.hurry {
            out.push(Effect::Arm { timer: Timer::Scrub, after: Duration::ZERO });
        }
    }

    fn end_round(&mut self, now: Mono, out: &mut Out) {
        let Scrub { chunks, copies, bad, .. } = self.scrub;
        if chunks > 0 {
            out.push(Effect::Note(Note::Scrubbed { copies, bad }));
        }
        let status = ScrubStatus { chunks: 0, ended: Some(now), copies, bad };
        self.scrub = Scrub { status, ..Scrub::default() };
    }
}
