//! `VersionService`: what a file was before.
use proto::{
    convert::{
        bytes, count, seconds,
        version::{VersionList, VersionOf},
    },
    storage::{
        DeleteVersionRequest, DeleteVersionResponse, FileVersion, ListVersionsRequest, ListVersionsResponse,
        RestoreVersionRequest, RestoreVersionResponse, version_service_server::VersionService,
    },
};
use tonic::{Request, Response, Status};

use crate::{
    app::Shared,
    auth::{self, Action, Member},
    service::{
        ServiceError,
        versions::{self, Listed},
    },
};

/// The handlers.
pub struct Versions {
    app: Shared,
}

impl Versions {
    /// Handlers of this application.
    pub fn new(app: &Shared) -> Self {
        Self { app: Shared::clone(app) }
    }

    async fn member<T>(&self, request: &Request<T>) -> Result<Member, ServiceError> {
        auth::member(&self.app, request.extensions(), "", Action::UseFiles).await
    }
}

#[tonic::async_trait]
impl VersionService for Versions {
    async fn list_versions(
        &self,
        request: Request<ListVersionsRequest>,
    ) -> Result<Response<ListVersionsResponse>, Status> {
        let member = self.member(&request).await?;
        let VersionList { file, page } = request.into_inner().try_into().map_err(ServiceError::from)?;
        let (listed, total) = versions::list(&self.app, &member, file, page).await?;
        let versions = listed.into_iter().map(version).collect();
        Ok(Response::new(ListVersionsResponse { versions, total_count: count(total) }))
    }

    async fn restore_version(
        &self,
        request: Request<RestoreVersionRequest>,
    ) -> Result<Response<RestoreVersionResponse>, Status> {
        let member = self.member(&request).await?;
        let VersionOf { file, number } = request.into_inner().try_into().map_err(ServiceError::from)?;
        let restored = versions::restore(&self.app, &member, file, number).await?;
        Ok(Response::new(RestoreVersionResponse {
            version: count(restored.number),
            before: count(restored.before),
        }))
    }

    async fn delete_version(
        &self,
        request: Request<DeleteVersionRequest>,
    ) -> Result<Response<DeleteVersionResponse>, Status> {
        let member = self.member(&request).await?;
        let VersionOf { file, number } = request.into_inner().try_into().map_err(ServiceError::from)?;
        let freed = versions::delete(&self.app, &member, file, number).await?;
        Ok(Response::new(DeleteVersionResponse { freed_bytes: bytes(freed) }))
    }
}

fn version(listed: Listed) -> FileVersion {
    FileVersion {
        number: count(listed.number),
        size: bytes(listed.size),
        checksum: listed.sha256,
        created_at: seconds(listed.created_at),
        made_by: listed.made_by.unwrap_or_default(),
        current: listed.is_current,
        restored_from: count(listed.restored_from.unwrap_or_default()),
        freed_bytes: bytes(listed.frees),
        damaged: listed.is_damaged,
    }
}
