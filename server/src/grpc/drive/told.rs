//! What is told of folders, files and entries: from the use cases' words to the wire's.
use std::collections::BTreeSet;

use domain::{file_kind, id::FileId};
use proto::{
    convert::{bytes, count, seconds},
    storage::{
        CopiedEntry, DayUsage, DriveEntry, EntryConflict, FileDoer, FileEvent, FileKind, FolderInfo,
        FolderUsage, GetUsageReportResponse, KindUsage, Lent, MovedEntry, PathFolder, RestoredEntry,
        ShareRight, TagInfo, TrashedEntry, drive_entry::Kind,
    },
};

use crate::{
    app::App,
    db::{
        tree::Step,
        usage::{FolderSum, Sum},
    },
    grpc::storage::files::info,
    service::drive::{
        self, Conflict, Copied, Doer, Entry, Event, FolderEntry, Moved, Restored, Tags, Trashed,
    },
};

pub(super) fn report(usage: drive::Usage) -> GetUsageReportResponse {
    let kind = |(kind, sum): (file_kind::FileKind, Sum)| KindUsage {
        kind: FileKind::from(kind).into(),
        bytes: bytes(sum.bytes),
        file_count: count(sum.files),
    };
    let folder = |folder: FolderSum| FolderUsage {
        folder_id: folder.id.to_string(),
        name: folder.name,
        bytes: bytes(folder.sum.bytes),
        file_count: count(folder.sum.files),
    };
    let day = |day: drive::Day| DayUsage {
        starts_at: seconds(day.starts_at),
        used_bytes: bytes(day.used),
        trash_bytes: bytes(day.trash),
        stored_bytes: bytes(day.stored),
    };
    GetUsageReportResponse {
        kinds: usage.kinds.into_iter().map(kind).collect(),
        folders: usage.folders.into_iter().map(folder).collect(),
        own_bytes: bytes(usage.own.bytes),
        own_file_count: count(usage.own.files),
        path: way(usage.path),
        days: usage.days.into_iter().map(day).collect(),
        saved: Some(usage.saved.into()),
    }
}

pub(super) fn conflict(choice: EntryConflict) -> Conflict {
    match choice {
        EntryConflict::Unspecified | EntryConflict::Refuse => Conflict::Refuse,
        EntryConflict::KeepBoth => Conflict::KeepBoth,
        EntryConflict::Skip => Conflict::Skip,
        EntryConflict::Replace => Conflict::Replace,
    }
}

pub(super) fn entry(app: &App, entry: Entry) -> DriveEntry {
    let (parent, kind) = match entry {
        Entry::Folder(folder) => (folder.parent, Kind::Folder(folder_info(folder))),
        Entry::File(file) => (file.folder, Kind::File(info(app, file))),
    };
    DriveEntry { kind: Some(kind), parent_id: folder_id(parent), ..Default::default() }
}

/// An entry of its owner's list: marked when it was given to somebody, and with its tags.
pub(super) fn own_entry(app: &App, one: Entry, shared: &BTreeSet<FileId>, tags: &mut Tags) -> DriveEntry {
    let id = one.id();
    let tags = tags.remove(&id).unwrap_or_default();
    DriveEntry { is_shared: shared.contains(&id), tags, ..entry(app, one) }
}

pub(super) fn tag_info((name, entries): (String, u64)) -> TagInfo {
    TagInfo { name, entry_count: count(entries) }
}

pub(super) fn lent(lent: drive::Lent) -> Lent {
    Lent { owner: lent.owner, right: ShareRight::from(lent.right).into() }
}

pub(super) fn event(event: Event) -> FileEvent {
    let (doer, name) = match event.doer {
        Doer::Caller => (FileDoer::Caller, None),
        Doer::Account(name) => (FileDoer::Account, name),
        Doer::Visitor => (FileDoer::Visitor, None),
        Doer::Server => (FileDoer::Server, None),
    };
    FileEvent {
        sequence: event.sequence,
        at: seconds(event.at),
        action: event.action,
        doer: doer.into(),
        name: name.unwrap_or_default(),
        given_to: event.given_to.unwrap_or_default(),
    }
}

pub(in crate::grpc) fn folder_info(folder: FolderEntry) -> FolderInfo {
    FolderInfo {
        folder_id: folder.id.to_string(),
        name: folder.name,
        created_at: seconds(folder.created_at),
        file_count: count(folder.files),
        folder_count: count(folder.folders),
        favourite: folder.favourite,
        vault: folder.is_vault,
    }
}

pub(super) fn moved_entry(moved: Moved) -> MovedEntry {
    MovedEntry {
        id: moved.id.to_string(),
        name: moved.name,
        old_name: moved.old_name,
        old_folder_id: folder_id(moved.old_folder),
        skipped: moved.skipped,
        replaced_id: folder_id(moved.replaced),
    }
}

pub(super) fn copied_entry(copied: Copied) -> CopiedEntry {
    CopiedEntry {
        id: copied.id.to_string(),
        skipped: copied.copy.is_none(),
        copy_id: folder_id(copied.copy),
        name: copied.name,
        replaced_version: copied.replaced.map(count).unwrap_or_default(),
    }
}

pub(super) fn trashed_entry(app: &App, trashed: Trashed) -> TrashedEntry {
    TrashedEntry {
        entry: Some(entry(app, trashed.entry)),
        deleted_at: seconds(trashed.trashed_at),
        purge_at: seconds(domain::trash::purge_at(trashed.trashed_at)),
        path: way(trashed.path),
        bytes: bytes(trashed.bytes),
    }
}

pub(super) fn restored_entry(restored: Restored) -> RestoredEntry {
    RestoredEntry {
        id: restored.id.to_string(),
        name: restored.name,
        folder_id: folder_id(restored.folder),
        skipped: restored.skipped,
        replaced_id: folder_id(restored.replaced),
    }
}

pub(super) fn way(steps: Vec<Step>) -> Vec<PathFolder> {
    steps.into_iter().map(|step| PathFolder { folder_id: step.id.to_string(), name: step.name }).collect()
}

/// Empty for the top, or for none.
fn folder_id(folder: Option<FileId>) -> String {
    folder.map(|id| id.to_string()).unwrap_or_default()
}
