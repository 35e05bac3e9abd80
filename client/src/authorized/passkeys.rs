//! The caller's passkeys. What changes them gives the session new tokens, which are taken over here.

use proto::account::{
    BeginAddPasskeyRequest, BeginPasskeyStepUpRequest, FinishAddPasskeyRequest, FinishPasskeyStepUpRequest,
    ListPasskeysRequest, ListPasskeysResponse, PasskeyCeremony, RemovePasskeyRequest,
    passkey_service_client::PasskeyServiceClient,
};

use crate::{Authorized, ClientError};

impl Authorized {
    /// The passkeys, the oldest first.
    pub async fn passkeys(&self) -> Result<ListPasskeysResponse, ClientError> {
        let call =
            |wire, request| async move { PasskeyServiceClient::new(wire).list_passkeys(request).await };
        self.session.call(ListPasskeysRequest {}, call).await
    }

    /// Begins adding one.
    pub async fn begin_add_passkey(&self) -> Result<PasskeyCeremony, ClientError> {
        let call =
            |wire, request| async move { PasskeyServiceClient::new(wire).begin_add_passkey(request).await };
        self.session.call(BeginAddPasskeyRequest {}, call).await
    }

    /// Takes what the authenticator made; backup codes come with the first strong factor.
    pub async fn finish_add_passkey(
        &self,
        challenge_id: &str,
        credential_json: &str,
        name: &str,
    ) -> Result<Vec<String>, ClientError> {
        let call =
            |wire, request| async move { PasskeyServiceClient::new(wire).finish_add_passkey(request).await };
        let request = FinishAddPasskeyRequest {
            challenge_id: challenge_id.to_owned(),
            credential_json: credential_json.to_owned(),
            name: name.to_owned(),
        };
        let answer = self.session.call(request, call).await?;
        self.go_on(answer.tokens);
        Ok(answer.backup_codes)
    }

    /// Removes one.
    pub async fn remove_passkey(&self, passkey_id: &str) -> Result<(), ClientError> {
        let call =
            |wire, request| async move { PasskeyServiceClient::new(wire).remove_passkey(request).await };
        let request = RemovePasskeyRequest { passkey_id: passkey_id.to_owned() };
        self.go_on(self.session.call(request, call).await?.tokens);
        Ok(())
    }

    /// Begins proving oneself once more.
    pub async fn begin_passkey_step_up(&self) -> Result<PasskeyCeremony, ClientError> {
        let call = |wire, request| async move {
            PasskeyServiceClient::new(wire).begin_passkey_step_up(request).await
        };
        self.session.call(BeginPasskeyStepUpRequest {}, call).await
    }

    /// Takes the proof; until when changes need no other one, in Unix seconds.
    pub async fn finish_passkey_step_up(
        &self,
        challenge_id: &str,
        credential_json: &str,
    ) -> Result<i64, ClientError> {
        let call = |wire, request| async move {
            PasskeyServiceClient::new(wire).finish_passkey_step_up(request).await
        };
        let request = FinishPasskeyStepUpRequest {
            challenge_id: challenge_id.to_owned(),
            credential_json: credential_json.to_owned(),
        };
        let answer = self.session.call(request, call).await?;
        self.go_on(answer.tokens);
        Ok(answer.proved_until)
    }
}
