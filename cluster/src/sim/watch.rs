//! Where things happen the oracles are asked: one function for each kind of thing.

use bytes::Bytes;

use super::World;
use super::content::Content;
use super::disk::SimDisk;
use super::head::Asked;
use super::meta::{Answer, Transaction, UploadId, VersionId};
use super::oracle::{
    Verdict, binding, capacity, durability, exact, garbage, gray, loud, nonce, offset, once, persistence,
    scrub, visible,
};
use super::sometimes::sometimes;
use super::trace::Kind;
use crate::chunk::ChunkId;
use crate::coordinator::Note;
use crate::layout::NodeId;
use crate::message::{Absence, Message, Refusal, Request};
use crate::status::{GetError, PutError, Stored};
use crate::store::DiskRequest;

impl World {
    /// A node says something.
    pub(super) fn watch_node(&mut self, node: NodeId, message: &Message) {
        let disk: &mut SimDisk = &mut self.nodes[node.index()].disk;
        match message {
            Message::Stored { held, .. } => {
                disk.own(&held.id);
                self.ledger.stored.entry(held.id).or_default().insert(node);
                let verdict = persistence::check_stored(node, disk, &held.id);
                self.require(persistence::NAME, verdict);
            }
            Message::Refused { why, .. } => {
                sometimes!(self.seen, "node_refused_full", *why == Refusal::Full);
                sometimes!(self.seen, "node_refused_disk_failed", *why == Refusal::DiskFailed);
            }
            Message::Unfetched { id, why: Absence::Missing | Absence::Corrupt, .. } => {
                let verdict = persistence::check_absent(node, disk, id);
                self.require(persistence::NAME, verdict);
            }
            Message::Damaged { id } => {
                sometimes!(self.seen, "node_told_damage");
                let verdict = persistence::check_absent(node, disk, id);
                self.require(persistence::NAME, verdict);
            }
            Message::Introduction => self.oracles.introductions.begin(node),
            Message::Inventory(page) => {
                for held in page {
                    disk.own(&held.id);
                    sometimes!(
                        self.seen,
                        "dead_chunk_came_back_and_went",
                        self.ledger.collected.contains(&held.id)
                    );
                }
                self.oracles.introductions.add(node, page);
            }
            Message::Report { .. } => {
                sometimes!(self.seen, "node_introduced");
                let verdict = self.oracles.introductions.end(node, disk);
                self.require(persistence::NAME, verdict);
            }
            Message::Unfetched { .. }
            | Message::Fetched { .. }
            | Message::Verified { .. }
            | Message::Forgotten { .. }
            | Message::Healthy { .. } => {}
        }
    }

    /// The coordinator asks a node something.
    pub(super) fn watch_send(&mut self, node: NodeId, request: &Request) {
        if let Request::Fetch { id, .. } = request {
            let before = self.ledger.last_fetched.replace((*id, node));
            let hedged = before.is_some_and(|(last, from)| last == *id && from != node);
            sometimes!(self.seen, "get_from_second_holder", hedged);
        }
        if let Request::Store { chunk, .. } = request {
            let verdict = scrub::check_copy(&self.ledger, chunk);
            self.require(scrub::NAME, verdict);
        }
        if let Request::Forget { id, .. } = request {
            // From now on the copy may go at any moment.
            self.nodes[node.index()].disk.disown(*id);
            let verdict = durability::check_left(self, id);
            self.require(durability::NAME, verdict);
        }
    }

    /// A request reaches a node.
    pub(super) fn watch_request(&mut self, node: NodeId, request: &Request) {
        let it = &mut self.nodes[node.index()];
        if let Request::Forget { id, .. } = request
            && it.serves()
        {
            it.disk.forget(id);
        }
    }

    /// A client puts a chunk.
    pub(super) fn watch_put(&mut self, id: ChunkId) {
        self.ledger.collected.remove(&id);
    }

    /// The coordinator answers a put.
    pub(super) fn check_put_answer(&mut self, asked: &Asked, answer: &Result<Stored, PutError>) {
        match answer {
            Ok(stored) => {
                self.tally.acknowledged(self.ledger.contents.get(&asked.id).map_or(0, |it| it.bytes.len()));
                sometimes!(
                    self.seen,
                    "put_acknowledged_below_r",
                    stored.durable < u32::from(self.setup().copies)
                );
                let zones: std::collections::BTreeSet<_> = stored
                    .nodes
                    .iter()
                    .filter_map(|name| self.layout.find(name).map(|node| self.layout.zone_place(node)))
                    .collect();
                sometimes!(
                    self.seen,
                    "put_acknowledged_in_one_zone",
                    zones.len() == 1 && self.setup().zones > 1
                );
                let verdict = durability::check_acknowledgement(self, &asked.id, stored);
                self.require(durability::NAME, verdict);
            }
            Err(PutError::Full) => sometimes!(self.seen, "put_full"),
            Err(PutError::Unavailable) => sometimes!(self.seen, "put_unavailable"),
        }
        if self.plan.is_gray() {
            self.require(gray::NAME, gray::check_put(asked.since, self.now));
        }
    }

