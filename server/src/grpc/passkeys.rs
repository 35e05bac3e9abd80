//! `PasskeyService`: signing in, proving oneself once more, adding and removing.
use domain::id::ChallengeId;
use proto::{
    account::{
        AccountPasskey, BeginAddPasskeyRequest, BeginPasskeySignInRequest, BeginPasskeyStepUpRequest,
        FinishAddPasskeyRequest, FinishAddPasskeyResponse, FinishPasskeySignInRequest,
        FinishPasskeySignInResponse, FinishPasskeyStepUpRequest, FinishPasskeyStepUpResponse,
        ListPasskeysRequest, ListPasskeysResponse, PasskeyCeremony, RemovePasskeyRequest,
        RemovePasskeyResponse, passkey_service_server::PasskeyService,
    },
    convert,
};
use tonic::{Extensions, Request, Response, Status};

use super::cookies;
use crate::{
    app::Shared,
    auth::{self, Action, Member, Visitor, cookies::bound},
    db::passkey::Passkey,
    service::{
        ServiceError,
        security::{
            passkeys::{self, Begun},
            step_up::Proved,
        },
        sign_in_passkey, to_the_end,
    },
};

/// The handlers.
pub struct Passkeys {
    app: Shared,
}

impl Passkeys {
    /// Handlers of this application.
    pub fn new(app: &Shared) -> Self {
        Self { app: Shared::clone(app) }
    }

    async fn member(&self, request: &Extensions, action: Action) -> Result<Member, ServiceError> {
        auth::member(&self.app, request, "", action).await
    }

    /// A browser is bound to the ceremony that it begins.
    fn ceremony(&self, begun: Begun, visitor: Visitor) -> Response<PasskeyCeremony> {
        let cookie = visitor.browser.map(|browser| bound(cookies::scheme(&self.app), &browser));
        let ceremony =
            PasskeyCeremony { challenge_id: begun.challenge.to_string(), options_json: begun.options };
        cookies::with(Response::new(ceremony), cookie)
    }
}

#[tonic::async_trait]
impl PasskeyService for Passkeys {
    async fn begin_passkey_sign_in(
        &self,
        request: Request<BeginPasskeySignInRequest>,
    ) -> Result<Response<PasskeyCeremony>, Status> {
        let visitor = Visitor::bound(request.extensions());
        let begun = sign_in_passkey::begin(&self.app, &visitor).await?;
        Ok(self.ceremony(begun, visitor))
    }

    async fn finish_passkey_sign_in(
        &self,
        request: Request<FinishPasskeySignInRequest>,
    ) -> Result<Response<FinishPasskeySignInResponse>, Status> {
        let is_browser = auth::browser(request.extensions()).is_some();
        let visitor = Visitor::of(request.extensions());
        let message = request.into_inner();
        let challenge = challenge(&message.challenge_id)?;
        let app = Shared::clone(&self.app);
        let signed_in = to_the_end(async move {
            let proof = (challenge, message.credential_json.as_str());
            sign_in_passkey::finish(
                &app,
                proof,
                message.keep_signed_in,
                &visitor,
                message.keep_account.into(),
            )
            .await
        })
        .await?;
        let answer = |tokens| FinishPasskeySignInResponse { tokens: Some(tokens) };
        Ok(cookies::go_on(&self.app, is_browser, signed_in, answer))
    }

    async fn begin_passkey_step_up(
        &self,
        request: Request<BeginPasskeyStepUpRequest>,
    ) -> Result<Response<PasskeyCeremony>, Status> {
        let member = self.member(request.extensions(), Action::UseAccount).await?;
        let visitor = Visitor::bound(request.extensions());
        let begun = passkeys::begin_step_up(&self.app, &member, &visitor).await?;
        Ok(self.ceremony(begun, visitor))
    }

