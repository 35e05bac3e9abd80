//! `POST /api/uploads/{id}`: the file of an upload that was begun, all of it as the only part of a form, for our own
//! page.
//!
//! A browser sends a picked file in a form without reading it through the page: less than half of what the same file costs it
//! in calls. It is the first attempt of a large file, and only that: what became durable stays whatever becomes of the
//! request, `GetUpload` tells it meanwhile and afterwards, and what is missing travels in parts. Programs have
//! `POST /api/files/upload`.
use axum::{
    Router,
    body::Body,
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
    routing::post,
};
use http::{StatusCode, request::Parts};
use proto::convert;

use super::{
    form::{Form, FormError},
    service_error::answer,
};
use crate::{
    app::Shared,
    auth::{self, Action, Member},
    service::{Reason, ServiceError, upload::Filling},
};

/// Above the upload's id.
pub(super) const UPLOADS: &str = "/api/uploads/";

pub(super) fn routes(app: &Shared) -> Router {
    Router::new().route("/api/uploads/{id}", post(fill)).with_state(Shared::clone(app))
}

async fn fill(State(app): State<Shared>, Path(upload_id): Path<String>, request: Request) -> Response {
    let (request, body) = request.into_parts();
    match store(&app, &upload_id, &request, body).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => answer(error),
    }
}

async fn store(app: &Shared, upload_id: &str, request: &Parts, body: Body) -> Result<(), ServiceError> {
    let member = auth::member(app, &request.extensions, "", Action::UseFiles).await?;
    let mut filling = Filling::begin(app, &member, convert::id("upload_id", upload_id)?).await?;
    let form = Form::open(&request.headers, body).await.map_err(unreadable)?;
    let taken = take_all(app, &member, &mut filling, form).await;
    // What came whole becomes durable even when the rest did not come.
    filling.finish().await.and(taken)
}

async fn take_all(
    app: &Shared,
    member: &Member,
    filling: &mut Filling,
    mut form: Form,
) -> Result<(), ServiceError> {
    while let Some(bytes) = form.next().await.map_err(unreadable)? {
        auth::still(app, member).await?;
        filling.push(bytes).await?;
    }
    Ok(())
}

fn unreadable(error: FormError) -> ServiceError {
    let message = format!("{error} What is durable of the upload stays.");
    ServiceError::invalid("file", Reason::InvalidArgument, message)
}
