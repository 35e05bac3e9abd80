//! Folders, and what is done to several entries at once. An empty folder id is the top.

use domain::file_order::FileOrder;
use proto::storage::{
    CopyEntriesRequest, CopyEntriesResponse, CreateFolderRequest, EntryConflict, FileSort, FolderInfo,
    GetUsageReportRequest, GetUsageReportResponse, ListFileActivityRequest, ListFileActivityResponse,
    ListFolderRequest, ListFolderResponse, ListTagsRequest, ListTrashEntriesRequest,
    ListTrashEntriesResponse, MoveEntriesRequest, MovedEntry, PurgeEntriesRequest, PurgeEntriesResponse,
    RenameEntryRequest, RenameEntryResponse, RestoreEntriesRequest, RestoredEntry, SearchFilesRequest,
    SearchFilesResponse, SetFavouritesRequest, SetTagsRequest, TagInfo, TrashEntriesRequest,
    TrashEntriesResponse, drive_service_client::DriveServiceClient,
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
        self.moved(MoveEntriesRequest { ids, folder_id, on_conflict, ..Default::default() }).await
    }

    /// Moves a file or a folder and calls it otherwise, in one step.
    pub async fn move_as(
        &self,
        id: String,
        (folder_id, name): (&str, &str),
        on_conflict: EntryConflict,
    ) -> Result<Vec<MovedEntry>, ClientError> {
        let (folder_id, name) = (folder_id.to_owned(), name.to_owned());
        let message = MoveEntriesRequest { ids: vec![id], folder_id, on_conflict: on_conflict.into(), name };
        self.moved(message).await
    }

    async fn moved(&self, message: MoveEntriesRequest) -> Result<Vec<MovedEntry>, ClientError> {
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
        self.copied(CopyEntriesRequest { ids, folder_id, on_conflict, ..Default::default() }).await
    }

    /// Copies a file or a folder to another name.
    pub async fn copy_as(
        &self,
        id: String,
        (folder_id, name): (&str, &str),
        on_conflict: EntryConflict,
    ) -> Result<CopyEntriesResponse, ClientError> {
        let (folder_id, name) = (folder_id.to_owned(), name.to_owned());
        let message = CopyEntriesRequest { ids: vec![id], folder_id, on_conflict: on_conflict.into(), name };
        self.copied(message).await
    }

    async fn copied(&self, message: CopyEntriesRequest) -> Result<CopyEntriesResponse, ClientError> {
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
    pub async fn restore_entries(
        &self,
        ids: Vec<String>,
        on_conflict: EntryConflict,
    ) -> Result<Vec<RestoredEntry>, ClientError> {
        let call =
            |wire, request| async move { DriveServiceClient::new(wire).restore_entries(request).await };
        let message = RestoreEntriesRequest { ids, on_conflict: on_conflict.into() };
        Ok(self.session.call(message, call).await?.entries)
    }

    /// Removes files and folders in the trash for good; all of them or none.
    pub async fn purge_entries(&self, ids: Vec<String>) -> Result<PurgeEntriesResponse, ClientError> {
        let call = |wire, request| async move { DriveServiceClient::new(wire).purge_entries(request).await };
        self.session.call(PurgeEntriesRequest { ids }, call).await
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

    /// What takes the space; the folders of this one are told apart.
    pub async fn usage_report(&self, folder_id: &str) -> Result<GetUsageReportResponse, ClientError> {
        let message = GetUsageReportRequest { folder_id: folder_id.to_owned() };
        let call =
            |wire, request| async move { DriveServiceClient::new(wire).get_usage_report(request).await };
        self.session.call(message, call).await
    }

    /// Puts tags on files and folders, and takes tags off.
    pub async fn set_tags(
        &self,
        ids: Vec<String>,
        add: Vec<String>,
        remove: Vec<String>,
    ) -> Result<(), ClientError> {
        let call = |wire, request| async move { DriveServiceClient::new(wire).set_tags(request).await };
        self.session.call(SetTagsRequest { ids, add, remove }, call).await.map(drop)
    }

    /// The caller's tags, by name.
    pub async fn list_tags(&self) -> Result<Vec<TagInfo>, ClientError> {
        let call = |wire, request| async move { DriveServiceClient::new(wire).list_tags(request).await };
        self.session.call(ListTagsRequest {}, call).await.map(|answer| answer.tags)
    }

    /// Keeps files and folders at hand, or no longer.
    pub async fn set_favourites(&self, ids: Vec<String>, favourite: bool) -> Result<(), ClientError> {
        let call = |wire, request| async move { DriveServiceClient::new(wire).set_favourites(request).await };
        self.session.call(SetFavouritesRequest { ids, favourite }, call).await.map(drop)
    }
}
