//! Failures that the edge answers for a request that was let in: too slow, too many, unknown, or a defect of ours.
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use http_body::Frame;
use tonic::Status;

use super::service_error::http_status;
use crate::{
    grpc::status,
    service::{Kind, Reason},
};

/// What a frame with trailers begins with in gRPC-Web.
pub(super) const WEB_TRAILERS: u8 = 0x80;

/// How an answer must look for the one who asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// A browser or a tool: a sentence of text.
    Plain,
    /// Native gRPC: a status.
    Grpc,
    /// gRPC-Web: a status under its own content type.
    GrpcWeb,
}

impl Language {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let content_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
        if content_type.starts_with(b"application/grpc-web") {
            Self::GrpcWeb
        } else if content_type.starts_with(b"application/grpc") {
            Self::Grpc
        } else {
            Self::Plain
        }
    }
}

/// Trailers as gRPC-Web has them: a frame of lines, marked by its first byte.
fn web_trailers(trailers: &HeaderMap) -> Bytes {
    let mut lines = Vec::new();
    for (name, value) in trailers {
        lines.extend_from_slice(name.as_str().as_bytes());
        lines.push(b':');
        lines.extend_from_slice(value.as_bytes());
        lines.extend_from_slice(b"\r\n");
    }
    let length = u32::try_from(lines.len()).unwrap_or(u32::MAX).to_be_bytes();
    [&[WEB_TRAILERS][..], &length, &lines].concat().into()
}

/// What went wrong outside of any service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// More requests than we can hold.
    Busy,
    /// The deadline passed.
    TooSlow,
    /// A defect: the code panicked.
    Panic,
    /// Nothing lives at this path.
    Unknown,
    /// Plain text came to a port with TLS.
    NeedsTls,
}

impl Failure {
    /// The answer in the language of the request.
    pub(super) fn answer(self, language: Language) -> Response {
        match language {
            Language::Plain => self.plain(),
            Language::Grpc => self.status().into_http(),
            Language::GrpcWeb => {
                let mut response: Response = self.status().into_http();
                response
                    .headers_mut()
                    .insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc-web+proto"));
                response
            }
        }
    }

    /// The end of an answer that has begun, in the language of its request: it has a status, and nothing after it.
    pub(super) fn last_frame(self, language: Language) -> Frame<Bytes> {
        let mut trailers = HeaderMap::new();
        // What stands in these sentences and reasons is ASCII and fits a header.
        self.status().add_header(&mut trailers).unwrap_or_default();
        match language {
            Language::Plain | Language::Grpc => Frame::trailers(trailers),
            Language::GrpcWeb => Frame::data(web_trailers(&trailers)),
        }
    }

    fn sentence(self) -> &'static str {
        match self {
            Self::Busy => "The server has all hands full. Try again in a moment.",
            Self::TooSlow => {
                "This took too long and was given up. What was acknowledged before is safe; try again."
            }
            Self::Panic => {
                "Something failed inside the server. What was acknowledged before is safe; try again."
            }
            Self::Unknown => "There is nothing at this address.",
            Self::NeedsTls => {
                "This port speaks TLS only: use https. Nothing was done; but what you sent travelled in the clear, so a \
                 password or token in it is no secret any more."
            }
        }
    }

    const fn reason(self) -> (Reason, Kind) {
        match self {
            Self::Busy => (Reason::Unavailable, Kind::Unavailable),
            Self::TooSlow => (Reason::DeadlineExceeded, Kind::Late),
            Self::Panic => (Reason::InternalError, Kind::Internal),
            Self::Unknown => (Reason::Unimplemented, Kind::Unoffered),
            Self::NeedsTls => (Reason::TlsNeeded, Kind::NeedsTls),
        }
    }

    fn status(self) -> Status {
        let (reason, kind) = self.reason();
        match self {
            Self::Unknown => status::not_offered(),
            Self::Busy | Self::TooSlow | Self::Panic | Self::NeedsTls => {
                status::of_reason(reason, kind, self.sentence())
            }
        }
    }

    fn plain(self) -> Response {
        let status = http_status(self.reason().1);
        let mut response = (status, format!("{}\n", self.sentence())).into_response();
        if self == Self::Busy {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}
