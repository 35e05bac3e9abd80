//! The versions of a file.

use proto::storage::{
    DeleteVersionRequest, ListVersionsRequest, ListVersionsResponse, RestoreVersionRequest,
    RestoreVersionResponse, version_service_client::VersionServiceClient,
};

use crate::{Authorized, ClientError};

impl Authorized {
    /// Lists the versions of a file, newest first; a limit of 0 means 50.
    pub async fn list_versions(
        &self,
        file_id: &str,
        limit: i32,
        offset: i32,
    ) -> Result<ListVersionsResponse, ClientError> {
        let message = ListVersionsRequest { file_id: file_id.to_owned(), limit, offset };
        let call =
            |wire, request| async move { VersionServiceClient::new(wire).list_versions(request).await };
        self.session.call(message, call).await
    }

    /// Takes an older version up again.
    pub async fn restore_version(
        &self,
        file_id: &str,
        version: i32,
    ) -> Result<RestoreVersionResponse, ClientError> {
        let message = RestoreVersionRequest { file_id: file_id.to_owned(), version };
        let call =
            |wire, request| async move { VersionServiceClient::new(wire).restore_version(request).await };
        self.session.call(message, call).await
    }

    /// Deletes an older version for good; the bytes that became available.
    pub async fn delete_version(&self, file_id: &str, version: i32) -> Result<i64, ClientError> {
        let message = DeleteVersionRequest { file_id: file_id.to_owned(), version };
        let call =
            |wire, request| async move { VersionServiceClient::new(wire).delete_version(request).await };
        Ok(self.session.call(message, call).await?.freed_bytes)
    }
}
