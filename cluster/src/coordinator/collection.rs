//! The collection of garbage: chunks that no metadata refers to are given up, never sooner than it is certain (INV-D7).
//!
//! Page by page of the directory the coordinator asks which chunks live: which of them a committed version or a living
//! upload refers to. A chunk that is not among the answer is *condemned*, with the time. When a later round asks about
//! it again, it is dead still, and the grace has passed between the two, its holders are told to forget it. A chunk
//! that a client is putting at this moment is never asked about, and one that turned out alive is pardoned.
//!
//! The grace covers the time from a durable chunk to the row that refers to it: metadata is written behind the chunk,
//! so a chunk without a row may be young and not dead. Asking twice, each time from what is committed, covers the rest.
//!
//! A holder out of reach keeps its copy: it will tell of it when it is back, and the copy is collected then. So a disk
//! that returns with a snapshot from last week brings nothing back to life (FT15, INV-D6).

use std::collections::{BTreeMap, BTreeSet};

use super::errands::Purpose;
use super::event::{Effect, Note, QueryId, Timer};
use super::{Coordinator, Out};
use crate::chunk::ChunkId;
use crate::mono::Mono;

/// Chunks asked about in one question.
const PAGE: usize = 512;

#[derive(Debug, Default)]
pub(super) struct Collection {
    /// The last chunk that was asked about in this round.
    position: Option<ChunkId>,
    last_query: QueryId,
    /// The chunks asked about that were not answered for, and the end of their page.
    asked: Vec<ChunkId>,
    page_end: Option<ChunkId>,
    /// Chunks found dead, and when.
    condemned: BTreeMap<ChunkId, Mono>,
}

impl Collection {
    /// Whether the chunk was found dead in the last round: nobody needs copies of it.
    pub(super) fn condemns(&self, id: &ChunkId) -> bool {
        self.condemned.contains_key(id)
    }

    /// A put of the chunk begins or ends: whatever was found before, its grace begins anew, because the row that refers
    /// to it may be on its way.
    pub(super) fn pardon(&mut self, id: &ChunkId) {
        self.condemned.remove(id);
    }

    pub(super) fn condemned(&self) -> usize {
        self.condemned.len()
    }
}

impl Coordinator {
    /// Begins a round, or asks again what was never answered.
    pub(super) fn on_collection_due(&mut self, out: &mut Out) {
        out.push(Effect::Arm { timer: Timer::Collection, after: self.tuning.collect_every });
        self.ask_live(out);
    }

    fn ask_live(&mut self, out: &mut Out) {
        let page: Vec<ChunkId> =
            self.directory.behind(self.collection.position).map(|(id, _)| *id).take(PAGE).collect();
        if page.is_empty() {
            return self.end_collection();
        }
        self.collection.last_query.0 += 1;
        self.collection.page_end = page.last().copied();
        self.collection.asked = page.into_iter().filter(|id| !self.is_being_put(id)).collect();
        let (query, ids) = (self.collection.last_query, self.collection.asked.clone());
        out.push(Effect::AskLive { query, ids });
    }

    /// The answer; one to an earlier question is too old to act on.
    pub(super) fn on_live(&mut self, now: Mono, query: QueryId, live: &[ChunkId], out: &mut Out) {
        if query != self.collection.last_query {
            return;
        }
        let live: BTreeSet<&ChunkId> = live.iter().collect();
        let asked = core::mem::take(&mut self.collection.asked);
        self.collection.position = self.collection.page_end;
        for id in asked {
            if live.contains(&id) || self.is_being_put(&id) {
                self.collection.condemned.remove(&id);
                continue;
            }
            let since = *self.collection.condemned.entry(id).or_insert(now);
            if now >= since.plus(self.tuning.collect_grace) && since < now {
                self.collect(id, out);
            }
        }
        self.ask_live(out);
    }

    /// Tells every holder within reach to forget the chunk.
    fn collect(&mut self, id: ChunkId, out: &mut Out) {
        out.push(Effect::Note(Note::Collected(id)));
        for node in self.directory.get(&id).nodes.iter() {
            if self.members.in_reach(node) {
                self.send_forget(Purpose::Collection(id), node, id, out);
            }
        }
        self.end_of_garbage(id);
    }

    /// A holder forgot the chunk. Should the chunk ever be told of again, its grace begins anew.
    pub(super) fn end_of_garbage(&mut self, id: ChunkId) {
        self.directory.forget_if_unheld(&id);
        if !self.directory.knows(&id) {
            self.collection.condemned.remove(&id);
        }
    }

    /// The directory is through: a later round begins at its head. What is not known any more is not condemned.
    fn end_collection(&mut self) {
        self.collection.position = None;
        self.collection.condemned.retain(|id, _| self.directory.knows(id));
    }
}
