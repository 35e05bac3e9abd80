//! The way back from what was done to entries, step by step.

use std::collections::BTreeMap;

use client::{
    Authorized, ClientError,
    proto::storage::{CopiedEntry, EntryConflict, MovedEntry},
};
use domain::limits::ENTRIES_PER_CALL_MAX;

/// One step back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Back {
    /// Into the folder where they were.
    Move { ids: Vec<String>, folder_id: String },
    /// To the name that it had.
    Rename { id: String, name: String },
    /// Away with what was made.
    Trash(Vec<String>),
    /// Out of the trash, to where they were.
    Restore(Vec<String>),
    /// A tag put on again, or taken off.
    Tag { ids: Vec<String>, tag: String, on: bool },
    /// To the version that was shown.
    Version { id: String, number: i32 },
}

impl Back {
    /// Takes it.
    pub async fn take(self, api: &Authorized) -> Result<(), ClientError> {
        match self {
            Self::Move { ids, folder_id } => {
                api.move_entries(ids, &folder_id, EntryConflict::KeepBoth).await.map(drop)
            }
            Self::Rename { id, name } => api.rename_entry(&id, &name).await.map(drop),
            Self::Restore(ids) => api.restore_entries(ids, EntryConflict::KeepBoth).await.map(drop),
            Self::Trash(ids) => api.trash_entries(ids).await.map(drop),
            Self::Tag { ids, tag, on } => put_tag(api, &ids, &tag, on).await,
            Self::Version { id, number } => api.restore_version(&id, number).await.map(drop),
        }
    }
}

async fn put_tag(api: &Authorized, ids: &[String], tag: &str, on: bool) -> Result<(), ClientError> {
    let words = |is_wanted: bool| if is_wanted { vec![tag.to_owned()] } else { Vec::new() };
    for ids in ids.chunks(ENTRIES_PER_CALL_MAX) {
        api.set_tags(ids.to_vec(), words(on), words(!on)).await?;
    }
    Ok(())
}

/// To the name that an entry had.
pub fn back_to_name(id: String, name: String) -> Vec<Back> {
    vec![Back::Rename { id, name }]
}

/// Copies that nobody wanted: to the trash, or where one became the version of a file, to the version before.
pub fn away_with(copies: &[CopiedEntry]) -> Vec<Back> {
    let (new, versions): (Vec<_>, Vec<_>) = copies.iter().partition(|copy| copy.replaced_version == 0);
    let ids: Vec<String> = new.into_iter().map(|copy| copy.copy_id.clone()).collect();
    let version =
        |copy: &CopiedEntry| Back::Version { id: copy.copy_id.clone(), number: copy.replaced_version };
    let gone = ids.chunks(ENTRIES_PER_CALL_MAX).map(|ids| Back::Trash(ids.to_vec()));
    gone.chain(versions.into_iter().map(version)).collect()
}

/// Each to the folder that it came from, and then to the name that it had. What it took the place of comes back last, when
/// the place is free.
pub fn back_to_places(moved: &[MovedEntry]) -> Vec<Back> {
    let mut homes: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for entry in moved {
        homes.entry(&entry.old_folder_id).or_default().push(entry.id.clone());
    }
    let home = |(folder_id, ids): (&str, Vec<String>)| {
        let back = |ids: &[String]| Back::Move { ids: ids.to_vec(), folder_id: folder_id.to_owned() };
        ids.chunks(ENTRIES_PER_CALL_MAX).map(back).collect::<Vec<_>>()
    };
    let renamed = moved.iter().filter(|entry| entry.name != entry.old_name);
    let name = |entry: &MovedEntry| Back::Rename { id: entry.id.clone(), name: entry.old_name.clone() };
    let replaced: Vec<String> =
        moved.iter().map(|entry| entry.replaced_id.clone()).filter(|id| !id.is_empty()).collect();
    let restored = replaced.chunks(ENTRIES_PER_CALL_MAX).map(|ids| Back::Restore(ids.to_vec()));
    homes.into_iter().flat_map(home).chain(renamed.map(name)).chain(restored).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_leads_each_to_its_folder_and_name() {
        let moved = |id: &str, home: &str, name: &str, old: &str| MovedEntry {
            id: id.to_owned(),
            name: name.to_owned(),
            old_name: old.to_owned(),
            old_folder_id: home.to_owned(),
            ..Default::default()
        };
        let steps = back_to_places(&[
            moved("1", "", "a", "a"),
            moved("2", "x", "b (2)", "b"),
            moved("3", "", "c", "c"),
        ]);
        let to = |folder: &str, ids: &[&str]| Back::Move {
            ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            folder_id: folder.to_owned(),
        };
        let name = Back::Rename { id: "2".to_owned(), name: "b".to_owned() };
        assert_eq!(steps, [to("", &["1", "3"]), to("x", &["2"]), name]);
    }

    #[test]
    fn what_was_replaced_comes_back_last() {
        let moved = MovedEntry {
            id: "1".to_owned(),
            name: "a".to_owned(),
            old_name: "a".to_owned(),
            replaced_id: "2".to_owned(),
            ..Default::default()
        };
        let home = Back::Move { ids: vec!["1".to_owned()], folder_id: String::new() };
        assert_eq!(back_to_places(&[moved]), [home, Back::Restore(vec!["2".to_owned()])]);
        let copied = |copy_id: &str, replaced_version| CopiedEntry {
            copy_id: copy_id.to_owned(),
            replaced_version,
            ..Default::default()
        };
        let version = Back::Version { id: "4".to_owned(), number: 7 };
        let steps = away_with(&[copied("4", 7), copied("3", 0)]);
        assert_eq!(steps, [Back::Trash(vec!["3".to_owned()]), version]);
    }
}
