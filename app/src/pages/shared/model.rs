//! What the page decides, without a browser.

use client::proto::storage::{ShareRight, SharedEntry, shared_entry::Kind};
use domain::file_kind::FileKind;

use crate::{figures, sharing};

/// Rows asked for at once.
pub const ROWS_MAX: i32 = 1_000;

/// Something that somebody gave, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What is left to end it.
    pub share_id: String,
    /// The file or folder.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it seems to be; none for a folder.
    pub kind: Option<FileKind>,
    /// "3 files", or a size.
    pub content: String,
    /// Who gave it.
    pub owner: String,
    /// What may be done with it.
    pub right: &'static str,
    /// Whether it may be shared on.
    pub may_share: bool,
    /// Unix seconds.
    pub shared_at: i64,
    /// Unix seconds; 0 is never.
    pub expires_at: i64,
}

impl Row {
    /// From the wire; an entry that is neither file nor folder is nothing that could be shown.
    pub fn of(entry: SharedEntry) -> Option<Self> {
        let may_share = entry.right() == ShareRight::Share;
        let right = sharing::right_words(entry.right());
        let (share_id, owner) = (entry.share_id, entry.owner);
        let (shared_at, expires_at) = (entry.shared_at, entry.expires_at);
        let (id, name, kind, content) = match entry.kind? {
            Kind::Folder(folder) => {
                let count = i64::from(folder.file_count) + i64::from(folder.folder_count);
                (folder.folder_id, folder.name, None, figures::counted(count, "item"))
            }
            Kind::File(file) => {
                let (kind, size) = (FileKind::of(&file.filename), figures::bytes(file.file_size));
                (file.file_id, file.filename, Some(kind), size)
            }
        };
        Some(Self { share_id, id, name, kind, content, owner, right, may_share, shared_at, expires_at })
    }
}

#[cfg(test)]
mod tests {
    use client::proto::storage::{FileInfo, SharedFolder};

    use super::*;

    #[test]
    fn a_row_tells_a_file_from_a_folder() {
        let folder = SharedFolder {
            folder_id: "f".to_owned(),
            name: "Trip".to_owned(),
            file_count: 2,
            folder_count: 1,
            ..Default::default()
        };
        let entry = |kind| SharedEntry { kind, right: ShareRight::Edit.into(), ..Default::default() };
        let row = Row::of(entry(Some(Kind::Folder(folder)))).expect("a folder");
        assert_eq!((row.name.as_str(), row.kind, row.right), ("Trip", None, "Can change it"));
        assert!(!row.may_share);
        assert_eq!(row.content.replace('\u{a0}', " "), "3 items");
        let file = FileInfo { filename: "a.txt".to_owned(), file_size: 5, ..Default::default() };
        let row = Row::of(entry(Some(Kind::File(file)))).expect("a file");
        assert!(row.kind.is_some());
        assert_eq!(Row::of(entry(None)), None);
    }
}
