//! `SecurityService`: second factors, the password, sessions.
use domain::password::{NormalisedPassword, normalise};
use proto::{
    account::{
        AccountSession, ActivityRow, BeginAuthenticatorRequest, BeginAuthenticatorResponse,
        BeginEmailChangeRequest, BeginEmailChangeResponse, BeginStepUpRequest, BeginStepUpResponse,
        ChangePasswordRequest, ChangePasswordResponse, ConfirmAuthenticatorRequest,
        ConfirmAuthenticatorResponse, ConfirmEmailChangeRequest, ConfirmEmailChangeResponse,
        EndOtherSessionsRequest, EndOtherSessionsResponse, EndSessionRequest, EndSessionResponse,
        GetStandingRequest, GetStandingResponse, ListActivityRequest, ListActivityResponse,
        ListSessionsRequest, ListSessionsResponse, RemoveAuthenticatorRequest, RemoveAuthenticatorResponse,
        RenewBackupCodesRequest, RenewBackupCodesResponse, StepUpRequest, StepUpResponse,
        security_service_server::SecurityService,
    },
    convert,
};
use tonic::{Extensions, Request, Response, Status};
use zeroize::Zeroizing;

use super::cookies;
use crate::{
    app::Shared,
    auth::{self, Action, Member, Visitor},
    db::session::Shown,
    service::{
        Reason, ServiceError,
        audit_log::{self, Activity},
        security::{
            self, address, authenticator, backup_codes, devices, password,
            step_up::{self, Proved},
        },
        sessions::Proof,
        to_the_end,
    },
};

/// The handlers.
pub struct Security {
    app: Shared,
}

/// Who calls, and through which door.
struct Caller {
    app: Shared,
    member: Member,
    visitor: Visitor,
    is_browser: bool,
}

impl Security {
    /// Handlers of this application.
    pub fn new(app: &Shared) -> Self {
        Self { app: Shared::clone(app) }
    }

    async fn caller(&self, request: &Extensions, action: Action) -> Result<Caller, ServiceError> {
        Ok(Caller {
            app: Shared::clone(&self.app),
            member: auth::member(&self.app, request, "", action).await?,
            visitor: Visitor::of(request),
            is_browser: auth::browser(request).is_some(),
        })
    }
}

#[tonic::async_trait]
impl SecurityService for Security {
    async fn get_standing(
        &self,
        request: Request<GetStandingRequest>,
    ) -> Result<Response<GetStandingResponse>, Status> {
        let caller = self.caller(request.extensions(), Action::UseAccount).await?;
        let standing = security::standing(&self.app, &caller.member).await?;
        Ok(Response::new(GetStandingResponse {
            password_changed_at: standing.password_changed_at.map_or(0, convert::seconds),
            authenticator_since: standing.authenticator_since.map_or(0, convert::seconds),
            backup_codes_left: convert::count(standing.backup_codes_left),
            passkeys: convert::count(standing.passkeys),
            proved_until: convert::seconds(standing.proved_until),
        }))
    }

    async fn begin_step_up(
        &self,
        request: Request<BeginStepUpRequest>,
    ) -> Result<Response<BeginStepUpResponse>, Status> {
        let caller = self.caller(request.extensions(), Action::UseAccount).await?;
        let password = Zeroizing::new(request.into_inner().password);
        let password = typed("password", &password)?;
        let sent = step_up::begin(&self.app, &caller.member, password, &caller.visitor).await?;
        Ok(Response::new(BeginStepUpResponse {
            message: sent.sentence(),
            challenge_id: sent.challenge.to_string(),
            otp_method: sent.method.name().to_owned(),
            otp_expires_at: convert::seconds(sent.expires_at),
            masked_email: sent.masked_email,
            tries_left: convert::count(sent.tries_left),
        }))
    }

    async fn step_up(&self, request: Request<StepUpRequest>) -> Result<Response<StepUpResponse>, Status> {
        let Caller { app, member, visitor, is_browser } =
            self.caller(request.extensions(), Action::UseAccount).await?;
        let message = request.into_inner();
        let challenge = convert::id("challenge_id", &message.challenge_id).map_err(ServiceError::from)?;
        let step = convert::second_step(&message.otp).map_err(ServiceError::from)?;
        let proved =
            to_the_end(async move { step_up::finish(&app, &member, challenge, &step, &visitor).await });
        let Proved { until, signed_in } = proved.await?;
        Ok(cookies::go_on(&self.app, is_browser, signed_in, |tokens| StepUpResponse {
            proved_until: convert::seconds(until),
            tokens: Some(tokens),
        }))
    }

