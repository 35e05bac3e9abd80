//! Everything about the caller, and being forgotten.

use proto::account::{
    GetArchiveExtentRequest, GetArchiveExtentResponse, MakeArchiveRequest, MakeArchiveResponse,
    RequestErasureRequest, privacy_service_client::PrivacyServiceClient,
};

use crate::{Authorized, ClientError};

impl Authorized {
    /// What an archive of everything would hold now.
    pub async fn archive_extent(&self) -> Result<GetArchiveExtentResponse, ClientError> {
        let call =
            |wire, request| async move { PrivacyServiceClient::new(wire).get_archive_extent(request).await };
        self.session.call(GetArchiveExtentRequest {}, call).await
    }

    /// Makes a link to an archive of everything.
    pub async fn make_archive(&self) -> Result<MakeArchiveResponse, ClientError> {
        let call = |wire, request| async move { PrivacyServiceClient::new(wire).make_archive(request).await };
        self.session.call(MakeArchiveRequest {}, call).await
    }

    /// Begins the erasure of the account, which ends this session; when everything will be gone, in Unix seconds.
    pub async fn request_erasure(&self, username: &str) -> Result<i64, ClientError> {
        let call =
            |wire, request| async move { PrivacyServiceClient::new(wire).request_erasure(request).await };
        let request = RequestErasureRequest { username: username.to_owned() };
        Ok(self.session.call(request, call).await?.due_at)
    }
}
