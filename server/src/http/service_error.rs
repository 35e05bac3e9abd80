//! A service's error as plain HTTP: a status and its sentence. Causes of internal errors are logged here, once.
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::service::ServiceError;

/// The answer.
pub(super) fn answer(error: ServiceError) -> Response {
    let status = match &error {
        ServiceError::Invalid { .. } => StatusCode::BAD_REQUEST,
        ServiceError::Unauthenticated { .. } => StatusCode::UNAUTHORIZED,
        ServiceError::Forbidden(_) => StatusCode::FORBIDDEN,
        ServiceError::NotFound(_) => StatusCode::NOT_FOUND,
        ServiceError::Precondition { .. } | ServiceError::Taken { .. } => StatusCode::CONFLICT,
        ServiceError::Exhausted { .. } => StatusCode::INSUFFICIENT_STORAGE,
        ServiceError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        ServiceError::DataLoss(_) | ServiceError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    if let ServiceError::Internal(cause) = &error {
        tracing::error!(cause = format!("{cause:#}"), "a request failed inside the server");
        return (status, "Something failed inside the server. Try again.\n").into_response();
    }
    (status, format!("{error}\n")).into_response()
}
