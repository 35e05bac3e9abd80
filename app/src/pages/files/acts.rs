//! What is done to entries: to the trash and back, other names, other versions. `putting` puts them elsewhere.

use std::collections::BTreeSet;

use client::{
    Authorized, ClientError,
    proto::storage::{EntryConflict, Lent},
};
use domain::limits::ENTRIES_PER_CALL_MAX;
use leptos::{prelude::*, task::spawn_local};

use super::{
    model::{
        entry::{Entry, what},
        tags::Changes,
        versions::after_deletion,
    },
    state::FilesState,
    way_back::{Back, back_to_name},
};
use crate::{
    notice::{Notice, Notices, Tone, use_notices},
    session::{SessionStore, use_member, use_session},
    transfers::{Transfers, use_transfers},
    vaults::{Vaults, use_vaults},
};

/// The acts of the page; taken from the context once, used from handlers.
#[derive(Clone)]
pub struct Acts {
    pub(super) api: Authorized,
    pub(super) notices: Notices,
    session: SessionStore,
    pub(super) transfers: Transfers,
    leaving: RwSignal<BTreeSet<String>>,
    lent: Memo<Option<Lent>>,
    pub(super) vaults: Vaults,
}

/// The acts, from any part of the page.
pub fn use_acts(state: FilesState) -> Acts {
    Acts {
        api: use_member().api,
        notices: use_notices(),
        session: use_session(),
        transfers: use_transfers(),
        leaving: state.leaving,
        lent: state.lent,
        vaults: use_vaults(),
    }
}

impl Acts {
    /// Moves entries to the trash: gone from the list at once, back when the server refuses or somebody undoes it.
    pub fn trash(&self, entries: Vec<Entry>) {
        if entries.is_empty() {
            return;
        }
        let acts = self.clone();
        let owner = self.lent.get_untracked().map(|lent| lent.owner);
        self.leave(&entries);
        spawn_local(async move {
            match acts.send_to_trash(&entries).await {
                // Out of somebody else's trash only its owner takes something.
                Ok(()) if owner.is_some() => {
                    let words = format!("Moved to the Trash of {}", owner.unwrap_or_default());
                    acts.notices.show(Notice::new(Tone::Info, words).advise(what(&entries)));
                }
                Ok(()) => {
                    let notice = Notice::new(Tone::Info, "Moved to Trash").advise(what(&entries));
                    let back = acts.clone();
                    acts.notices.show_with_undo(notice, move || back.restore(entries.clone()));
                }
                Err(error) => {
                    acts.stay(&entries);
                    acts.tell(&error);
                }
            }
            acts.transfers.files_changed();
        });
    }

    async fn send_to_trash(&self, entries: &[Entry]) -> Result<(), ClientError> {
        for ids in calls(entries) {
            self.api.trash_entries(ids).await?;
        }
        Ok(())
    }

    async fn take_from_trash(&self, entries: &[Entry]) -> Result<(), ClientError> {
        for ids in calls(entries) {
            self.api.restore_entries(ids, EntryConflict::KeepBoth).await?;
        }
        Ok(())
    }

    fn restore(&self, entries: Vec<Entry>) {
        let acts = self.clone();
        spawn_local(async move {
            if let Err(error) = acts.take_from_trash(&entries).await {
                acts.tell(&error);
            }
            acts.stay(&entries);
            acts.transfers.files_changed();
        });
    }

    /// Keeps entries at hand, or no longer, and offers the way back.
    pub fn keep_at_hand(&self, entries: Vec<Entry>, favourite: bool) {
        let acts = self.clone();
        spawn_local(async move {
            if let Err(error) = acts.set_favourites(&entries, favourite).await {
                return acts.tell(&error);
            }
            let title = if favourite { "Added to favourites" } else { "Removed from favourites" };
            let notice = Notice::new(Tone::Info, title).advise(what(&entries));
            let back = acts.clone();
            acts.notices.show_with_undo(notice, move || {
                let (back, entries) = (back.clone(), entries.clone());
                spawn_local(async move {
                    if let Err(error) = back.set_favourites(&entries, !favourite).await {
                        back.tell(&error);
                    }
                });
            });
        });
    }

