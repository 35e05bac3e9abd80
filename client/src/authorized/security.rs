//! How the caller's account is protected. What changes it gives the session new tokens, which are taken over here.

use proto::account::{
    AccountSession, ActivityRow, BeginAuthenticatorRequest, BeginAuthenticatorResponse,
    BeginEmailChangeRequest, BeginEmailChangeResponse, BeginStepUpRequest, BeginStepUpResponse,
    ChangePasswordRequest, ConfirmAuthenticatorRequest, ConfirmEmailChangeRequest, EndOtherSessionsRequest,
    EndSessionRequest, GetStandingRequest, GetStandingResponse, ListActivityRequest, ListSessionsRequest,
    RemoveAuthenticatorRequest, RenewBackupCodesRequest, SessionTokens, StepUpRequest,
    security_service_client::SecurityServiceClient,
};

use crate::{Authorized, ClientError};

impl Authorized {
    /// How the account is protected.
    pub async fn standing(&self) -> Result<GetStandingResponse, ClientError> {
        let call =
            |wire, request| async move { SecurityServiceClient::new(wire).get_standing(request).await };
        self.session.call(GetStandingRequest {}, call).await
    }

    /// Checks the password and asks for the second factor.
    pub async fn begin_step_up(&self, password: &str) -> Result<BeginStepUpResponse, ClientError> {
        let call =
            |wire, request| async move { SecurityServiceClient::new(wire).begin_step_up(request).await };
        self.session.call(BeginStepUpRequest { password: password.to_owned() }, call).await
    }

    /// Takes the second factor; until when changes need no other proof, in Unix seconds.
    pub async fn step_up(&self, challenge_id: &str, otp: &str) -> Result<i64, ClientError> {
        let call = |wire, request| async move { SecurityServiceClient::new(wire).step_up(request).await };
        let request = StepUpRequest { challenge_id: challenge_id.to_owned(), otp: otp.to_owned() };
        let answer = self.session.call(request, call).await?;
        self.go_on(answer.tokens);
        Ok(answer.proved_until)
    }

    /// Changes the password; all other sessions end.
    pub async fn change_password(&self, current: &str, new: &str) -> Result<(), ClientError> {
        let call =
            |wire, request| async move { SecurityServiceClient::new(wire).change_password(request).await };
        let request =
            ChangePasswordRequest { current_password: current.to_owned(), password: new.to_owned() };
        self.go_on(self.session.call(request, call).await?.tokens);
        Ok(())
    }

    /// Mails a code to another address for the account.
    pub async fn begin_email_change(&self, email: &str) -> Result<BeginEmailChangeResponse, ClientError> {
        let call =
            |wire, request| async move { SecurityServiceClient::new(wire).begin_email_change(request).await };
        self.session.call(BeginEmailChangeRequest { email: email.to_owned() }, call).await
    }

    /// Takes the code: the account has the address, and all other sessions end.
    pub async fn confirm_email_change(
        &self,
        challenge_id: &str,
        email: &str,
        otp: &str,
    ) -> Result<(), ClientError> {
        let call = |wire, request| async move {
            SecurityServiceClient::new(wire).confirm_email_change(request).await
        };
        let request = ConfirmEmailChangeRequest {
            challenge_id: challenge_id.to_owned(),
            email: email.to_owned(),
            otp: otp.to_owned(),
        };
        self.go_on(self.session.call(request, call).await?.tokens);
        Ok(())
    }

    /// Makes the key of an authenticator.
    pub async fn begin_authenticator(&self) -> Result<BeginAuthenticatorResponse, ClientError> {
        let call = |wire, request| async move {
            SecurityServiceClient::new(wire).begin_authenticator(request).await
        };
        self.session.call(BeginAuthenticatorRequest {}, call).await
    }

    /// Takes a first code of it; the backup codes.
    pub async fn confirm_authenticator(&self, otp: &str) -> Result<Vec<String>, ClientError> {
        let call = |wire, request| async move {
            SecurityServiceClient::new(wire).confirm_authenticator(request).await
        };
        let answer = self.session.call(ConfirmAuthenticatorRequest { otp: otp.to_owned() }, call).await?;
        self.go_on(answer.tokens);
        Ok(answer.backup_codes)
    }

    /// Takes the authenticator away.
    pub async fn remove_authenticator(&self) -> Result<(), ClientError> {
        let call = |wire, request| async move {
            SecurityServiceClient::new(wire).remove_authenticator(request).await
        };
        self.go_on(self.session.call(RemoveAuthenticatorRequest {}, call).await?.tokens);
        Ok(())
    }

    /// New backup codes in place of the old ones.
    pub async fn renew_backup_codes(&self) -> Result<Vec<String>, ClientError> {
        let call =
            |wire, request| async move { SecurityServiceClient::new(wire).renew_backup_codes(request).await };
        let answer = self.session.call(RenewBackupCodesRequest {}, call).await?;
        self.go_on(answer.tokens);
        Ok(answer.backup_codes)
    }

    /// The account's sessions, the last used first.
    pub async fn sessions(&self) -> Result<Vec<AccountSession>, ClientError> {
        let call =
            |wire, request| async move { SecurityServiceClient::new(wire).list_sessions(request).await };
        Ok(self.session.call(ListSessionsRequest {}, call).await?.sessions)
    }

    /// Ends a session.
    pub async fn end_session(&self, session_id: &str) -> Result<(), ClientError> {
        let call = |wire, request| async move { SecurityServiceClient::new(wire).end_session(request).await };
        self.session.call(EndSessionRequest { session_id: session_id.to_owned() }, call).await.map(drop)
    }

    /// Ends all sessions but this one.
    pub async fn end_other_sessions(&self) -> Result<(), ClientError> {
        let call =
            |wire, request| async move { SecurityServiceClient::new(wire).end_other_sessions(request).await };
        self.go_on(self.session.call(EndOtherSessionsRequest {}, call).await?.tokens);
        Ok(())
    }

    /// What the caller did, newest first: rows before the one of this number, 0 for the newest.
    pub async fn activity(&self, limit: i32, before: i64) -> Result<Vec<ActivityRow>, ClientError> {
        let call =
            |wire, request| async move { SecurityServiceClient::new(wire).list_activity(request).await };
        Ok(self.session.call(ListActivityRequest { limit, before }, call).await?.rows)
    }

    /// Takes over the tokens of a session that goes on as a new one.
    pub(super) fn go_on(&self, tokens: Option<SessionTokens>) {
        if let Some(tokens) = tokens {
            self.session.go_on(tokens);
        }
    }
}
