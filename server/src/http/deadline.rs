//! The end of an answer that comes in a stream: when its time is over it says so in its status, and what works on it is
//! dropped at once. (Until the answer begins, [`Limits`](super::limits::Limits) itself keeps the time.)
use std::{
    pin::Pin,
    task::{Context, Poll},
};

use axum::body::Body;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use super::failure::{Failure, Language};

/// A body with a last moment.
pub(super) struct Timed {
    /// None once it has ended.
    body: Option<Body>,
    end: Pin<Box<Sleep>>,
    language: Language,
}

impl Timed {
    pub(super) fn new(body: Body, end: Instant, language: Language) -> Self {
        Self { body: Some(body), end: Box::pin(sleep_until(end)), language }
    }
}

impl http_body::Body for Timed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let late = self.end.as_mut().poll(context).is_ready();
        let language = self.language;
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        if !late {
            return Pin::new(body).poll_frame(context);
        }
        self.body = None;
        Poll::Ready(Some(Ok(Failure::TooSlow.last_frame(language))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}
