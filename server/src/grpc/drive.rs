//! `DriveService`: folders, and what is done to several entries at once.
use std::collections::BTreeSet;

use domain::{file_kind, id::FileId, page::Page};
use proto::{
    convert::{
        bytes, count,
        drive::{ActivityOf, Entries, FolderList, NewFolder, NewName, Placing, Search},
        optional_id, seconds,
    },
    storage::{
        CopiedEntry, CopyEntriesRequest, CopyEntriesResponse, CreateFolderRequest, CreateFolderResponse,
        DayUsage, DriveEntry, EntryConflict, FileDoer, FileEvent, FileKind, FolderInfo, FolderUsage,
        FoundEntry, GetUsageReportRequest, GetUsageReportResponse, KindUsage, Lent, ListFileActivityRequest,
        ListFileActivityResponse, ListFolderRequest, ListFolderResponse, ListTrashEntriesRequest,
        ListTrashEntriesResponse, MoveEntriesRequest, MoveEntriesResponse, MovedEntry, PathFolder,
        PurgeEntriesRequest, PurgeEntriesResponse, RenameEntryRequest, RenameEntryResponse,
        RestoreEntriesRequest, RestoreEntriesResponse, RestoredEntry, SearchFilesRequest,
        SearchFilesResponse, SetFavouritesRequest, SetFavouritesResponse, ShareRight, TrashEntriesRequest,
        TrashEntriesResponse, TrashedEntry, drive_entry::Kind, drive_service_server::DriveService,
    },
};
use tonic::{Request, Response, Status};

use super::storage::files::info;
use crate::{
    app::{App, Shared},
    auth::{self, Action, Member},
    db::{
        tree::Step,
        usage::{FolderSum, Sum},
    },
    service::{
        ServiceError,
        drive::{self, Conflict, Copied, Doer, Entry, Event, FolderEntry, Moved, Restored, Target, Trashed},
    },
};

/// The handlers.
pub struct Drive {
    app: Shared,
}

impl Drive {
    /// Handlers of this application.
    pub fn new(app: &Shared) -> Self {
        Self { app: Shared::clone(app) }
    }

    async fn member<T>(&self, request: &Request<T>) -> Result<Member, ServiceError> {
        auth::member(&self.app, request.extensions(), "", Action::UseFiles).await
    }
}

#[tonic::async_trait]
impl DriveService for Drive {
    async fn list_folder(
        &self,
        request: Request<ListFolderRequest>,
    ) -> Result<Response<ListFolderResponse>, Status> {
        let member = self.member(&request).await?;
        let FolderList { folder, page, filter, order } =
            request.into_inner().try_into().map_err(ServiceError::from)?;
        let found = drive::list(&self.app, &member, folder, page, &filter, order).await?;
        Ok(Response::new(ListFolderResponse {
            lent: found.given.map(lent),
            entries: found
                .entries
                .into_iter()
                .map(|one| marked(entry(&self.app, one), &found.shared))
                .collect(),
            total_count: count(found.folders + found.files),
            path: way(found.path),
            folder_count: count(found.folders),
        }))
    }

    async fn create_folder(
        &self,
        request: Request<CreateFolderRequest>,
    ) -> Result<Response<CreateFolderResponse>, Status> {
        let member = self.member(&request).await?;
        let NewFolder { parent, name } = request.into_inner().try_into().map_err(ServiceError::from)?;
        let made = drive::create(&self.app, &member, parent, &name).await?;
        Ok(Response::new(CreateFolderResponse { folder: Some(folder_info(made)) }))
    }

    async fn rename_entry(
        &self,
        request: Request<RenameEntryRequest>,
    ) -> Result<Response<RenameEntryResponse>, Status> {
        let member = self.member(&request).await?;
        let NewName { id, name } = request.into_inner().try_into().map_err(ServiceError::from)?;
        let (name, old_name) = drive::rename(&self.app, &member, id, &name).await?;
        Ok(Response::new(RenameEntryResponse { name, old_name }))
    }

    async fn move_entries(
        &self,
        request: Request<MoveEntriesRequest>,
    ) -> Result<Response<MoveEntriesResponse>, Status> {
        let member = self.member(&request).await?;
        let request = request.into_inner();
        let Placing { ids, folder, name } = Placing::try_from(&request).map_err(ServiceError::from)?;
        let (target, choice) = (Target { folder, name }, conflict(request.on_conflict()));
        let moved = drive::move_entries(&self.app, &member, &ids, target, choice).await?;
        Ok(Response::new(MoveEntriesResponse { entries: moved.into_iter().map(moved_entry).collect() }))
    }

