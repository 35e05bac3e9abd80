//! Folders, and what is done to several entries at once. An empty folder id is the top.

use domain::file_order::FileOrder;
use proto::storage::{
    CopyEntriesRequest, CopyEntriesResponse, CreateFolderRequest, EntryConflict, FileSort, FolderInfo,
    ListFileActivityRequest, ListFileActivityResponse, ListFolderRequest, ListFolderResponse,
    ListTrashEntriesRequest, ListTrashEntriesResponse, MoveEntriesRequest, MovedEntry, RenameEntryRequest,
    RenameEntryResponse, RestoreEntriesRequest, RestoredEntry, SearchFilesRequest, SearchFilesResponse,
    SetFavouritesRequest, TrashEntriesRequest, TrashEntriesResponse,
    drive_service_client::DriveServiceClient,
};

use crate::{Authorized, ClientError};

impl Authorized {
    /// Lists a folder, folders first; an empty filter keeps all, a limit of 0 means 50.
    pub async fn list_folder(
        &self,
        folder_id: &str,
        filter: &str,
        order: FileOrder,
        limit: i32,
        offset: i32,
    ) -> Result<ListFolderResponse, ClientError> {
        let message = ListFolderRequest {
            folder_id: folder_id.to_owned(),
            limit,
            offset,
            filter: filter.to_owned(),
            sort: FileSort::from(order.by).into(),
            descending: order.descending,
        };
        let call = |wire, request| async move { DriveServiceClient::new(wire).list_folder(request).await };
        self.session.call(message, call).await
    }

    /// Makes an empty folder; none when the answer names none.
    pub async fn create_folder(
        &self,
        parent_id: &str,
        name: &str,
    ) -> Result<Option<FolderInfo>, ClientError> {
        let message = CreateFolderRequest { parent_id: parent_id.to_owned(), name: name.to_owned() };
        let call = |wire, request| async move { DriveServiceClient::new(wire).create_folder(request).await };
        Ok(self.session.call(message, call).await?.folder)
    }

    /// Gives a file or a folder another name.
    pub async fn rename_entry(&self, id: &str, name: &str) -> Result<RenameEntryResponse, ClientError> {
        let message = RenameEntryRequest { id: id.to_owned(), name: name.to_owned() };
        let call = |wire, request| async move { DriveServiceClient::new(wire).rename_entry(request).await };
        self.session.call(message, call).await
    }

    /// Moves files and folders; all of them or none.
    pub async fn move_entries(
        &self,
        ids: Vec<String>,
        folder_id: &str,
        on_conflict: EntryConflict,
    ) -> Result<Vec<MovedEntry>, ClientError> {
        let (folder_id, on_conflict) = (folder_id.to_owned(), on_conflict.into());
        let message = MoveEntriesRequest { ids, folder_id, on_conflict };
        let call = |wire, request| async move { DriveServiceClient::new(wire).move_entries(request).await };
        Ok(self.session.call(message, call).await?.entries)
    }

    /// Copies files and folders with all below them.
    pub async fn copy_entries(
        &self,
        ids: Vec<String>,
        folder_id: &str,
        on_conflict: EntryConflict,
    ) -> Result<CopyEntriesResponse, ClientError> {
        let (folder_id, on_conflict) = (folder_id.to_owned(), on_conflict.into());
        let message = CopyEntriesRequest { ids, folder_id, on_conflict };
        let call = |wire, request| async move { DriveServiceClient::new(wire).copy_entries(request).await };
        self.session.call(message, call).await
    }

    /// Moves files and folders to the trash; all of them or none.
    pub async fn trash_entries(&self, ids: Vec<String>) -> Result<TrashEntriesResponse, ClientError> {
        let call = |wire, request| async move { DriveServiceClient::new(wire).trash_entries(request).await };
        self.session.call(TrashEntriesRequest { ids }, call).await
    }

    /// Lists the trash, a folder with all below it as one; a limit of 0 means 50.
    pub async fn list_trash_entries(
        &self,
        limit: i32,
        offset: i32,
    ) -> Result<ListTrashEntriesResponse, ClientError> {
        let call =
            |wire, request| async move { DriveServiceClient::new(wire).list_trash_entries(request).await };
        self.session.call(ListTrashEntriesRequest { limit, offset }, call).await
    }

    /// Takes files and folders back out of the trash.
    pub async fn restore_entries(&self, ids: Vec<String>) -> Result<Vec<RestoredEntry>, ClientError> {
        let call =
            |wire, request| async move { DriveServiceClient::new(wire).restore_entries(request).await };
        Ok(self.session.call(RestoreEntriesRequest { ids }, call).await?.entries)
    }

    /// Looks for files and folders; a limit of 0 means 50.
    pub async fn search_files(&self, wanted: SearchFilesRequest) -> Result<SearchFilesResponse, ClientError> {
        let call = |wire, request| async move { DriveServiceClient::new(wire).search_files(request).await };
        self.session.call(wanted, call).await
    }

    /// What happened to a file or folder before that row, the newest first; 0 is the newest, a limit of 0 means 50.
    pub async fn file_activity(
        &self,
        id: &str,
        limit: i32,
        before: i64,
    ) -> Result<ListFileActivityResponse, ClientError> {
        let message = ListFileActivityRequest { id: id.to_owned(), limit, before };
        let call =
            |wire, request| async move { DriveServiceClient::new(wire).list_file_activity(request).await };
        self.session.call(message, call).await
    }

    /// Keeps files and folders at hand, or no longer.
    pub async fn set_favourites(&self, ids: Vec<String>, favourite: bool) -> Result<(), ClientError> {
        let call = |wire, request| async move { DriveServiceClient::new(wire).set_favourites(request).await };
        self.session.call(SetFavouritesRequest { ids, favourite }, call).await.map(drop)
    }
}
