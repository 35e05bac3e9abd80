//! Calendars by plain HTTP: a booking as a file that the browser saves, and the private feed that calendar programs read.
//!
//! The feed takes no credentials but the key in its query. It lies outside of `/api/`, so that a browser that has our
//! cookies may look at it too; they do not count there.
use axum::{
    Router,
    extract::{Path, Query, Request, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{
    HeaderMap, HeaderValue,
    header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
};
use serde::Deserialize;

use super::{disposition::attachment, service_error::answer};
use crate::{
    app::Shared,
    auth::{self, Action},
    service::{ServiceError, skillshare::feed},
};

pub(super) fn routes(app: &Shared) -> Router {
    Router::new()
        .route("/api/skillshare/calendar/{file}", get(file))
        .route("/calendar/feed.ics", get(read_feed))
        .with_state(Shared::clone(app))
}

async fn file(State(app): State<Shared>, Path(file): Path<String>, request: Request) -> Response {
    // Without the body, which cannot be shared between threads and has nothing to say.
    let (request, _) = request.into_parts();
    let found = async {
        let member = auth::member(&app, &request.extensions, "", Action::UseLessons).await?;
        let id = file.strip_suffix(".ics").and_then(|id| id.parse().ok());
        feed::file(&app, &member, id.ok_or_else(no_file)?).await
    };
    match found.await {
        Ok(text) => (headers(&attachment(&format!("lesson-{file}"))), text).into_response(),
        Err(error) => answer(error),
    }
}

#[derive(Deserialize)]
struct FeedQuery {
    #[serde(default)]
    key: String,
}

async fn read_feed(State(app): State<Shared>, Query(query): Query<FeedQuery>) -> Response {
    match feed::read(&app, &query.key).await {
        Ok(text) => (headers("inline; filename=\"skyshard.ics\""), text).into_response(),
        Err(error) => answer(error),
    }
}

fn no_file() -> ServiceError {
    ServiceError::NotFound("There is no such booking of yours.".to_owned())
}

/// The disposition is made by this house, of visible ASCII.
fn headers(disposition: &str) -> HeaderMap {
    HeaderMap::from_iter([
        (CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8")),
        (CONTENT_DISPOSITION, HeaderValue::from_str(disposition).expect("visible ASCII")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ])
}
