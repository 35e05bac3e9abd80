//! Puts entries elsewhere: moved or copied, after asking about names that are taken there, and with the way back.

use client::{
    ClientError,
    proto::storage::{CopiedEntry, EntryConflict, MovedEntry, drive_entry::Kind},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    acts::{Acts, calls},
    model::entry::{Entry, EntryKind, what},
    state::{FilesState, Placing},
    way_back::{away_with, back_to_places},
};
use crate::{
    notice::{Notice, Tone},
    transfers::{Act, Arriving},
};

/// Entries by what is to become of them where their names are taken.
type Settled = [(EntryConflict, Vec<Entry>); 2];

impl Acts {
    /// Moves what was dropped on a folder; a folder dropped on itself stays.
    pub fn drop_into(&self, entries: Vec<Entry>, folder_id: String) {
        let entries: Vec<Entry> = entries.into_iter().filter(|entry| entry.id() != folder_id).collect();
        self.place(entries, Placing::Move, folder_id);
    }

    /// Puts what was taken along into the folder on show. What was cut is not there to be put a second time.
    pub fn paste(&self, state: FilesState) {
        let Some((entries, placing)) = state.clipped.get_untracked() else { return };
        if placing == Placing::Move {
            state.clipped.set(None);
        }
        self.place(entries, placing, state.folder());
    }

    fn place(&self, entries: Vec<Entry>, placing: Placing, folder_id: String) {
        if entries.is_empty() {
            return;
        }
        let acts = self.clone();
        spawn_local(async move {
            if let Err(error) = acts.put(&entries, placing, &folder_id).await {
                acts.tell(&error);
            }
        });
    }

    /// Puts entries into a folder, and offers the way back. Of what is refused in the middle, what went before has its way
    /// back too.
    pub async fn put(&self, entries: &[Entry], placing: Placing, folder_id: &str) -> Result<(), ClientError> {
        let act = match placing {
            Placing::Move => Act::Move,
            Placing::Copy => Act::Copy,
        };
        let to = |entry: &Entry| Arriving { kind: kind(entry), folder_id: folder_id.to_owned() };
        let arriving = entries.iter().map(to).collect();
        let Some(choices) = self.transfers.choices(act, arriving).await else { return Ok(()) };
        let settled = settled(entries, &choices);
        let outcome = match placing {
            Placing::Move => self.move_all(settled, folder_id).await,
            Placing::Copy => self.copy_all(settled, folder_id).await,
        };
        self.transfers.files_changed();
        outcome
    }

    async fn move_all(&self, settled: Settled, folder_id: &str) -> Result<(), ClientError> {
        let (mut moved, mut outcome): (Vec<MovedEntry>, _) = (Vec::new(), Ok(()));
        let known: Vec<Entry> = settled.iter().flat_map(|(_, entries)| entries.clone()).collect();
        for (on_conflict, entries) in settled {
            for ids in calls(&entries) {
                if outcome.is_ok() {
                    let answer = self.api.move_entries(ids, folder_id, on_conflict).await;
                    outcome = answer.map(|more| moved.extend(more.into_iter().filter(|it| !it.skipped)));
                }
            }
        }
        if !moved.is_empty() {
            let is_moved = |entry: &&Entry| moved.iter().any(|each| each.id == entry.id());
            let gone: Vec<Entry> = known.iter().filter(is_moved).cloned().collect();
            let notice = Notice::new(Tone::Good, "Moved").advise(what(&gone));
            let acts = self.clone();
            self.notices.show_with_undo(notice, move || acts.undo(back_to_places(&moved)));
        } else if outcome.is_ok() {
            self.notices.show(Notice::new(Tone::Info, "Nothing was moved."));
        }
        outcome
    }

    async fn copy_all(&self, settled: Settled, folder_id: &str) -> Result<(), ClientError> {
        let (mut copied, mut outcome): (Vec<CopiedEntry>, _) = (Vec::new(), Ok(()));
        let known: Vec<Entry> = settled.iter().flat_map(|(_, entries)| entries.clone()).collect();
        for (on_conflict, entries) in settled {
            for ids in calls(&entries) {
                if outcome.is_ok() {
                    let answer = self.api.copy_entries(ids, folder_id, on_conflict).await;
                    outcome =
                        answer.map(|more| copied.extend(more.entries.into_iter().filter(|it| !it.skipped)));
                }
            }
        }
        if !copied.is_empty() {
            let is_copied = |entry: &&Entry| copied.iter().any(|each| each.id == entry.id());
            let done: Vec<Entry> = known.iter().filter(is_copied).cloned().collect();
            let notice = Notice::new(Tone::Good, "Copied").advise(what(&done));
            let acts = self.clone();
            self.notices.show_with_undo(notice, move || acts.undo(away_with(&copied)));
        } else if outcome.is_ok() {
            self.notices.show(Notice::new(Tone::Info, "Nothing was copied."));
        }
        outcome
    }
}

fn kind(entry: &Entry) -> Kind {
    match &entry.kind {
        EntryKind::Folder(folder) => Kind::Folder(folder.clone()),
        EntryKind::File(file) => Kind::File(file.clone()),
    }
}

/// What stays where it is, is in none of both.
fn settled(entries: &[Entry], choices: &[EntryConflict]) -> Settled {
    [EntryConflict::KeepBoth, EntryConflict::Replace].map(|choice| {
        let chosen = entries.iter().zip(choices).filter(|(_, chosen)| **chosen == choice);
        (choice, chosen.map(|(entry, _)| entry.clone()).collect())
    })
}

#[cfg(test)]
mod tests {
    use client::proto::storage::FileInfo;

    use super::*;

    #[test]
    fn what_is_skipped_is_not_sent() {
        let file = |id: &str| {
            let file = FileInfo { file_id: id.to_owned(), ..Default::default() };
            Entry::from(EntryKind::File(file))
        };
        let entries = [file("1"), file("2"), file("3"), file("4")];
        let choices =
            [EntryConflict::Replace, EntryConflict::Skip, EntryConflict::KeepBoth, EntryConflict::Replace];
        let [kept, replacing] = settled(&entries, &choices);
        assert_eq!(kept, (EntryConflict::KeepBoth, vec![file("3")]));
        assert_eq!(replacing, (EntryConflict::Replace, vec![file("1"), file("4")]));
    }
}
