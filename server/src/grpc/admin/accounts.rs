//! `AdminService`: accounts as an admin sees and changes them.
use domain::role::Role;
use proto::{
    admin::{
        AccountSummary, EndAccountSessionRequest, EndAccountSessionResponse, EraseAccountRequest,
        EraseAccountResponse, KeepAccountRequest, KeepAccountResponse, ListAccountSessionsRequest,
        ListAccountSessionsResponse, ListAccountsRequest, ListAccountsResponse, ListThrottlesRequest,
        ListThrottlesResponse, PreviewRoleRequest, PreviewRoleResponse, ResumeAccountRequest,
        ResumeAccountResponse, SetRoleRequest, SetRoleResponse, SuspendAccountRequest,
        SuspendAccountResponse, UnlockAccountRequest, UnlockAccountResponse,
        admin_service_server::AdminService,
    },
    convert,
};
use tonic::{Request, Response, Status};

use super::{Admins, wire};
use crate::{
    auth::Action,
    db::account_list::Summary,
    service::{
        Reason, ServiceError,
        admin::{accounts, role, sessions, suspension},
        privacy::request,
        to_the_end,
    },
};

#[tonic::async_trait]
impl AdminService for Admins {
    async fn list_accounts(
        &self,
        request: Request<ListAccountsRequest>,
    ) -> Result<Response<ListAccountsResponse>, Status> {
        let (_, admin) = self.admin(request.extensions(), Action::ReadAccounts).await?;
        let message = request.into_inner();
        let page = convert::page(message.limit, message.offset).map_err(ServiceError::from)?;
        let (found, total) = accounts::list(&self.app, &admin, &message.filter, page).await?;
        let accounts = found.into_iter().map(summary).collect();
        Ok(Response::new(ListAccountsResponse { accounts, total_count: convert::count(total) }))
    }

    async fn set_role(&self, request: Request<SetRoleRequest>) -> Result<Response<SetRoleResponse>, Status> {
        let (app, admin) = self.admin(request.extensions(), Action::ChangeAccounts).await?;
        let message = request.into_inner();
        let username = convert::username(&message.username).map_err(ServiceError::from)?;
        let wanted = Role::parse(&message.role).ok_or_else(no_role)?;
        let reserved = to_the_end(async move { role::set(&app, &admin, &username, wanted).await }).await?;
        Ok(Response::new(SetRoleResponse { reserved_bytes: convert::bytes(reserved) }))
    }

    async fn suspend_account(
        &self,
        request: Request<SuspendAccountRequest>,
    ) -> Result<Response<SuspendAccountResponse>, Status> {
        let (app, admin) = self.admin(request.extensions(), Action::ChangeAccounts).await?;
        let username = convert::username(&request.into_inner().username).map_err(ServiceError::from)?;
        to_the_end(async move { suspension::suspend(&app, &admin, &username).await }).await?;
        Ok(Response::new(SuspendAccountResponse {}))
    }

    async fn resume_account(
        &self,
        request: Request<ResumeAccountRequest>,
    ) -> Result<Response<ResumeAccountResponse>, Status> {
        let (app, admin) = self.admin(request.extensions(), Action::ChangeAccounts).await?;
        let username = convert::username(&request.into_inner().username).map_err(ServiceError::from)?;
        to_the_end(async move { suspension::resume(&app, &admin, &username).await }).await?;
        Ok(Response::new(ResumeAccountResponse {}))
    }

    async fn erase_account(
        &self,
        request: Request<EraseAccountRequest>,
    ) -> Result<Response<EraseAccountResponse>, Status> {
        let (app, admin) = self.admin(request.extensions(), Action::ChangeAccounts).await?;
        let username = convert::username(&request.into_inner().username).map_err(ServiceError::from)?;
        let due_at = to_the_end(async move { request::by_admin(&app, &admin, &username).await }).await?;
        Ok(Response::new(EraseAccountResponse { due_at: convert::seconds(due_at) }))
    }

