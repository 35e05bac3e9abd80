//! Calls through the application's own gRPC services, as a native client would make them.
use proto::{
    account::{
        account_service_client::AccountServiceClient, privacy_service_client::PrivacyServiceClient,
        security_service_client::SecurityServiceClient,
    },
    calculator::calculator_service_client::CalculatorServiceClient,
    mail::outbox_service_client::OutboxServiceClient,
    storage::cloud_storage_service_client::CloudStorageServiceClient,
};
use server::auth::Door;
use server::grpc::Services;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt;

use super::TestApp;

/// Accounts and files.
pub fn storage(app: &TestApp) -> CloudStorageServiceClient<Services> {
    CloudStorageServiceClient::new(app.calls())
}

/// The calculator.
pub fn calculator(app: &TestApp) -> CalculatorServiceClient<Services> {
    CalculatorServiceClient::new(app.calls())
}

/// The caller's account.
pub fn account(app: &TestApp) -> AccountServiceClient<Services> {
    AccountServiceClient::new(app.calls())
}

/// How the caller's account is protected.
pub fn security(app: &TestApp) -> SecurityServiceClient<Services> {
    SecurityServiceClient::new(app.calls())
}

/// Everything about the caller, and being forgotten.
pub fn privacy(app: &TestApp) -> PrivacyServiceClient<Services> {
    PrivacyServiceClient::new(app.calls())
}

/// The mails of test mode.
pub fn outbox(app: &TestApp) -> OutboxServiceClient<Services> {
    OutboxServiceClient::new(app.calls())
}

/// A request through the native door with this token.
pub fn with_token<T>(message: T, token: &str) -> Request<T> {
    through(message, Door::Native { bearer: Some(token.to_owned()) })
}

/// A request through this door, as the edge would mark it.
pub fn through<T>(message: T, door: Door) -> Request<T> {
    let mut request = Request::new(message);
    request.extensions_mut().insert(door);
    request
}

/// The code and the machine-readable reason of a refusal.
#[track_caller]
pub fn refusal<T: std::fmt::Debug>(answer: Result<T, Status>) -> (Code, String) {
    let status = answer.expect_err("the call is refused");
    let reason = status.get_details_error_info().map(|info| info.reason).unwrap_or_default();
    (status.code(), reason)
}
