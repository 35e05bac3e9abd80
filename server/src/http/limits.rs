//! What one request may take (SEC-44): time, and a place among those in flight.
//!
//! A unary call ends after [`CALL_TIME_MAX`], or sooner when the caller said so in `grpc-timeout`. A stream has no such
//! end, but may not fall silent for longer than [`SILENCE_MAX`] while we wait for the client, nor trickle ([`Paced`]).
use std::{panic::AssertUnwindSafe, time::Duration};

use axum::{body::Body, extract::Request, response::Response};
use futures::FutureExt;
use http::HeaderMap;
use tokio::time::timeout;
use tower_http::timeout::TimeoutBody;

use super::{
    failure::{Failure, Language},
    pace::Paced,
    places::Places,
};

/// A unary call that takes longer has lost its caller's patience; the client retries what is idempotent.
const CALL_TIME_MAX: Duration = Duration::from_secs(30);
/// A stream that says nothing for so long is a lost connection or a slow attack.
const SILENCE_MAX: Duration = Duration::from_secs(60);

/// Calls that last as long as their content does.
const STREAMS: [&str; 10] = [
    "/skyshard.storage.v1.CloudStorageService/UploadFile",
    "/skyshard.storage.v1.CloudStorageService/DownloadFile",
    "/skyshard.storage.v1.UploadService/UploadParts",
    "/skyshard.storage.v1.DriveService/CopyEntries",
    "/grpc.health.v1.Health/Watch",
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
    "/api/files/upload",
    "/api/files/download/",
    "/api/files/preview/",
];

/// The places that requests share.
#[derive(Default)]
pub(super) struct Limits {
    places: Places,
}

impl Limits {
    /// Runs a request within its limits; a panic inside is this request's failure and nobody else's.
    pub(super) async fn run<F>(&self, request: Request, answer: impl FnOnce(Request) -> F) -> Response
    where
        F: Future<Output = Response>,
    {
        let language = Language::of(request.headers());
        let network = request.extensions().get();
        let Some(_place) = self.places.enter(network) else { return Failure::Busy.answer(language) };
        let deadline = deadline(&request);
        let request = if deadline.is_none() { request.map(in_time) } else { request };
        let answer = AssertUnwindSafe(answer(request)).catch_unwind();
        let outcome = match deadline {
            Some(deadline) => timeout(deadline, answer).await.map_err(|_| Failure::TooSlow),
            None => Ok(answer.await),
        };
        match outcome {
            Ok(Ok(response)) => response,
            Ok(Err(_panic)) => Failure::Panic.answer(language),
            Err(failure) => failure.answer(language),
        }
    }
}

fn in_time(body: Body) -> Body {
    Body::new(TimeoutBody::new(SILENCE_MAX, Paced::new(body)))
}

fn deadline(request: &Request) -> Option<Duration> {
    let path = request.uri().path();
    if STREAMS.iter().any(|stream| path.starts_with(stream)) {
        return None;
    }
    Some(asked_deadline(request.headers()).map_or(CALL_TIME_MAX, |asked| asked.min(CALL_TIME_MAX)))
}

/// `grpc-timeout`: up to eight digits and a unit. What cannot be read is no wish.
fn asked_deadline(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let readable = (1..=8).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.parse().ok().filter(|_| readable)?;
    match unit {
        "H" => Some(Duration::from_secs(number * 3600)),
        "M" => Some(Duration::from_secs(number * 60)),
        "S" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_millis(number)),
        "u" => Some(Duration::from_micros(number)),
        "n" => Some(Duration::from_nanos(number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert("grpc-timeout", text.parse().ok()?);
        asked_deadline(&headers)
    }

    #[test]
    fn a_callers_deadline_is_read() {
        assert_eq!(asked("250m"), Some(Duration::from_millis(250)));
        assert_eq!(asked("99999999H"), Some(Duration::from_secs(99_999_999 * 3600)));
        assert_eq!(asked("0S"), Some(Duration::ZERO));
    }

    #[test]
    fn garbage_is_no_deadline() {
        for text in
            ["", "S", "5", "5s", "-5S", "+5S", "5 S", "123456789S", "٥S", "1e3S", "999999999999999999999999n"]
        {
            assert_eq!(asked(text), None, "{text}");
        }
    }

    #[tokio::test]
    async fn a_panic_is_one_requests_failure() {
        let limits = Limits::default();
        let call = Request::post("/x.y.Z/Call").header("content-type", "application/grpc");
        for (request, status) in [(call, 200), (Request::get("/"), 500)] {
            let request = request.body(Body::empty()).expect("a request");
            let answer = limits.run(request, |_| async { panic!("as this test wants") }).await;
            assert_eq!(answer.status(), status);
            let internal = answer.headers().get("grpc-status").map(|code| code == "13");
            assert_eq!(internal, (status == 200).then_some(true));
        }
        assert_eq!(limits.places.at_work(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_unary_call_ends_and_a_stream_goes_on() {
        let limits = Limits::default();
        let slow = |_| async {
            tokio::time::sleep(CALL_TIME_MAX * 2).await;
            Response::new(Body::from("done"))
        };
        let unary = Request::post("/x.y.Z/Call").body(Body::empty()).expect("a request");
        assert_eq!(limits.run(unary, slow).await.status(), 504);
        let stream = Request::post(STREAMS[0]).body(Body::empty()).expect("a request");
        assert_eq!(limits.run(stream, slow).await.status(), 200);
    }
}