    async fn change_password(
        &self,
        request: Request<ChangePasswordRequest>,
    ) -> Result<Response<ChangePasswordResponse>, Status> {
        let Caller { app, member, visitor, is_browser } =
            self.caller(request.extensions(), Action::ChangeProtection).await?;
        let message = request.into_inner();
        let (current, new) = (Zeroizing::new(message.current_password), Zeroizing::new(message.password));
        let current = typed("current_password", &current)?;
        let signed_in =
            to_the_end(async move { password::change(&app, &member, current, &new, &visitor).await });
        Ok(cookies::go_on(&self.app, is_browser, signed_in.await?, |tokens| ChangePasswordResponse {
            tokens: Some(tokens),
        }))
    }

    async fn begin_email_change(
        &self,
        request: Request<BeginEmailChangeRequest>,
    ) -> Result<Response<BeginEmailChangeResponse>, Status> {
        let caller = self.caller(request.extensions(), Action::ChangeProtection).await?;
        let email = convert::account_email(&request.into_inner().email).map_err(ServiceError::from)?;
        let sent = address::begin(&self.app, &caller.member, &email, &caller.visitor).await?;
        Ok(Response::new(BeginEmailChangeResponse {
            challenge_id: sent.challenge.to_string(),
            otp_expires_at: convert::seconds(sent.expires_at),
            tries_left: convert::count(sent.tries_left),
        }))
    }

    async fn confirm_email_change(
        &self,
        request: Request<ConfirmEmailChangeRequest>,
    ) -> Result<Response<ConfirmEmailChangeResponse>, Status> {
        let Caller { app, member, visitor, is_browser } =
            self.caller(request.extensions(), Action::ChangeProtection).await?;
        let message = request.into_inner();
        let challenge = convert::id("challenge_id", &message.challenge_id).map_err(ServiceError::from)?;
        let email = convert::account_email(&message.email).map_err(ServiceError::from)?;
        let code = convert::code(&message.otp).map_err(ServiceError::from)?;
        let signed_in =
            to_the_end(
                async move { address::confirm(&app, &member, (challenge, &email), &code, &visitor).await },
            );
        Ok(cookies::go_on(&self.app, is_browser, signed_in.await?, |tokens| ConfirmEmailChangeResponse {
            tokens: Some(tokens),
        }))
    }

    async fn begin_authenticator(
        &self,
        request: Request<BeginAuthenticatorRequest>,
    ) -> Result<Response<BeginAuthenticatorResponse>, Status> {
        let caller = self.caller(request.extensions(), Action::ChangeProtection).await?;
        let enrolment = authenticator::begin(&self.app, &caller.member).await?;
        Ok(Response::new(BeginAuthenticatorResponse {
            secret: enrolment.secret.to_string(),
            uri: enrolment.uri.to_string(),
            qr_svg: enrolment.qr_svg.to_string(),
        }))
    }

    async fn confirm_authenticator(
        &self,
        request: Request<ConfirmAuthenticatorRequest>,
    ) -> Result<Response<ConfirmAuthenticatorResponse>, Status> {
        let Caller { app, member, visitor, is_browser } =
            self.caller(request.extensions(), Action::ChangeProtection).await?;
        let code = convert::code(&request.into_inner().otp).map_err(ServiceError::from)?;
        let added =
            to_the_end(async move { authenticator::confirm(&app, &member, &code, &visitor).await }).await?;
        let backup_codes = added.backup_codes.iter().map(|code| code.to_string()).collect();
        Ok(cookies::go_on(&self.app, is_browser, added.signed_in, |tokens| ConfirmAuthenticatorResponse {
            backup_codes,
            tokens: Some(tokens),
        }))
    }

