//! A field that the wire's own conversion refused becomes the service's error, so that there is one way to say it.
use proto::convert::{FieldError, FieldReason};

use crate::service::{Reason, ServiceError};

impl From<FieldError> for ServiceError {
    fn from(error: FieldError) -> Self {
        let reason = match error.reason {
            FieldReason::InvalidUsername => Reason::InvalidUsername,
            FieldReason::InvalidEmail => Reason::InvalidEmail,
            FieldReason::WeakPassword => Reason::WeakPassword,
            FieldReason::InvalidOtp => Reason::InvalidOtp,
            FieldReason::InvalidName => Reason::InvalidName,
            FieldReason::InvalidNumber => Reason::InvalidNumber,
            FieldReason::BadPart => Reason::BadPart,
            FieldReason::InvalidArgument => Reason::InvalidArgument,
        };
        Self::invalid(error.field, reason, error.message)
    }
}
