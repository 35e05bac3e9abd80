//! What one request may take (SEC-44): time, and a place among those in flight.
//!
//! | kind | its time | while we wait for the client |
//! |---|---|---|
//! | unary | [`CALL_TIME_MAX`] | the same |
//! | stream of bytes | as long as its content | silent for [`SILENCE_MAX`] at most, and no trickle ([`Paced`]) |
//! | conversation: small messages now and then | [`GREETING_STREAM_LIFE`] | silent for [`SILENCE_MAX`] at most |
//!
//! Each ends sooner when the caller said so in `grpc-timeout`; a stream that has begun to answer by then ends with its
//! status ([`Timed`]).
use std::{panic::AssertUnwindSafe, time::Duration};

use axum::{body::Body, extract::Request, response::Response};
use domain::limits::GREETING_STREAM_LIFE;
use futures::FutureExt;
use http::{HeaderMap, header::CONTENT_TYPE};
use tokio::time::{Instant, timeout_at};
use tower_http::timeout::TimeoutBody;

use super::{
    deadline::Timed,
    failure::{Failure, Language},
    pace::Paced,
    places::Places,
};

/// A unary call that takes longer has lost its caller's patience; the client retries what is idempotent.
const CALL_TIME_MAX: Duration = Duration::from_secs(30);
/// A stream that says nothing for so long is a lost connection or a slow attack.
const SILENCE_MAX: Duration = Duration::from_secs(60);

/// Calls that last as long as their content does.
const STREAMS: [&str; 15] = [
    "/skyshard.storage.v1.CloudStorageService/UploadFile",
    "/skyshard.storage.v1.CloudStorageService/DownloadFile",
    "/skyshard.storage.v1.UploadService/CreateUploads",
    "/skyshard.storage.v1.UploadService/UploadParts",
    "/skyshard.storage.v1.DriveService/CopyEntries",
    "/grpc.health.v1.Health/Watch",
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
    "/api/files/upload",
    "/api/uploads/",
    "/api/files/download/",
    "/api/files/preview/",
    "/s/file",
    "/s/preview",
    "/s/upload",
];

/// Calls of small messages that come now and then.
const CONVERSATIONS: [&str; 3] = [
    "/skyshard.greeter.v1.Greeter/SayHelloStream",
    "/skyshard.greeter.v1.Greeter/SayHelloClientStream",
    "/skyshard.greeter.v1.Greeter/SayHelloBidirectional",
];

/// What a request is, as far as time goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Unary,
    Stream,
    Conversation,
}

impl Kind {
    fn of(path: &str) -> Self {
        if CONVERSATIONS.contains(&path) {
            Self::Conversation
        } else if STREAMS.iter().any(|stream| path.starts_with(stream)) {
            Self::Stream
        } else {
            Self::Unary
        }
    }

    /// The longest that it may take, when its content does not say.
    const fn time_max(self) -> Option<Duration> {
        match self {
            Self::Unary => Some(CALL_TIME_MAX),
            Self::Stream => None,
            Self::Conversation => Some(GREETING_STREAM_LIFE),
        }
    }

    /// What the client may take its time with.
    fn limited(self, body: Body) -> Body {
        match self {
            Self::Unary => body,
            Self::Stream => Body::new(TimeoutBody::new(SILENCE_MAX, Paced::new(body))),
            Self::Conversation => Body::new(TimeoutBody::new(SILENCE_MAX, body)),
        }
    }
}

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
        let kind = Kind::of(request.uri().path());
        let end = end(kind, request.headers());
        let is_text = is_web_text(request.headers());
        let answer = AssertUnwindSafe(answer(request.map(|body| kind.limited(body)))).catch_unwind();
        let outcome = match end {
            Some(end) => timeout_at(end, answer).await.map_err(|_| Failure::TooSlow),
            None => Ok(answer.await),
        };
        match (outcome, end) {
            // A text cannot end in bytes. What answers it streams no more than bounded replies.
            (Ok(Ok(response)), Some(end)) if kind != Kind::Unary && !is_text => {
                response.map(|body| Body::new(Timed::new(body, end, language)))
            }
            (Ok(Ok(response)), _) => response,
            (Ok(Err(_panic)), _) => Failure::Panic.answer(language),
            (Err(failure), _) => failure.answer(language),
        }
    }
}

