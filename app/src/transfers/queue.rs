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

use client::upload::{Destination, Event, Progress, Whole};
use domain::upload::OnConflict;

pub use super::transfer::{Key, NewTransfer, Stage, Transfer, is_name_of};
use super::{rate::Rate, transfer::durable_up_to};
use crate::notice::Notice;

/// Files sent at the same time. Each has several parts in flight, so three keep a line busy and a list readable.
pub const SENDING_MAX: usize = 3;
/// The same of files that are one call each: a browser opens six connections, and the page needs one of them.
pub const SENDING_WHOLE_MAX: usize = 5;

/// More transfers than this are many.
const MANY: usize = 200;

/// All transfers, in the order of their keys.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Queue {
    transfers: Vec<Transfer>,
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
            stage,
            progress,
            rate,
            is_held_up,
        });
        key
    }

    /// Begins with the next transfer that waits, when there is a place for it.
    pub fn start_next(&mut self) -> Option<Key> {
        let is_sent = |each: &&Transfer| matches!(each.stage, Stage::Sending | Stage::Finishing);
        let (whole, in_parts): (Vec<_>, Vec<_>) =
            self.transfers.iter().filter(is_sent).partition(|each| Whole::is_fit(each.size));
        let (sending, in_parts) = (whole.len() + in_parts.len(), in_parts.len());
        let next = self.transfers.iter_mut().find(|each| each.stage == Stage::Waiting)?;
        let most = if in_parts == 0 && Whole::is_fit(next.size) { SENDING_WHOLE_MAX } else { SENDING_MAX };
        if sending >= most {
            return None;
        }
        next.stage = Stage::Sending;
        next.is_held_up = false;
        next.rate.reset();
        Some(next.key)
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
            Event::Completing => transfer.stage = Stage::Finishing,
        }
        if transfer.stage == Stage::Sending {
            transfer.rate.observe(now_millis, transfer.progress.durable_bytes());
        }
    }

    /// It is a file, perhaps under another name.
    pub fn done(&mut self, key: Key, file_id: &str) {
        if let Some(transfer) = self.get_mut(key) {
            transfer.stage = Stage::Done { file_id: file_id.to_owned() };
        }
    }

    /// It could not be sent.
    pub fn failed(&mut self, key: Key, why: Notice) {
        if let Some(transfer) = self.get_mut(key) {
            transfer.stage = Stage::Failed(why);
        }
    }

    /// The file cannot be read any more, or is another one: it must be picked again.
    pub fn unpick(&mut self, key: Key) {
        if let Some(transfer) = self.get_mut(key) {
            transfer.stage = Stage::Unpicked;
        }
    }

    /// Its owner stops it.
    pub fn pause(&mut self, key: Key) {
        if let Some(transfer) =
            self.get_mut(key).filter(|it| matches!(it.stage, Stage::Waiting | Stage::Sending))
        {
            transfer.stage = Stage::Paused;
            transfer.is_held_up = false;
        }
    }

    /// Its owner lets it go on, or tries again.
    pub fn resume(&mut self, key: Key) {
        if let Some(transfer) =
            self.get_mut(key).filter(|it| matches!(it.stage, Stage::Paused | Stage::Failed(_)))
        {
            transfer.stage = Stage::Waiting;
        }
    }

    /// The file of an unpicked transfer was picked.
    pub fn picked(&mut self, key: Key) {
        if let Some(transfer) = self.get_mut(key).filter(|it| it.stage == Stage::Unpicked) {
            transfer.stage = Stage::Waiting;
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
    }
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
