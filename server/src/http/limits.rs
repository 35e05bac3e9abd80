//! What one request may take (SEC-44): time, and a place among those in flight.
//!
//! A unary call ends after [`CALL_TIME_MAX`], or sooner when the caller said so in `grpc-timeout`. A stream has no such
//! end, but may not fall silent for longer than [`SILENCE_MAX`] while we wait for the client, nor trickle ([`Paced`]).
use std::{
    panic::AssertUnwindSafe,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use axum::{body::Body, extract::Request, response::Response};
use futures::FutureExt;
use http::HeaderMap;
use tokio::time::timeout;
use tower_http::timeout::TimeoutBody;

use super::{
    failure::{Failure, Language},
    pace::Paced,
};

/// A unary call that takes longer has lost its caller's patience; the client retries what is idempotent.
const CALL_TIME_MAX: Duration = Duration::from_secs(30);
/// A stream that says nothing for so long is a lost connection or a slow attack.
const SILENCE_MAX: Duration = Duration::from_secs(60);
/// Requests at work: each holds at most two messages of 1 MiB and some kilobytes, so memory stays bounded.
const IN_FLIGHT_MAX: usize = 2_000;

/// Calls that last as long as their content does.
const STREAMS: [&str; 9] = [
    "/skyshard.storage.v1.CloudStorageService/UploadFile",
    "/skyshard.storage.v1.CloudStorageService/DownloadFile",
    "/skyshard.storage.v1.UploadService/UploadParts",
    "/skyshard.storage.v1.DriveService/CopyEntries",
    "/grpc.health.v1.Health/Watch",
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
    "/api/files/download/",
    "/api/files/preview/",
];

/// The places that requests share.
#[derive(Default)]
pub(super) struct Limits {
    in_flight: AtomicUsize,
}

impl Limits {
    /// Runs a request within its limits; a panic inside is this request's failure and nobody else's.
    pub(super) async fn run<F>(&self, request: Request, answer: impl FnOnce(Request) -> F) -> Response
    where
        F: Future<Output = Response>,
    {
        let language = Language::of(request.headers());
        let Some(_place) = self.enter() else { return Failure::Busy.answer(language) };
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

    fn enter(&self) -> Option<Place<'_>> {
        let place = Place(&self.in_flight);
        (self.in_flight.fetch_add(1, Ordering::Relaxed) < IN_FLIGHT_MAX).then_some(place)
    }
}

/// One of the places; whoever holds none was counted all the same for a moment.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
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

    #[test]
    fn places_end_and_come_back() {
        let limits = Limits::default();
        let held: Vec<_> = (0..IN_FLIGHT_MAX).map(|_| limits.enter()).collect();
        assert!(held.iter().all(Option::is_some));
        assert!(limits.enter().is_none());
        drop(held);
        assert!(limits.enter().is_some());
        assert_eq!(limits.in_flight.load(Ordering::Relaxed), 0);
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
        assert_eq!(limits.in_flight.load(Ordering::Relaxed), 0);
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
