//! A row of the list: a folder or a file, and in a search the place where it was found.

use client::proto::storage::{DriveEntry, FileInfo, FolderInfo, FoundEntry, drive_entry};

use crate::drive::place_words;

/// A folder or a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Which of both.
    pub kind: EntryKind,
    /// Of what a search found: the folders it is in, as "Photos / 2026".
    pub place: Option<String>,
    /// Its owner, who looks, gave it to somebody.
    pub is_shared: bool,
    /// The tags that its owner, who looks, put on it.
    pub tags: Vec<String>,
}

/// What an entry is.
#[derive(Debug, Clone, PartialEq)]
pub enum EntryKind {
    /// A folder.
    Folder(FolderInfo),
    /// A file.
    File(FileInfo),
}

impl Entry {
    /// From a folder's list; an entry that is neither is nothing that could be shown.
    pub fn listed(entry: DriveEntry) -> Option<Self> {
        Some(Self { kind: kind(entry.kind?), place: None, is_shared: entry.is_shared, tags: entry.tags })
    }

    /// From a search.
    pub fn found(found: FoundEntry) -> Option<Self> {
        Some(Self { place: Some(place_words(&found.path)), ..Self::listed(found.entry?)? })
    }

    /// Its id.
    pub fn id(&self) -> &str {
        match &self.kind {
            EntryKind::Folder(folder) => &folder.folder_id,
            EntryKind::File(file) => &file.file_id,
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match &self.kind {
            EntryKind::Folder(folder) => &folder.name,
            EntryKind::File(file) => &file.filename,
        }
    }

    /// The file, if it is one.
    pub fn file(&self) -> Option<&FileInfo> {
        match &self.kind {
            EntryKind::File(file) => Some(file),
            EntryKind::Folder(_) => None,
        }
    }

    /// Whether its owner wants it at hand.
    pub fn is_favourite(&self) -> bool {
        match &self.kind {
            EntryKind::Folder(folder) => folder.favourite,
            EntryKind::File(file) => file.favourite,
        }
    }

    /// Whether it is a folder.
    pub fn is_folder(&self) -> bool {
        self.file().is_none()
    }
}

/// Of which nothing else is known.
impl From<EntryKind> for Entry {
    fn from(kind: EntryKind) -> Self {
        Self { kind, place: None, is_shared: false, tags: Vec::new() }
    }
}

fn kind(told: drive_entry::Kind) -> EntryKind {
    match told {
        drive_entry::Kind::Folder(folder) => EntryKind::Folder(folder),
        drive_entry::Kind::File(file) => EntryKind::File(file),
    }
}

/// What is in a folder: "empty", "3 folders, 12 files".
pub fn content_words(folder: &FolderInfo) -> String {
    let parts = [(folder.folder_count, "folder"), (folder.file_count, "file")];
    let words: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| crate::figures::counted(i64::from(count), noun))
        .collect();
    if words.is_empty() { "empty".to_owned() } else { words.join(", ") }
}

/// "report.pdf", "3 files", "2 folders and 1 file".
pub fn what(entries: &[Entry]) -> String {
    if let [entry] = entries {
        return entry.name().to_owned();
    }
    let folders = entries.iter().filter(|entry| entry.is_folder()).count();
    let counted =
        |count: usize, noun| crate::figures::counted(i64::try_from(count).unwrap_or(i64::MAX), noun);
    match (folders, entries.len() - folders) {
        (0, files) => counted(files, "file"),
        (folders, 0) => counted(folders, "folder"),
        (folders, files) => format!("{} and {}", counted(folders, "folder"), counted(files, "file")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> Entry {
        let file = FileInfo { filename: name.to_owned(), ..Default::default() };
        EntryKind::File(file).into()
    }

    fn folder(folder_count: i32, file_count: i32) -> FolderInfo {
        FolderInfo { folder_count, file_count, ..Default::default() }
    }

    fn plain(words: &str) -> String {
        words.replace('\u{a0}', " ")
    }

    #[test]
    fn a_folder_says_what_is_in_it() {
        assert_eq!(content_words(&folder(0, 0)), "empty");
        assert_eq!(plain(&content_words(&folder(1, 0))), "1 folder");
        assert_eq!(plain(&content_words(&folder(2, 1))), "2 folders, 1 file");
    }

    #[test]
    fn several_entries_are_counted_by_kind() {
        let holiday: Entry = EntryKind::Folder(folder(0, 0)).into();
        assert_eq!(what(&[file("a.txt")]), "a.txt");
        assert_eq!(plain(&what(&[file("a"), file("b")])), "2 files");
        assert_eq!(plain(&what(&[holiday.clone(), file("b")])), "1 folder and 1 file");
        assert_eq!(plain(&what(&[holiday.clone(), holiday])), "2 folders");
    }
}