    async fn finish_passkey_step_up(
        &self,
        request: Request<FinishPasskeyStepUpRequest>,
    ) -> Result<Response<FinishPasskeyStepUpResponse>, Status> {
        let member = self.member(request.extensions(), Action::UseAccount).await?;
        let is_browser = auth::browser(request.extensions()).is_some();
        let visitor = Visitor::of(request.extensions());
        let message = request.into_inner();
        let challenge = challenge(&message.challenge_id)?;
        let app = Shared::clone(&self.app);
        let proved = to_the_end(async move {
            let proof = (challenge, message.credential_json.as_str());
            passkeys::finish_step_up(&app, &member, proof, &visitor).await
        });
        let Proved { until, signed_in } = proved.await?;
        Ok(cookies::go_on(&self.app, is_browser, signed_in, |tokens| FinishPasskeyStepUpResponse {
            proved_until: convert::seconds(until),
            tokens: Some(tokens),
        }))
    }

    async fn list_passkeys(
        &self,
        request: Request<ListPasskeysRequest>,
    ) -> Result<Response<ListPasskeysResponse>, Status> {
        let member = self.member(request.extensions(), Action::UseAccount).await?;
        let own = passkeys::list(&self.app, &member).await?;
        Ok(Response::new(ListPasskeysResponse {
            passkeys: own.into_iter().map(shown).collect(),
            are_possible: self.app.passkeys.are_possible(),
        }))
    }

    async fn begin_add_passkey(
        &self,
        request: Request<BeginAddPasskeyRequest>,
    ) -> Result<Response<PasskeyCeremony>, Status> {
        let member = self.member(request.extensions(), Action::ChangeProtection).await?;
        let visitor = Visitor::bound(request.extensions());
        let begun = passkeys::begin_adding(&self.app, &member, &visitor).await?;
        Ok(self.ceremony(begun, visitor))
    }

    async fn finish_add_passkey(
        &self,
        request: Request<FinishAddPasskeyRequest>,
    ) -> Result<Response<FinishAddPasskeyResponse>, Status> {
        let member = self.member(request.extensions(), Action::ChangeProtection).await?;
        let is_browser = auth::browser(request.extensions()).is_some();
        let visitor = Visitor::of(request.extensions());
        let message = request.into_inner();
        let challenge = challenge(&message.challenge_id)?;
        let app = Shared::clone(&self.app);
        let added = to_the_end(async move {
            let made = (challenge, message.credential_json.as_str());
            passkeys::finish_adding(&app, &member, made, &message.name, &visitor).await
        })
        .await?;
        let backup_codes = added.backup_codes.iter().map(|code| code.to_string()).collect();
        let answer = |tokens| FinishAddPasskeyResponse { backup_codes, tokens: Some(tokens) };
        Ok(cookies::go_on(&self.app, is_browser, added.signed_in, answer))
    }

    async fn remove_passkey(
        &self,
        request: Request<RemovePasskeyRequest>,
    ) -> Result<Response<RemovePasskeyResponse>, Status> {
        let member = self.member(request.extensions(), Action::ChangeProtection).await?;
        let is_browser = auth::browser(request.extensions()).is_some();
        let visitor = Visitor::of(request.extensions());
        let (app, id) = (Shared::clone(&self.app), request.into_inner().passkey_id);
        let signed_in =
            to_the_end(async move { passkeys::remove(&app, &member, &id, &visitor).await }).await?;
        let answer = |tokens| RemovePasskeyResponse { tokens: Some(tokens) };
        Ok(cookies::go_on(&self.app, is_browser, signed_in, answer))
    }
}

fn challenge(id: &str) -> Result<ChallengeId, ServiceError> {
    convert::id("challenge_id", id).map_err(ServiceError::from)
}

fn shown(passkey: Passkey) -> AccountPasskey {
    AccountPasskey {
        passkey_id: passkey.id,
        name: passkey.name,
        created_at: convert::seconds(passkey.created_at),
        last_used_at: passkey.last_used_at.map_or(0, convert::seconds),
    }
}
