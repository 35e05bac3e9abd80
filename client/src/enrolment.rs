//! The calculator's own way in: a mailed code, a ticket, a seat of the pool.

use proto::calculator::{
    EnrollRequest, LoginRequest, LoginResponse, VerifyOtpRequest,
    calculator_service_client::CalculatorServiceClient,
};

use crate::{Authorized, ClientError, Tokens, anonymous::Anonymous};

impl Anonymous {
    /// Mails a code to an address, whether or not anybody has it.
    pub async fn calculator_login(&self, email: &str) -> Result<LoginResponse, ClientError> {
        let request = LoginRequest { email: email.to_owned() };
        Ok(CalculatorServiceClient::new(self.wire()).login(request).await?.into_inner())
    }

    /// Takes the code; a ticket for one enrolment within five minutes.
    pub async fn calculator_verify(
        &self,
        email: &str,
        code: &str,
        challenge_id: &str,
    ) -> Result<String, ClientError> {
        let request = VerifyOtpRequest {
            email: email.to_owned(),
            otp: code.to_owned(),
            challenge_id: challenge_id.to_owned(),
        };
        Ok(CalculatorServiceClient::new(self.wire()).verify_otp(request).await?.into_inner().ticket)
    }

    /// Reserves a seat; the member with a session that cannot be renewed, and the bytes reserved.
    pub async fn enroll(
        &self,
        email: &str,
        name: &str,
        ticket: &str,
    ) -> Result<(Authorized, i64), ClientError> {
        let request = EnrollRequest {
            email: email.to_owned(),
            name: name.to_owned(),
            ticket: ticket.to_owned(),
            ..Default::default()
        };
        let answer = CalculatorServiceClient::new(self.wire()).enroll(request).await?.into_inner();
        let tokens = Tokens { access: answer.session_token, refresh: String::new(), expires_at: i64::MAX };
        Ok((self.with_tokens(tokens), answer.allocated_bytes))
    }
}