    async fn remove_authenticator(
        &self,
        request: Request<RemoveAuthenticatorRequest>,
    ) -> Result<Response<RemoveAuthenticatorResponse>, Status> {
        let Caller { app, member, visitor, is_browser } =
            self.caller(request.extensions(), Action::ChangeProtection).await?;
        let signed_in =
            to_the_end(async move { authenticator::remove(&app, &member, &visitor).await }).await?;
        Ok(cookies::go_on(&self.app, is_browser, signed_in, |tokens| RemoveAuthenticatorResponse {
            tokens: Some(tokens),
        }))
    }

    async fn renew_backup_codes(
        &self,
        request: Request<RenewBackupCodesRequest>,
    ) -> Result<Response<RenewBackupCodesResponse>, Status> {
        let Caller { app, member, visitor, is_browser } =
            self.caller(request.extensions(), Action::ChangeProtection).await?;
        let made = to_the_end(async move { backup_codes::renew(&app, &member, &visitor).await }).await?;
        let backup_codes = made.backup_codes.iter().map(|code| code.to_string()).collect();
        Ok(cookies::go_on(&self.app, is_browser, made.signed_in, |tokens| RenewBackupCodesResponse {
            backup_codes,
            tokens: Some(tokens),
        }))
    }

    async fn list_sessions(
        &self,
        request: Request<ListSessionsRequest>,
    ) -> Result<Response<ListSessionsResponse>, Status> {
        let Caller { member, .. } = self.caller(request.extensions(), Action::UseAccount).await?;
        let sessions = devices::list(&self.app, &member).await?;
        let sessions = sessions.into_iter().map(|session| shown(session, &member)).collect();
        Ok(Response::new(ListSessionsResponse { sessions }))
    }

    async fn end_session(
        &self,
        request: Request<EndSessionRequest>,
    ) -> Result<Response<EndSessionResponse>, Status> {
        let Caller { app, member, .. } = self.caller(request.extensions(), Action::UseAccount).await?;
        let session =
            convert::id("session_id", &request.into_inner().session_id).map_err(ServiceError::from)?;
        to_the_end(async move { devices::end(&app, &member, session).await }).await?;
        Ok(Response::new(EndSessionResponse {}))
    }

    async fn end_other_sessions(
        &self,
        request: Request<EndOtherSessionsRequest>,
    ) -> Result<Response<EndOtherSessionsResponse>, Status> {
        let Caller { app, member, visitor, is_browser } =
            self.caller(request.extensions(), Action::UseAccount).await?;
        let signed_in = to_the_end(async move { devices::end_others(&app, &member, &visitor).await }).await?;
        Ok(cookies::go_on(&self.app, is_browser, signed_in, |tokens| EndOtherSessionsResponse {
            tokens: Some(tokens),
        }))
    }

    async fn list_activity(
        &self,
        request: Request<ListActivityRequest>,
    ) -> Result<Response<ListActivityResponse>, Status> {
        let Caller { member, .. } = self.caller(request.extensions(), Action::UseAccount).await?;
        let message = request.into_inner();
        let limit = convert::page(message.limit, 0).map_err(ServiceError::from)?.limit();
        let before = (message.before > 0).then_some(message.before);
        let rows = audit_log::activity(&self.app, &member, limit, before).await?;
        Ok(Response::new(ListActivityResponse { rows: rows.into_iter().map(row).collect() }))
    }
}

fn row(row: Activity) -> ActivityRow {
    ActivityRow {
        sequence: row.sequence,
        at: convert::seconds(row.at),
        action: row.action,
        object: row.object,
        refused: row.outcome != "success",
        session_id: row.session.unwrap_or_default(),
    }
}

fn typed(field: &'static str, password: &str) -> Result<NormalisedPassword, ServiceError> {
    normalise(password).map_err(|error| ServiceError::invalid(field, Reason::InvalidCredentials, error))
}

fn shown(session: Shown, member: &Member) -> AccountSession {
    AccountSession {
        is_this: session.id == member.session(),
        session_id: session.id.to_string(),
        device: session.device,
        network: session.network,
        methods: Proof::words(&session.methods).to_owned(),
        began_at: convert::seconds(session.created_at),
        last_seen_at: convert::seconds(session.last_seen_at),
        keep_signed_in: session.keep_signed_in,
    }
}
