//! Spans for a collector of OpenTelemetry: what is told of each call, what is told of nobody, and that no call waits for
//! whoever takes them.
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{Router, body::Body, extract::State, routing::post};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::{KeyValue, any_value::Value},
    trace::v1::{Span, span::SpanKind},
};
use prost::Message;
use proto::greeter::HelloRequest;
use server::{clock::Clock, http::router, running::Running, settings::Settings, spans::Counts};
use tokio::{net::TcpListener, sync::mpsc, time::timeout};

use crate::{
    ask::{INFO, PROFILE, by_page, empty_frame, frame, get, native, send, send_to},
    support::{START, TestApp, people},
};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";
const STREAM: &str = "/skyshard.greeter.v1.Greeter/SayHelloStream";
const CHAT: &str = "/skyshard.greeter.v1.Greeter/SayHelloBidirectional";

/// Longer than anything here takes: what hangs fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// A collector that decodes what it is sent, and answers it as it was told to.
struct Collector {
    endpoint: Uri,
    batches: mpsc::UnboundedReceiver<Batch>,
}

struct Batch {
    headers: HeaderMap,
    bytes: Bytes,
    answered: StatusCode,
}

#[derive(Clone)]
struct Desk {
    batches: mpsc::UnboundedSender<Batch>,
    answers: Arc<Mutex<VecDeque<StatusCode>>>,
}

impl Collector {
    /// It answers so, one after the other, and takes everything after that.
    async fn answering(answers: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let (sender, batches) = mpsc::unbounded_channel();
        let answers = answers.iter().map(|status| StatusCode::from_u16(*status).unwrap()).collect();
        let desk = Desk { batches: sender, answers: Arc::new(Mutex::new(answers)) };
        let routes = Router::new().route("/v1/traces", post(take)).with_state(desk);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { endpoint, batches }
    }

    async fn next(&mut self) -> Batch {
        timeout(PATIENCE, self.batches.recv()).await.expect("a batch comes").expect("it runs")
    }
}

async fn take(State(desk): State<Desk>, headers: HeaderMap, bytes: Bytes) -> StatusCode {
    let answered = desk.answers.lock().unwrap().pop_front().unwrap_or(StatusCode::OK);
    desk.batches.send(Batch { headers, bytes, answered }).unwrap();
    answered
}

impl Batch {
    fn message(&self) -> ExportTraceServiceRequest {
        ExportTraceServiceRequest::decode(&self.bytes[..]).expect("it is OTLP")
    }

    fn spans(&self) -> Vec<Span> {
        let all = self.message().resource_spans.into_iter().flat_map(|of| of.scope_spans);
        all.flat_map(|of| of.spans).collect()
    }
}

/// The attributes as text.
fn said(attributes: &[KeyValue]) -> Vec<(&str, String)> {
    let value = |it: &KeyValue| match it.value.clone().and_then(|value| value.value) {
        Some(Value::StringValue(text)) => text,
        Some(Value::IntValue(number)) => number.to_string(),
        other => panic!("{other:?}"),
    };
    attributes.iter().map(|it| (it.key.as_str(), value(it))).collect()
}

#[track_caller]
fn named<'a>(spans: &'a [Span], name: &str) -> &'a Span {
    let mut found = spans.iter().filter(|span| span.name == name);
    let span = found.next().unwrap_or_else(|| panic!("no {name} in {spans:#?}"));
    assert!(found.next().is_none(), "{name} is told once");
    span
}

