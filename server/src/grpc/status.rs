//! The one file that knows `tonic::Code`: a service's error becomes a status with a stable reason for machines and a
//! sentence for people. Causes of internal errors are logged here, once, and never sent.
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use crate::service::{Reason, ServiceError};

const DOMAIN: &str = "skyshard";

impl From<ServiceError> for Status {
    fn from(error: ServiceError) -> Self {
        let message = error.to_string();
        match error {
            ServiceError::Invalid { field, reason, .. } => {
                let mut details = info(reason);
                details.add_bad_request_violation(field, &message);
                Self::with_error_details(Code::InvalidArgument, message, details)
            }
            ServiceError::Unauthenticated { reason, .. } => {
                with_reason(Code::Unauthenticated, message, reason)
            }
            ServiceError::Forbidden(_) => named(Code::PermissionDenied, message, "MISSING_ROLE"),
            ServiceError::NotFound(_) => named(Code::NotFound, message, "NOT_FOUND"),
            ServiceError::Precondition { reason, .. } => {
                with_reason(Code::FailedPrecondition, message, reason)
            }
            ServiceError::Taken { reason, .. } => with_reason(Code::AlreadyExists, message, reason),
            ServiceError::Exhausted { reason, .. } => with_reason(Code::ResourceExhausted, message, reason),
            ServiceError::Unavailable(_) => named(Code::Unavailable, message, "UNAVAILABLE"),
            ServiceError::DataLoss(_) => named(Code::DataLoss, message, "DATA_LOSS"),
            ServiceError::Internal(cause) => {
                tracing::error!(cause = format!("{cause:#}"), "a request failed inside the server");
                named(
                    Code::Internal,
                    "Something failed inside the server. What was acknowledged before is safe; try again."
                        .to_owned(),
                    "INTERNAL_ERROR",
                )
            }
        }
    }
}

fn with_reason(code: Code, message: String, reason: Reason) -> Status {
    Status::with_error_details(code, message, info(reason))
}

fn named(code: Code, message: String, reason: &str) -> Status {
    Status::with_error_details(code, message, ErrorDetails::with_error_info(reason, DOMAIN, []))
}

fn info(reason: Reason) -> ErrorDetails {
    ErrorDetails::with_error_info(reason.to_string(), DOMAIN, [])
}

/// A call that this server does not offer as it is set up.
pub(super) fn unimplemented(message: &str) -> Status {
    Status::unimplemented(message)
}
