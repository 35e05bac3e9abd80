//! The pool and the requests for more of it, for admins.

use proto::admin::{
    AcceptSpaceRequestRequest, GetPoolRequest, GetPoolResponse, ListSpaceRequestsRequest,
    RefuseSpaceRequestRequest, SpaceRequest, pool_service_client::PoolServiceClient,
};

use crate::{Authorized, ClientError};

impl Authorized {
    /// The pool, who holds seats of it, who waits, and what moved lately.
    pub async fn pool(&self) -> Result<GetPoolResponse, ClientError> {
        let call = |wire, request| async move { PoolServiceClient::new(wire).get_pool(request).await };
        self.session.call(GetPoolRequest {}, call).await
    }

    /// Requests for more space that nobody has decided, the oldest first.
    pub async fn space_requests(&self) -> Result<Vec<SpaceRequest>, ClientError> {
        let call =
            |wire, request| async move { PoolServiceClient::new(wire).list_space_requests(request).await };
        Ok(self.session.call(ListSpaceRequestsRequest {}, call).await?.requests)
    }

    /// Gives what was asked for; the bytes reserved then.
    pub async fn accept_space_request(&self, request_id: &str) -> Result<i64, ClientError> {
        let call =
            |wire, request| async move { PoolServiceClient::new(wire).accept_space_request(request).await };
        let request = AcceptSpaceRequestRequest { request_id: request_id.to_owned() };
        Ok(self.session.call(request, call).await?.reserved_bytes)
    }

    /// Closes a request; the account keeps what it has.
    pub async fn refuse_space_request(&self, request_id: &str) -> Result<(), ClientError> {
        let call =
            |wire, request| async move { PoolServiceClient::new(wire).refuse_space_request(request).await };
        let request = RefuseSpaceRequestRequest { request_id: request_id.to_owned() };
        self.session.call(request, call).await.map(drop)
    }
}