    async fn copy_entries(
        &self,
        request: Request<CopyEntriesRequest>,
    ) -> Result<Response<CopyEntriesResponse>, Status> {
        let member = self.member(&request).await?;
        let request = request.into_inner();
        let Placing { ids, folder, name } = Placing::try_from(&request).map_err(ServiceError::from)?;
        let wish = drive::Copy { ids, target: folder, name, choice: conflict(request.on_conflict()) };
        let (copied, size) = drive::copy(&self.app, &member, wish).await?;
        let entries = copied.into_iter().map(copied_entry).collect();
        Ok(Response::new(CopyEntriesResponse { entries, copied_bytes: bytes(size) }))
    }

    async fn trash_entries(
        &self,
        request: Request<TrashEntriesRequest>,
    ) -> Result<Response<TrashEntriesResponse>, Status> {
        let member = self.member(&request).await?;
        let Entries(ids) = request.into_inner().try_into().map_err(ServiceError::from)?;
        let gone = drive::trash(&self.app, &member, &ids).await?;
        Ok(Response::new(TrashEntriesResponse {
            freed_bytes: bytes(gone.bytes),
            file_count: count(gone.files),
            folder_count: count(gone.folders),
        }))
    }

    async fn list_trash_entries(
        &self,
        request: Request<ListTrashEntriesRequest>,
    ) -> Result<Response<ListTrashEntriesResponse>, Status> {
        let member = self.member(&request).await?;
        let page = Page::try_from(request.into_inner()).map_err(ServiceError::from)?;
        let (trashed, total) = drive::list_trash(&self.app, &member, page).await?;
        Ok(Response::new(ListTrashEntriesResponse {
            entries: trashed.into_iter().map(|one| trashed_entry(&self.app, one)).collect(),
            total_count: count(total),
        }))
    }

    async fn restore_entries(
        &self,
        request: Request<RestoreEntriesRequest>,
    ) -> Result<Response<RestoreEntriesResponse>, Status> {
        let member = self.member(&request).await?;
        let request = request.into_inner();
        let Entries(ids) = Entries::try_from(&request).map_err(ServiceError::from)?;
        let choice = match request.on_conflict() {
            EntryConflict::Unspecified => Conflict::KeepBoth,
            said => conflict(said),
        };
        let restored = drive::restore(&self.app, &member, &ids, choice).await?;
        Ok(Response::new(RestoreEntriesResponse {
            entries: restored.into_iter().map(restored_entry).collect(),
        }))
    }

    async fn purge_entries(
        &self,
        request: Request<PurgeEntriesRequest>,
    ) -> Result<Response<PurgeEntriesResponse>, Status> {
        let member = self.member(&request).await?;
        let Entries(ids) = request.into_inner().try_into().map_err(ServiceError::from)?;
        let gone = drive::purge(&self.app, &member, &ids).await?;
        Ok(Response::new(PurgeEntriesResponse {
            freed_bytes: bytes(gone.bytes),
            file_count: count(gone.files),
            folder_count: count(gone.folders),
        }))
    }

    async fn search_files(
        &self,
        request: Request<SearchFilesRequest>,
    ) -> Result<Response<SearchFilesResponse>, Status> {
        let member = self.member(&request).await?;
        let Search { query, page, order, files_only, favourites_only, narrow } =
            request.into_inner().try_into().map_err(ServiceError::from)?;
        let search = drive::Search { part: query, page, order, files_only, favourites_only, narrow };
        let drive::Results { found, total, similar } = drive::search(&self.app, &member, &search).await?;
        let told =
            |one: drive::Found| FoundEntry { entry: Some(entry(&self.app, one.entry)), path: way(one.path) };
        let entries = found.into_iter().map(told).collect();
        Ok(Response::new(SearchFilesResponse { entries, total_count: count(total), similar }))
    }

    async fn set_favourites(
        &self,
        request: Request<SetFavouritesRequest>,
    ) -> Result<Response<SetFavouritesResponse>, Status> {
        let member = self.member(&request).await?;
        let request = request.into_inner();
        let Entries(ids) = Entries::try_from(&request).map_err(ServiceError::from)?;
        drive::set_favourites(&self.app, &member, &ids, request.favourite).await?;
        Ok(Response::new(SetFavouritesResponse {}))
    }

