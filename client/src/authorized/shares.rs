//! Giving files and folders to others, and what others gave.

use proto::storage::{
    ChangeShareRequest, GetSharedFilesRequest, GetSharedFilesResponse, GivenShare, LeaveShareRequest,
    ListMySharesRequest, ListMySharesResponse, MakeLinkRequest, MakeLinkResponse, RevokeShareRequest,
    ShareFileRequest, ShareRight, cloud_storage_service_client::CloudStorageServiceClient,
    link_service_client::LinkServiceClient, share_service_client::ShareServiceClient,
};

use crate::{Authorized, ClientError};

impl Authorized {
    /// Gives a file or folder to a username or an address; 0 days is for ever. None when the answer names no share.
    pub async fn share(
        &self,
        id: &str,
        who: &str,
        right: ShareRight,
        valid_days: i32,
    ) -> Result<Option<GivenShare>, ClientError> {
        let message =
            ShareFileRequest { id: id.to_owned(), who: who.to_owned(), right: right.into(), valid_days };
        let call =
            |wire, request| async move { CloudStorageServiceClient::new(wire).share_file(request).await };
        Ok(self.session.call(message, call).await?.share)
    }

    /// Makes a link to a file or folder: 0 days are 7, 0 downloads are without an end, an empty password is none. It
    /// gives what is there, or takes uploads.
    pub async fn make_link(
        &self,
        id: &str,
        valid_days: i32,
        password: &str,
        downloads_max: i32,
        takes_uploads: bool,
    ) -> Result<MakeLinkResponse, ClientError> {
        let (id, password) = (id.to_owned(), password.to_owned());
        let message = MakeLinkRequest { id, valid_days, password, downloads_max, takes_uploads };
        let call = |wire, request| async move { LinkServiceClient::new(wire).make_link(request).await };
        self.session.call(message, call).await
    }

    /// What others gave; a limit of 0 means 50.
    pub async fn shared_with_me(
        &self,
        limit: i32,
        offset: i32,
    ) -> Result<GetSharedFilesResponse, ClientError> {
        let call = |wire, request| async move {
            CloudStorageServiceClient::new(wire).get_shared_files(request).await
        };
        self.session.call(GetSharedFilesRequest { limit, offset }, call).await
    }

    /// What the caller gave, of one file or folder or, when `id` is empty, of all; a limit of 0 means 50.
    pub async fn my_shares(
        &self,
        id: &str,
        limit: i32,
        offset: i32,
    ) -> Result<ListMySharesResponse, ClientError> {
        let message = ListMySharesRequest { limit, offset, id: id.to_owned() };
        let call = |wire, request| async move { ShareServiceClient::new(wire).list_my_shares(request).await };
        self.session.call(message, call).await
    }

    /// Gives what was given on other terms from now on.
    pub async fn change_share(
        &self,
        share_id: &str,
        right: ShareRight,
        valid_days: i32,
    ) -> Result<Option<GivenShare>, ClientError> {
        let message = ChangeShareRequest { share_id: share_id.to_owned(), right: right.into(), valid_days };
        let call = |wire, request| async move { ShareServiceClient::new(wire).change_share(request).await };
        Ok(self.session.call(message, call).await?.share)
    }

    /// Takes back what was given.
    pub async fn revoke_share(&self, share_id: &str) -> Result<(), ClientError> {
        let message = RevokeShareRequest { share_id: share_id.to_owned() };
        let call = |wire, request| async move { ShareServiceClient::new(wire).revoke_share(request).await };
        self.session.call(message, call).await.map(drop)
    }

    /// Takes away what somebody gave the caller.
    pub async fn leave_share(&self, share_id: &str) -> Result<(), ClientError> {
        let message = LeaveShareRequest { share_id: share_id.to_owned() };
        let call = |wire, request| async move { ShareServiceClient::new(wire).leave_share(request).await };
        self.session.call(message, call).await.map(drop)
    }
}
