//! A file from one of its bytes on, for downloads that were broken off. `DownloadFile` begins at the beginning; the route
//! that browsers save from takes ranges (RFC 9110, section 14), and the same channel reaches it.

use bytes::Bytes;
use http::{
    HeaderMap, Request, Response, StatusCode,
    header::{AUTHORIZATION, CONTENT_LENGTH, ETAG, IF_RANGE, RANGE},
};
use http_body_util::{BodyExt, Limited};
use tonic::body::Body;
use tower::ServiceExt;

use crate::{
    Authorized, ClientError, Kind,
    stream::{TOKEN_LIFE_MIN_SECONDS, unix_seconds},
};

/// Of a refusal's sentence.
const SENTENCE_BYTES_MAX: usize = 4 * 1024;

/// What is left of a file, on its way here.
pub struct Rest {
    body: Body,
    left: u64,
}

impl Authorized {
    /// Begins to read a file at this byte, which must lie inside of it. Only the version with this SHA-256 (lower-case hex)
    /// will do: another one is refused with the reason `FILE_CHANGED`.
    pub async fn download_from(&self, file_id: &str, offset: u64, sha256: &str) -> Result<Rest, ClientError> {
        self.rest(&format!("/api/files/download/{file_id}"), offset, sha256).await
    }

    /// The same of an older version of it.
    pub async fn download_version_from(
        &self,
        file_id: &str,
        version: i32,
        offset: u64,
        sha256: &str,
    ) -> Result<Rest, ClientError> {
        self.rest(&format!("/api/files/download/{file_id}?version={version}"), offset, sha256).await
    }

    async fn rest(&self, path: &str, offset: u64, sha256: &str) -> Result<Rest, ClientError> {
        self.session.renew_if_ending(unix_seconds() + TOKEN_LIFE_MIN_SECONDS).await?;
        let access = self.session.tokens().map(|tokens| tokens.access).unwrap_or_default();
        let etag = format!("\"{sha256}\"");
        let mut request = Request::get(path).header(AUTHORIZATION, format!("Bearer {access}"));
        if offset > 0 {
            request = request.header(RANGE, format!("bytes={offset}-")).header(IF_RANGE, &etag);
        }
        let request = request.body(Body::empty()).map_err(|error| {
            ClientError::local(Kind::Invalid, "BAD_REQUEST", format!("This cannot be asked for: {error}."))
        })?;
        let answer = self.session.wire().oneshot(request).await.map_err(unreached)?;
        let wanted = if offset > 0 { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
        match answer.status() {
            status if status == wanted && is(answer.headers(), &etag) => {
                let left = length(answer.headers()).unwrap_or_default();
                Ok(Rest { body: answer.into_body(), left })
            }
            status if status.is_success() => Err(changed()),
            _ => Err(refused(answer).await),
        }
    }
}

impl Rest {
    /// The next piece; `None` after the last. A body that ends early is an error.
    pub async fn next(&mut self) -> Result<Option<Bytes>, ClientError> {
        while let Some(frame) = self.body.frame().await {
            let piece = frame.map_err(|_| cut_short())?.into_data().unwrap_or_default();
            // The last frame of a body may be empty.
            if !piece.is_empty() {
                self.left = self.left.saturating_sub(piece.len() as u64);
                return Ok(Some(piece));
            }
        }
        match self.left {
            0 => Ok(None),
            _ => Err(cut_short()),
        }
    }
}

/// Why, the next try tells: a plain body has no words for it.
fn cut_short() -> ClientError {
    ClientError::local(Kind::Unavailable, "INCOMPLETE", "The file was cut short on its way.")
}

fn is(headers: &HeaderMap, etag: &str) -> bool {
    headers.get(ETAG).is_some_and(|told| told == etag)
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn changed() -> ClientError {
    let message = "The file was changed while it came: nothing of both was mixed. Fetch it again.";
    ClientError::local(Kind::Precondition, "FILE_CHANGED", message)
}

fn unreached(error: tonic::transport::Error) -> ClientError {
    tonic::Status::from_error(error.into()).into()
}

/// What a plain answer says: a status, and a sentence as its body.
async fn refused(answer: Response<Body>) -> ClientError {
    let kind = match answer.status() {
        StatusCode::UNAUTHORIZED => Kind::Unauthenticated,
        StatusCode::FORBIDDEN => Kind::Forbidden,
        StatusCode::NOT_FOUND => Kind::NotFound,
        StatusCode::CONFLICT | StatusCode::RANGE_NOT_SATISFIABLE => Kind::Precondition,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::INSUFFICIENT_STORAGE => Kind::Exhausted,
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
            Kind::Unavailable
        }
        _ => Kind::Internal,
    };
    let status = answer.status();
    let body = Limited::new(answer.into_body(), SENTENCE_BYTES_MAX).collect().await;
    let text = body.ok().and_then(|body| String::from_utf8(body.to_bytes().to_vec()).ok());
    let sentence = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    ClientError::local(
        kind,
        "DOWNLOAD_REFUSED",
        sentence.unwrap_or_else(|| format!("The server answered {status}.")),
    )
}
