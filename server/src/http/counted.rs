//! Watches how a call ends, for [`Calls`](crate::calls::Calls): by its status wherever that stands. A native answer has it
//! in its trailers, or in its headers when it has no content; gRPC-Web has it in a last piece of the body. An answer that
//! is dropped before its end was given up.
use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use axum::{body::Body, response::Response};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use http_body::{Frame, SizeHint};

use super::failure::WEB_TRAILERS;
use crate::calls::{Call, UNKNOWN};

const STATUS: &str = "grpc-status";

/// The same answer, watched to its end.
pub(super) fn watch(response: Response, mut call: Call) -> Response {
    if response.status() != StatusCode::OK {
        call.end(of_http(response.status()));
        return response;
    }
    if let Some(code) = stated(response.headers()) {
        call.end(code);
        return response;
    }
    response.map(|body| Body::new(Counted { body, call }))
}

/// What a client makes of an answer that is none of gRPC's, as gRPC maps HTTP.
fn of_http(status: StatusCode) -> usize {
    match status.as_u16() {
        400 => 13,
        401 => 16,
        403 => 7,
        404 => 12,
        429 | 502..=504 => 14,
        _ => UNKNOWN,
    }
}

fn stated(headers: &HeaderMap) -> Option<usize> {
    headers.get(STATUS)?.to_str().ok()?.trim().parse().ok()
}

/// The status in a frame of gRPC-Web, if that is its trailers.
fn in_frame(data: &[u8]) -> Option<usize> {
    if data.first() != Some(&WEB_TRAILERS) {
        return None;
    }
    let text = str::from_utf8(data.get(5..)?).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(STATUS)?.strip_prefix(':'))?;
    line.trim().parse().ok()
}

struct Counted {
    body: Body,
    call: Call,
}

impl http_body::Body for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        let code = match &frame {
            Some(Ok(frame)) => match frame.data_ref() {
                Some(data) => in_frame(data),
                None => Some(frame.trailers_ref().and_then(stated).unwrap_or(UNKNOWN)),
            },
            Some(Err(_)) | None => Some(UNKNOWN),
        };
        if let Some(code) = code {
            self.call.end(code);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures::stream;
    use http_body_util::{BodyExt, StreamBody};

    use super::*;
    use crate::calls::{CANCELLED, Calls};

    const HELLO: &str = "/skyshard.greeter.v1.Greeter/SayHello";

    fn trailers(code: &str) -> Frame<Bytes> {
        Frame::trailers(HeaderMap::from_iter([(
            STATUS.parse().expect("a name"),
            code.parse().expect("a value"),
        )]))
    }

    fn answer(frames: Vec<Frame<Bytes>>) -> Response {
        Response::new(Body::new(StreamBody::new(stream::iter(frames.into_iter().map(Ok::<_, Infallible>)))))
    }

    #[tokio::test]
    async fn the_status_is_found_wherever_it_stands() {
        let data = || Frame::data(Bytes::from_static(b"\0\0\0\0\x01a"));
        let web = Frame::data(Bytes::from_static(b"\x80\0\0\0\x0fgrpc-status:14\r\n"));
        let mut short = answer(vec![]);
        short.headers_mut().insert(STATUS, "5".parse().expect("a value"));
        let refused = Response::builder().status(403).body(Body::empty()).expect("an answer");
        for (answer, code) in [
            (answer(vec![data(), trailers("0")]), 0),
            (answer(vec![trailers("16")]), 16),
            (answer(vec![data(), web]), 14),
            (answer(vec![data()]), UNKNOWN),
            (short, 5),
            (refused, 7),
        ] {
            let calls = Calls::default();
            let watched = watch(answer, calls.begin(HELLO));
            watched.into_body().collect().await.expect("whole");
            assert_eq!((calls.of(HELLO).ended(code), calls.at_work()), (1, 0), "{code}");
            assert_eq!(calls.of(HELLO).ended(CANCELLED), 0, "{code}");
        }
    }

    #[tokio::test]
    async fn an_answer_that_is_dropped_was_given_up() {
        let calls = Calls::default();
        let watched = watch(answer(vec![trailers("0")]), calls.begin(HELLO));
        assert_eq!(calls.at_work(), 1);
        drop(watched);
        assert_eq!((calls.of(HELLO).ended(CANCELLED), calls.at_work()), (1, 0));
    }
}
