//! `ShareService`: what the caller gave and was given, changed, taken back and left.
use domain::id::ShareId;
use proto::{
    convert::{
        count, id,
        share::{MyShares, NewTerms},
    },
    storage::{
        ChangeShareRequest, ChangeShareResponse, LeaveShareRequest, LeaveShareResponse, ListMySharesRequest,
        ListMySharesResponse, RevokeShareRequest, RevokeShareResponse, share_service_server::ShareService,
    },
};
use tonic::{Request, Response, Status};

use super::storage::shares::given_share;
use crate::{
    app::Shared,
    auth::{self, Action, Member},
    service::{
        ServiceError,
        shares::{self, Terms},
    },
};

/// The handlers.
pub struct Shares {
    app: Shared,
}

impl Shares {
    /// Handlers of this application.
    pub fn new(app: &Shared) -> Self {
        Self { app: Shared::clone(app) }
    }

    async fn member<T>(&self, request: &Request<T>) -> Result<Member, ServiceError> {
        auth::member(&self.app, request.extensions(), "", Action::UseFiles).await
    }
}

#[tonic::async_trait]
impl ShareService for Shares {
    async fn list_my_shares(
        &self,
        request: Request<ListMySharesRequest>,
    ) -> Result<Response<ListMySharesResponse>, Status> {
        let member = self.member(&request).await?;
        let MyShares { entry, page } = request.into_inner().try_into().map_err(ServiceError::from)?;
        let (found, total) = shares::given(&self.app, &member, entry, page).await?;
        let shares = found.into_iter().map(given_share).collect();
        Ok(Response::new(ListMySharesResponse { shares, total_count: count(total) }))
    }

    async fn change_share(
        &self,
        request: Request<ChangeShareRequest>,
    ) -> Result<Response<ChangeShareResponse>, Status> {
        let member = self.member(&request).await?;
        let NewTerms { share, right, life } = request.into_inner().try_into().map_err(ServiceError::from)?;
        let changed = shares::change(&self.app, &member, share, Terms { right, life }).await?;
        Ok(Response::new(ChangeShareResponse { share: Some(given_share(changed)) }))
    }

    async fn revoke_share(
        &self,
        request: Request<RevokeShareRequest>,
    ) -> Result<Response<RevokeShareResponse>, Status> {
        let member = self.member(&request).await?;
        shares::revoke(&self.app, &member, share_id(&request.into_inner().share_id)?).await?;
        Ok(Response::new(RevokeShareResponse {}))
    }

    async fn leave_share(
        &self,
        request: Request<LeaveShareRequest>,
    ) -> Result<Response<LeaveShareResponse>, Status> {
        let member = self.member(&request).await?;
        shares::leave(&self.app, &member, share_id(&request.into_inner().share_id)?).await?;
        Ok(Response::new(LeaveShareResponse {}))
    }
}

fn share_id(text: &str) -> Result<ShareId, ServiceError> {
    Ok(id("share_id", text)?)
}
