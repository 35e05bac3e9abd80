//! `PoolService`: what all accounts share, as an admin sees and gives it.
use domain::role::Role;
use proto::{
    admin::{
        AcceptSpaceRequestRequest, AcceptSpaceRequestResponse, GetPoolRequest, GetPoolResponse,
        ListSpaceRequestsRequest, ListSpaceRequestsResponse, RefuseSpaceRequestRequest,
        RefuseSpaceRequestResponse, pool_service_server::PoolService,
    },
    convert::{self, bytes, count},
};
use tonic::{Request, Response, Status};

use super::{Admins, wire};
use crate::auth::Action;
use crate::service::{
    ServiceError,
    admin::{pool, space_requests},
    to_the_end,
};

#[tonic::async_trait]
impl PoolService for Admins {
    async fn get_pool(&self, request: Request<GetPoolRequest>) -> Result<Response<GetPoolResponse>, Status> {
        let (app, admin) = self.admin(request.extensions(), Action::Supervise).await?;
        let seats = pool::seats(&app, &admin).await?;
        Ok(Response::new(GetPoolResponse {
            capacity_bytes: bytes(seats.pool.capacity),
            reserved_bytes: bytes(seats.pool.reserved),
            allocation_bytes: bytes(app.seat()),
            seats: count(seats.pool.seats(app.seat())),
            seats_free: count(seats.pool.seats_free(app.seat())),
            reservations: seats.reservations.into_iter().map(wire::reservation).collect(),
            waiting: seats.waiting.into_iter().map(|waiting| wire::waiting(waiting, &app)).collect(),
            changes: seats.changes.into_iter().map(wire::entry).collect(),
            roles: Role::ALL.map(|role| wire::terms(role, app.reservation(role), &seats.pool)).to_vec(),
        }))
    }

    async fn list_space_requests(
        &self,
        request: Request<ListSpaceRequestsRequest>,
    ) -> Result<Response<ListSpaceRequestsResponse>, Status> {
        let (app, admin) = self.admin(request.extensions(), Action::Supervise).await?;
        let pending = space_requests::list(&app, &admin).await?;
        let requests = pending.into_iter().map(wire::request).collect();
        Ok(Response::new(ListSpaceRequestsResponse { requests }))
    }

    async fn accept_space_request(
        &self,
        request: Request<AcceptSpaceRequestRequest>,
    ) -> Result<Response<AcceptSpaceRequestResponse>, Status> {
        let (app, admin) = self.admin(request.extensions(), Action::ChangeAccounts).await?;
        let id = convert::id("request_id", &request.into_inner().request_id).map_err(ServiceError::from)?;
        let reserved = to_the_end(async move { space_requests::accept(&app, &admin, id).await }).await?;
        Ok(Response::new(AcceptSpaceRequestResponse { reserved_bytes: bytes(reserved) }))
    }

    async fn refuse_space_request(
        &self,
        request: Request<RefuseSpaceRequestRequest>,
    ) -> Result<Response<RefuseSpaceRequestResponse>, Status> {
        let (app, admin) = self.admin(request.extensions(), Action::ChangeAccounts).await?;
        let id = convert::id("request_id", &request.into_inner().request_id).map_err(ServiceError::from)?;
        to_the_end(async move { space_requests::refuse(&app, &admin, id).await }).await?;
        Ok(Response::new(RefuseSpaceRequestResponse {}))
    }
}
