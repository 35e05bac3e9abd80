//! What the trash page decides, without a browser.

use client::proto::storage::{
    GetQuotaStatusResponse as Quota, ListTrashEntriesResponse, RestoredEntry, TrashedEntry, drive_entry::Kind,
};

use crate::{components::file_icon::FileKind, drive::place_words, figures, moment};

/// Entries asked for at once; more are reached when these are restored or gone.
pub const ROWS_MAX: i32 = 1_000;

/// One deleted file or folder, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub id: String,
    /// What it was called.
    pub name: String,
    /// What it seems to be; none for a folder.
    pub kind: Option<FileKind>,
    /// Where it was: "Files", "Photos / 2026".
    pub place: String,
    /// Bytes, with all that went with it.
    pub size: i64,
    /// Unix seconds.
    pub deleted_at: i64,
    /// Unix seconds.
    pub purge_at: i64,
}

impl Row {
    /// From the wire; an entry without its description is nothing that could be shown.
    pub fn of(trashed: TrashedEntry) -> Option<Self> {
        let place = place_words(&trashed.path);
        let (size, deleted_at, purge_at) = (trashed.bytes, trashed.deleted_at, trashed.purge_at);
        let (id, name, kind) = match trashed.entry?.kind? {
            Kind::Folder(folder) => (folder.folder_id, folder.name, None),
            Kind::File(file) => {
                let kind = FileKind::of(&file.filename);
                (file.file_id, file.filename, Some(kind))
            }
        };
        Some(Self { id, name, kind, place, size, deleted_at, purge_at })
    }

    /// "12 days left".
    pub fn left_words(&self, now: i64) -> String {
        moment::days_left(now, self.purge_at)
    }

    /// Whether it goes within three days.
    pub fn goes_soon(&self, now: i64) -> bool {
        self.purge_at - now < 3 * 24 * 60 * 60
    }
}

/// The rows of an answer, last deleted first, and how many there are in all.
pub fn rows(answer: ListTrashEntriesResponse) -> (Vec<Row>, i64) {
    let total = i64::from(answer.total_count);
    (answer.entries.into_iter().filter_map(Row::of).collect(), total)
}

/// "100 MB here counts inside your 1 GB".
pub fn space_words(quota: &Quota) -> String {
    let (trash, total) = (figures::bytes(quota.trash_bytes), figures::bytes(quota.total_quota_bytes));
    format!("{trash} here counts inside your {total}")
}

/// What restoring led to: it may have another name now.
pub fn restored_words(old: &str, restored: &[RestoredEntry]) -> String {
    match restored.first() {
        Some(entry) if entry.name != old => format!("“{old}” is back as “{}”", entry.name),
        _ => format!("“{old}” is back in Files"),
    }
}

#[cfg(test)]
mod tests {
    use client::proto::storage::{DriveEntry, FileInfo, PathFolder};

    use super::*;

    #[test]
    fn the_space_is_told_as_it_counts() {
        let quota =
            Quota { trash_bytes: 100_000_000, total_quota_bytes: 1_000_000_000, ..Default::default() };
        let words = space_words(&quota).replace('\u{a0}', " ");
        assert_eq!(words, "100 MB here counts inside your 1 GB");
    }

    #[test]
    fn an_entry_without_a_description_is_not_shown() {
        let file = FileInfo { filename: "a.png".to_owned(), ..Default::default() };
        let entry = DriveEntry { kind: Some(Kind::File(file)), ..Default::default() };
        let path = vec![PathFolder { name: "Photos".to_owned(), ..Default::default() }];
        let known = TrashedEntry { entry: Some(entry), purge_at: 10, path, ..Default::default() };
        let answer =
            ListTrashEntriesResponse { entries: vec![known, TrashedEntry::default()], total_count: 2 };
        let (rows, total) = rows(answer);
        assert_eq!((rows.len(), total, rows[0].goes_soon(9)), (1, 2, true));
        assert_eq!((rows[0].place.as_str(), rows[0].kind), ("Photos", Some(FileKind::Picture)));
    }

    #[test]
    fn a_new_name_is_told() {
        let named = |name: &str| [RestoredEntry { name: name.to_owned(), ..Default::default() }];
        assert_eq!(restored_words("a.txt", &named("a.txt")), "“a.txt” is back in Files");
        assert_eq!(restored_words("a.txt", &named("a (2).txt")), "“a.txt” is back as “a (2).txt”");
    }
}
