//! `AccountService`: the caller's own account, the first start, and what anybody may know of this server.
use proto::{
    account::{
        CreateFirstAdminRequest, CreateFirstAdminResponse, GetProfileRequest, GetProfileResponse,
        GetServerInfoRequest, GetServerInfoResponse, GetSpaceRequestRequest, GetSpaceRequestResponse,
        JoinWaitingListRequest, JoinWaitingListResponse, LeaveWaitingListRequest, LeaveWaitingListResponse,
        RequestSpaceRequest, RequestSpaceResponse, ReserveStorageRequest, ReserveStorageResponse,
        WithdrawSpaceRequestRequest, WithdrawSpaceRequestResponse, account_service_server::AccountService,
    },
    convert::{bytes, count, seconds, storage::Registration},
};
use tonic::{Request, Response, Status};

use super::cookies;
use crate::{
    app::Shared,
    auth::{self, Action, Visitor},
    db::space_request::Outcome,
    service::{
        Reason, ServiceError,
        credentials::Credentials,
        profile,
        seats::{self, Standing},
        setup, space_request,
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
}

#[tonic::async_trait]
impl AccountService for Accounts {
    async fn get_server_info(
        &self,
        request: Request<GetServerInfoRequest>,
    ) -> Result<Response<GetServerInfoResponse>, Status> {
        auth::anyone(request.extensions());
        let info = profile::server_info(&self.app).await?;
        Ok(Response::new(GetServerInfoResponse {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            test_mode: info.test_mode,
            pool_bytes: bytes(info.pool.capacity),
            pool_reserved_bytes: bytes(info.pool.reserved),
            allocation_bytes: bytes(self.app.seat()),
            seats: count(info.pool.seats(self.app.seat())),
            seats_free: count(info.pool.seats_free(self.app.seat())),
            setup_open: info.setup_open,
            waiting: count(info.waiting),
            passkeys_possible: self.app.passkeys.are_possible(),
        }))
    }

    async fn get_profile(
        &self,
        request: Request<GetProfileRequest>,
    ) -> Result<Response<GetProfileResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "", Action::UseAccount).await?;
        let profile = profile::profile(&self.app, &member).await?;
        Ok(Response::new(GetProfileResponse {
            user_id: member.account().to_string(),
            username: profile.username,
            email: profile.email,
            role: profile.role.name().to_owned(),
            allocated_bytes: bytes(profile.allocated_bytes),
            session_ends_at: seconds(profile.session_ends_at),
            waiting_position: count(profile.waiting_position),
        }))
    }

    async fn create_first_admin(
        &self,
        request: Request<CreateFirstAdminRequest>,
    ) -> Result<Response<CreateFirstAdminResponse>, Status> {
        let from_browser = auth::browser(request.extensions()).is_some();
        let visitor = Visitor::of(request.extensions());
        let message = request.into_inner();
        let wish = Registration::try_from(&message).map_err(ServiceError::from)?;
        let wish = Credentials { username: wish.username, email: wish.email, password: wish.password };
        let signed_in = setup::create_first_admin(&self.app, &message.secret, wish, &visitor).await?;
        let response = Response::new(CreateFirstAdminResponse {
            user_id: signed_in.account.to_string(),
            message: "You are the admin of this server.".to_owned(),
        });
        let cookies = from_browser.then(|| cookies::of(&self.app, &signed_in));
        Ok(cookies::with(response, cookies.into_iter().flatten()))
    }

    async fn reserve_storage(
        &self,
        request: Request<ReserveStorageRequest>,
    ) -> Result<Response<ReserveStorageResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "", Action::UseAccount).await?;
        let allocated = profile::reserve_storage(&self.app, &member).await?;
        Ok(Response::new(ReserveStorageResponse { allocated_bytes: bytes(allocated) }))
    }

    async fn join_waiting_list(
        &self,
        request: Request<JoinWaitingListRequest>,
    ) -> Result<Response<JoinWaitingListResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "", Action::UseAccount).await?;
        Ok(Response::new(match seats::join(&self.app, &member).await? {
            Standing::Seated(allocated) => {
                JoinWaitingListResponse { position: 0, allocated_bytes: bytes(allocated) }
            }
            Standing::Waiting(place) => {
                JoinWaitingListResponse { position: count(place), allocated_bytes: 0 }
            }
        }))
    }

    async fn leave_waiting_list(
        &self,
        request: Request<LeaveWaitingListRequest>,
    ) -> Result<Response<LeaveWaitingListResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "", Action::UseAccount).await?;
        seats::leave(&self.app, &member).await?;
        Ok(Response::new(LeaveWaitingListResponse {}))
    }

    async fn get_space_request(
        &self,
        request: Request<GetSpaceRequestRequest>,
    ) -> Result<Response<GetSpaceRequestResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "", Action::UseAccount).await?;
        let standing = space_request::standing(&self.app, &member).await?;
        let request = standing.request.as_ref();
        let decided = request.and_then(|request| request.decided);
        let state = match (request, decided) {
            (None, _) | (_, Some((_, Outcome::Withdrawn))) => "none",
            (Some(_), None) => "open",
            (_, Some((_, outcome))) => outcome.name(),
        };
        Ok(Response::new(GetSpaceRequestResponse {
            state: state.to_owned(),
            created_at: request.map_or(0, |request| seconds(request.created_at)),
            decided_at: decided.map_or(0, |(at, _)| seconds(at)),
            larger_bytes: standing.larger.map_or(0, |role| bytes(self.app.reservation(role))),
        }))
    }

    async fn request_space(
        &self,
        request: Request<RequestSpaceRequest>,
    ) -> Result<Response<RequestSpaceResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "", Action::UseAccount).await?;
        let note = space_request::Note::parse(&request.into_inner().note)
            .map_err(|error| ServiceError::invalid("note", Reason::InvalidArgument, error))?;
        let since = space_request::ask(&self.app, &member, &note).await?;
        Ok(Response::new(RequestSpaceResponse { created_at: seconds(since) }))
    }

    async fn withdraw_space_request(
        &self,
        request: Request<WithdrawSpaceRequestRequest>,
    ) -> Result<Response<WithdrawSpaceRequestResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "", Action::UseAccount).await?;
        space_request::withdraw(&self.app, &member).await?;
        Ok(Response::new(WithdrawSpaceRequestResponse {}))
    }
}
