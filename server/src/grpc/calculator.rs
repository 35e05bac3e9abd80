//! `CalculatorService`: a code, an enrolment, and numbers.
use domain::{calculator::Operation, format};
use proto::{
    calculator::{
        EnrollRequest, EnrollResponse, LoginRequest, LoginResponse, OperationRequest, OperationResponse,
        VerifyOtpRequest, VerifyOtpResponse, calculator_service_server::CalculatorService,
    },
    convert::{
        account_email, bytes,
        calculator::{AddressProof, Enrolment, Operands},
        seconds,
    },
};
use tonic::{Request, Response, Status};

use super::cookies;
use crate::{
    app::Shared,
    auth::{self, Action, Visitor},
    service::{ServiceError, calculator, enroll, enroll_code},
};

/// The handlers.
pub struct Calculator {
    app: Shared,
}

impl Calculator {
    /// Handlers of this application.
    pub fn new(app: &Shared) -> Self {
        Self { app: Shared::clone(app) }
    }

    async fn calculate(
        &self,
        operation: Operation,
        request: Request<OperationRequest>,
    ) -> Result<Response<OperationResponse>, Status> {
        let member =
            auth::member(&self.app, request.extensions(), &request.get_ref().session_token, Action::Compute)
                .await?;
        let operands = Operands::try_from(request.get_ref()).map_err(ServiceError::from)?;
        let answer = calculator::calculate(&member, operation, &operands.a, &operands.b)?;
        Ok(Response::new(answer.into()))
    }
}

#[tonic::async_trait]
impl CalculatorService for Calculator {
    async fn login(&self, request: Request<LoginRequest>) -> Result<Response<LoginResponse>, Status> {
        let visitor = Visitor::bound(request.extensions());
        let email = account_email(&request.into_inner().email).map_err(ServiceError::from)?;
        let sent = enroll_code::send_code(&self.app, &email, &visitor).await?;
        let response = Response::new(LoginResponse {
            message: "If this address can be used, we sent a code.".to_owned(),
            otp_expires_at: seconds(sent.expires_at),
            challenge_id: cookies::challenge_id(visitor.browser.is_some(), sent.challenge),
        });
        Ok(cookies::bind(&self.app, response, visitor.browser.as_ref()))
    }

    async fn verify_otp(
        &self,
        request: Request<VerifyOtpRequest>,
    ) -> Result<Response<VerifyOtpResponse>, Status> {
        let visitor = Visitor::of(request.extensions());
        let proof = AddressProof::try_from(request.into_inner()).map_err(ServiceError::from)?;
        let ticket =
            enroll_code::verify_code(&self.app, &proof.email, &proof.code, proof.challenge, &visitor).await?;
        Ok(Response::new(VerifyOtpResponse {
            verified: true,
            message: "Your address is verified. Enrol within 5 minutes.".to_owned(),
            ticket: ticket.as_str().to_owned(),
        }))
    }

    async fn enroll(&self, request: Request<EnrollRequest>) -> Result<Response<EnrollResponse>, Status> {
        let member = match auth::member_if_any(&self.app, request.extensions()).await {
            // Who comes back with an old token and a fresh ticket is let in by the ticket.
            Err(ServiceError::Unauthenticated { .. }) if !request.get_ref().ticket.is_empty() => None,
            checked => checked?,
        };
        let visitor = Visitor::of(request.extensions());
        let is_browser = auth::browser(request.extensions()).is_some();
        let message = request.into_inner();
        let enrolment = Enrolment::try_from(&message).map_err(ServiceError::from)?;
        let application = enroll::Application {
            email: &enrolment.email,
            username: &enrolment.username,
            ticket: &message.ticket,
            visitor: &visitor,
            pending: message.keep_account.into(),
        };
        let enrolled = enroll::enroll(&self.app, member.as_ref(), application).await?;
        // A browser's tokens are cookies and nothing that a script could read (SEC-25).
        let session_token = if is_browser { String::new() } else { enrolled.session_token };
        let cookies =
            enrolled.signed_in.filter(|_| is_browser).map(|session| cookies::of(&self.app, &session));
        let response = Response::new(EnrollResponse {
            session_token,
            allocated_bytes: bytes(enrolled.allocated_bytes),
            message: format!("{} are reserved for you.", format::bytes(enrolled.allocated_bytes)),
        });
        Ok(cookies::with(response, cookies.into_iter().flatten()))
    }

    async fn add(&self, request: Request<OperationRequest>) -> Result<Response<OperationResponse>, Status> {
        self.calculate(Operation::Add, request).await
    }

    async fn subtract(
        &self,
        request: Request<OperationRequest>,
    ) -> Result<Response<OperationResponse>, Status> {
        self.calculate(Operation::Subtract, request).await
    }

    async fn multiply(
        &self,
        request: Request<OperationRequest>,
    ) -> Result<Response<OperationResponse>, Status> {
        self.calculate(Operation::Multiply, request).await
    }

    async fn divide(
        &self,
        request: Request<OperationRequest>,
    ) -> Result<Response<OperationResponse>, Status> {
        self.calculate(Operation::Divide, request).await
    }

    async fn modulo(
        &self,
        request: Request<OperationRequest>,
    ) -> Result<Response<OperationResponse>, Status> {
        self.calculate(Operation::Modulo, request).await
    }
}
