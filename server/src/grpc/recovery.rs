//! `RecoveryService`: a new password by a mailed link, and "it was not me".
use domain::{id::ChallengeId, second_step::SecondStep};
use proto::{
    account::{
        BeginResetRequest, BeginResetResponse, DisownSignInRequest, DisownSignInResponse, FinishResetRequest,
        FinishResetResponse, RequestResetRequest, RequestResetResponse,
        recovery_service_server::RecoveryService,
    },
    convert,
};
use tonic::{Request, Response, Status};

use super::cookies;
use crate::{
    app::Shared,
    auth::{Visitor, cookies::bound},
    service::{
        ServiceError,
        recovery::{disown, reset},
        to_the_end,
    },
};

/// The handlers.
pub struct Recovery {
    app: Shared,
}

impl Recovery {
    /// Handlers of this application.
    pub fn new(app: &Shared) -> Self {
        Self { app: Shared::clone(app) }
    }
}

#[tonic::async_trait]
impl RecoveryService for Recovery {
    async fn request_reset(
        &self,
        request: Request<RequestResetRequest>,
    ) -> Result<Response<RequestResetResponse>, Status> {
        let visitor = Visitor::of(request.extensions());
        let email = convert::account_email(&request.into_inner().email).map_err(ServiceError::from)?;
        reset::request(&self.app, &email, &visitor).await?;
        let message = "If this address has an account, we sent a link to choose a new password.".to_owned();
        Ok(Response::new(RequestResetResponse { message }))
    }

    async fn begin_reset(
        &self,
        request: Request<BeginResetRequest>,
    ) -> Result<Response<BeginResetResponse>, Status> {
        let visitor = Visitor::bound(request.extensions());
        let begun = reset::begin(&self.app, &request.into_inner().secret, &visitor).await?;
        let challenge = begun.challenge.as_ref();
        let response = Response::new(BeginResetResponse {
            username: begun.username,
            challenge_id: challenge.map(|asked| asked.id.to_string()).unwrap_or_default(),
            otp_expires_at: challenge.map_or(0, |asked| convert::seconds(asked.expires_at)),
            tries_left: challenge.map_or(0, |asked| convert::count(asked.tries_left)),
        });
        let cookie = visitor.browser.map(|browser| bound(cookies::scheme(&self.app), &browser));
        Ok(cookies::with(response, cookie))
    }

    async fn finish_reset(
        &self,
        request: Request<FinishResetRequest>,
    ) -> Result<Response<FinishResetResponse>, Status> {
        let visitor = Visitor::of(request.extensions());
        let FinishResetRequest { secret, password, challenge_id, otp } = request.into_inner();
        let proof = proof(&challenge_id, &otp)?;
        let app = Shared::clone(&self.app);
        to_the_end(async move {
            let wish = reset::Wish { secret: &secret, proof, password: &password };
            reset::finish(&app, wish, &visitor).await
        })
        .await?;
        let message = "Your new password is set. Sign in with it.".to_owned();
        Ok(Response::new(FinishResetResponse { message }))
    }

    async fn disown_sign_in(
        &self,
        request: Request<DisownSignInRequest>,
    ) -> Result<Response<DisownSignInResponse>, Status> {
        let visitor = Visitor::of(request.extensions());
        let (app, secret) = (Shared::clone(&self.app), request.into_inner().secret);
        to_the_end(async move { disown::disown(&app, &secret, &visitor).await }).await?;
        let message =
            "Every session was ended, and we mailed you a link to choose a new password.".to_owned();
        Ok(Response::new(DisownSignInResponse { message }))
    }
}

fn proof(challenge: &str, otp: &str) -> Result<Option<(ChallengeId, SecondStep)>, ServiceError> {
    if challenge.is_empty() {
        return Ok(None);
    }
    let challenge = convert::id("challenge_id", challenge).map_err(ServiceError::from)?;
    Ok(Some((challenge, convert::second_step(otp).map_err(ServiceError::from)?)))
}
