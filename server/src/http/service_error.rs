//! A service's error as plain HTTP: a status and its sentence. Causes of internal errors are logged here, once.
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::service::{Kind, ServiceError};

/// The answer for who reads text.
pub(super) fn answer(error: ServiceError) -> Response {
    (status(&error), format!("{}\n", error.sentence())).into_response()
}

/// The status of an error; one of ours is logged.
pub(super) fn status(error: &ServiceError) -> StatusCode {
    if let ServiceError::Internal(cause) = error {
        tracing::error!(cause = format!("{cause:#}"), "a request failed inside the server");
    }
    http_status(error.kind())
}

/// The status of a kind of refusal.
pub const fn http_status(kind: Kind) -> StatusCode {
    match kind {
        Kind::Invalid => StatusCode::BAD_REQUEST,
        Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Forbidden | Kind::NeedsTls => StatusCode::FORBIDDEN,
        Kind::NotFound | Kind::Unoffered => StatusCode::NOT_FOUND,
        Kind::Precondition | Kind::Taken => StatusCode::CONFLICT,
        Kind::Exhausted => StatusCode::INSUFFICIENT_STORAGE,
        Kind::Throttled => StatusCode::TOO_MANY_REQUESTS,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Late => StatusCode::GATEWAY_TIMEOUT,
        Kind::DataLoss | Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