    /// The coordinator answers a get.
    pub(super) fn check_get_answer(&mut self, asked: &Asked, answer: &Result<Bytes, GetError>) {
        match answer {
            Ok(bytes) => {
                self.tally.read(bytes.len());
                let verdict = exact::check(&self.ledger, &asked.id, bytes);
                self.require(exact::NAME, verdict);
                sometimes!(self.seen, "get_through_bad_copy", self.ledger.harmed.contains(&asked.id));
                let Some(content) = self.ledger.contents.get(&asked.id) else { return };
                sometimes!(self.seen, "sealed_read_back", content.sealed.is_some());
                let verdict = binding::check(content, bytes, &mut self.chances.content);
                self.require(binding::NAME, verdict);
            }
            Err(GetError::Lost) => {
                let lost = self.meta.is_live(&asked.id);
                sometimes!(self.seen, "get_lost", lost);
                let verdict = loud::check_told(self, &asked.id);
                self.require(loud::NAME, verdict);
            }
            Err(GetError::Unavailable) => {}
        }
        if self.plan.is_gray() {
            self.require(gray::NAME, gray::check_get(asked.since, self.now));
        }
    }

    /// The coordinator notes something.
    pub(super) fn watch_note(&mut self, note: Note) {
        self.trace.note(self.now, Kind::Note, 0, 0, || format!("coordinator notes {note:?}"));
        match note {
            Note::CopyLost { .. } => sometimes!(self.seen, "copy_lost"),
            Note::Suspected(_) => sometimes!(self.seen, "node_suspected"),
            Note::Gone(_) => sometimes!(self.seen, "node_gone"),
            Note::Back(_) => sometimes!(self.seen, "node_back"),
            Note::Copied { id, .. } => {
                sometimes!(self.seen, "copy_made");
                sometimes!(self.seen, "repair_after_harm", self.ledger.harmed.contains(&id));
            }
            Note::Trimmed { .. } => sometimes!(self.seen, "copy_trimmed"),
            Note::Collected(id) => {
                sometimes!(self.seen, "chunk_collected");
                self.ledger.collected.insert(id);
                let verdict = garbage::check_collected(self, &id);
                self.require(garbage::NAME, verdict);
            }
            Note::Scrubbed { bad, .. } => sometimes!(self.seen, "scrub_found_bad", bad > 0),
            Note::ChunkLost(_) => {}
        }
    }

    /// Metadata did something.
    pub(super) fn watch_transaction(&mut self, transaction: &Transaction, answer: &Answer) {
        let verdict = self.oracles.effects.check(transaction, answer);
        self.require(once::NAME, verdict);
        let verdict = self.oracles.versions.happened(transaction, answer);
        self.require(visible::NAME, verdict);
        if let (Transaction::Row { chunk, .. }, Answer::Kept(kept)) = (transaction, answer)
            && chunk == kept
        {
            let verdict = garbage::check_row(self, chunk);
            self.require(garbage::NAME, verdict);
        }
    }

    /// Rows of these chunks are gone, and perhaps the last ones.
    pub(super) fn watch_released(&mut self) {
        let dead = self.meta.take_released().into_iter().filter(|id| !self.meta.is_live(id));
        self.ledger.purged.extend(dead);
    }

    /// A client learned that its version is committed, perhaps over another one.
    pub(super) fn on_committed(&mut self, version: VersionId, chunks: &[ChunkId]) {
        sometimes!(self.seen, "version_overwritten", self.meta.has_overwritten());
        let verdict = self.oracles.versions.told(version, chunks);
        self.require(visible::NAME, verdict);
    }

    /// A reader sees a version.
    pub(super) fn check_look(&mut self, version: VersionId, chunks: &[ChunkId]) {
        let verdict = self.oracles.versions.told(version, chunks);
        self.require(visible::NAME, verdict);
    }

    /// An upload is told how far it came.
    pub(super) fn check_progress<'a>(
        &mut self,
        upload: Option<UploadId>,
        chunks: impl ExactSizeIterator<Item = &'a ChunkId>,
    ) {
        let Some(upload) = upload else { return };
        let told = self.oracles.offsets.told(upload, chunks.len());
        let verdict = told.and_then(|()| offset::check_durable(self, chunks));
        self.require(offset::NAME, verdict);
    }

    /// A chunk was sealed.
    pub(super) fn check_nonce(&mut self, content: &Content) {
        let verdict = self.oracles.keystreams.check(content);
        self.require(nonce::NAME, verdict);
    }

    /// The chunks with a good record that this operation would take away, of those that metadata refers to.
    pub(super) fn endangered_by(&self, node: NodeId, request: &DiskRequest) -> Vec<ChunkId> {
        let mut chunks = self.nodes[node.index()].disk.good_within(request);
        chunks.retain(|id| self.meta.is_live(id));
        chunks
    }

    /// An operation is done that might have taken copies away.
    pub(super) fn check_endangered(&mut self, chunks: &[ChunkId]) {
        let verdict: Verdict = chunks.iter().try_for_each(|id| durability::check_left(self, id));
        self.require(durability::NAME, verdict);
    }

    /// A node wrote something.
    pub(super) fn check_capacity(&mut self, node: NodeId) {
        let verdict = capacity::check(node, &self.nodes[node.index()]);
        self.require(capacity::NAME, verdict);
    }
}
