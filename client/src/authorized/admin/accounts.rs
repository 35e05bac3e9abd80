//! Accounts, for admins.

use proto::admin::{
    AccountSession, EndAccountSessionRequest, EraseAccountRequest, KeepAccountRequest,
    ListAccountSessionsRequest, ListAccountsRequest, ListAccountsResponse, ListThrottlesRequest,
    PreviewRoleRequest, ResumeAccountRequest, RoleChange, SetRoleRequest, SuspendAccountRequest, Throttle,
    UnlockAccountRequest, admin_service_client::AdminServiceClient,
};

use crate::{Authorized, ClientError};

impl Authorized {
    /// A page of the accounts whose name or address contains `filter`; a limit of 0 is the server's own.
    pub async fn accounts(
        &self,
        filter: &str,
        limit: i32,
        offset: i32,
    ) -> Result<ListAccountsResponse, ClientError> {
        let call = |wire, request| async move { AdminServiceClient::new(wire).list_accounts(request).await };
        let request = ListAccountsRequest { filter: filter.to_owned(), limit, offset };
        self.session.call(request, call).await
    }

    /// Gives an account another role; the bytes reserved for it then.
    pub async fn set_role(&self, username: &str, role: &str) -> Result<i64, ClientError> {
        let call = |wire, request| async move { AdminServiceClient::new(wire).set_role(request).await };
        let request = SetRoleRequest { username: username.to_owned(), role: role.to_owned() };
        Ok(self.session.call(request, call).await?.reserved_bytes)
    }

    /// Keeps an account out.
    pub async fn suspend_account(&self, username: &str) -> Result<(), ClientError> {
        let call =
            |wire, request| async move { AdminServiceClient::new(wire).suspend_account(request).await };
        self.session.call(SuspendAccountRequest { username: username.to_owned() }, call).await.map(drop)
    }

    /// Lets it in again.
    pub async fn resume_account(&self, username: &str) -> Result<(), ClientError> {
        let call = |wire, request| async move { AdminServiceClient::new(wire).resume_account(request).await };
        self.session.call(ResumeAccountRequest { username: username.to_owned() }, call).await.map(drop)
    }

    /// Begins the erasure of an account; when everything of it will be gone, in Unix seconds.
    pub async fn erase_account(&self, username: &str) -> Result<i64, ClientError> {
        let call = |wire, request| async move { AdminServiceClient::new(wire).erase_account(request).await };
        let request = EraseAccountRequest { username: username.to_owned() };
        Ok(self.session.call(request, call).await?.due_at)
    }

    /// Keeps an account that was to be erased.
    pub async fn keep_account(&self, username: &str) -> Result<(), ClientError> {
        let call = |wire, request| async move { AdminServiceClient::new(wire).keep_account(request).await };
        self.session.call(KeepAccountRequest { username: username.to_owned() }, call).await.map(drop)
    }

    /// Forgets the wrong passwords that were tried at an account; from how many places.
    pub async fn unlock_account(&self, username: &str) -> Result<i32, ClientError> {
        let call = |wire, request| async move { AdminServiceClient::new(wire).unlock_account(request).await };
        let request = UnlockAccountRequest { username: username.to_owned() };
        Ok(self.session.call(request, call).await?.places)
    }

    /// What a change of role would do; changes nothing.
    pub async fn preview_role(&self, username: &str, role: &str) -> Result<RoleChange, ClientError> {
        let call = |wire, request| async move { AdminServiceClient::new(wire).preview_role(request).await };
        let request = PreviewRoleRequest { username: username.to_owned(), role: role.to_owned() };
        Ok(self.session.call(request, call).await?.change.unwrap_or_default())
    }

    /// Who waits before the next try.
    pub async fn throttles(&self) -> Result<Vec<Throttle>, ClientError> {
        let call = |wire, request| async move { AdminServiceClient::new(wire).list_throttles(request).await };
        Ok(self.session.call(ListThrottlesRequest {}, call).await?.throttles)
    }

    /// The sessions of an account that are still good.
    pub async fn account_sessions(&self, username: &str) -> Result<Vec<AccountSession>, ClientError> {
        let call =
            |wire, request| async move { AdminServiceClient::new(wire).list_account_sessions(request).await };
        let request = ListAccountSessionsRequest { username: username.to_owned() };
        Ok(self.session.call(request, call).await?.sessions)
    }

    /// Ends one of them.
    pub async fn end_account_session(&self, username: &str, session_id: &str) -> Result<(), ClientError> {
        let call =
            |wire, request| async move { AdminServiceClient::new(wire).end_account_session(request).await };
        let request =
            EndAccountSessionRequest { username: username.to_owned(), session_id: session_id.to_owned() };
        self.session.call(request, call).await.map(drop)
    }
}
