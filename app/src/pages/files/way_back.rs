//! The way back from what was done to entries, step by step.

use std::collections::BTreeMap;

use client::{
    Authorized, ClientError,
    proto::storage::{EntryConflict, MovedEntry},
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
            Self::Trash(ids) => api.trash_entries(ids).await.map(drop),
            Self::Version { id, number } => api.restore_version(&id, number).await.map(drop),
        }
    }
}

/// To the name that an entry had.
pub fn back_to_name(id: String, name: String) -> Vec<Back> {
    vec![Back::Rename { id, name }]
}

/// Copies that nobody wanted, to the trash.
pub fn to_trash(copies: &[String]) -> Vec<Back> {
    copies.chunks(ENTRIES_PER_CALL_MAX).map(|ids| Back::Trash(ids.to_vec())).collect()
}

/// Each to the folder that it came from, and then to the name that it had.
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
    homes.into_iter().flat_map(home).chain(renamed.map(name)).collect()
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
            skipped: false,
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
}
