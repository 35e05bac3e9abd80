//! How a call stands.

use client::Refusal;

/// How a call stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing was called yet.
    #[default]
    Idle,
    /// It lasts.
    UnderWay,
    /// It ended with OK.
    Done,
    /// It was given up here.
    GivenUp,
    /// It was refused, or broke off.
    Refused {
        /// gRPC's name of the code.
        code: String,
        /// The reason for programs; may be empty.
        reason: String,
        /// The sentence for people.
        sentence: String,
        /// Names the request in the server's log.
        request_id: String,
    },
}

impl State {
    /// Code and reason in one line: `UNAUTHENTICATED · TOKEN_INVALID`.
    pub fn words(&self) -> String {
        match self {
            Self::Idle => "Not called yet".to_owned(),
            Self::UnderWay => "Under way".to_owned(),
            Self::Done => "OK".to_owned(),
            Self::GivenUp => "CANCELLED by this page".to_owned(),
            Self::Refused { code, reason, .. } if reason.is_empty() => code.clone(),
            Self::Refused { code, reason, .. } => format!("{code} · {reason}"),
        }
    }

    /// As a class.
    pub const fn class(&self) -> &'static str {
        match self {
            Self::Idle | Self::UnderWay => "pill",
            Self::Done => "pill good",
            Self::GivenUp => "pill warn",
            Self::Refused { .. } => "pill bad",
        }
    }

    /// What the server says to people about it; empty where nothing is wrong.
    pub fn sentence(&self) -> String {
        match self {
            Self::Refused { sentence, request_id, .. } if request_id.is_empty() => sentence.clone(),
            Self::Refused { sentence, request_id, .. } => format!("{sentence} Request {request_id}."),
            Self::Idle | Self::UnderWay | Self::Done | Self::GivenUp => String::new(),
        }
    }
}

impl From<Refusal> for State {
    fn from(Refusal { error, code, .. }: Refusal) -> Self {
        Self::Refused { code, reason: error.reason, sentence: error.message, request_id: error.request_id }
    }
}
