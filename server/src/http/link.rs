//! `GET /s/file?ticket=…`: what a link gives, by the browser's own means and without an account; `GET /s/preview?ticket=…`: the
//! same of a picture, a sound or a film, to be shown as in [`preview`](super::preview), by the same ticket. `POST
//! /s/upload?ticket=…&name=…`: one file into the folder of a link that takes uploads, its bytes as the body.
//!
//! None takes credentials but the ticket in the query, which no log keeps; they lie outside of `/api/`, so that a browser
//! with our cookies may ask too, and those do not count. Counted was it when the ticket was made, so parts of it can be asked
//! for as often as a broken line needs.
use axum::{
    Router,
    body::Body,
    extract::{Query, Request, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::upload::Parts as Cut;
use futures::StreamExt;
use http::{StatusCode, header::CONTENT_LENGTH, request::Parts};
use proto::convert::upload::{file_name, part_error};
use serde::Deserialize;

use super::{
    disposition::attachment,
    download::{Manner, Served, serve, zipped},
    preview::shown,
    service_error::answer,
};
use crate::{
    app::Shared,
    auth::Visitor,
    service::{
        Reason, ServiceError,
        download::Download,
        drive::FolderZip,
        shares::{self, LinkSender},
        upload::{Completed, StreamUpload},
    },
};

/// Where bytes come by a link.
pub(super) const UPLOAD: &str = "/s/upload";

pub(super) fn routes(app: &Shared) -> Router {
    Router::new()
        .route("/s/file", get(download))
        .route("/s/preview", get(look))
        .route(UPLOAD, post(upload))
        .with_state(Shared::clone(app))
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

async fn look(State(app): State<Shared>, Query(asked): Query<Asked>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    match show(&app, &asked.ticket, &request).await {
        Ok(response) => response,
        Err(error) => answer(error),
    }
}

async fn show(app: &Shared, ticket: &str, request: &Parts) -> Result<Response, ServiceError> {
    let (link, digest) = shares::by_ticket(app, ticket).await?;
    // Of a folder there is nothing to show: no file of it is the link's own.
    let download = Download::by_link(app, &link, digest).await?;
    shown(app, Served::Anybody, request, &download).await
}

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    ticket: String,
    #[serde(default)]
    name: String,
}

async fn upload(State(app): State<Shared>, Query(sent): Query<Sent>, request: Request) -> Response {
    let (request, body) = request.into_parts();
    match store(&app, &sent, &request, body).await {
        Ok(done) => {
            // By the name that was sent: a number behind it would tell what is there.
            let words = format!("Stored {} as {}.\n", domain::format::bytes(done.size), sent.name);
            (StatusCode::CREATED, words).into_response()
        }
        Err(error) => answer(error),
    }
}

async fn store(app: &Shared, sent: &Sent, request: &Parts, body: Body) -> Result<Completed, ServiceError> {
    let sender = LinkSender::admitted(app, &Visitor::of(&request.extensions), &sent.ticket).await?;
    let length = request.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let declared = length.map(Cut::of).transpose().map_err(part_error)?;
    let mut upload = StreamUpload::begin_by_link(app, &sender, file_name(&sent.name)?, declared).await?;
    match take_all(&mut upload, body).await {
        Ok(()) => upload.finish().await,
        Err(error) => {
            upload.abort().await;
            Err(error)
        }
    }
}

async fn take_all(upload: &mut StreamUpload, body: Body) -> Result<(), ServiceError> {
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        upload.push(piece.map_err(|_| broken_off())?).await?;
    }
    Ok(())
}

/// The connection's own words say nothing to whoever sent it.
fn broken_off() -> ServiceError {
    let message = "The file broke off on its way. Nothing was stored; send it again.";
    ServiceError::invalid("file", Reason::InvalidArgument, message)
}
