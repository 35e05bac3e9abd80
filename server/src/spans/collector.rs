//! One request with one batch: OTLP over HTTP in protobuf, and what the answer means for the batch.
use std::{error::Error, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Request, Response, StatusCode, Uri,
    header::{CONTENT_TYPE, RETRY_AFTER, USER_AGENT},
};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use opentelemetry_proto::tonic::{
    collector::trace::v1::{ExportTraceServiceRequest, ExportTraceServiceResponse},
    common::v1::{InstrumentationScope, any_value::Value},
    resource::v1::Resource,
    trace::v1::{ResourceSpans, ScopeSpans, Span as Record},
};
use prost::Message;
use rustls::{ClientConfig, RootCertStore};
use tokio::time::timeout;

use super::span::attribute;
use crate::{clock::random, service::hex, tls};

/// Below the address that the operator names.
const PATH: &str = "/v1/traces";
const NAME: &str = "skyshard";
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The conventions that names and attributes follow.
const SCHEMA: &str = "https://opentelemetry.io/schemas/1.37.0";
/// For a whole answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// An answer has some numbers and a sentence.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// Who takes spans.
pub(super) struct Collector {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    url: String,
    headers: HeaderMap,
    /// Tells this process from others of the same name.
    resource: Resource,
}

/// What became of a batch.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It was taken, but for so many.
    Taken { rejected: u64 },
    /// It would never be taken.
    Refused { cause: String },
    /// It may be taken later, after this time where the collector said so.
    Away { cause: String, wait: Option<Duration> },
}

impl Collector {
    /// At this address, told these headers with every batch.
    pub(super) fn at(endpoint: &Uri, headers: &HeaderMap) -> Self {
        let roots = if endpoint.scheme_str() == Some("https") { system() } else { RootCertStore::empty() };
        let config = ClientConfig::builder_with_provider(Arc::new(tls::provider()))
            .with_safe_default_protocol_versions()
            .expect("the provider has suites of TLS")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector =
            HttpsConnectorBuilder::new().with_tls_config(config).https_or_http().enable_http1().build();
        let attributes = [
            ("service.name", NAME.to_owned()),
            ("service.version", VERSION.to_owned()),
            ("service.instance.id", hex::encode(&random::<16>())),
        ];
        Self {
            client: Client::builder(TokioExecutor::new()).build(connector),
            url: format!("{}{PATH}", endpoint.to_string().trim_end_matches('/')),
            headers: headers.clone(),
            resource: Resource {
                attributes: attributes.map(|(key, text)| attribute(key, Value::StringValue(text))).into(),
                ..Resource::default()
            },
        }
    }

    /// Sends a batch.
    pub(super) async fn take(&self, batch: &[Record]) -> Verdict {
        let sent = async {
            let answer = self.client.request(self.request(batch)).await.map_err(|error| cause(&error))?;
            read(answer).await
        };
        match timeout(PATIENCE, sent).await {
            Ok(Ok(verdict)) => verdict,
            Ok(Err(cause)) => Verdict::Away { cause, wait: None },
            Err(_) => Verdict::Away { cause: format!("no answer within {PATIENCE:?}"), wait: None },
        }
    }

    fn request(&self, batch: &[Record]) -> Request<Full<Bytes>> {
        let scope = InstrumentationScope { name: NAME.into(), version: VERSION.into(), ..Default::default() };
        let spans = ScopeSpans { scope: Some(scope), spans: batch.to_vec(), schema_url: SCHEMA.into() };
        let message = ExportTraceServiceRequest {
            resource_spans: vec![ResourceSpans {
                resource: Some(self.resource.clone()),
                scope_spans: vec![spans],
                schema_url: SCHEMA.into(),
            }],
        };
        let mut request = Request::post(&self.url)
            .body(Full::from(message.encode_to_vec()))
            .expect("an address that was read and a path are a URL");
        let headers = request.headers_mut();
        headers.extend(self.headers.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-protobuf"));
        headers.insert(USER_AGENT, HeaderValue::from_static(concat!("skyshard/", env!("CARGO_PKG_VERSION"))));
        request
    }
}

/// Where the system has none, nobody is trusted, and every batch says so.
fn system() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

/// Which answers may be another one later, the specification of OTLP says.
async fn read(answer: Response<Incoming>) -> Result<Verdict, String> {
    let (status, wait) = (answer.status(), waited_for(answer.headers()));
    let cause = || format!("it answers {status}");
    match status {
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => Ok(Verdict::Away { cause: cause(), wait }),
        _ if status.is_success() => {
            let body = Limited::new(answer.into_body(), ANSWER_BYTES_MAX).collect();
            // Whatever becomes of its answer, it was taken.
            Ok(Verdict::Taken { rejected: body.await.map_or(0, |body| rejected(&body.to_bytes())) })
        }
        _ => Ok(Verdict::Refused { cause: cause() }),
    }
}

/// How many of a batch were not taken; an answer that says nothing took all.
fn rejected(body: &[u8]) -> u64 {
    let partial = ExportTraceServiceResponse::decode(body).ok().and_then(|answer| answer.partial_success);
    partial.map_or(0, |partial| u64::try_from(partial.rejected_spans).unwrap_or_default())
}

fn waited_for(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// What lies at the bottom of it: "connection refused" and not "client error".
fn cause(error: &dyn Error) -> String {
    error.source().map_or_else(|| error.to_string(), cause)
}

#[cfg(test)]
mod tests {
    use opentelemetry_proto::tonic::collector::trace::v1::ExportTracePartialSuccess;

    use super::*;

    #[test]
    fn an_answer_says_how_many_were_not_taken_or_nothing() {
        let partial = |rejected_spans| ExportTraceServiceResponse {
            partial_success: Some(ExportTracePartialSuccess { rejected_spans, ..Default::default() }),
        };
        assert_eq!(rejected(&partial(3).encode_to_vec()), 3);
        assert_eq!(rejected(&partial(-1).encode_to_vec()), 0);
        assert_eq!((rejected(b""), rejected(b"OK"), rejected(&[0xff; 9])), (0, 0, 0));
    }

    #[test]
    fn batches_go_below_the_address_that_was_named() {
        for (endpoint, url) in [
            ("http://localhost:4318", "http://localhost:4318/v1/traces"),
            ("https://traces.example.com/otlp/", "https://traces.example.com/otlp/v1/traces"),
        ] {
            let collector = Collector::at(&endpoint.parse().expect("a URL"), &HeaderMap::new());
            assert_eq!(collector.request(&[]).uri(), url);
        }
    }
}
