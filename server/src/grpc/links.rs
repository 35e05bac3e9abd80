//! `LinkService`: links made by their owner, looked at and downloaded by whoever holds one.
use proto::{
    convert::{bytes, seconds, share::LinkWish},
    storage::{
        BeginLinkDownloadRequest, BeginLinkDownloadResponse, BeginLinkUploadRequest, BeginLinkUploadResponse,
        LookAtLinkRequest, LookAtLinkResponse, MakeLinkRequest, MakeLinkResponse,
        link_service_server::LinkService,
    },
};
use tonic::{Request, Response, Status};

use super::storage::{files::shown, shares::given_share};
use crate::{
    app::Shared,
    auth::{self, Action, Visitor},
    service::{
        ServiceError,
        shares::{self, Key, NewLink, Seen, Shown, Use},
    },
};

/// Where a download is asked for by its ticket, which stands in the query: no log keeps that.
const DOWNLOAD: &str = "/s/file?ticket=";
/// The same of what is shown.
const PREVIEW: &str = "/s/preview?ticket=";
/// The same of an upload.
const UPLOAD: &str = "/s/upload?ticket=";

/// The handlers.
pub struct Links {
    app: Shared,
}

impl Links {
    /// Handlers of this application.
    pub fn new(app: &Shared) -> Self {
        Self { app: Shared::clone(app) }
    }
}

#[tonic::async_trait]
impl LinkService for Links {
    async fn make_link(
        &self,
        request: Request<MakeLinkRequest>,
    ) -> Result<Response<MakeLinkResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "", Action::UseFiles).await?;
        let LinkWish { entry, life, password, downloads_max, takes_uploads } =
            request.into_inner().try_into().map_err(ServiceError::from)?;
        let new = NewLink { entry, life, password, downloads_max, takes_uploads };
        let made = shares::make_link(&self.app, &member, new).await?;
        Ok(Response::new(MakeLinkResponse {
            share: Some(given_share(made.given)),
            secret_address: made.address.to_string(),
            qr_svg: made.qr_svg.to_string(),
        }))
    }

    async fn look_at_link(
        &self,
        request: Request<LookAtLinkRequest>,
    ) -> Result<Response<LookAtLinkResponse>, Status> {
        let visitor = Visitor::of(request.extensions());
        let LookAtLinkRequest { secret, password } = request.into_inner();
        let key = Key { secret: &secret, password: &password };
        Ok(Response::new(match shares::look(&self.app, &visitor, &key).await? {
            Seen::Locked => LookAtLinkResponse { is_locked: true, ..Default::default() },
            Seen::Open(Shown { name, is_file, bytes: size, expires_at, takes_uploads }) => {
                LookAtLinkResponse {
                    takes_uploads,
                    is_locked: false,
                    name,
                    is_folder: !is_file,
                    size: bytes(size),
                    expires_at: expires_at.map(seconds).unwrap_or_default(),
                }
            }
        }))
    }

    async fn begin_link_download(
        &self,
        request: Request<BeginLinkDownloadRequest>,
    ) -> Result<Response<BeginLinkDownloadResponse>, Status> {
        let visitor = Visitor::of(request.extensions());
        let BeginLinkDownloadRequest { secret, password, preview } = request.into_inner();
        let key = Key { secret: &secret, password: &password };
        let ticket = shares::begin(&self.app, &visitor, &key, Use::Download).await?;
        let ticket = ticket.as_str();
        let preview = if preview { shares::preview(&self.app, ticket).await?.map(shown) } else { None };
        Ok(Response::new(BeginLinkDownloadResponse {
            secret_path: format!("{DOWNLOAD}{ticket}"),
            secret_preview_path: preview.as_ref().map(|_| format!("{PREVIEW}{ticket}")).unwrap_or_default(),
            preview,
        }))
    }

    async fn begin_link_upload(
        &self,
        request: Request<BeginLinkUploadRequest>,
    ) -> Result<Response<BeginLinkUploadResponse>, Status> {
        let visitor = Visitor::of(request.extensions());
        let BeginLinkUploadRequest { secret, password } = request.into_inner();
        let key = Key { secret: &secret, password: &password };
        let ticket = shares::begin(&self.app, &visitor, &key, Use::Upload).await?;
        Ok(Response::new(BeginLinkUploadResponse { secret_path: format!("{UPLOAD}{}", ticket.as_str()) }))
    }
}
