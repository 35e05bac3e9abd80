//! What is called almost so: where nothing is called as it was typed, names whose words differ by a letter or two.
//!
//! No index knows these, so all names of the account are looked at, up to [`NAMES_MAX`]; nobody waits for that who typed a
//! name that there is.
use domain::{
    id::{AccountId, FileId},
    similar::wrong_letters,
};

use super::Entry;
use crate::{
    app::App,
    db::{self, file_list::Place},
    service::{ServiceError, files, placement},
};

/// Names that are looked at.
const NAMES_MAX: u32 = 200_000;
/// Entries that are told.
const ENTRIES_MAX: usize = 20;

/// The entries whose names are most like a search key, the nearest first.
pub(super) async fn entries(
    app: &App,
    account: AccountId,
    typed: &str,
    place: Place,
    folders_too: bool,
) -> Result<Vec<Entry>, ServiceError> {
    let on = app.db.read();
    let mut near = nearest(db::file_list::names(on, account, place, NAMES_MAX).await?, typed, true);
    if folders_too {
        near.extend(nearest(db::folder_list::names(on, account, NAMES_MAX).await?, typed, false));
    }
    near.sort();
    near.truncate(ENTRIES_MAX);
    let mut entries = Vec::new();
    // One that went to the trash since is not told.
    for Near { id, is_file, .. } in near {
        if is_file {
            let Some(row) = db::file_list::find(on, account, id).await? else { continue };
            let zones = placement::zones_of(app, std::slice::from_ref(&row)).await?.pop().unwrap_or_default();
            entries.push(Entry::File(files::entry(row, zones)));
        } else {
            entries.extend(db::folder_list::find(on, account, id).await?.map(Entry::Folder));
        }
    }
    Ok(entries)
}

/// The nearest first, folders first among equals, then by name.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Near {
    wrong: usize,
    is_file: bool,
    name: String,
    id: FileId,
}

fn nearest(names: Vec<(FileId, String)>, typed: &str, is_file: bool) -> Vec<Near> {
    let near = |(id, name): (FileId, String)| {
        wrong_letters(typed, &name).map(|wrong| Near { wrong, is_file, name, id })
    };
    names.into_iter().filter_map(near).collect()
}
