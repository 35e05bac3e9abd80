//! Entries of the drive as the wire has them: which of them is a file, which a folder, and where they are in words.

use client::proto::storage::{DriveEntry, FileInfo, FolderInfo, PathFolder, drive_entry::Kind};

/// The file, if the entry is one.
pub fn file_of(entry: DriveEntry) -> Option<FileInfo> {
    match entry.kind? {
        Kind::File(file) => Some(file),
        Kind::Folder(_) => None,
    }
}

/// The folder, if the entry is one.
pub fn folder_of(entry: DriveEntry) -> Option<FolderInfo> {
    match entry.kind? {
        Kind::Folder(folder) => Some(folder),
        Kind::File(_) => None,
    }
}

/// "Files", "Photos / 2026".
pub fn place_words(path: &[PathFolder]) -> String {
    if path.is_empty() {
        return "Files".to_owned();
    }
    path.iter().map(|folder| folder.name.as_str()).collect::<Vec<_>>().join(" / ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_from_the_top() {
        let part = |name: &str| PathFolder { name: name.to_owned(), ..Default::default() };
        assert_eq!(place_words(&[]), "Files");
        assert_eq!(place_words(&[part("Photos"), part("2026")]), "Photos / 2026");
    }
}
