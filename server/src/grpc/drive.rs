//! `DriveService`: folders, and what is done to several entries at once.
use std::collections::BTreeSet;

use domain::page::Page;
use proto::{
    convert::{
        bytes, count,
        drive::{ActivityOf, Entries, FolderList, NewFolder, NewName, Placing},
        optional_id,
        search::Search,
        tag::Tagged,
    },
    storage::{
        CopyEntriesRequest, CopyEntriesResponse, CreateFolderRequest, CreateFolderResponse, EntryConflict,
        FoundEntry, GetUsageReportRequest, GetUsageReportResponse, ListFileActivityRequest,
        ListFileActivityResponse, ListFolderRequest, ListFolderResponse, ListTagsRequest, ListTagsResponse,
        ListTrashEntriesRequest, ListTrashEntriesResponse, MoveEntriesRequest, MoveEntriesResponse,
        PurgeEntriesRequest, PurgeEntriesResponse, RenameEntryRequest, RenameEntryResponse,
        RestoreEntriesRequest, RestoreEntriesResponse, SearchFilesRequest, SearchFilesResponse,
        SetFavouritesRequest, SetFavouritesResponse, SetTagsRequest, SetTagsResponse, TrashEntriesRequest,
        TrashEntriesResponse, drive_service_server::DriveService,
    },
};
use tonic::{Request, Response, Status};

use crate::{
    app::Shared,
    auth::{self, Action, Member},
    service::{
        ServiceError,
        drive::{self, Conflict, Tagging, Target},
    },
};
use told::{
    conflict, copied_entry, event, folder_info, lent, moved_entry, own_entry, report, restored_entry,
    tag_info, trashed_entry, way,
};

pub(in crate::grpc) mod told;

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
        let mut found = drive::list(&self.app, &member, folder, page, &filter, order).await?;
        Ok(Response::new(ListFolderResponse {
            lent: found.given.map(lent),
            entries: found
                .entries
                .into_iter()
                .map(|one| own_entry(&self.app, one, &found.shared, &mut found.tags))
                .collect(),
            total_count: count(found.folders + found.files),
            path: way(found.path),
            folder_count: count(found.folders),
            vault_id: found.vault.map(|id| id.to_string()).unwrap_or_default(),
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
        let Search { query, page, order, files_only, favourites_only, narrow, tag } =
            request.into_inner().try_into().map_err(ServiceError::from)?;
        let search = drive::Search { part: query, page, order, files_only, favourites_only, narrow, tag };
        let drive::Results { found, mut tags, total, similar } =
            drive::search(&self.app, &member, &search).await?;
        // To whom it was given the list of its folder tells.
        let shared = BTreeSet::new();
        let told = |one: drive::Found| FoundEntry {
            entry: Some(own_entry(&self.app, one.entry, &shared, &mut tags)),
            path: way(one.path),
        };
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

    async fn set_tags(&self, request: Request<SetTagsRequest>) -> Result<Response<SetTagsResponse>, Status> {
        let member = self.member(&request).await?;
        let Tagged { ids, add, remove } = request.into_inner().try_into().map_err(ServiceError::from)?;
        drive::set_tags(&self.app, &member, &ids, &Tagging { add, remove }).await?;
        Ok(Response::new(SetTagsResponse {}))
    }

    async fn list_tags(
        &self,
        request: Request<ListTagsRequest>,
    ) -> Result<Response<ListTagsResponse>, Status> {
        let member = self.member(&request).await?;
        let tags = drive::list_tags(&self.app, &member).await?;
        Ok(Response::new(ListTagsResponse { tags: tags.into_iter().map(tag_info).collect() }))
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