    async fn list_file_activity(
        &self,
        request: Request<ListFileActivityRequest>,
    ) -> Result<Response<ListFileActivityResponse>, Status> {
        let member = self.member(&request).await?;
        let ActivityOf { id, before, limit } = request.into_inner().try_into().map_err(ServiceError::from)?;
        let (events, next) = drive::activity(&self.app, &member, id, (before, limit)).await?;
        let events = events.into_iter().map(event).collect();
        Ok(Response::new(ListFileActivityResponse { events, next_before: next.unwrap_or_default() }))
    }

    async fn get_usage_report(
        &self,
        request: Request<GetUsageReportRequest>,
    ) -> Result<Response<GetUsageReportResponse>, Status> {
        let member = self.member(&request).await?;
        let folder = optional_id("folder_id", &request.get_ref().folder_id).map_err(ServiceError::from)?;
        Ok(Response::new(report(drive::usage(&self.app, &member, folder).await?)))
    }
}

fn report(usage: drive::Usage) -> GetUsageReportResponse {
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
    }
}

fn conflict(choice: EntryConflict) -> Conflict {
    match choice {
        EntryConflict::Unspecified | EntryConflict::Refuse => Conflict::Refuse,
        EntryConflict::KeepBoth => Conflict::KeepBoth,
        EntryConflict::Skip => Conflict::Skip,
        EntryConflict::Replace => Conflict::Replace,
    }
}

fn entry(app: &App, entry: Entry) -> DriveEntry {
    let (parent, kind) = match entry {
        Entry::Folder(folder) => (folder.parent, Kind::Folder(folder_info(folder))),
        Entry::File(file) => (file.folder, Kind::File(info(app, file))),
    };
    DriveEntry { kind: Some(kind), parent_id: folder_id(parent), is_shared: false }
}

/// What its owner gave to somebody is marked.
fn marked(entry: DriveEntry, shared: &BTreeSet<FileId>) -> DriveEntry {
    let id = match &entry.kind {
        Some(Kind::Folder(folder)) => folder.folder_id.parse(),
        Some(Kind::File(file)) => file.file_id.parse(),
        None => return entry,
    };
    DriveEntry { is_shared: id.is_ok_and(|id| shared.contains(&id)), ..entry }
}

fn lent(lent: drive::Lent) -> Lent {
    Lent { owner: lent.owner, right: ShareRight::from(lent.right).into() }
}

fn event(event: Event) -> FileEvent {
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

fn folder_info(folder: FolderEntry) -> FolderInfo {
    FolderInfo {
        folder_id: folder.id.to_string(),
        name: folder.name,
        created_at: seconds(folder.created_at),
        file_count: count(folder.files),
        folder_count: count(folder.folders),
        favourite: folder.favourite,
    }
}

fn moved_entry(moved: Moved) -> MovedEntry {
    MovedEntry {
        id: moved.id.to_string(),
        name: moved.name,
        old_name: moved.old_name,
        old_folder_id: folder_id(moved.old_folder),
        skipped: moved.skipped,
        replaced_id: folder_id(moved.replaced),
    }
}

fn copied_entry(copied: Copied) -> CopiedEntry {
    CopiedEntry {
        id: copied.id.to_string(),
        skipped: copied.copy.is_none(),
        copy_id: folder_id(copied.copy),
        name: copied.name,
        replaced_version: copied.replaced.map(count).unwrap_or_default(),
    }
}

fn trashed_entry(app: &App, trashed: Trashed) -> TrashedEntry {
    TrashedEntry {
        entry: Some(entry(app, trashed.entry)),
        deleted_at: seconds(trashed.trashed_at),
        purge_at: seconds(domain::trash::purge_at(trashed.trashed_at)),
        path: way(trashed.path),
        bytes: bytes(trashed.bytes),
    }
}

fn restored_entry(restored: Restored) -> RestoredEntry {
    RestoredEntry {
        id: restored.id.to_string(),
        name: restored.name,
        folder_id: folder_id(restored.folder),
        skipped: restored.skipped,
        replaced_id: folder_id(restored.replaced),
    }
}

fn way(steps: Vec<Step>) -> Vec<PathFolder> {
    steps.into_iter().map(|step| PathFolder { folder_id: step.id.to_string(), name: step.name }).collect()
}

/// Empty for the top, or for none.
fn folder_id(folder: Option<FileId>) -> String {
    folder.map(|id| id.to_string()).unwrap_or_default()
}
