//! The caller's files: list, delete, and copies made whole. What stores one is in `upload`, what reads one in
//! [`download`](super::super::download).
use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    response::Response,
};
use domain::{file_order::FileOrder, format, id::FileId, limits::FILTER_BYTES_MAX};
use http::{Extensions, StatusCode};
use proto::convert::{id, page};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    json::{Answer, answer, bad_query, instant},
    offer::{Area, Content, Offer, Parameter, delete, get, post, text, whole},
    upload::upload,
};
use crate::{
    app::Shared,
    auth::{self, Action},
    service::{
        Reason, ServiceError,
        files::{self, FileEntry},
        mend_file::Mending,
    },
};

const FILL: [Parameter; 1] = [text("x-grpc-web", "`1`, where the page's cookie is to count.")];

const DOWNLOAD: [Parameter; 1] =
    [whole("version", "The number of an older version of the file; without it the shown one.")];

const LINK_FILE: [Parameter; 1] = [text("ticket", "What `LinkService.BeginLinkDownload` answered.")];

const LINK_UPLOAD: [Parameter; 2] = [
    text("ticket", "What `LinkService.BeginLinkUpload` answered."),
    text("name", "What the file is to be called."),
];

const LIST: [Parameter; 4] = [
    whole("limit", "Files on a page, at most 1000; 0 for the usual 50."),
    whole("offset", "Files to leave out before the page."),
    text("filter", "Text that the names contain, whatever its case."),
    text(
        "order",
        "`name`, `size`, `modified` or `copies`; with a `-` before it the largest first. Newest first unless told.",
    ),
];

const STORE: [Parameter; 1] = [whole(
    "declared_size",
    "Bytes of the file, when known: the space for all of them is then held, or refused, before any is read.",
)];

pub(super) fn offer() -> Offer {
    Offer::of(Area::Files)
        .with(
            post("/api/files/upload", "uploadFile", "Stores one file from the only part of a form.")
                .asks(&STORE)
                .takes(Content::Form)
                .creates("Stored"),
            upload,
        )
        .told(
            post(
                "/api/uploads/{id}",
                "fillUpload",
                "Stores the parts of an upload that `UploadService.CreateUpload` began, from its whole file as the only part of a \
                 form. What became durable stays, whatever becomes of the request.",
            )
            .for_the_page_too()
            .hears(&FILL)
            .takes(Content::Form)
            .answers_nothing(),
        )
        .with(
            get("/api/files/list", "listFiles", "Lists the caller's files, whatever folder they are in.")
                .asks(&LIST)
                .answers("FileList"),
            list,
        )
        .told(
            get(
                "/api/files/download/{id}",
                "downloadFile",
                "A file, or the range of it that `Range` names; a folder as a zip.",
            )
            .for_the_page_too()
            .asks(&DOWNLOAD)
            .sends("application/octet-stream"),
        )
        .told(
            get("/api/files/preview/{id}", "previewFile", "A picture, a sound or a film, to be shown.")
                .for_the_page_too()
                .sends("*/*"),
        )
        .told(
            get(
                "/s/file",
                "linkedFile",
                "What a link gives, or the range of it that `Range` names; a folder as a zip.",
            )
            .for_anybody()
            .asks(&LINK_FILE)
            .refuses_in_plain_text()
            .sends("application/octet-stream"),
        )
        .told(
            get(
                "/s/preview",
                "linkedPreview",
                "What a link gives, of a picture, a sound or a film, to be shown.",
            )
            .for_anybody()
            .asks(&LINK_FILE)
            .refuses_in_plain_text()
            .sends("*/*"),
        )
        .told(
            post(
                "/s/upload",
                "uploadByLink",
                "Stores one file, the body, in the folder of a link that takes uploads.",
            )
            .for_anybody()
            .asks(&LINK_UPLOAD)
            .takes(Content::Bytes("application/octet-stream"))
            .refuses_in_plain_text()
            .creates_and_says_so(),
        )
        .with(
            delete("/api/files/delete/{id}", "deleteFile", "Moves a file to the trash.").answers("Deleted"),
            trash,
        )
        .with(
            post("/api/files/replicate/{id}", "replicateFile", "Makes the copies of a file whole now.")
                .answers("Replicated"),
            replicate,
        )
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Asked {
    limit: i32,
    offset: i32,
    filter: String,
    order: String,
}

impl Asked {
    fn order(&self) -> Result<FileOrder, ServiceError> {
        if self.order.is_empty() {
            return Ok(FileOrder::default());
        }
        self.order.parse().map_err(|_| {
            let known =
                "Files are ordered by name, size, modified or copies; a - before it means the largest first.";
            ServiceError::invalid("order", Reason::InvalidArgument, known)
        })
    }

    fn filter(&self) -> Result<&str, ServiceError> {
        if self.filter.len() > FILTER_BYTES_MAX {
            return Err(ServiceError::invalid(
                "filter",
                Reason::InvalidArgument,
                "This is longer than any name.",
            ));
        }
        Ok(&self.filter)
    }
}

async fn list(
    State(app): State<Shared>,
    extensions: Extensions,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let found = async || -> Answer {
        let member = auth::member(&app, &extensions, "", Action::UseFiles).await?;
        let Query(asked) = asked.map_err(bad_query)?;
        let (page, order) = (page(asked.limit, asked.offset)?, asked.order()?);
        let (entries, total) = files::list(&app, &member, page, asked.filter()?, order).await?;
        let copies = app.settings.copies;
        let files: Vec<Value> = entries.iter().map(|entry| file(entry, copies.into())).collect();
        Ok(json!({ "files": files, "total_count": total }))
    };
    answer(found().await, StatusCode::OK)
}

async fn trash(State(app): State<Shared>, Path(file): Path<String>, extensions: Extensions) -> Response {
    let deleted = async || -> Answer {
        let member = auth::member(&app, &extensions, "", Action::UseFiles).await?;
        let freed = files::delete(&app, &member, file_id(&file)?).await?;
        Ok(json!({
            "message": format!("Moved to the Trash: {} are available again.", format::bytes(freed)),
            "freed_bytes": freed,
        }))
    };
    answer(deleted().await, StatusCode::OK)
}

async fn replicate(State(app): State<Shared>, Path(file): Path<String>, extensions: Extensions) -> Response {
    let mended = async || -> Answer {
        let member = auth::member(&app, &extensions, "", Action::WatchCluster).await?;
        let mut mending = Mending::begin(&app, &member, file_id(&file)?).await?;
        let mut nodes = std::collections::BTreeSet::new();
        while let Some(chunk) = mending.next().await {
            nodes.extend(chunk.nodes);
        }
        let done = mending.done();
        Ok(json!({
            "message": done.sentence(),
            "whole_chunks": done.whole,
            "mended_chunks": done.mended,
            "impossible_chunks": done.impossible,
            "storage_nodes": nodes,
        }))
    };
    answer(mended().await, StatusCode::OK)
}

fn file(entry: &FileEntry, copies: u32) -> Value {
    let zones: Vec<String> = entry.zones.iter().map(char::to_string).collect();
    json!({
        "file_id": entry.id.to_string(),
        "filename": entry.name,
        "file_size": entry.size,
        "uploaded_at": instant(entry.uploaded_at),
        "checksum": entry.sha256,
        "zones": zones,
        "target_copies": copies,
        "damaged": entry.damaged,
    })
}

fn file_id(text: &str) -> Result<FileId, ServiceError> {
    Ok(id("file_id", text)?)
}