#[track_caller]
fn says(span: &Span, key: &str, value: &str) {
    let attributes = said(&span.attributes);
    assert!(attributes.contains(&(key, value.to_owned())), "no {key}={value} in {attributes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_call_is_a_span_of_its_callers_trace() {
    let mut collector = Collector::answering(&[]).await;
    let app = TestApp::with(|settings| {
        settings.otlp_endpoint = Some(collector.endpoint.clone());
        settings.otlp_headers.insert("authorization", HeaderValue::from_static("Bearer whose-they-are"));
    })
    .await;
    let token = people::enrolled(&app, "marguerite").await;
    let bearer = format!("Bearer {token}");
    let traced = |flags: &str| native(INFO).header("traceparent", format!("00-{TRACE}-{PARENT}-{flags}"));

    let answer = send(&app, traced("01"), empty_frame()).await;
    // Its caller records the trace, and left this one out.
    send(&app, traced("00"), empty_frame()).await;
    let refused =
        by_page(PROFILE).header("user-agent", "marguerites-phone/1").header("cookie", "other=planted");
    send(&app, refused, empty_frame()).await;
    let greeted = frame(0, &HelloRequest { name: "Planted Name".into() }.encode_to_vec());
    send(&app, native(CHAT).header("authorization", &bearer), greeted.clone()).await;
    // The first of ten replies is enough.
    send_to(app.port(), native(STREAM).header("authorization", &bearer), greeted, 1).await;
    send(&app, native("/skyshard.planted.v1.Planted/Planted"), empty_frame()).await;
    let missing = get("/api/files/download/0123456789abcdef0123456789abcdef?name=planted");
    send(&app, missing.header("authorization", &bearer), Body::empty()).await;
    // No call and no route of ours.
    for page in ["/", "/planted.php", "/healthz", "/metrics"] {
        send(&app, get(page), Body::empty()).await;
    }
    app.stopped().await;

    let batch = collector.next().await;
    assert_eq!(batch.headers["content-type"], "application/x-protobuf");
    assert_eq!(batch.headers["authorization"], "Bearer whose-they-are");
    let resource = batch.message().resource_spans[0].resource.clone().unwrap();
    assert_eq!(said(&resource.attributes)[0], ("service.name", "skyshard".to_owned()));
    let spans = batch.spans();
    assert_eq!(spans.len(), 6, "{spans:#?}");
    for span in &spans {
        assert_eq!((span.trace_id.len(), span.span_id.len(), span.kind), (16, 8, SpanKind::Server as i32));
        let start = u64::try_from(START.micros()).unwrap() * 1_000;
        assert!(span.start_time_unix_nano >= start && span.end_time_unix_nano >= span.start_time_unix_nano);
    }

    let info = named(&spans, "skyshard.account.v1.AccountService/GetServerInfo");
    let hex = |bytes: &[u8]| server::service::hex::encode(bytes);
    assert_eq!((hex(&info.trace_id), hex(&info.parent_span_id)), (TRACE.to_owned(), PARENT.to_owned()));
    assert_ne!(hex(&info.span_id), PARENT);
    let id = answer.header("x-request-id");
    let wanted = [
        ("rpc.system", "grpc"),
        ("rpc.service", "skyshard.account.v1.AccountService"),
        ("rpc.method", "GetServerInfo"),
        ("rpc.grpc.status_code", "0"),
        ("skyshard.request_id", id),
    ];
    assert_eq!(said(&info.attributes), wanted.map(|(key, value)| (key, value.to_owned())));

    let profile = named(&spans, "skyshard.account.v1.AccountService/GetProfile");
    says(profile, "rpc.grpc.status_code", "16");
    assert_eq!((profile.parent_span_id.len(), profile.status.clone().unwrap().code), (0, 0));
    assert_ne!(hex(&profile.trace_id), TRACE);
    says(named(&spans, CHAT.trim_start_matches('/')), "rpc.grpc.status_code", "0");
    says(named(&spans, STREAM.trim_start_matches('/')), "rpc.grpc.status_code", "1");
    says(named(&spans, "_OTHER"), "rpc.grpc.status_code", "12");
    let download = named(&spans, "GET /api/files/download/{id}");
    says(download, "http.response.status_code", "404");

    let text = String::from_utf8_lossy(&batch.bytes).to_ascii_lowercase();
    for personal in ["marguerite", "planted", "example.com", "127.0.0.1", "0123456789abcdef", &token] {
        assert!(!text.contains(&personal.to_ascii_lowercase()), "{personal} is told");
    }
}

/// A server whose spans go there.
async fn watched(folder: &std::path::Path, endpoint: &Uri) -> Running {
    let settings = Settings { otlp_endpoint: Some(endpoint.clone()), ..Settings::in_folder(folder) };
    Running::start(settings, Clock::manual(START)).await.unwrap()
}

async fn call(running: &Running) {
    let answer = send_to(router(&running.app), native(INFO), empty_frame(), usize::MAX).await;
    assert_eq!(answer.grpc_status, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_taken_is_sent_again_and_what_is_refused_is_not() {
    let mut collector = Collector::answering(&[503, 200, 400]).await;
    let folder = tempfile::tempdir().unwrap();
    let running = watched(folder.path(), &collector.endpoint).await;
    call(&running).await;
    let (first, second) = (collector.next().await, collector.next().await);
    assert_eq!((first.answered.as_u16(), second.answered.as_u16()), (503, 200));
    assert_eq!(first.spans(), second.spans());
    call(&running).await;
    let app = Arc::clone(&running.app);
    running.stop().await.unwrap();
    // The last one is sent at the end, and not a second time.
    let third = collector.next().await;
    assert_eq!((third.answered.as_u16(), third.spans().len()), (400, 1));
    assert_eq!(app.spans.counts(), Counts { sent: 1, lost: 1 });
    assert!(collector.batches.try_recv().is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_is_away_costs_spans_and_no_calls() {
    // Nobody listens where somebody did.
    let endpoint = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}", listener.local_addr().unwrap()).parse().unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    let running = watched(folder.path(), &endpoint).await;
    let port = router(&running.app);
    let calls = 3_000;
    for _ in 0..calls {
        let answer = send_to(port.clone(), native(INFO), empty_frame(), usize::MAX).await;
        assert_eq!(answer.grpc_status, Some(0));
    }
    let Counts { sent, lost } = running.app.spans.counts();
    // A queue of 2048 and a batch of 512 wait.
    assert!(sent == 0 && (calls - 2_048 - 512..=calls - 2_048).contains(&lost), "{lost} were lost");
    let page = send_to(port, get("/metrics"), Body::empty(), usize::MAX).await.text();
    let line = format!("skyshard_spans_total{{kind=\"lost\"}} {lost}");
    assert!(page.lines().any(|said| said == line), "no {line} in\n{page}");
    let app = Arc::clone(&running.app);
    let began = Instant::now();
    running.stop().await.unwrap();
    assert!(began.elapsed() < PATIENCE);
    assert_eq!(app.spans.counts(), Counts { sent: 0, lost: calls });
}
