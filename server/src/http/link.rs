//! `GET /s/file?ticket=…`: what a link gives, by the browser's own means and without an account.
//!
//! It takes no credentials but the ticket in its query, which no log keeps; it lies outside of `/api/`, so that a browser
//! with our cookies may ask too, and they do not count. Counted was it when the ticket was made, so parts of it can be asked
//! for as often as a broken line needs.
use axum::{
    Router,
    extract::{Query, Request, State},
    response::Response,
    routing::get,
};
use http::request::Parts;
use serde::Deserialize;

use super::{
    disposition::attachment,
    download::{Manner, Served, serve, zipped},
    service_error::answer,
};
use crate::{
    app::Shared,
    service::{ServiceError, download::Download, drive::FolderZip, shares},
};

pub(super) fn routes(app: &Shared) -> Router {
    Router::new().route("/s/file", get(download)).with_state(Shared::clone(app))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    ticket: String,
}

async fn download(State(app): State<Shared>, Query(asked): Query<Asked>, request: Request) -> Response {
    // Without the body, which cannot be shared between threads and has nothing to say.
    let (request, _) = request.into_parts();
    match respond(&app, &asked.ticket, &request).await {
        Ok(response) => response,
        Err(error) => answer(error),
    }
}

async fn respond(app: &Shared, ticket: &str, request: &Parts) -> Result<Response, ServiceError> {
    let (link, digest) = shares::by_ticket(app, ticket).await?;
    if !link.is_file {
        let zip = FolderZip::by_link(app, &link, digest).await?;
        return zipped(app, Served::Anybody, request, zip).await;
    }
    let download = Download::by_link(app, &link, digest).await?;
    let manner = Manner {
        media_type: "application/octet-stream",
        disposition: attachment(&download.name),
        policy: "sandbox; default-src 'none'",
    };
    serve(app, Served::Anybody, request, &download, &manner).await
}
