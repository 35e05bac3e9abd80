//! Everything a use case can answer besides success. `grpc/status.rs` turns it into a status, exhaustively.
use std::{fmt, time::Duration};

use domain::time::Timestamp;

/// Why a use case did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// What was sent breaks a rule; the caller can mend the field.
    #[error("{message}")]
    Invalid {
        /// The field, as the proto names it.
        field: &'static str,
        /// For machines.
        reason: Reason,
        /// For people.
        message: String,
    },
    /// Nobody is signed in, or no longer, or the proof is wrong.
    #[error("{message}")]
    Unauthenticated {
        /// For machines.
        reason: Reason,
        /// For people.
        message: String,
    },
    /// Signed in, but the role is missing.
    #[error("{0}")]
    Forbidden(String),
    /// No such object, or somebody else's.
    #[error("{0}")]
    NotFound(String),
    /// The state does not allow it now; waiting does not help, another step does.
    #[error("{message}")]
    Precondition {
        /// For machines.
        reason: Reason,
        /// For people.
        message: String,
    },
    /// The name or key is taken.
    #[error("{message}")]
    Taken {
        /// For machines.
        reason: Reason,
        /// For people.
        message: String,
    },
    /// Somebody was faster; these starts are free.
    #[error("{message}")]
    SlotTaken {
        /// For people.
        message: String,
        /// For machines.
        nearest: Vec<Nearest>,
    },
    /// A quota, the pool or a limit is used up.
    #[error("{message}")]
    Exhausted {
        /// For machines.
        reason: Reason,
        /// For people.
        message: String,
    },
    /// Too many wrong tries.
    #[error("{message}")]
    Throttled {
        /// For people.
        message: String,
        /// Until when to wait.
        wait: Duration,
    },
    /// Cannot be done now; the same request may succeed later.
    #[error("{0}")]
    Unavailable(String),
    /// Every copy of some stored bytes is gone or damaged.
    #[error("{0}")]
    DataLoss(String),
    /// A defect or a failing part; the cause is logged once at the edge and never sent.
    #[error("internal error")]
    Internal(#[source] anyhow::Error),
}

/// A start that is free, on both walls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// When the lesson begins.
    pub starts_at: Timestamp,
    /// Seconds that the reader's clocks are ahead of UTC then.
    pub reader_offset_seconds: i32,
    /// The same of the teacher's.
    pub teacher_offset_seconds: i32,
}

