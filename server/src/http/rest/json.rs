//! Answers in JSON; refusals as problem details (RFC 9457) with `reason`, `field` and `nearest` beside the usual members.
use axum::{
    Json,
    extract::rejection::{JsonRejection, QueryRejection},
    response::{IntoResponse, Response},
};
use domain::time::Timestamp;
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
};
use serde_json::{Value, json};

use super::super::service_error::status;
use crate::{
    service::{Nearest, Reason, ServiceError},
    zones,
};

/// What a handler answers.
pub(super) type Answer = Result<Value, ServiceError>;

/// What problem details are sent as.
pub(super) const PROBLEM: &str = "application/problem+json";

/// A value, or the refusal in its shape.
pub(super) fn answer(answer: Answer, success: StatusCode) -> Response {
    match answer {
        Ok(value) => (success, Json(value)).into_response(),
        Err(error) => refusal(&error),
    }
}

fn refusal(error: &ServiceError) -> Response {
    let status = status(error);
    let mut response = (status, Json(problem(status, error))).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
    match error {
        ServiceError::Unauthenticated { .. } => {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        ServiceError::Throttled { wait, .. } => {
            // Rounded up: who waits so long is not refused again for the rest of a second.
            headers.insert(RETRY_AFTER, (wait.as_secs() + 1).into());
        }
        _ => {}
    }
    response
}

fn problem(status: StatusCode, error: &ServiceError) -> Value {
    let mut problem = json!({
        "type": "about:blank",
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": error.sentence(),
        "reason": error.reason(),
    });
    match error {
        ServiceError::Invalid { field, .. } => problem["field"] = json!(field),
        ServiceError::SlotTaken { nearest, .. } => {
            problem["nearest"] =
                nearest.iter().map(|Nearest { starts_at, .. }| instant(*starts_at)).collect();
        }
        _ => {}
    }
    problem
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
pub(in crate::http) fn bad_query(rejection: QueryRejection) -> ServiceError {
    ServiceError::invalid("query", Reason::InvalidArgument, rejection.body_text())
}
