//! The caller's own account.

use proto::{
    account::{
        GetProfileRequest, GetProfileResponse, GetSpaceRequestRequest, GetSpaceRequestResponse,
        JoinWaitingListRequest, JoinWaitingListResponse, LeaveWaitingListRequest, RequestSpaceRequest,
        ReserveStorageRequest, WithdrawSpaceRequestRequest, account_service_client::AccountServiceClient,
    },
    storage::{LogoutRequest, cloud_storage_service_client::CloudStorageServiceClient},
};

use crate::{Authorized, ClientError};

impl Authorized {
    /// Who the caller is.
    pub async fn profile(&self) -> Result<GetProfileResponse, ClientError> {
        let call = |wire, request| async move { AccountServiceClient::new(wire).get_profile(request).await };
        self.session.call(GetProfileRequest {}, call).await
    }

    /// Reserves the caller's allocation of the pool; the bytes reserved.
    pub async fn reserve_storage(&self) -> Result<i64, ClientError> {
        let call =
            |wire, request| async move { AccountServiceClient::new(wire).reserve_storage(request).await };
        Ok(self.session.call(ReserveStorageRequest {}, call).await?.allocated_bytes)
    }

    /// Stands in line for a seat: the place, or the bytes of a seat that was free.
    pub async fn join_waiting_list(&self) -> Result<JoinWaitingListResponse, ClientError> {
        let call =
            |wire, request| async move { AccountServiceClient::new(wire).join_waiting_list(request).await };
        self.session.call(JoinWaitingListRequest {}, call).await
    }

    /// Leaves the line.
    pub async fn leave_waiting_list(&self) -> Result<(), ClientError> {
        let call =
            |wire, request| async move { AccountServiceClient::new(wire).leave_waiting_list(request).await };
        self.session.call(LeaveWaitingListRequest {}, call).await.map(drop)
    }

    /// The caller's last request for more space.
    pub async fn space_request(&self) -> Result<GetSpaceRequestResponse, ClientError> {
        let call =
            |wire, request| async move { AccountServiceClient::new(wire).get_space_request(request).await };
        self.session.call(GetSpaceRequestRequest {}, call).await
    }

    /// Asks the admins for more space; since when.
    pub async fn request_space(&self, note: &str) -> Result<i64, ClientError> {
        let call =
            |wire, request| async move { AccountServiceClient::new(wire).request_space(request).await };
        let request = RequestSpaceRequest { note: note.to_owned() };
        Ok(self.session.call(request, call).await?.created_at)
    }

    /// Takes the request back.
    pub async fn withdraw_space_request(&self) -> Result<(), ClientError> {
        let call = |wire, request| async move {
            AccountServiceClient::new(wire).withdraw_space_request(request).await
        };
        self.session.call(WithdrawSpaceRequestRequest {}, call).await.map(drop)
    }

    /// Ends the session on the server and clears the cookies.
    pub async fn logout(&self) -> Result<(), ClientError> {
        let call = |wire, request| async move { CloudStorageServiceClient::new(wire).logout(request).await };
        self.session.call(LogoutRequest {}, call).await.map(drop)
    }
}