    async fn keep_account(
        &self,
        request: Request<KeepAccountRequest>,
    ) -> Result<Response<KeepAccountResponse>, Status> {
        let (_, admin) = self.admin(request.extensions(), Action::ChangeAccounts).await?;
        let username = convert::username(&request.into_inner().username).map_err(ServiceError::from)?;
        request::keep_by_admin(&self.app, &admin, &username).await?;
        Ok(Response::new(KeepAccountResponse {}))
    }

    async fn unlock_account(
        &self,
        request: Request<UnlockAccountRequest>,
    ) -> Result<Response<UnlockAccountResponse>, Status> {
        let (_, admin) = self.admin(request.extensions(), Action::ReadAccounts).await?;
        let username = convert::username(&request.into_inner().username).map_err(ServiceError::from)?;
        let places = accounts::unlock(&self.app, &admin, &username).await?;
        Ok(Response::new(UnlockAccountResponse { places: convert::count(places) }))
    }

    async fn preview_role(
        &self,
        request: Request<PreviewRoleRequest>,
    ) -> Result<Response<PreviewRoleResponse>, Status> {
        let (app, admin) = self.admin(request.extensions(), Action::ReadAccounts).await?;
        let message = request.into_inner();
        let username = convert::username(&message.username).map_err(ServiceError::from)?;
        let wanted = Role::parse(&message.role).ok_or_else(no_role)?;
        let change = role::preview(&app, &admin, &username, wanted).await?;
        Ok(Response::new(PreviewRoleResponse { change: Some(wire::change(change)) }))
    }

    async fn list_throttles(
        &self,
        request: Request<ListThrottlesRequest>,
    ) -> Result<Response<ListThrottlesResponse>, Status> {
        let (app, admin) = self.admin(request.extensions(), Action::ReadAccounts).await?;
        let waiting = accounts::throttled(&app, &admin).await?;
        let throttles = waiting.into_iter().map(wire::throttle).collect();
        Ok(Response::new(ListThrottlesResponse { throttles }))
    }

    async fn list_account_sessions(
        &self,
        request: Request<ListAccountSessionsRequest>,
    ) -> Result<Response<ListAccountSessionsResponse>, Status> {
        let (app, admin) = self.admin(request.extensions(), Action::ReadAccounts).await?;
        let username = convert::username(&request.into_inner().username).map_err(ServiceError::from)?;
        let found = sessions::list(&app, &admin, &username).await?;
        let sessions = found.into_iter().map(wire::session).collect();
        Ok(Response::new(ListAccountSessionsResponse { sessions }))
    }

    async fn end_account_session(
        &self,
        request: Request<EndAccountSessionRequest>,
    ) -> Result<Response<EndAccountSessionResponse>, Status> {
        let (app, admin) = self.admin(request.extensions(), Action::ChangeAccounts).await?;
        let message = request.into_inner();
        let username = convert::username(&message.username).map_err(ServiceError::from)?;
        let session = convert::id("session_id", &message.session_id).map_err(ServiceError::from)?;
        to_the_end(async move { sessions::end(&app, &admin, &username, session).await }).await?;
        Ok(Response::new(EndAccountSessionResponse {}))
    }
}

fn summary(account: Summary) -> AccountSummary {
    AccountSummary {
        username: account.username,
        email: account.email,
        role: account.role.name().to_owned(),
        reserved_bytes: convert::bytes(account.reserved),
        used_bytes: convert::bytes(account.used),
        trash_bytes: convert::bytes(account.trash),
        created_at: convert::seconds(account.created_at),
        suspended_at: account.suspended_at.map_or(0, convert::seconds),
        erased_at: account.erased_at.map_or(0, convert::seconds),
        last_seen_at: account.last_seen_at.map_or(0, convert::seconds),
        has_authenticator: account.has_authenticator,
        is_verified: account.is_verified,
    }
}

fn no_role() -> ServiceError {
    let names: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
    let message = format!("There is no such role. The roles are {}.", names.join(", "));
    ServiceError::invalid("role", Reason::InvalidArgument, message)
}
