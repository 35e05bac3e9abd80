//! Everything a use case can answer besides success. `grpc/status.rs` turns it into a status, exhaustively.
use std::{fmt, time::Duration};

use domain::time::Timestamp;

use super::{Kind, Reason};

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

impl ServiceError {
    /// The stable reason as machines know it, whatever kind of error it is.
    pub fn reason(&self) -> String {
        self.why().name().to_owned()
    }

    /// The row of the table of reasons.
    pub fn why(&self) -> Reason {
        let reason = match self {
            Self::Invalid { reason, .. }
            | Self::Unauthenticated { reason, .. }
            | Self::Precondition { reason, .. }
            | Self::Taken { reason, .. }
            | Self::Exhausted { reason, .. } => *reason,
            Self::SlotTaken { .. } => Reason::SlotTaken,
            Self::Throttled { .. } => Reason::Throttled,
            Self::Forbidden(_) => Reason::MissingRole,
            Self::NotFound(_) => Reason::NotFound,
            Self::Unavailable(_) => Reason::Unavailable,
            Self::DataLoss(_) => Reason::DataLoss,
            Self::Internal(_) => Reason::InternalError,
        };
        // What programs are promised is what they get: every test that is refused something looks.
        debug_assert!(reason.kinds().contains(&self.kind()), "{reason} does not come as {:?}", self.kind());
        reason
    }

    /// What it asks of whoever is refused.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Invalid { .. } => Kind::Invalid,
            Self::Unauthenticated { .. } => Kind::Unauthenticated,
            Self::Forbidden(_) => Kind::Forbidden,
            Self::NotFound(_) => Kind::NotFound,
            Self::Precondition { .. } => Kind::Precondition,
            Self::Taken { .. } | Self::SlotTaken { .. } => Kind::Taken,
            Self::Exhausted { .. } => Kind::Exhausted,
            Self::Throttled { .. } => Kind::Throttled,
            Self::Unavailable(_) => Kind::Unavailable,
            Self::DataLoss(_) => Kind::DataLoss,
            Self::Internal(_) => Kind::Internal,
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
