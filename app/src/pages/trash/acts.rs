//! What is done to deleted files and folders: back to where they were, after asking about names that are taken there and with
//! the way back; or gone for good.

use std::collections::BTreeSet;

use client::{
    Authorized, ClientError,
    proto::storage::{EntryConflict, RestoredEntry},
};
use domain::limits::ENTRIES_PER_CALL_MAX;
use leptos::{prelude::*, task::spawn_local};

use super::model::{self, Row};
use crate::{
    notice::{Notice, Notices, Tone, use_notices},
    session::{SessionStore, use_member, use_session},
    transfers::{Act, Arriving, Transfers, use_transfers},
};

/// The acts of the page, and what they are about.
#[derive(Clone)]
pub struct Acts {
    api: Authorized,
    session: SessionStore,
    notices: Notices,
    transfers: Transfers,
    /// The ids of what is ticked.
    pub chosen: RwSignal<BTreeSet<String>>,
    /// What somebody may be about to delete for good.
    pub condemned: RwSignal<Vec<Row>>,
    /// Whether that is being asked.
    pub asking: RwSignal<bool>,
    /// Whether something is under way.
    pub busy: RwSignal<bool>,
}

/// The acts of a page that begins with nothing ticked.
pub fn use_acts() -> Acts {
    Acts {
        api: use_member().api,
        session: use_session(),
        notices: use_notices(),
        transfers: use_transfers(),
        chosen: RwSignal::default(),
        condemned: RwSignal::default(),
        asking: RwSignal::new(false),
        busy: RwSignal::new(false),
    }
}

impl Acts {
    /// Asks whether these shall be gone for good.
    pub fn ask(&self, rows: Vec<Row>) {
        self.condemned.set(rows);
        self.asking.set(true);
    }

    /// Deletes what was asked about for good.
    pub fn purge(&self) {
        let rows = self.condemned.get_untracked();
        self.act(async move |acts| {
            let mut freed = 0;
            for ids in calls(rows.iter().map(|row| row.id.clone())) {
                freed += acts.api.purge_entries(ids).await?.freed_bytes;
            }
            let notice = Notice::new(Tone::Info, model::purged_words(&rows));
            acts.notices.show(notice.advise(model::freed_words(freed)));
            Ok(())
        });
    }

    /// Takes these back to where they were. Who restores several is asked about all names that are taken in one question.
    pub fn restore(&self, rows: Vec<Row>) {
        self.act(async move |acts| {
            let mut back = Vec::new();
            let outcome = acts.bring_back(&rows, &mut back).await;
            acts.tell_of(&rows, back);
            outcome
        });
    }

    /// One act at a time. The page may be left meanwhile: then nobody looks at its signals.
    fn act(&self, act: impl AsyncFnOnce(Self) -> Result<(), ClientError> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let acts = self.clone();
        spawn_local(async move {
            match act(acts.clone()).await {
                Err(error) if !acts.session.ended_by(&error) => acts.notices.report(&error),
                _ => {}
            }
            let _free = acts.busy.try_set(false);
            let _none = acts.chosen.try_set(BTreeSet::new());
            acts.transfers.files_changed();
        });
    }

    /// The server says whose names are taken: only about those one is asked.
    async fn bring_back(&self, rows: &[Row], back: &mut Vec<RestoredEntry>) -> Result<(), ClientError> {
        let mut taken = Vec::new();
        for ids in calls(rows.iter().map(|row| row.id.clone())) {
            let answer = self.api.restore_entries(ids, EntryConflict::Skip).await?;
            let (left, came): (Vec<_>, Vec<_>) = answer.into_iter().partition(|entry| entry.skipped);
            back.extend(came);
            taken.extend(left);
        }
        let (arriving, ids): (Vec<Arriving>, Vec<String>) = model::arriving(rows, &taken).into_iter().unzip();
        if arriving.is_empty() {
            return Ok(());
        }
        let Some(choices) = self.transfers.choices(Act::Restore, arriving).await else { return Ok(()) };
        for choice in [EntryConflict::KeepBoth, EntryConflict::Replace] {
            let chosen = ids.iter().zip(&choices).filter(|(_, chosen)| **chosen == choice);
            for ids in calls(chosen.map(|(id, _)| id.clone())) {
                back.extend(self.api.restore_entries(ids, choice).await?);
            }
        }
        Ok(())
    }

    fn tell_of(&self, rows: &[Row], back: Vec<RestoredEntry>) {
        if back.is_empty() {
            self.notices.show(Notice::new(Tone::Info, "Nothing was restored. It is in the Trash still."));
            return;
        }
        let notice = Notice::new(Tone::Good, model::restored_words(rows, &back));
        let notice = match model::replaced_words(&back) {
            Some(words) => notice.advise(words),
            None => notice,
        };
        let acts = self.clone();
        self.notices.show_with_undo(notice, move || {
            let back = back.clone();
            acts.act(async move |acts| acts.put_away(&back).await);
        });
    }

    /// The way back from restoring: what came goes, and then what it took the place of comes.
    async fn put_away(&self, back: &[RestoredEntry]) -> Result<(), ClientError> {
        for ids in calls(back.iter().map(|entry| entry.id.clone())) {
            self.api.trash_entries(ids).await?;
        }
        let replaced = back.iter().map(|entry| entry.replaced_id.clone()).filter(|id| !id.is_empty());
        for ids in calls(replaced) {
            self.api.restore_entries(ids, EntryConflict::KeepBoth).await?;
        }
        Ok(())
    }
}

/// What several calls are given, so that none has more than the server takes.
fn calls(ids: impl Iterator<Item = String>) -> Vec<Vec<String>> {
    let ids: Vec<String> = ids.collect();
    ids.chunks(ENTRIES_PER_CALL_MAX).map(<[String]>::to_vec).collect()
}
