//! `POST /api/files/upload`: one file as the only part of a form, through the stream that native clients use.
//!
//! Nothing holds the file: a piece is handed on before the next one is taken. What goes wrong on the way (a second file, a
//! form that breaks off, a session that ends) gives back what was held; the file is shown only after the form was read to
//! its end.
use axum::{
    extract::{Query, Request, State, rejection::QueryRejection},
    response::Response,
};
use domain::{
    format,
    upload::{OnConflict, Parts},
};
use http::StatusCode;
use proto::convert::{
    size,
    upload::{file_name, part_error},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    super::form::{Form, FormError},
    json::{Answer, answer, bad_query},
};
use crate::{
    app::Shared,
    auth::{self, Action, Member},
    service::{
        Reason, ServiceError,
        upload::{Completed, NewStream, StreamUpload, Target, Within},
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    declared_size: Option<i64>,
}

pub(super) async fn upload(
    State(app): State<Shared>,
    asked: Result<Query<Asked>, QueryRejection>,
    request: Request,
) -> Response {
    let (request, body) = request.into_parts();
    let stored = async || -> Answer {
        let member = auth::member(&app, &request.extensions, "", Action::UseFiles).await?;
        let Query(asked) = asked.map_err(bad_query)?;
        let declared = asked.declared_size.map(|bytes| size("declared_size", bytes)).transpose()?;
        let declared = declared.map(Parts::of).transpose().map_err(part_error)?;
        let form = Form::open(&request.headers, body).await.map_err(unreadable)?;
        let completed = store(&app, &member, form, declared).await?;
        Ok(json!({
            "message": format!("Stored {} as {}.", format::bytes(completed.size), completed.name),
            "file_id": completed.file.to_string(),
            "filename": completed.name.as_str(),
            "file_size": completed.size,
            "checksum": completed.sha256,
            "storage_nodes": completed.nodes,
        }))
    };
    answer(stored().await, StatusCode::CREATED)
}

async fn store(
    app: &Shared,
    member: &Member,
    form: Form,
    declared: Option<Parts>,
) -> Result<Completed, ServiceError> {
    let name = form.file_name().ok_or_else(|| wrong("The part names no file. Nothing was stored."))?;
    let target = Target::Name(file_name(name)?, OnConflict::Refuse, Within::default());
    let mut upload = StreamUpload::begin(app, member, NewStream { target, declared }).await?;
    match take_all(app, member, &mut upload, form).await {
        Ok(()) => upload.finish().await,
        Err(error) => {
            upload.abort().await;
            Err(error)
        }
    }
}

async fn take_all(
    app: &Shared,
    member: &Member,
    upload: &mut StreamUpload,
    mut form: Form,
) -> Result<(), ServiceError> {
    while let Some(bytes) = form.next().await.map_err(unreadable)? {
        auth::still(app, member).await?;
        upload.push(bytes).await?;
    }
    // What is shown next must still be wanted.
    auth::still(app, member).await
}

fn wrong(why: &str) -> ServiceError {
    ServiceError::invalid("file", Reason::InvalidArgument, why)
}

fn unreadable(error: FormError) -> ServiceError {
    wrong(&format!("{error} Nothing was stored."))
}
