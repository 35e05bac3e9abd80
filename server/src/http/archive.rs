//! `GET /api/privacy/archive?key=…`: everything about oneself, by the browser's own means.
//!
//! The link works only for who is signed in to its account, and a page of another origin cannot use it (SEC-27, K41). How
//! long the archive will be nobody knows before it was read, so the answer has no length; one that breaks off ends with
//! an error of the connection, never well.
use axum::{
    Router,
    body::Body,
    extract::{Query, Request, State},
    response::{IntoResponse, Response},
    routing::get,
};
use futures::{StreamExt, stream};
use http::{
    HeaderMap, HeaderValue, Method,
    header::{
        CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
    },
    request::Parts,
};
use serde::Deserialize;

use super::{disposition::attachment, service_error::answer};
use crate::{
    app::Shared,
    auth::{self, Action},
    service::{ServiceError, privacy::archive::Archive},
};

pub(super) fn routes(app: &Shared) -> Router {
    // Without HEAD: whoever only looks would have a row of the audit trail written.
    Router::new().route("/api/privacy/archive", get(archive)).with_state(Shared::clone(app))
}

#[derive(Deserialize)]
struct Link {
    #[serde(default)]
    key: String,
}

async fn archive(State(app): State<Shared>, Query(link): Query<Link>, request: Request) -> Response {
    // Without the body, which cannot be shared between threads and has nothing to say.
    let (request, _) = request.into_parts();
    match respond(&app, &link, &request).await {
        Ok(response) => response,
        Err(error) => answer(error),
    }
}

/// The first bytes are read before the answer begins, so that what cannot begin is an error and not a broken transfer.
async fn respond(app: &Shared, link: &Link, request: &Parts) -> Result<Response, ServiceError> {
    let member = auth::member(app, &request.extensions, "", Action::UseAccount).await?;
    if request.method == Method::HEAD {
        return Err(ServiceError::NotFound("Ask for the archive itself.".to_owned()));
    }
    let archive = Archive::open(app, &member, &link.key).await?;
    let headers = headers(&archive.name);
    let mut pieces = Box::pin(auth::while_signed_in(app, &member, archive.read()));
    let first = pieces.next().await.transpose()?;
    let body = Body::from_stream(stream::iter(first.map(Ok)).chain(pieces));
    Ok((headers, body).into_response())
}

/// The name is made by this house, of letters that usernames have.
fn headers(name: &str) -> HeaderMap {
    HeaderMap::from_iter([
        (CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (CONTENT_DISPOSITION, HeaderValue::from_str(&attachment(name)).expect("visible ASCII")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
    ])
}
