//! `POST /api/files/upload`: one file as the only part of a form, through the stream that native clients use.
//!
//! ```text
//! body ─[`Measured`]─→ multer ─pieces─→ [`StreamUpload`]
//! ```
//!
//! Nothing holds the file: a piece is handed on before the next one is taken. What goes wrong on the way (a second file, a
//! form that breaks off, a session that ends) gives back what was held; the file is shown only after the form was read to
//! its end.
use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
};

use axum::{
    body::{Body, BodyDataStream},
    extract::{Query, Request, State, rejection::QueryRejection},
    response::Response,
};
use bytes::Bytes;
use domain::{
    format,
    upload::{OnConflict, Parts},
};
use futures::Stream;
use http::{HeaderMap, StatusCode, header::CONTENT_TYPE};
use multer::{Field, Multipart};
use proto::convert::{
    size,
    upload::{file_name, part_error},
};
use serde::Deserialize;
use serde_json::json;

use super::json::{Answer, answer, bad_query};
use crate::{
    app::Shared,
    auth::{self, Action, Member},
    service::{
        Reason, ServiceError,
        upload::{Completed, NewStream, StreamUpload, Target, Within},
    },
};

/// Bytes that are handed to the reader of the form at a time.
const PIECE_BYTES: usize = 64 * 1024;
/// Bytes that were handed to it and are not of the file: what stands around the part, and one piece that it looks
/// through for the end. A head without an end is refused here.
const AROUND_BYTES_MAX: u64 = 2 * PIECE_BYTES as u64;

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
        let completed = store(&app, &member, Form::of(&request.headers, body)?, declared).await?;
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
    mut form: Form,
    declared: Option<Parts>,
) -> Result<Completed, ServiceError> {
    let part = form.next().await?.ok_or_else(|| wrong("The form has no part. Nothing was stored."))?;
    let name = part.file_name().ok_or_else(|| wrong("The part names no file. Nothing was stored."))?;
    let target = Target::Name(file_name(name)?, OnConflict::Refuse, Within::default());
    let mut upload = StreamUpload::begin(app, member, NewStream { target, declared }).await?;
    match take_all(app, member, &mut upload, part, &mut form).await {
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
    mut part: Field<'static>,
    form: &mut Form,
) -> Result<(), ServiceError> {
    while let Some(bytes) = part.chunk().await.map_err(unreadable)? {
        auth::still(app, member).await?;
        form.taken.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        upload.push(bytes).await?;
    }
    // The reader gives the next part only when nobody holds the last one.
    drop(part);
    if form.next().await?.is_some() {
        return Err(wrong("A form holds one file, and this one has another part. Nothing was stored."));
    }
    // What is shown next must still be wanted.
    auth::still(app, member).await
}

/// The parts of a body.
struct Form {
    parts: Multipart<'static>,
    /// Bytes of the file that left the reader.
    taken: Arc<AtomicU64>,
}

impl Form {
    fn of(headers: &HeaderMap, body: Body) -> Result<Self, ServiceError> {
        let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let boundary = multer::parse_boundary(media_type).map_err(|_| {
            wrong("Send the file as multipart/form-data, with its boundary in content-type. Nothing was stored.")
        })?;
        let taken = Arc::new(AtomicU64::new(0));
        let body = Measured::new(body, Arc::clone(&taken));
        Ok(Self { parts: Multipart::new(body, boundary), taken })
    }

    async fn next(&mut self) -> Result<Option<Field<'static>>, ServiceError> {
        self.parts.next_field().await.map_err(unreadable)
    }
}

/// A body in pieces, for a reader that would otherwise take all that there is before it gives anything on: after each
/// piece nothing is ready for a moment.
struct Measured {
    body: BodyDataStream,
    rest: Bytes,
    is_pausing: bool,
    given: u64,
    taken: Arc<AtomicU64>,
}

#[derive(Debug, thiserror::Error)]
#[error("what stands around the file is too long")]
struct TooMuchAround;

impl Measured {
    fn new(body: Body, taken: Arc<AtomicU64>) -> Self {
        Self { body: body.into_data_stream(), rest: Bytes::new(), is_pausing: false, given: 0, taken }
    }
}

impl Stream for Measured {
    type Item = Result<Bytes, axum::BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.is_pausing) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        while self.rest.is_empty() {
            match ready!(Pin::new(&mut self.body).poll_next(context)) {
                Some(Ok(bytes)) => self.rest = bytes,
                Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
                None => return Poll::Ready(None),
            }
        }
        let length = self.rest.len().min(PIECE_BYTES);
        let piece = self.rest.split_to(length);
        self.given += length as u64;
        if self.given - self.taken.load(Ordering::Relaxed) > AROUND_BYTES_MAX {
            return Poll::Ready(Some(Err(TooMuchAround.into())));
        }
        self.is_pausing = true;
        Poll::Ready(Some(Ok(piece)))
    }
}

fn wrong(why: &str) -> ServiceError {
    ServiceError::invalid("file", Reason::InvalidArgument, why)
}

/// The reader's own words may repeat what was sent; they are not passed on.
fn unreadable(_: multer::Error) -> ServiceError {
    wrong("The form broke off or cannot be read. Nothing was stored; send it again.")
}

#[cfg(test)]
mod tests {
    use futures::{StreamExt, stream};

    use super::*;

    /// A body of so many frames, all of them ready at once.
    fn ready_at_once(frames: usize) -> (Measured, Arc<AtomicU64>) {
        let frame = || Ok::<_, axum::BoxError>(Bytes::from(vec![0; 3 * PIECE_BYTES / 2]));
        let taken = Arc::new(AtomicU64::new(0));
        let body = Body::from_stream(stream::iter((0..frames).map(move |_| frame())));
        (Measured::new(body, Arc::clone(&taken)), taken)
    }

    #[tokio::test]
    async fn after_each_piece_nothing_is_ready() {
        let (mut body, taken) = ready_at_once(40);
        let mut context = Context::from_waker(std::task::Waker::noop());
        let (mut pieces, mut given) = (0, 0);
        loop {
            match body.poll_next_unpin(&mut context) {
                Poll::Ready(Some(piece)) => {
                    let length = piece.expect("a piece").len();
                    assert!(length <= PIECE_BYTES);
                    assert!(body.poll_next_unpin(&mut context).is_pending(), "piece {pieces}");
                    (pieces, given) = (pieces + 1, given + length);
                    taken.fetch_add(length as u64, Ordering::Relaxed);
                }
                Poll::Ready(None) => break,
                Poll::Pending => {}
            }
        }
        assert_eq!((pieces, given), (80, 60 * PIECE_BYTES));
    }

    #[tokio::test]
    async fn a_head_without_an_end_is_refused() {
        let (body, _) = ready_at_once(40);
        let pieces: Vec<_> = body.collect::<Vec<_>>().await;
        let given: usize = pieces.iter().take_while(|piece| piece.is_ok()).flatten().map(Bytes::len).sum();
        assert!(given as u64 <= AROUND_BYTES_MAX && pieces.iter().any(Result::is_err), "{given} bytes");
    }
}
