//! The uploads of this tab, as plain data: what waits, what travels, what ended. No browser, no call.
//!
//! ```text
//!              start              all parts            committed
//!   Waiting ──────────▶ Sending ────────────▶ Finishing ────────▶ Done
//!    ▲   ▲               │    │                   │
//!    │   └──── resume ── Paused (pause)           │
//!    │                        └──────▶ Failed ◀───┘
//!    └── retry ───────────────────────────┘
//!    └── pick ── Unpicked (found on the server after a reload: the file must be picked again)
//! ```
//!
//! Cancelling takes a transfer out from anywhere. An event that no arrow allows is ignored: it belongs to a transfer
//! that has moved on meanwhile.

use std::collections::BTreeSet;

use client::upload::{Destination, Event, Progress, Whole};
use domain::{limits::WHOLE_FILES_PER_CALL_MAX, upload::OnConflict};

pub use super::transfer::{Key, NewTransfer, Stage, Transfer, is_name_of};
use super::{rate::Rate, transfer::durable_up_to};
use crate::notice::Notice;

/// Files sent at the same time. Each has several parts in flight, so three keep a line busy and a list readable.
pub const SENDING_MAX: usize = 3;
/// The same of small files, which travel together: as many as fill the two calls that are on their way, so that the next ones
/// are read meanwhile.
pub const SENDING_WHOLE_MAX: usize = 3 * WHOLE_FILES_PER_CALL_MAX;

/// More transfers than this are many.
const MANY: usize = 200;

/// All transfers, in the order of their keys.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Queue {
    transfers: Vec<Transfer>,
    /// Those that wait, and those that are sent or finished: with ten thousand files they are asked for as often.
    waiting: BTreeSet<Key>,
    travelling: BTreeSet<Key>,
    next_key: Key,
}

impl Queue {
    /// All transfers, oldest first.
    pub fn transfers(&self) -> &[Transfer] {
        &self.transfers
    }

    /// Whether there are so many that drawing them takes time which their sending needs.
    pub fn are_many(&self) -> bool {
        self.transfers.len() > MANY
    }

    /// One transfer, unless it was cancelled or cleared.
    pub fn get(&self, key: Key) -> Option<&Transfer> {
        let place = self.transfers.binary_search_by_key(&key, |transfer| transfer.key).ok()?;
        self.transfers.get(place)
    }

    fn get_mut(&mut self, key: Key) -> Option<&mut Transfer> {
        let place = self.transfers.binary_search_by_key(&key, |transfer| transfer.key).ok()?;
        self.transfers.get_mut(place)
    }

    /// The only way into another stage.
    fn enter(&mut self, key: Key, stage: Stage) {
        self.leave(key);
        let (waits, travels) = (stage == Stage::Waiting, matches!(stage, Stage::Sending | Stage::Finishing));
        let Some(transfer) = self.get_mut(key) else { return };
        transfer.stage = stage;
        if waits {
            self.waiting.insert(key);
        } else if travels {
            self.travelling.insert(key);
        }
    }

    fn leave(&mut self, key: Key) {
        self.waiting.remove(&key);
        self.travelling.remove(&key);
    }

    /// Adds a file to send.
    pub fn add(&mut self, new: NewTransfer) -> Key {
        let stage = new.objection.map_or(Stage::Waiting, Stage::Failed);
        self.push((new.destination, new.name), new.size, new.on_conflict, stage)
    }

    /// Adds an upload that the server knows and this tab does not, durable up to `durable_prefix` bytes. False when it is
    /// known here too.
    pub fn add_unpicked(&mut self, upload_id: &str, name: &str, size: u64, durable_prefix: u64) -> bool {
        if self.transfers.iter().any(|transfer| transfer.upload_id.as_deref() == Some(upload_id)) {
            return false;
        }
        let key =
            self.push((Destination::default(), name.to_owned()), size, OnConflict::Refuse, Stage::Unpicked);
        if let Some(transfer) = self.get_mut(key) {
            transfer.upload_id = Some(upload_id.to_owned());
            transfer.progress = durable_up_to(durable_prefix, size);
        }
        true
    }

    /// An upload that the server knows goes into this folder of a vault: it has lost its key, and begins anew.
    pub fn has_lost_its_key(&mut self, upload_id: &str, folder_id: &str) {
        let is_it = |each: &&mut Transfer| {
            each.stage == Stage::Unpicked && each.upload_id.as_deref() == Some(upload_id)
        };
        if let Some(transfer) = self.transfers.iter_mut().find(is_it) {
            transfer.destination.folder_id = folder_id.to_owned();
        }
    }

    fn push(
        &mut self,
        (destination, name): (Destination, String),
        size: u64,
        on_conflict: OnConflict,
        stage: Stage,
    ) -> Key {
        let key = self.next_key;
        self.next_key += 1;
        let (upload_id, progress, rate) = (None, durable_up_to(0, size), Rate::default());
        let is_held_up = false;
        self.transfers.push(Transfer {
            key,
            name,
            size,
            destination,
            on_conflict,
            upload_id,
            stage: Stage::Waiting,
            progress,
            rate,
            is_held_up,
        });
        self.enter(key, stage);
        key
    }

