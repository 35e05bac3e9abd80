//! What the trash page decides, without a browser.

use client::proto::storage::{GetQuotaStatusResponse as Quota, ListTrashResponse, TrashedFile};

use crate::{components::file_icon::FileKind, figures, moment};

/// Files asked for at once; more are reached when these are restored or gone.
pub const ROWS_MAX: i32 = 1_000;

/// One deleted file, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub file_id: String,
    /// What it was called.
    pub name: String,
    /// What it seems to be.
    pub kind: FileKind,
    /// Bytes.
    pub size: i64,
    /// Unix seconds.
    pub deleted_at: i64,
    /// Unix seconds.
    pub purge_at: i64,
}

impl Row {
    /// From the wire; a file without its description is nothing that could be shown.
    pub fn of(trashed: TrashedFile) -> Option<Self> {
        let file = trashed.file?;
        let (deleted_at, purge_at) = (trashed.deleted_at, trashed.purge_at);
        let kind = FileKind::of(&file.filename);
        Some(Self {
            file_id: file.file_id,
            name: file.filename,
            kind,
            size: file.file_size,
            deleted_at,
            purge_at,
        })
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
pub fn rows(answer: ListTrashResponse) -> (Vec<Row>, i64) {
    let total = i64::from(answer.total_count);
    (answer.files.into_iter().filter_map(Row::of).collect(), total)
}

/// "100 MB here counts inside your 1 GB".
pub fn space_words(quota: &Quota) -> String {
    let (trash, total) = (figures::bytes(quota.trash_bytes), figures::bytes(quota.total_quota_bytes));
    format!("{trash} here counts inside your {total}")
}

/// What restoring a file led to: it may have another name now.
pub fn restored_words(old: &str, new: &str) -> String {
    if old == new {
        format!("“{new}” is back in Files")
    } else {
        format!("“{old}” is back as “{new}”")
    }
}

#[cfg(test)]
mod tests {
    use client::proto::storage::FileInfo;

    use super::*;

    #[test]
    fn the_space_is_told_as_it_counts() {
        let quota =
            Quota { trash_bytes: 100_000_000, total_quota_bytes: 1_000_000_000, ..Default::default() };
        let words = space_words(&quota).replace('\u{a0}', " ");
        assert_eq!(words, "100 MB here counts inside your 1 GB");
    }

    #[test]
    fn a_file_without_a_description_is_not_shown() {
        let file = FileInfo { filename: "a.png".to_owned(), ..Default::default() };
        let known = TrashedFile { file: Some(file), deleted_at: 0, purge_at: 10 };
        let answer = ListTrashResponse { files: vec![known, TrashedFile::default()], total_count: 2 };
        let (rows, total) = rows(answer);
        assert_eq!((rows.len(), total, rows[0].goes_soon(9)), (1, 2, true));
    }

    #[test]
    fn a_new_name_is_told() {
        assert_eq!(restored_words("a.txt", "a.txt"), "“a.txt” is back in Files");
        assert_eq!(restored_words("a.txt", "a (2).txt"), "“a.txt” is back as “a (2).txt”");
    }
}