/// The last moment of a request that has one. Only calls ask for one of their own.
fn end(kind: Kind, headers: &HeaderMap) -> Option<Instant> {
    let asked = asked_deadline(headers).filter(|_| Language::of(headers) != Language::Plain);
    let time = asked.into_iter().chain(kind.time_max()).min()?;
    Instant::now().checked_add(time)
}

fn is_web_text(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/grpc-web-text"))
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
    use std::convert::Infallible;

    use bytes::Bytes;
    use futures::{StreamExt, stream};
    use http_body_util::BodyExt;

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

    /// Asks and waits for the end: how long it took, and with what status it ended.
    async fn lasts(path: &str, headers: &[(&str, &str)]) -> (Duration, String) {
        let mut request = Request::post(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let silent =
            |_| async { Response::new(Body::from_stream(stream::pending::<Result<Bytes, Infallible>>())) };
        let began = Instant::now();
        let response = Limits::default().run(request.body(Body::empty()).expect("a request"), silent).await;
        let end = tokio::time::timeout(GREETING_STREAM_LIFE * 2, response.into_body().collect()).await;
        let body = end.expect("it ends").expect("a clean end");
        let trailers = body.trailers().cloned().unwrap_or_default();
        let status = trailers.get("grpc-status").map(|code| code.to_str().expect("a number").to_owned());
        let text = String::from_utf8_lossy(&body.to_bytes()).into_owned();
        (began.elapsed(), status.unwrap_or(text))
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_that_has_begun_keeps_its_callers_deadline() {
        let grpc = ("content-type", "application/grpc");
        let (took, status) = lasts(STREAMS[1], &[grpc, ("grpc-timeout", "700m")]).await;
        assert_eq!((took, status.as_str()), (Duration::from_millis(700), "4"));
        let web = ("content-type", "application/grpc-web+proto");
        let (took, text) = lasts(STREAMS[1], &[web, ("grpc-timeout", "2S")]).await;
        assert_eq!(took, Duration::from_secs(2));
        assert!(text.starts_with('\u{fffd}') && text.contains("grpc-status:4\r\n"), "{text:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_conversation_ends_after_its_life_whatever_was_asked() {
        let grpc = ("content-type", "application/grpc");
        for path in CONVERSATIONS {
            for asked in [("x-nothing", ""), ("grpc-timeout", "9H")] {
                let (took, status) = lasts(path, &[grpc, asked]).await;
                assert_eq!((took, status.as_str()), (GREETING_STREAM_LIFE, "4"), "{path}");
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_converses_may_be_slow_but_not_silent() {
        let say = |pause: Duration, times: u32| {
            let word = move |_| async move {
                tokio::time::sleep(pause).await;
                Ok::<_, Infallible>(Bytes::from_static(b"Ada"))
            };
            Body::from_stream(stream::iter(0..times).then(word))
        };
        let heard = |request: Request| async {
            Response::new(Body::from(match request.into_body().collect().await {
                Ok(all) => all.to_bytes(),
                Err(_) => Bytes::from_static(b"silent"),
            }))
        };
        for (pause, times, said) in [(50, 5, "AdaAdaAdaAdaAda"), (61, 2, "silent")] {
            let body = say(Duration::from_secs(pause), times);
            let request = Request::post(CONVERSATIONS[1]).body(body).expect("a request");
            let answer =
                Limits::default().run(request, heard).await.into_body().collect().await.expect("whole");
            assert_eq!(answer.to_bytes(), said.as_bytes());
        }
    }
}
