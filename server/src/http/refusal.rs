//! Answers of the edge to requests that never reach a service: plain HTTP, one sentence, nothing of the request in it.
use axum::response::{IntoResponse, Response};
use http::StatusCode;

/// Why a request went no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// A page of another origin sent it.
    ForeignSite,
    /// It brought a cookie where cookies do not count.
    CookieNotAccepted,
    /// It asked for a name that is not ours.
    ForeignHost,
    /// A POST that is neither gRPC nor gRPC-Web.
    NotGrpc,
    /// Native gRPC on HTTP/1.1.
    NeedsHttp2,
}

impl Refusal {
    fn status(self) -> StatusCode {
        match self {
            Self::ForeignSite | Self::CookieNotAccepted => StatusCode::FORBIDDEN,
            Self::ForeignHost => StatusCode::MISDIRECTED_REQUEST,
            Self::NotGrpc => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NeedsHttp2 => StatusCode::HTTP_VERSION_NOT_SUPPORTED,
        }
    }

    fn sentence(self) -> &'static str {
        match self {
            Self::ForeignSite => "Requests from other sites are not accepted here.",
            Self::CookieNotAccepted => {
                "Cookies count only for gRPC-Web calls and downloads of the page itself; use authorization: Bearer."
            }
            Self::ForeignHost => {
                "This server does not answer to that name. Use localhost, or set SKYSHARD_ORIGIN to the address people use."
            }
            Self::NotGrpc => "Calls need content-type application/grpc or application/grpc-web+proto.",
            Self::NeedsHttp2 => "Native gRPC needs HTTP/2; on HTTP/1.1 use gRPC-Web.",
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        tracing::debug!(refusal = ?self, "a request was refused at the edge");
        (self.status(), format!("{}\n", self.sentence())).into_response()
    }
}
