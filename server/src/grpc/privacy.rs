//! `PrivacyService`: everything about oneself, and being forgotten.
use proto::{
    account::{
        GetArchiveExtentRequest, GetArchiveExtentResponse, MakeArchiveRequest, MakeArchiveResponse,
        RequestErasureRequest, RequestErasureResponse, privacy_service_server::PrivacyService,
    },
    convert,
};
use tonic::{Request, Response, Status};

use super::cookies;
use crate::{
    app::Shared,
    auth::{self, Action},
    service::{
        privacy::{self, link, request},
        to_the_end,
    },
};

/// The handlers.
pub struct Privacy {
    app: Shared,
}

impl Privacy {
    /// Handlers of this application.
    pub fn new(app: &Shared) -> Self {
        Self { app: Shared::clone(app) }
    }
}

#[tonic::async_trait]
impl PrivacyService for Privacy {
    async fn get_archive_extent(
        &self,
        request: Request<GetArchiveExtentRequest>,
    ) -> Result<Response<GetArchiveExtentResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "", Action::UseAccount).await?;
        let extent = privacy::extent(&self.app, &member).await?;
        Ok(Response::new(GetArchiveExtentResponse {
            files: convert::bytes(extent.files),
            bytes: convert::bytes(extent.bytes),
            next_at: extent.next_at.map_or(0, convert::seconds_rounded_up),
        }))
    }

    async fn make_archive(
        &self,
        request: Request<MakeArchiveRequest>,
    ) -> Result<Response<MakeArchiveResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "", Action::TakeLeave).await?;
        let link = link::make(&self.app, &member).await?;
        let expires_at = convert::seconds(link.expires_at);
        Ok(Response::new(MakeArchiveResponse { path: link.path, expires_at }))
    }

    async fn request_erasure(
        &self,
        request: Request<RequestErasureRequest>,
    ) -> Result<Response<RequestErasureResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "", Action::TakeLeave).await?;
        let from_browser = auth::browser(request.extensions()).is_some();
        let (app, typed) = (Shared::clone(&self.app), request.into_inner().username);
        let due_at = to_the_end(async move { request::of_oneself(&app, &member, &typed).await }).await?;
        let response = Response::new(RequestErasureResponse { due_at: convert::seconds(due_at) });
        Ok(if from_browser { cookies::signed_out(&self.app, response) } else { response })
    }
}
