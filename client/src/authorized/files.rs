//! Files, trash and quota.

use domain::file_order::FileOrder;
use proto::storage::{
    DeleteFileRequest, FileSort, GetPreviewRequest, GetPreviewResponse, GetQuotaStatusRequest,
    GetQuotaStatusResponse, ListFilesRequest, ListFilesResponse, ListTrashRequest, ListTrashResponse,
    RestoreFileRequest, cloud_storage_service_client::CloudStorageServiceClient,
};

use crate::{Authorized, ClientError};

impl Authorized {
    /// Lists files; an empty filter keeps all, a limit of 0 means 50.
    pub async fn list_files(
        &self,
        filter: &str,
        order: FileOrder,
        limit: i32,
        offset: i32,
    ) -> Result<ListFilesResponse, ClientError> {
        let message = ListFilesRequest {
            filter: filter.to_owned(),
            limit,
            offset,
            sort: FileSort::from(order.by).into(),
            descending: order.descending,
            ..Default::default()
        };
        let call =
            |wire, request| async move { CloudStorageServiceClient::new(wire).list_files(request).await };
        self.session.call(message, call).await
    }

    /// What of a file can be shown.
    pub async fn preview(&self, file_id: &str) -> Result<GetPreviewResponse, ClientError> {
        let message = GetPreviewRequest { file_id: file_id.to_owned(), ..Default::default() };
        let call =
            |wire, request| async move { CloudStorageServiceClient::new(wire).get_preview(request).await };
        self.session.call(message, call).await
    }

    /// What of an older version of a file can be shown.
    pub async fn preview_version(
        &self,
        file_id: &str,
        version: i32,
    ) -> Result<GetPreviewResponse, ClientError> {
        let message = GetPreviewRequest { file_id: file_id.to_owned(), version };
        let call =
            |wire, request| async move { CloudStorageServiceClient::new(wire).get_preview(request).await };
        self.session.call(message, call).await
    }

    /// Moves a file to the trash; the bytes that became available.
    pub async fn delete_file(&self, file_id: &str) -> Result<i64, ClientError> {
        let message = DeleteFileRequest { file_id: file_id.to_owned(), ..Default::default() };
        let call =
            |wire, request| async move { CloudStorageServiceClient::new(wire).delete_file(request).await };
        Ok(self.session.call(message, call).await?.freed_bytes)
    }

    /// Takes a file back out of the trash; the name it has now.
    pub async fn restore_file(&self, file_id: &str) -> Result<String, ClientError> {
        let message = RestoreFileRequest { file_id: file_id.to_owned() };
        let call =
            |wire, request| async move { CloudStorageServiceClient::new(wire).restore_file(request).await };
        Ok(self.session.call(message, call).await?.filename)
    }

    /// Lists the trash, last deleted first; a limit of 0 means 50.
    pub async fn list_trash(&self, limit: i32, offset: i32) -> Result<ListTrashResponse, ClientError> {
        let call =
            |wire, request| async move { CloudStorageServiceClient::new(wire).list_trash(request).await };
        self.session.call(ListTrashRequest { limit, offset }, call).await
    }

    /// The caller's reservation and what fills it.
    pub async fn quota(&self) -> Result<GetQuotaStatusResponse, ClientError> {
        let call = |wire, request| async move {
            CloudStorageServiceClient::new(wire).get_quota_status(request).await
        };
        self.session.call(GetQuotaStatusRequest::default(), call).await
    }
}
