//! Getting an account back, without a session.

use proto::account::{
    BeginResetRequest, BeginResetResponse, DisownSignInRequest, DisownSignInResponse, FinishResetRequest,
    FinishResetResponse, RequestResetRequest, RequestResetResponse,
    recovery_service_client::RecoveryServiceClient,
};

use crate::{ClientError, anonymous::Anonymous};

/// A new password by a mailed link.
#[derive(Clone)]
pub struct NewPassword {
    /// The part of the link after #.
    pub secret: String,
    /// The password, in the clear, on an encrypted or local wire only.
    pub password: String,
    /// What the code answers; empty where none is needed.
    pub challenge_id: String,
    /// The code, or a backup code.
    pub code: String,
}

impl Anonymous {
    /// Asks for a link to choose a new password. Every address is answered alike.
    pub async fn request_reset(&self, email: &str) -> Result<RequestResetResponse, ClientError> {
        let request = RequestResetRequest { email: email.to_owned() };
        Ok(RecoveryServiceClient::new(self.wire()).request_reset(request).await?.into_inner())
    }

    /// Whose link it is, and whether a code is needed too.
    pub async fn begin_reset(&self, secret: &str) -> Result<BeginResetResponse, ClientError> {
        let request = BeginResetRequest { secret: secret.to_owned() };
        Ok(RecoveryServiceClient::new(self.wire()).begin_reset(request).await?.into_inner())
    }

    /// Puts the new password in place.
    pub async fn finish_reset(&self, new: NewPassword) -> Result<FinishResetResponse, ClientError> {
        let NewPassword { secret, password, challenge_id, code: otp } = new;
        let request = FinishResetRequest { secret, password, challenge_id, otp };
        Ok(RecoveryServiceClient::new(self.wire()).finish_reset(request).await?.into_inner())
    }

    /// Says that a sign-in was somebody else's.
    pub async fn disown_sign_in(&self, secret: &str) -> Result<DisownSignInResponse, ClientError> {
        let request = DisownSignInRequest { secret: secret.to_owned() };
        Ok(RecoveryServiceClient::new(self.wire()).disown_sign_in(request).await?.into_inner())
    }
}
