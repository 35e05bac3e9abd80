//! Answers in JSON, errors too: `{"error": {"reason", "message", "field"?, "nearest"?}}`.
use axum::{
    Json,
    extract::rejection::{JsonRejection, QueryRejection},
    response::{IntoResponse, Response},
};
use domain::time::Timestamp;
use http::StatusCode;
use serde_json::{Value, json};

use super::super::service_error::status;
use crate::{
    service::{Nearest, Reason, ServiceError},
    zones,
};

/// What a handler answers.
pub(super) type Answer = Result<Value, ServiceError>;

/// A value, or the error in its shape.
pub(super) fn answer(answer: Answer, success: StatusCode) -> Response {
    match answer {
        Ok(value) => (success, Json(value)).into_response(),
        Err(error) => (status(&error), Json(json!({ "error": shape(&error) }))).into_response(),
    }
}

fn shape(error: &ServiceError) -> Value {
    let mut shape = json!({ "reason": error.reason(), "message": error.sentence() });
    match error {
        ServiceError::Invalid { field, .. } => shape["field"] = json!(field),
        ServiceError::SlotTaken { nearest, .. } => {
            shape["nearest"] = nearest.iter().map(|Nearest { starts_at, .. }| instant(*starts_at)).collect();
        }
        _ => {}
    }
    shape
}

/// `2026-11-28T20:30:00Z`.
pub(super) fn instant(at: Timestamp) -> Value {
    zones::zoned(at, &domain::skillshare::TimeZone::UTC).timestamp().to_string().into()
}

/// A body that cannot be read.
pub(super) fn bad_body(rejection: JsonRejection) -> ServiceError {
    ServiceError::invalid("body", Reason::InvalidArgument, rejection.body_text())
}

/// A query that cannot be read.
pub(super) fn bad_query(rejection: QueryRejection) -> ServiceError {
    ServiceError::invalid("query", Reason::InvalidArgument, rejection.body_text())
}
