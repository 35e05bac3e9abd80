//! What went wrong, decoded once: a kind for decisions, a stable reason for machines, a sentence for people.

use std::collections::BTreeMap;

use proto::storage::Refusal;
use tonic::{Code, Status};
use tonic_types::StatusExt;

/// The metadata key under which the server names a request.
const REQUEST_ID: &str = "x-request-id";

/// What a caller can decide on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// No session, or one that has ended.
    Unauthenticated,
    /// The caller may not do this.
    Forbidden,
    /// The request cannot be right; its fields say why.
    Invalid,
    /// Right in itself, not now: something must happen first.
    Precondition,
    /// There is no such thing, or it is somebody else's.
    NotFound,
    /// The name or place is taken.
    AlreadyExists,
    /// A quota, the pool or a throttle has no room.
    Exhausted,
    /// The server is not reached, or not ready. Trying again may help.
    Unavailable,
    /// The answer did not come in time. Trying again may help.
    Timeout,
    /// The call was given up by this side.
    Cancelled,
    /// Two writers met. Trying again may help.
    Conflict,
    /// Stored bytes are not what they were.
    DataLoss,
    /// This server does not offer the call.
    Unimplemented,
    /// A fault of ours.
    Internal,
}

impl Kind {
    /// Whether the same call can succeed later without a change.
    pub fn is_transient(self) -> bool {
        matches!(self, Self::Unavailable | Self::Timeout | Self::Conflict)
    }

    fn of(code: Code) -> Self {
        match code {
            Code::Unauthenticated => Self::Unauthenticated,
            Code::PermissionDenied => Self::Forbidden,
            Code::InvalidArgument | Code::OutOfRange => Self::Invalid,
            Code::FailedPrecondition => Self::Precondition,
            Code::NotFound => Self::NotFound,
            Code::AlreadyExists => Self::AlreadyExists,
            Code::ResourceExhausted => Self::Exhausted,
            Code::Unavailable => Self::Unavailable,
            Code::DeadlineExceeded => Self::Timeout,
            Code::Cancelled => Self::Cancelled,
            Code::Aborted => Self::Conflict,
            Code::DataLoss => Self::DataLoss,
            Code::Unimplemented => Self::Unimplemented,
            Code::Ok | Code::Unknown | Code::Internal => Self::Internal,
        }
    }
}

/// One field of a request that was refused, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name in the message.
    pub field: String,
    /// A sentence for people.
    pub description: String,
}

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ClientError {
    /// What to decide on.
    pub kind: Kind,
    /// Stable for machines: "TOKEN_EXPIRED". Empty when the server gave none.
    pub reason: String,
    /// A sentence for people.
    pub message: String,
    /// The fields that were refused.
    pub fields: Vec<FieldError>,
    /// What else the server told machines, by name: the nearest other slots.
    pub metadata: Box<BTreeMap<String, String>>,
    /// Names the request in the server's log. Empty when the answer never came.
    pub request_id: String,
}

impl ClientError {
    /// An error of this side.
    pub(crate) fn local(kind: Kind, reason: &str, message: impl Into<String>) -> Self {
        Self {
            kind,
            reason: reason.to_owned(),
            message: message.into(),
            fields: Vec::new(),
            metadata: Box::default(),
            request_id: String::new(),
        }
    }

    /// The server said something else, and nothing of what was asked.
    pub(crate) fn unanswered() -> Self {
        let message = "The server did not say what became of it. Look whether it is there, and try again.";
        Self::local(Kind::Internal, "", message)
    }

    /// Whether the server gave this reason.
    pub fn has_reason(&self, reason: &str) -> bool {
        self.reason == reason
    }

    /// Whether the session is over, and not just a code, a password or a passkey wrong that was sent along.
    pub fn ends_session(&self) -> bool {
        let of_session = self.reason.is_empty() || self.reason.starts_with("TOKEN_");
        self.kind == Kind::Unauthenticated && of_session
    }

    /// What is wrong with one field.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|each| each.field == name).map(|each| each.description.as_str())
    }
}

impl From<Refusal> for ClientError {
    fn from(refused: Refusal) -> Self {
        Status::with_details(refused.code.into(), refused.message, refused.details).into()
    }
}

impl From<Status> for ClientError {
    fn from(status: Status) -> Self {
        #[cfg(not(target_family = "wasm"))]
        if let Some(untrusted) = crate::transport::Untrusted::below(&status) {
            return Self::local(Kind::Precondition, "CERTIFICATE_NOT_TRUSTED", untrusted.to_string());
        }
        let info = status.get_details_error_info();
        let (reason, metadata) = info.map(|info| (info.reason, info.metadata)).unwrap_or_default();
        let fields = status.get_details_bad_request().map(|bad| bad.field_violations).unwrap_or_default();
        let request_id = status.metadata().get(REQUEST_ID).and_then(|value| value.to_str().ok());
        Self {
            kind: Kind::of(status.code()),
            reason,
            message: status.message().to_owned(),
            fields: fields
                .into_iter()
                .map(|each| FieldError { field: each.field, description: each.description })
                .collect(),
            metadata: Box::new(metadata.into_iter().collect()),
            request_id: request_id.unwrap_or_default().to_owned(),
        }
    }
}

/// The code as gRPC's documents spell it: `INVALID_ARGUMENT`.
pub(crate) fn code_name(status: &Status) -> String {
    let mut name = String::new();
    for letter in format!("{:?}", status.code()).chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use tonic_types::ErrorDetails;

    use super::*;

    #[test]
    fn the_details_of_a_status_become_reason_and_fields() {
        let mut details = ErrorDetails::new();
        details.set_error_info("WEAK_PASSWORD", "skyshard", [] as [(String, String); 0]);
        details.add_bad_request_violation("password", "This password is too common.");
        let status = Status::with_error_details(Code::InvalidArgument, "Choose another password.", details);

        let error = ClientError::from(status);

        assert_eq!(error.kind, Kind::Invalid);
        assert_eq!(error.reason, "WEAK_PASSWORD");
        assert_eq!(error.field("password"), Some("This password is too common."));
        assert_eq!(error.to_string(), "Choose another password.");
    }

    #[test]
    fn a_wrong_code_ends_no_session() {
        let told = |code, reason: &str| {
            let mut details = ErrorDetails::new();
            details.set_error_info(reason, "skyshard", [] as [(String, String); 0]);
            ClientError::from(Status::with_error_details(code, "No.", details)).ends_session()
        };
        for over in ["TOKEN_EXPIRED", "TOKEN_INVALID"] {
            assert!(told(Code::Unauthenticated, over), "{over}");
        }
        for wrong in ["INVALID_OTP", "OTP_EXPIRED", "PASSKEY_REFUSED", "INVALID_CREDENTIALS"] {
            assert!(!told(Code::Unauthenticated, wrong), "{wrong}");
        }
        assert!(!told(Code::PermissionDenied, "TOKEN_INVALID"));
        assert!(ClientError::from(Status::unauthenticated("Sign in.")).ends_session());
    }

    #[test]
    fn a_code_is_spelt_as_in_grpcs_documents() {
        for (code, name) in
            [(Code::Ok, "OK"), (Code::InvalidArgument, "INVALID_ARGUMENT"), (Code::DataLoss, "DATA_LOSS")]
        {
            assert_eq!(code_name(&Status::new(code, "")), name);
        }
    }

    #[test]
    fn a_bare_status_has_no_reason() {
        let error = ClientError::from(Status::unavailable("The server is starting."));
        assert!(error.kind.is_transient());
        assert_eq!((error.reason.as_str(), error.fields.len()), ("", 0));
    }
}
