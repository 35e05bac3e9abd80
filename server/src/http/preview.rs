//! `GET /api/files/preview/{id}`: a picture, a sound or a film for the page to show (SEC-37).
//!
//! The bytes go as what their own beginning says they are, and only when that is on the list of [`preview`]: no name
//! and no browser's guess decides. Whoever opens the address by itself gets a document with an origin of its own, without
//! scripts and without sources beside itself.
use axum::{
    Router,
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{StatusCode, request::Parts};

use super::{
    disposition::inline,
    download::{Manner, Served, open, serve},
    service_error::answer,
};
use crate::{
    app::Shared,
    auth::{self, Action},
    service::{
        ServiceError,
        download::Download,
        preview::{self, Preview},
    },
};

/// What browsers need to show a picture or a film alone in a window, and nothing else.
const POLICY: &str =
    "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'";

/// One of the routes that take cookies besides the calls (K41).
pub(super) fn routes(app: &Shared) -> Router {
    Router::new().route("/api/files/preview/{id}", get(show)).with_state(Shared::clone(app))
}

async fn show(State(app): State<Shared>, Path(id): Path<String>, request: Request) -> Response {
    // Without the body, which cannot be shared between threads and has nothing to say.
    let (request, _) = request.into_parts();
    match respond(&app, &id, &request).await {
        Ok(response) => response,
        Err(error) => answer(error),
    }
}

async fn respond(app: &Shared, id: &str, request: &Parts) -> Result<Response, ServiceError> {
    let member = auth::member(app, &request.extensions, "", Action::UseFiles).await?;
    let download = open(app, &member, id).await?;
    shown(app, Served::Member(&member), request, &download).await
}

/// A file that can be shown, as what it is.
pub(super) async fn shown(
    app: &Shared,
    to: Served<'_>,
    request: &Parts,
    download: &Download,
) -> Result<Response, ServiceError> {
    let Preview::Media(media_type) = preview::of(download).await? else {
        let words = "This file is no picture, sound or film that can be shown. It can be downloaded.\n";
        return Ok((StatusCode::UNSUPPORTED_MEDIA_TYPE, words).into_response());
    };
    let manner = Manner { media_type, disposition: inline(&download.name), policy: POLICY };
    serve(app, to, request, download, &manner).await
}
