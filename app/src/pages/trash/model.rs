//! What the trash page decides, without a browser.

use std::collections::BTreeMap;

use client::proto::storage::{
    GetQuotaStatusResponse as Quota, ListTrashEntriesResponse, RestoredEntry, TrashedEntry, drive_entry::Kind,
};
use domain::file_kind::FileKind;

use crate::{drive::place_words, figures, moment, transfers::Arriving};

/// Entries asked for at once; more are reached when these are restored or gone.
pub const ROWS_MAX: i32 = 1_000;

/// One deleted file or folder, as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Which.
    pub id: String,
    /// What it was called.
    pub name: String,
    /// What it seems to be; none for a folder.
    pub kind: Option<FileKind>,
    /// As the wire told it.
    pub entry: Kind,
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
        let entry = trashed.entry?.kind?;
        let (id, name, kind) = match &entry {
            Kind::Folder(folder) => (&folder.folder_id, &folder.name, None),
            Kind::File(file) => (&file.file_id, &file.filename, Some(FileKind::of(&file.filename))),
        };
        let (id, name) = (id.clone(), name.clone());
        Some(Self { id, name, kind, entry, place, size, deleted_at, purge_at })
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

/// What was left in the trash, with where its name is taken, and its id.
pub fn arriving(rows: &[Row], taken: &[RestoredEntry]) -> Vec<(Arriving, String)> {
    let rows: BTreeMap<&str, &Row> = rows.iter().map(|row| (row.id.as_str(), row)).collect();
    let comes = |entry: &RestoredEntry| {
        let kind = rows.get(entry.id.as_str())?.entry.clone();
        Some((Arriving { kind, folder_id: entry.folder_id.clone() }, entry.id.clone()))
    };
    taken.iter().filter_map(comes).collect()
}

/// What restoring led to: it may have another name now, and some may have stayed.
pub fn restored_words(rows: &[Row], back: &[RestoredEntry]) -> String {
    match (rows, back) {
        ([old], [entry]) if entry.name != old.name => format!("“{}” is back as “{}”", old.name, entry.name),
        (_, [entry]) => format!("“{}” is back in Files", entry.name),
        _ => format!("{} are back in Files", items(back.len())),
    }
}

/// What went for what came back.
pub fn replaced_words(back: &[RestoredEntry]) -> Option<String> {
    let replaced = back.iter().filter(|entry| !entry.replaced_id.is_empty()).count();
    let count = i64::try_from(replaced).unwrap_or(i64::MAX);
    (count > 0).then(|| format!("{} of the same name went to the Trash.", figures::counted(count, "file")))
}

/// "Delete “a.txt” for ever?"
pub fn purge_title(rows: &[Row]) -> String {
    match rows {
        [row] => format!("Delete “{}” for ever?", row.name),
        rows => format!("Delete {} for ever?", items(rows.len())),
    }
}

/// What it means to delete these for good.
pub fn purge_advice(rows: &[Row]) -> String {
    let bytes = figures::bytes(rows.iter().map(|row| row.size).sum());
    format!("Nobody can bring back what is deleted here. {bytes} become free at once.")
}

/// What was deleted for good.
pub fn purged_words(rows: &[Row]) -> String {
    match rows {
        [row] => format!("“{}” is deleted for ever", row.name),
        rows => format!("{} are deleted for ever", items(rows.len())),
    }
}

/// What became free by it.
pub fn freed_words(bytes: i64) -> String {
    format!("{} are free again.", figures::bytes(bytes))
}

fn items(count: usize) -> String {
    figures::counted(i64::try_from(count).unwrap_or(i64::MAX), "item")
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

    fn row(id: &str, name: &str, size: i64) -> Row {
        let file = FileInfo { file_id: id.to_owned(), filename: name.to_owned(), ..Default::default() };
        let entry = DriveEntry { kind: Some(Kind::File(file)), ..Default::default() };
        Row::of(TrashedEntry { entry: Some(entry), bytes: size, ..Default::default() }).expect("a row")
    }

    fn back(id: &str, name: &str, replaced: &str) -> RestoredEntry {
        let [id, name, replaced_id] = [id, name, replaced].map(str::to_owned);
        RestoredEntry { id, name, replaced_id, ..Default::default() }
    }

    #[test]
    fn what_came_back_is_told() {
        let rows = [row("1", "a.txt", 5), row("2", "b.txt", 5)];
        assert_eq!(restored_words(&rows[..1], &[back("1", "a.txt", "")]), "“a.txt” is back in Files");
        assert_eq!(
            restored_words(&rows[..1], &[back("1", "a (2).txt", "")]),
            "“a.txt” is back as “a (2).txt”"
        );
        // The other one was left.
        assert_eq!(restored_words(&rows, &[back("2", "b.txt", "")]), "“b.txt” is back in Files");
        let both = [back("1", "a.txt", "3"), back("2", "b.txt", "")];
        assert_eq!(restored_words(&rows, &both), "2\u{a0}items are back in Files");
        assert_eq!(replaced_words(&both).as_deref(), Some("1\u{a0}file of the same name went to the Trash."));
        assert_eq!(replaced_words(&both[1..]), None);
    }

    #[test]
    fn what_was_left_is_asked_about_where_its_name_is_taken() {
        let rows = [row("1", "a.txt", 5), row("2", "b.txt", 5)];
        let left = RestoredEntry { folder_id: "x".to_owned(), skipped: true, ..back("2", "b.txt", "") };
        let asked = arriving(&rows, &[left, back("9", "nobody's", "")]);
        assert_eq!(asked.len(), 1);
        assert_eq!(
            (asked[0].0.folder_id.as_str(), &asked[0].0.kind, asked[0].1.as_str()),
            ("x", &rows[1].entry, "2")
        );
    }

    #[test]
    fn what_is_deleted_for_ever_is_named_with_what_it_frees() {
        let rows = [row("1", "a.txt", 2_000_000), row("2", "b.txt", 1_000_000)];
        assert_eq!(purge_title(&rows[..1]), "Delete “a.txt” for ever?");
        assert_eq!(purge_title(&rows), "Delete 2\u{a0}items for ever?");
        assert!(
            purge_advice(&rows).replace('\u{a0}', " ").ends_with("3 MB become free at once."),
            "{}",
            purge_advice(&rows)
        );
    }
}
