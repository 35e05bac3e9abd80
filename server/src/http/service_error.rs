//! A service's error as plain HTTP: a status and its sentence. Causes of internal errors are logged here, once.
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::service::ServiceError;

/// The answer for who reads text.
pub(super) fn answer(error: ServiceError) -> Response {
    (status(&error), format!("{}\n", error.sentence())).into_response()
}

/// The status of an error; one of ours is logged.
pub(super) fn status(error: &ServiceError) -> StatusCode {
    match error {
        ServiceError::Invalid { .. } => StatusCode::BAD_REQUEST,
        ServiceError::Unauthenticated { .. } => StatusCode::UNAUTHORIZED,
        ServiceError::Forbidden(_) => StatusCode::FORBIDDEN,
        ServiceError::NotFound(_) => StatusCode::NOT_FOUND,
        ServiceError::Precondition { .. } | ServiceError::Taken { .. } | ServiceError::SlotTaken { .. } => {
            StatusCode::CONFLICT
        }
        ServiceError::Exhausted { .. } => StatusCode::INSUFFICIENT_STORAGE,
        ServiceError::Throttled { .. } => StatusCode::TOO_MANY_REQUESTS,
        ServiceError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        ServiceError::DataLoss(_) => StatusCode::INTERNAL_SERVER_ERROR,
        ServiceError::Internal(cause) => {
            tracing::error!(cause = format!("{cause:#}"), "a request failed inside the server");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}
