//! Which names are taken where things are to go: in one folder, and in the folders below it.
//!
//! What goes below a folder that is not there yet can meet nothing, so only folders that are there are looked into, those of
//! one level at the same time. What cannot be looked up counts as free: the server refuses it then.

use std::collections::BTreeMap;

use client::{
    Authorized,
    proto::storage::{DriveEntry, FileInfo, drive_entry::Kind},
};
use domain::{file_name::FileName, file_order::FileOrder, limits::PAGE_MAX};
use futures::{StreamExt, future::join_all, stream};

/// Up to so many names are looked for one by one; for more, all of the folder is listed.
const NAMES_SEARCHED_MAX: usize = 8;
/// Folders that are looked into at a time: a browser opens six connections.
const LOOKS_AT_A_TIME: usize = 4;

/// What is to go into a folder, and into those below it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    files: Vec<(usize, FileName)>,
    /// By what names may not share.
    folders: BTreeMap<String, (FileName, Wanted)>,
}

impl Wanted {
    /// Adds a file, named by its place in a batch, that goes into a folder below. Names that are none take nothing.
    pub fn add(&mut self, below: &[String], index: usize, name: &FileName) {
        let Some((folder, below)) = below.split_first() else {
            return self.files.push((index, name.clone()));
        };
        if let Ok(folder) = FileName::parse(folder) {
            let (_, wanted) = self.folders.entry(folder.key()).or_insert_with(|| (folder, Self::default()));
            wanted.add(below, index, name);
        }
    }

    fn names(&self) -> Vec<&FileName> {
        let files = self.files.iter().map(|(_, name)| name);
        files.chain(self.folders.values().map(|(name, _)| name)).collect()
    }
}

/// Files of a batch with the files that have their names, in the order of the batch.
pub async fn find(api: &Authorized, folder_id: &str, wanted: Wanted) -> Vec<(usize, FileInfo)> {
    let (mut taken, mut level) = (Vec::new(), vec![(folder_id.to_owned(), wanted)]);
    while !level.is_empty() {
        let looks = stream::iter(level).map(|(folder_id, wanted)| look(api, folder_id, wanted));
        let looked: Vec<_> = looks.buffered(LOOKS_AT_A_TIME).collect().await;
        level = Vec::new();
        for (files, folders) in looked {
            taken.extend(files);
            level.extend(folders);
        }
    }
    taken.sort_by_key(|(index, _)| *index);
    taken
}

/// The files that are there already, and the folders to look into next.
async fn look(
    api: &Authorized,
    folder_id: String,
    wanted: Wanted,
) -> (Vec<(usize, FileInfo)>, Vec<(String, Wanted)>) {
    let entries = by_key(api, &folder_id, &wanted.names()).await;
    let file = |(index, name): (usize, FileName)| match entries.get(&name.key()) {
        Some(Kind::File(file)) => Some((index, file.clone())),
        _ => None,
    };
    let folder = |(key, (_, wanted)): (String, (FileName, Wanted))| match entries.get(&key) {
        Some(Kind::Folder(folder)) => Some((folder.folder_id.clone(), wanted)),
        _ => None,
    };
    let files = wanted.files.into_iter().filter_map(file).collect();
    (files, wanted.folders.into_iter().filter_map(folder).collect())
}

/// The files and folders of a folder by what their names may not share; those of these names at least.
pub async fn by_key(api: &Authorized, folder_id: &str, names: &[&FileName]) -> BTreeMap<String, Kind> {
    let limit = i32::try_from(PAGE_MAX).unwrap_or(i32::MAX);
    let order = FileOrder::default();
    let mut found = Vec::new();
    if names.len() <= NAMES_SEARCHED_MAX {
        let searches = names.iter().map(|name| api.list_folder(folder_id, name.as_str(), order, limit, 0));
        let answers = join_all(searches).await;
        found.extend(answers.into_iter().flatten().flat_map(|answer| answer.entries));
    } else {
        let skip = |found: &Vec<DriveEntry>| i32::try_from(found.len()).unwrap_or(i32::MAX);
        while let Ok(page) = api.list_folder(folder_id, "", order, limit, skip(&found)).await {
            let is_last = page.entries.is_empty();
            found.extend(page.entries);
            if is_last {
                break;
            }
        }
    }
    found.into_iter().filter_map(|entry| keyed(entry.kind?)).collect()
}

fn keyed(kind: Kind) -> Option<(String, Kind)> {
    let name = match &kind {
        Kind::File(file) => &file.filename,
        Kind::Folder(folder) => &folder.name,
    };
    Some((FileName::parse(name).ok()?.key(), kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> FileName {
        FileName::parse(text).expect("a name")
    }

    #[test]
    fn files_are_looked_for_in_the_folders_they_go_to() {
        let mut wanted = Wanted::default();
        let below = |folders: &[&str]| folders.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        wanted.add(&below(&[]), 0, &name("a"));
        wanted.add(&below(&["Photos", "2026"]), 1, &name("b"));
        // The same folder, whatever its case; and one that no folder can be called.
        wanted.add(&below(&["photos"]), 2, &name("c"));
        wanted.add(&below(&[".."]), 3, &name("d"));
        assert_eq!(wanted.names(), [&name("a"), &name("Photos")]);
        let (_, photos) = &wanted.folders[&name("Photos").key()];
        assert_eq!((photos.files.as_slice(), photos.names().len()), (&[(2, name("c"))][..], 2));
        let (_, year) = &photos.folders[&name("2026").key()];
        assert_eq!(year.files, [(1, name("b"))]);
    }
}
