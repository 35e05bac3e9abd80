//! The calls under a resumable upload; [`crate::upload`] drives them.

use bytes::Bytes;
use proto::storage::{
    AbortUploadRequest, CompleteUploadRequest, CreateUploadRequest, CreateUploadResponse, GetUploadRequest,
    GetUploadResponse, ListUploadsRequest, UploadFileResponse, UploadPartRequest, UploadPartResponse,
    UploadStatus, upload_service_client::UploadServiceClient,
};

use crate::{Authorized, ClientError};

impl Authorized {
    /// Begins an upload and reserves its size.
    pub async fn create_upload(
        &self,
        message: CreateUploadRequest,
    ) -> Result<CreateUploadResponse, ClientError> {
        let call = |wire, request| async move { UploadServiceClient::new(wire).create_upload(request).await };
        self.session.call(message, call).await
    }

    /// Stores one part durably; the same part may be sent again.
    pub async fn upload_part(
        &self,
        upload_id: &str,
        offset: u64,
        data: Bytes,
        digest: [u8; 32],
    ) -> Result<UploadPartResponse, ClientError> {
        let message = UploadPartRequest {
            upload_id: upload_id.to_owned(),
            offset: i64::try_from(offset).unwrap_or(i64::MAX),
            data,
            digest: Bytes::copy_from_slice(&digest),
        };
        let call = |wire, request| async move { UploadServiceClient::new(wire).upload_part(request).await };
        self.session.call(message, call).await
    }

    /// What of an upload is durable, and what is missing.
    pub async fn get_upload(&self, upload_id: &str) -> Result<GetUploadResponse, ClientError> {
        let message = GetUploadRequest { upload_id: upload_id.to_owned() };
        let call = |wire, request| async move { UploadServiceClient::new(wire).get_upload(request).await };
        self.session.call(message, call).await
    }

    /// The caller's uploads that have not ended, oldest first.
    pub async fn list_uploads(&self) -> Result<Vec<UploadStatus>, ClientError> {
        let call = |wire, request| async move { UploadServiceClient::new(wire).list_uploads(request).await };
        Ok(self.session.call(ListUploadsRequest {}, call).await?.uploads)
    }

    /// Verifies the whole and makes the file visible. The SHA-256 (lower-case hex) may be empty.
    pub async fn complete_upload(
        &self,
        upload_id: &str,
        sha256: &str,
    ) -> Result<UploadFileResponse, ClientError> {
        let message = CompleteUploadRequest { upload_id: upload_id.to_owned(), sha256: sha256.to_owned() };
        let call =
            |wire, request| async move { UploadServiceClient::new(wire).complete_upload(request).await };
        self.session.call(message, call).await
    }

    /// Ends an upload; the bytes that became available.
    pub async fn abort_upload(&self, upload_id: &str) -> Result<i64, ClientError> {
        let message = AbortUploadRequest { upload_id: upload_id.to_owned() };
        let call = |wire, request| async move { UploadServiceClient::new(wire).abort_upload(request).await };
        Ok(self.session.call(message, call).await?.freed_bytes)
    }
}
