//! What of a request nobody had read when it was answered: a file that is refused by its name, or for want of a token. On
//! HTTP/1 the next request stands behind it, so it is read to its end, or the answer says that the connection ends here
//! (RFC 9112 section 9.6). A client that is not told would send its next request into a connection that is closed.
use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::response::Response;
use bytes::Bytes;
use http::{
    HeaderValue, Request,
    header::{CONNECTION, EXPECT},
};
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::{sync::oneshot, time::timeout};
use tower::Service;

use crate::http::front::Front;

/// What is read for nothing.
const BYTES_MAX: u64 = 4 * 1024 * 1024;
/// And how long it may take.
const WITHIN: Duration = Duration::from_secs(1);

/// The answer, after which the connection is where the next request begins, or ends.
pub(super) async fn answer(mut front: Front, request: Request<Incoming>) -> Result<Response, Infallible> {
    if request.body().is_end_stream() {
        return front.call(request).await;
    }
    let (to, mut unread) = oneshot::channel();
    let must_be_asked = request.headers().contains_key(EXPECT);
    let request = request.map(|body| Watched { body: Some(body), is_asked: !must_be_asked, to: Some(to) });
    let mut response = front.call(request).await?;
    if let Ok(body) = unread.try_recv()
        && !is_read_out(body).await
    {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
}

/// Whether nothing of it is left. None is a body that its client keeps back until it is asked for.
async fn is_read_out(body: Option<Incoming>) -> bool {
    let Some(mut body) = body.filter(|body| body.size_hint().lower() <= BYTES_MAX) else { return false };
    let reading = async {
        let mut taken = 0;
        loop {
            match body.frame().await {
                Some(Ok(frame)) => taken += frame.data_ref().map_or(0, |data| data.len() as u64),
                Some(Err(_)) => return false,
                None => return true,
            }
            if taken > BYTES_MAX {
                return false;
            }
        }
    };
    timeout(WITHIN, reading).await.unwrap_or(false)
}

/// A body that is handed back by whoever drops it before its end.
struct Watched {
    body: Option<Incoming>,
    is_asked: bool,
    to: Option<oneshot::Sender<Option<Incoming>>>,
}

impl http_body::Body for Watched {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        self.is_asked = true;
        self.body.as_mut().map_or(Poll::Ready(None), |body| Pin::new(body).poll_frame(context))
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Incoming::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map(Incoming::size_hint).unwrap_or_default()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let unread = self.body.take().filter(|body| !body.is_end_stream());
        if let (Some(body), Some(to)) = (unread, self.to.take()) {
            // Nobody waits for it once the answer is under way.
            let _answered = to.send(self.is_asked.then_some(body));
        }
    }
}