/// The machine-readable reason (`google.rpc.ErrorInfo.reason`): stable, never renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation; api.md lists them")]
pub enum Reason {
    InvalidUsername,
    InvalidEmail,
    WeakPassword,
    InvalidCredentials,
    InvalidOtp,
    OtpExpired,
    TokenExpired,
    TokenInvalid,
    QuotaExceeded,
    NoStorage,
    PoolExhausted,
    NotVerified,
    InvalidName,
    NameTaken,
    InvalidNumber,
    DivisionByZero,
    TooManyUploads,
    TooManyFiles,
    TooManyCodes,
    TooSoon,
    BadPart,
    PartMismatch,
    UploadIncomplete,
    ChecksumMismatch,
    SetupLinkInvalid,
    InvalidArgument,
    FileInTrash,
    NodeUnusable,
    LayoutRefused,
    BreakRefused,
    TooManyCourses,
    TooManyHolds,
    HoldOver,
    PolicyRefused,
    PlaceTaken,
    BusyThen,
    OwnCourse,
    SlotFree,
    KeyReused,
    NotAttended,
    ReviewedAlready,
    StepUpNeeded,
    StrongFactorNeeded,
    PasswordMissing,
    PasswordLocked,
    LinkInvalid,
    TooManyPasskeys,
    PasskeyMissing,
    PasskeysImpossible,
    PasskeyRefused,
    AuthenticatorPresent,
    AuthenticatorMissing,
    Suspended,
    LastAdmin,
    RoleTooSmall,
    NothingLarger,
    ErasurePending,
    TooDeep,
    BelowItself,
    TooMuchAtOnce,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidUsername => "INVALID_USERNAME",
            Self::InvalidEmail => "INVALID_EMAIL",
            Self::WeakPassword => "WEAK_PASSWORD",
            Self::InvalidCredentials => "INVALID_CREDENTIALS",
            Self::InvalidOtp => "INVALID_OTP",
            Self::OtpExpired => "OTP_EXPIRED",
            Self::TokenExpired => "TOKEN_EXPIRED",
            Self::TokenInvalid => "TOKEN_INVALID",
            Self::QuotaExceeded => "QUOTA_EXCEEDED",
            Self::NoStorage => "NO_STORAGE",
            Self::PoolExhausted => "POOL_EXHAUSTED",
            Self::NotVerified => "NOT_VERIFIED",
            Self::InvalidName => "INVALID_NAME",
            Self::NameTaken => "NAME_TAKEN",
            Self::InvalidNumber => "INVALID_NUMBER",
            Self::DivisionByZero => "DIVISION_BY_ZERO",
            Self::TooManyUploads => "TOO_MANY_UPLOADS",
            Self::TooManyFiles => "TOO_MANY_FILES",
            Self::TooManyCodes => "TOO_MANY_CODES",
            Self::TooSoon => "TOO_SOON",
            Self::BadPart => "BAD_PART",
            Self::PartMismatch => "PART_MISMATCH",
            Self::UploadIncomplete => "UPLOAD_INCOMPLETE",
            Self::ChecksumMismatch => "CHECKSUM_MISMATCH",
            Self::SetupLinkInvalid => "SETUP_LINK_INVALID",
            Self::InvalidArgument => "INVALID_ARGUMENT",
            Self::FileInTrash => "FILE_IN_TRASH",
            Self::NodeUnusable => "NODE_UNUSABLE",
            Self::LayoutRefused => "LAYOUT_REFUSED",
            Self::BreakRefused => "BREAK_REFUSED",
            Self::TooManyCourses => "TOO_MANY_COURSES",
            Self::TooManyHolds => "TOO_MANY_HOLDS",
            Self::HoldOver => "HOLD_OVER",
            Self::PolicyRefused => "POLICY_REFUSED",
            Self::PlaceTaken => "PLACE_TAKEN",
            Self::BusyThen => "BUSY_THEN",
            Self::OwnCourse => "OWN_COURSE",
            Self::SlotFree => "SLOT_FREE",
            Self::KeyReused => "KEY_REUSED",
            Self::NotAttended => "NOT_ATTENDED",
            Self::ReviewedAlready => "REVIEWED_ALREADY",
            Self::StepUpNeeded => "STEP_UP_NEEDED",
            Self::StrongFactorNeeded => "STRONG_FACTOR_NEEDED",
            Self::PasswordMissing => "PASSWORD_MISSING",
            Self::PasswordLocked => "PASSWORD_LOCKED",
            Self::LinkInvalid => "LINK_INVALID",
            Self::TooManyPasskeys => "TOO_MANY_PASSKEYS",
            Self::PasskeyMissing => "PASSKEY_MISSING",
            Self::PasskeysImpossible => "PASSKEYS_IMPOSSIBLE",
            Self::PasskeyRefused => "PASSKEY_REFUSED",
            Self::AuthenticatorPresent => "AUTHENTICATOR_PRESENT",
            Self::AuthenticatorMissing => "AUTHENTICATOR_MISSING",
            Self::Suspended => "SUSPENDED",
            Self::LastAdmin => "LAST_ADMIN",
            Self::RoleTooSmall => "ROLE_TOO_SMALL",
            Self::NothingLarger => "NOTHING_LARGER",
            Self::ErasurePending => "ERASURE_PENDING",
            Self::TooDeep => "TOO_DEEP",
            Self::BelowItself => "BELOW_ITSELF",
            Self::TooMuchAtOnce => "TOO_MUCH_AT_ONCE",
        })
    }
}

impl ServiceError {
    /// The stable reason, whatever kind of error it is.
    pub fn reason(&self) -> String {
        match self {
            Self::Invalid { reason, .. }
            | Self::Unauthenticated { reason, .. }
            | Self::Precondition { reason, .. }
            | Self::Taken { reason, .. }
            | Self::Exhausted { reason, .. } => reason.to_string(),
            Self::SlotTaken { .. } => "SLOT_TAKEN".to_owned(),
            Self::Throttled { .. } => "THROTTLED".to_owned(),
            Self::Forbidden(_) => "MISSING_ROLE".to_owned(),
            Self::NotFound(_) => "NOT_FOUND".to_owned(),
            Self::Unavailable(_) => "UNAVAILABLE".to_owned(),
            Self::DataLoss(_) => "DATA_LOSS".to_owned(),
            Self::Internal(_) => "INTERNAL_ERROR".to_owned(),
        }
    }

    /// What people are told. The cause of an internal error stays inside.
    pub fn sentence(&self) -> String {
        match self {
            Self::Internal(_) => {
                "Something failed inside the server. What was acknowledged before is safe; try again."
                    .to_owned()
            }
            told => told.to_string(),
        }
    }

    /// A field that breaks a rule.
    pub fn invalid(field: &'static str, reason: Reason, message: impl fmt::Display) -> Self {
        Self::Invalid { field, reason, message: message.to_string() }
    }
}

impl From<crate::db::DbErr> for ServiceError {
    /// A transaction that lost against another left nothing behind: whoever asked may ask again.
    fn from(error: crate::db::DbErr) -> Self {
        if crate::db::is_conflict(&error) {
            return Self::Unavailable("Two changes met, and this one was not made. Try again.".to_owned());
        }
        Self::Internal(error.into())
    }
}