    /// Begins with the next transfer that waits, when there is a place for it.
    pub fn start_next(&mut self) -> Option<Key> {
        let next = *self.waiting.first()?;
        let is_whole = |key: &Key| self.get(*key).is_some_and(|each| Whole::is_fit(each.size));
        let are_whole = is_whole(&next) && self.travelling.iter().all(is_whole);
        if self.travelling.len() >= if are_whole { SENDING_WHOLE_MAX } else { SENDING_MAX } {
            return None;
        }
        self.enter(next, Stage::Sending);
        let transfer = self.get_mut(next)?;
        transfer.is_held_up = false;
        transfer.rate.reset();
        Some(next)
    }

    /// It has begun on the server, under this file name and with this much of it. False when it was cancelled meanwhile.
    pub fn begun(&mut self, key: Key, upload_id: &str, name: &str, progress: Progress) -> bool {
        let transfer = self.get_mut(key);
        let is_there = transfer.is_some();
        if let Some(transfer) = transfer {
            transfer.upload_id = Some(upload_id.to_owned());
            transfer.name = name.to_owned();
            transfer.progress = progress;
        }
        is_there
    }

    /// It has this name on the server.
    pub fn called(&mut self, key: Key, name: &str) {
        if let Some(transfer) = self.get_mut(key) {
            transfer.name = name.to_owned();
        }
    }

    /// One step of the sending. Parts that were on their way when a pause began still arrive.
    pub fn stepped(&mut self, key: Key, event: &Event, now_millis: f64) {
        let travels = |transfer: &&mut Transfer| matches!(transfer.stage, Stage::Sending | Stage::Paused);
        let Some(transfer) = self.get_mut(key).filter(travels) else { return };
        transfer.progress.apply(event);
        match event {
            Event::Sending { .. } => {}
            Event::Durable { .. } => transfer.is_held_up = false,
            Event::Waiting { .. } => transfer.is_held_up = true,
            Event::Completing => return self.enter(key, Stage::Finishing),
        }
        if transfer.stage == Stage::Sending {
            transfer.rate.observe(now_millis, transfer.progress.durable_bytes());
        }
    }

    /// It is a file, perhaps under another name.
    pub fn done(&mut self, key: Key, file_id: &str) {
        self.enter(key, Stage::Done { file_id: file_id.to_owned() });
    }

    /// It could not be sent.
    pub fn failed(&mut self, key: Key, why: Notice) {
        self.enter(key, Stage::Failed(why));
    }

    /// The file cannot be read any more, or is another one: it must be picked again.
    pub fn unpick(&mut self, key: Key) {
        self.enter(key, Stage::Unpicked);
    }

    /// Its owner stops it.
    pub fn pause(&mut self, key: Key) {
        if let Some(transfer) =
            self.get_mut(key).filter(|it| matches!(it.stage, Stage::Waiting | Stage::Sending))
        {
            transfer.is_held_up = false;
            self.enter(key, Stage::Paused);
        }
    }

    /// Its owner lets it go on, or tries again.
    pub fn resume(&mut self, key: Key) {
        if self.get(key).is_some_and(|it| matches!(it.stage, Stage::Paused | Stage::Failed(_))) {
            self.enter(key, Stage::Waiting);
        }
    }

    /// The file of an unpicked transfer was picked.
    pub fn picked(&mut self, key: Key) {
        if self.get(key).is_some_and(|it| it.stage == Stage::Unpicked) {
            self.enter(key, Stage::Waiting);
        }
    }

    /// The oldest unpicked transfer of a file with this name and size.
    pub fn unpicked_like(&self, name: &str, size: u64) -> Option<Key> {
        let is_like = |each: &&Transfer| {
            each.stage == Stage::Unpicked && each.size == size && is_name_of(name, &each.name)
        };
        self.transfers.iter().find(is_like).map(|transfer| transfer.key)
    }

    /// Takes a transfer out.
    pub fn remove(&mut self, key: Key) -> Option<Transfer> {
        let place = self.transfers.binary_search_by_key(&key, |transfer| transfer.key).ok()?;
        self.leave(key);
        Some(self.transfers.remove(place))
    }

    /// Takes out what ended.
    pub fn clear_ended(&mut self) {
        self.transfers.retain(|each| !matches!(each.stage, Stage::Done { .. } | Stage::Failed(_)));
    }

    /// Takes out what became a file.
    pub fn clear_done(&mut self) {
        self.transfers.retain(|each| !matches!(each.stage, Stage::Done { .. }));
    }

    /// Takes out everything.
    pub fn clear(&mut self) {
        self.transfers.clear();
        self.waiting.clear();
        self.travelling.clear();
    }
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
