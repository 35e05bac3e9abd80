//! The one file that knows `tonic::Code`: a service's error becomes a status with a stable reason for machines and a
//! sentence for people. Causes of internal errors are logged here, once, and never sent.
use std::collections::HashMap;

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use crate::service::{Kind, Nearest, Reason, ServiceError};

const DOMAIN: &str = "skyshard";

impl From<ServiceError> for Status {
    fn from(error: ServiceError) -> Self {
        if let ServiceError::Internal(cause) = &error {
            tracing::error!(cause = format!("{cause:#}"), "a request failed inside the server");
        }
        let message = error.sentence();
        let mut details = ErrorDetails::with_error_info(error.reason(), DOMAIN, metadata(&error));
        if let ServiceError::Invalid { field, .. } = &error {
            details.add_bad_request_violation(*field, &message);
        }
        if let ServiceError::Throttled { wait, .. } = &error {
            details.set_retry_info(Some(*wait));
        }
        Self::with_error_details(code(error.kind()), message, details)
    }
}

/// The code of a kind of refusal.
pub const fn code(kind: Kind) -> Code {
    match kind {
        Kind::Invalid => Code::InvalidArgument,
        Kind::Unauthenticated => Code::Unauthenticated,
        Kind::Forbidden => Code::PermissionDenied,
        Kind::NotFound => Code::NotFound,
        Kind::Precondition | Kind::NeedsTls => Code::FailedPrecondition,
        Kind::Taken => Code::AlreadyExists,
        Kind::Exhausted | Kind::Throttled => Code::ResourceExhausted,
        Kind::Unavailable => Code::Unavailable,
        Kind::DataLoss => Code::DataLoss,
        Kind::Internal => Code::Internal,
        Kind::Late => Code::DeadlineExceeded,
        Kind::Unoffered => Code::Unimplemented,
    }
}

/// The status of a refusal outside of any service.
pub(crate) fn of_reason(reason: Reason, kind: Kind, sentence: &str) -> Status {
    let details = ErrorDetails::with_error_info(reason.name(), DOMAIN, []);
    Status::with_error_details(code(kind), sentence, details)
}

/// The status of a call that no service has.
pub(crate) fn not_offered() -> Status {
    of_reason(Reason::Unimplemented, Kind::Unoffered, "This server does not offer that call.")
}

/// What else machines are told, by name.
fn metadata(error: &ServiceError) -> HashMap<String, String> {
    let ServiceError::SlotTaken { nearest, .. } = error else { return HashMap::new() };
    let starts: Vec<String> = nearest.iter().map(start).collect();
    HashMap::from([("nearest".to_owned(), starts.join(","))])
}

/// A free start as the metadata names it.
fn start(nearest: &Nearest) -> String {
    let Nearest { starts_at, reader_offset_seconds, teacher_offset_seconds } = nearest;
    format!("{}/{reader_offset_seconds}/{teacher_offset_seconds}", starts_at.unix_seconds())
}

/// A call that this server does not offer as it is set up.
pub(super) fn unimplemented(message: &str) -> Status {
    of_reason(Reason::Unimplemented, Kind::Unoffered, message)
}
