//! A form whose only part is a file (RFC 7578), read piece by piece.
//!
//! ```text
//! body ─[`Measured`]─→ multer ─→ pieces of the file
//! ```
use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
};

use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use futures::Stream;
use http::{HeaderMap, header::CONTENT_TYPE};
use multer::{Field, Multipart};

/// Bytes that are handed to the reader of the form at a time.
const PIECE_BYTES: usize = 64 * 1024;
/// Bytes that were handed to it and are not of the file: what stands around the part, and one piece that it looks
/// through for the end. A head without an end is refused here.
const AROUND_BYTES_MAX: u64 = 2 * PIECE_BYTES as u64;

/// What is wrong with a form. The reader's own words may repeat what was sent; they are not passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum FormError {
    #[error("Send the file as multipart/form-data, with its boundary in content-type.")]
    NoForm,
    #[error("The form has no part.")]
    NoPart,
    #[error("The form broke off or cannot be read.")]
    Broken,
    #[error("A form holds one file, and this one has another part.")]
    AnotherPart,
}

/// The form, opened.
pub(super) struct Form {
    parts: Multipart<'static>,
    /// The part that is read.
    file: Option<Field<'static>>,
    /// Bytes of the file that left the reader.
    taken: Arc<AtomicU64>,
}

impl Form {
    /// Reads up to where the file begins.
    pub(super) async fn open(headers: &HeaderMap, body: Body) -> Result<Self, FormError> {
        let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let boundary = multer::parse_boundary(media_type).map_err(|_| FormError::NoForm)?;
        let taken = Arc::new(AtomicU64::new(0));
        let mut parts = Multipart::new(Measured::new(body, Arc::clone(&taken)), boundary);
        let file = parts.next_field().await.map_err(|_| FormError::Broken)?.ok_or(FormError::NoPart)?;
        Ok(Self { parts, file: Some(file), taken })
    }

    /// What the part calls the file.
    pub(super) fn file_name(&self) -> Option<&str> {
        self.file.as_ref()?.file_name()
    }

    /// The next piece of the file; `None` when the form has ended well behind it.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, FormError> {
        let Some(file) = &mut self.file else { return Ok(None) };
        if let Some(piece) = file.chunk().await.map_err(|_| FormError::Broken)? {
            self.taken.fetch_add(piece.len() as u64, Ordering::Relaxed);
            return Ok(Some(piece));
        }
        // The reader gives the next part only when nobody holds the last one.
        self.file = None;
        match self.parts.next_field().await {
            Ok(None) => Ok(None),
            Ok(Some(_)) => Err(FormError::AnotherPart),
            Err(_) => Err(FormError::Broken),
        }
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