    async fn set_favourites(&self, entries: &[Entry], favourite: bool) -> Result<(), ClientError> {
        for ids in calls(entries) {
            self.api.set_favourites(ids, favourite).await?;
        }
        self.transfers.files_changed();
        Ok(())
    }

    /// Changes the tags of entries, and offers those that they had back.
    pub async fn tag(&self, entries: Vec<Entry>, changes: Changes) -> Result<(), ClientError> {
        if changes.is_none() {
            return Ok(());
        }
        for ids in calls(&entries) {
            self.api.set_tags(ids, changes.add.clone(), changes.remove.clone()).await?;
        }
        self.transfers.files_changed();
        let notice = Notice::new(Tone::Good, "Tags changed").advise(what(&entries));
        let (acts, back) = (self.clone(), changes.back(&entries));
        self.notices.show_with_undo(notice, move || acts.undo(back.clone()));
        Ok(())
    }

    /// Makes a folder; its name as it is kept.
    pub async fn make_folder(&self, parent_id: &str, name: &str) -> Result<String, ClientError> {
        let made = self.api.create_folder(parent_id, name).await?;
        self.transfers.files_changed();
        let name = made.map_or_else(|| name.to_owned(), |folder| folder.name);
        self.notices.show(Notice::new(Tone::Good, format!("Made the folder “{name}”")));
        Ok(name)
    }

    /// Gives an entry another name, and offers the old one back.
    pub async fn rename(&self, id: String, name: &str) -> Result<(), ClientError> {
        let renamed = self.api.rename_entry(&id, name).await?;
        self.transfers.files_changed();
        if renamed.name != renamed.old_name {
            let (acts, old) = (self.clone(), renamed.old_name.clone());
            let notice = Notice::new(Tone::Good, format!("“{}” is “{}” now", renamed.old_name, renamed.name));
            self.notices.show_with_undo(notice, move || acts.undo(back_to_name(id.clone(), old.clone())));
        }
        Ok(())
    }

    /// Takes an older version of a file up again, and offers the one before back.
    pub async fn take_up(&self, id: String, number: i32) {
        match self.api.restore_version(&id, number).await {
            Ok(restored) => {
                let notice = Notice::new(Tone::Good, format!("Version {number} is shown again"))
                    .advise(format!("As version {}. What was shown before is kept.", restored.version));
                let (acts, before) = (self.clone(), restored.before);
                let back = move || acts.undo(vec![Back::Version { id: id.clone(), number: before }]);
                self.notices.show_with_undo(notice, back);
            }
            Err(error) => self.tell(&error),
        }
        self.transfers.files_changed();
    }

    /// Deletes an older version for good.
    pub async fn drop_version(&self, id: String, number: i32) {
        match self.api.delete_version(&id, number).await {
            Ok(freed) => {
                let notice = Notice::new(Tone::Info, format!("Version {number} is deleted"));
                self.notices.show(notice.advise(after_deletion(freed)));
            }
            Err(error) => self.tell(&error),
        }
        self.transfers.files_changed();
    }

    pub(super) fn undo(&self, steps: Vec<Back>) {
        let acts = self.clone();
        spawn_local(async move {
            for step in steps {
                if let Err(error) = step.take(&acts.api).await {
                    acts.tell(&error);
                    break;
                }
            }
            acts.transfers.files_changed();
        });
    }

    pub(super) fn tell(&self, error: &ClientError) {
        if !self.session.ended_by(error) {
            self.notices.report(error);
        }
    }

    fn leave(&self, entries: &[Entry]) {
        self.leaving.update(|leaving| leaving.extend(ids(entries)));
    }

    fn stay(&self, entries: &[Entry]) {
        // The page may have been left since: nobody looks at its list then.
        let _seen = self.leaving.try_update(|leaving| {
            for entry in entries {
                leaving.remove(entry.id());
            }
        });
    }
}

/// What several calls are given, so that none has more than the server takes.
pub(super) fn calls(entries: &[Entry]) -> impl Iterator<Item = Vec<String>> {
    entries.chunks(ENTRIES_PER_CALL_MAX).map(ids)
}

fn ids(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(|entry| entry.id().to_owned()).collect()
}
