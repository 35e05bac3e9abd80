//! `GET /api/files/download/{id}`: a file or an older version of it (`?version=3`), or a folder as a zip, by the browser's own means, so that it streams to the disk.
//!
//! The browser is told to save it and never to look inside (SEC-37): attachment, octet-stream, nosniff, a sandbox
//! without sources. Every byte was verified before it leaves; when a chunk cannot be read the body ends with an error,
//! so a broken transfer never looks like a whole file (SEC-38).
use axum::{
    Router,
    body::Body,
    extract::{Path, Query, Request, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use futures::{Stream, StreamExt, stream, stream::BoxStream};
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{
        ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
        CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_RANGE, RANGE, X_CONTENT_TYPE_OPTIONS,
    },
    request::Parts,
};
use proto::convert::version::version;
use serde::Deserialize;

use super::{
    disposition::attachment,
    range::{Asked as Wanted, asked},
    rest::json::bad_query,
    service_error::answer,
};
use crate::{
    app::Shared,
    auth::{self, Action, Member},
    service::{ServiceError, download::Download, drive::FolderZip, files},
};

/// One of the routes that take cookies besides the calls (K41).
pub(super) fn routes(app: &Shared) -> Router {
    Router::new().route("/api/files/download/{id}", get(download)).with_state(Shared::clone(app))
}

/// What the address asks for beside the id.
#[derive(Deserialize)]
struct Asked {
    version: Option<i32>,
}

async fn download(
    State(app): State<Shared>,
    Path(id): Path<String>,
    query: Result<Query<Asked>, QueryRejection>,
    request: Request,
) -> Response {
    // Without the body, which cannot be shared between threads and has nothing to say.
    let (request, _) = request.into_parts();
    match respond(&app, &id, query, &request).await {
        Ok(response) => response,
        Err(error) => answer(error),
    }
}

async fn respond(
    app: &Shared,
    id: &str,
    query: Result<Query<Asked>, QueryRejection>,
    request: &Parts,
) -> Result<Response, ServiceError> {
    let member = auth::member(app, &request.extensions, "", Action::UseFiles).await?;
    let Query(Asked { version: number }) = query.map_err(bad_query)?;
    let number = version("version", number.unwrap_or_default())?;
    if number.is_none()
        && let Ok(folder) = id.parse()
        && let Some(zip) = FolderZip::find(app, &member, folder).await?
    {
        return zipped(app, Served::Member(&member), request, zip).await;
    }
    let download = match number {
        Some(number) => {
            let file = id.parse().map_err(|_| files::not_found())?;
            Download::open_version(app, &member, file, number).await?
        }
        None => open(app, &member, id).await?,
    };
    let manner = Manner {
        media_type: "application/octet-stream",
        disposition: attachment(&download.name),
        policy: "sandbox; default-src 'none'",
    };
    serve(app, Served::Member(&member), request, &download, &manner).await
}

/// How long the zip will be nobody knows before it was read: the answer has no length, and a part of it cannot be asked for.
pub(super) async fn zipped(
    app: &Shared,
    whom: Served<'_>,
    request: &Parts,
    zip: FolderZip,
) -> Result<Response, ServiceError> {
    let headers = HeaderMap::from_iter([
        (CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (CONTENT_DISPOSITION, text(&attachment(&zip.name))),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
    ]);
    if request.method == Method::HEAD {
        return Ok((headers, Body::empty()).into_response());
    }
    Ok((headers, begun(whom.pieces(app, zip.read())).await?).into_response())
}

/// To whom bytes go.
#[derive(Clone, Copy)]
pub(super) enum Served<'a> {
    /// To somebody signed in: what is under way ends with the session.
    Member(&'a Member),
    /// To whoever holds a link: what is read asks by itself whether that still answers.
    Anybody,
}

type Pieces = BoxStream<'static, Result<Bytes, ServiceError>>;

impl Served<'_> {
    fn pieces(
        self,
        app: &Shared,
        items: impl Stream<Item = Result<Bytes, ServiceError>> + Send + 'static,
    ) -> Pieces {
        match self {
            Self::Member(member) => auth::while_signed_in(app, member, items).boxed(),
            Self::Anybody => items.boxed(),
        }
    }
}

/// How bytes are presented to a browser.
pub(super) struct Manner {
    /// What they are said to be.
    pub media_type: &'static str,
    /// What to do with them.
    pub disposition: String,
    /// What a document made of them may do.
    pub policy: &'static str,
}

/// A file of whoever asks.
pub(super) async fn open(app: &Shared, member: &Member, id: &str) -> Result<Download, ServiceError> {
    let file = id.parse().map_err(|_| files::not_found())?;
    Download::open(app, member, file).await
}

/// The file, or the range of it that is asked for.
pub(super) async fn serve(
    app: &Shared,
    whom: Served<'_>,
    request: &Parts,
    download: &Download,
    manner: &Manner,
) -> Result<Response, ServiceError> {
    let etag = format!("\"{}\"", download.sha256);
    let headers = |length| headers(manner, &etag, length);
    if request.method == Method::HEAD {
        return Ok((headers(download.size), Body::empty()).into_response());
    }
    match wanted(&request.headers, download.size, &etag) {
        Wanted::Whole => {
            let body = begun(whom.pieces(app, download.read(0..download.size))).await?;
            Ok((headers(download.size), body).into_response())
        }
        Wanted::Part(range) => {
            let body = begun(whom.pieces(app, download.read(range.clone()))).await?;
            let told = text(&format!("bytes {}-{}/{}", range.start, range.end - 1, download.size));
            let told = [(CONTENT_RANGE, told)];
            Ok((StatusCode::PARTIAL_CONTENT, headers(range.end - range.start), told, body).into_response())
        }
        Wanted::Unsatisfiable => Ok(unsatisfiable(download.size)),
    }
}

/// A range counts only for the very version that the client holds the beginning of.
fn wanted(headers: &HeaderMap, size: u64, etag: &str) -> Wanted {
    if headers.get(IF_RANGE).is_some_and(|told| told != etag) {
        return Wanted::Whole;
    }
    let range = headers.get(RANGE).and_then(|value| value.to_str().ok());
    range.map_or(Wanted::Whole, |text| asked(text, size))
}

/// The first piece is read before the answer begins, so that a file that cannot be read is an error and not a broken
/// transfer.
async fn begun(mut pieces: Pieces) -> Result<Body, ServiceError> {
    let first = pieces.next().await.transpose()?;
    Ok(Body::from_stream(stream::iter(first.map(Ok)).chain(pieces)))
}

fn unsatisfiable(size: u64) -> Response {
    let range = [(CONTENT_RANGE, text(&format!("bytes */{size}")))];
    (StatusCode::RANGE_NOT_SATISFIABLE, range, "The file does not reach that far.\n").into_response()
}

fn headers(manner: &Manner, etag: &str, length: u64) -> HeaderMap {
    HeaderMap::from_iter([
        (CONTENT_TYPE, HeaderValue::from_static(manner.media_type)),
        (CONTENT_DISPOSITION, text(&manner.disposition)),
        (CONTENT_LENGTH, length.into()),
        (ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        (ETAG, text(etag)),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(manner.policy)),
    ])
}

/// Only for what this file composes of visible ASCII.
fn text(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).expect("visible ASCII")
}
