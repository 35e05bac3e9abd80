//! `AdminService`: accounts as an admin sees and changes them.
use domain::role::Role;
use proto::{
    admin::{
        AccountSummary, ListAccountsRequest, ListAccountsResponse, ResumeAccountRequest,
        ResumeAccountResponse, SetRoleRequest, SetRoleResponse, SuspendAccountRequest,
        SuspendAccountResponse, UnlockAccountRequest, UnlockAccountResponse,
        admin_service_server::AdminService,
    },
    convert,
};
use tonic::{Extensions, Request, Response, Status};

use crate::{
    app::Shared,
    auth::{self, Action, Admin},
    db::account_list::Summary,
    service::{
        Reason, ServiceError,
        admin::{accounts, role, suspension},
        to_the_end,
    },
};

/// The handlers.
pub struct Accounts {
    app: Shared,
}

impl Accounts {
    /// Handlers of this application.
    pub fn new(app: &Shared) -> Self {
        Self { app: Shared::clone(app) }
    }

    async fn admin(&self, request: &Extensions, action: Action) -> Result<(Shared, Admin), ServiceError> {
        let admin = auth::admin(&self.app, request, action).await?;
        Ok((Shared::clone(&self.app), admin))
    }
}

#[tonic::async_trait]
impl AdminService for Accounts {
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

    async fn unlock_account(
        &self,
        request: Request<UnlockAccountRequest>,
    ) -> Result<Response<UnlockAccountResponse>, Status> {
        let (_, admin) = self.admin(request.extensions(), Action::ReadAccounts).await?;
        let username = convert::username(&request.into_inner().username).map_err(ServiceError::from)?;
        let places = accounts::unlock(&self.app, &admin, &username).await?;
        Ok(Response::new(UnlockAccountResponse { places: convert::count(places) }))
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
