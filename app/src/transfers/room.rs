//! Room that the trash can give to an upload, the oldest first: asked about before, and given only by an upload that said so.

use client::{
    Authorized, ClientError,
    proto::storage::{TrashedEntry, drive_entry::Kind},
};
use domain::{
    limits::{ENTRIES_PER_CALL_MAX, PAGE_MAX},
    quota::Balance,
};

use crate::figures;

/// What would be deleted for good.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Room {
    /// Files and folders of the trash, the oldest first.
    pub ids: Vec<String>,
    /// Bytes that they give.
    pub bytes: i64,
}

impl Room {
    /// The oldest of the trash, told with the newest first, that give so many bytes together; none when all would not do.
    fn of(trash: &[TrashedEntry], missing: u64) -> Option<Self> {
        let mut room = Self::default();
        for trashed in trash.iter().rev() {
            if is_enough(room.bytes, missing) {
                break;
            }
            room.ids.push(id(trashed)?);
            room.bytes += trashed.bytes;
        }
        is_enough(room.bytes, missing).then_some(room)
    }

    /// "This deletes 3 items (100 MB) …"
    pub fn words(&self) -> String {
        let items = figures::counted(i64::try_from(self.ids.len()).unwrap_or(i64::MAX), "item");
        let bytes = figures::bytes(self.bytes);
        format!(
            "This deletes {items} ({bytes}) from the Trash for ever, the oldest first. Nobody can bring them back."
        )
    }

    /// Deletes it for good.
    pub async fn make(&self, api: &Authorized) -> Result<(), ClientError> {
        for ids in self.ids.chunks(ENTRIES_PER_CALL_MAX) {
            api.purge_entries(ids.to_vec()).await?;
        }
        Ok(())
    }
}

/// The bytes that an upload of so many lacks, when the trash has them.
pub fn missing(balance: &Balance, bytes: u64) -> Option<u64> {
    (balance.free() < bytes && bytes <= balance.available()).then(|| bytes - balance.free())
}

/// What the trash would have to give up for so many bytes, if it can be found out.
pub async fn find(api: &Authorized, missing: u64) -> Option<Room> {
    let (limit, mut trash) = (i32::try_from(PAGE_MAX).ok()?, Vec::new());
    loop {
        let page = api.list_trash_entries(limit, i32::try_from(trash.len()).ok()?).await.ok()?;
        let is_last = page.entries.is_empty();
        trash.extend(page.entries);
        if is_last || i64::try_from(trash.len()).ok()? >= i64::from(page.total_count) {
            return Room::of(&trash, missing);
        }
    }
}

fn is_enough(bytes: i64, missing: u64) -> bool {
    u64::try_from(bytes).is_ok_and(|bytes| bytes >= missing)
}

fn id(trashed: &TrashedEntry) -> Option<String> {
    Some(match trashed.entry.as_ref()?.kind.as_ref()? {
        Kind::File(file) => file.file_id.clone(),
        Kind::Folder(folder) => folder.folder_id.clone(),
    })
}

#[cfg(test)]
mod tests {
    use client::proto::storage::{DriveEntry, FileInfo};

    use super::*;

    fn trashed(id: &str, bytes: i64) -> TrashedEntry {
        let file = FileInfo { file_id: id.to_owned(), ..Default::default() };
        let entry = DriveEntry { kind: Some(Kind::File(file)), ..Default::default() };
        TrashedEntry { entry: Some(entry), bytes, ..Default::default() }
    }

    #[test]
    fn the_oldest_go_and_no_more_than_is_needed() {
        let trash = [trashed("new", 50), trashed("old", 30), trashed("oldest", 20)];
        let ids = |missing| Room::of(&trash, missing).map(|room| room.ids.join(" "));
        assert_eq!(ids(20).as_deref(), Some("oldest"));
        assert_eq!(ids(21).as_deref(), Some("oldest old"));
        assert_eq!(ids(100).as_deref(), Some("oldest old new"));
        assert_eq!(ids(101), None);
        let words = Room::of(&trash, 21).expect("enough").words();
        assert!(words.starts_with("This deletes 2\u{a0}items (50\u{a0}B) from the Trash"), "{words}");
    }

    #[test]
    fn the_trash_is_asked_about_only_when_it_helps() {
        let balance = Balance { used: 600, trash: 100, ..Balance::of(1_000) };
        assert_eq!(missing(&balance, 300), None, "there is room");
        assert_eq!(missing(&balance, 350), Some(50));
        assert_eq!(missing(&balance, 400), Some(100));
        assert_eq!(missing(&balance, 401), None, "all of it would not do");
    }
}
