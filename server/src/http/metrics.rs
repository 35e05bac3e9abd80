//! `GET /metrics`: numbers for Prometheus, as OpenMetrics text. Kinds of things and how many of each there are; no label
//! names a person, an address or a file (F17).
//!
//! Who may read them: everybody on a server that this machine alone reaches; elsewhere only who brings the token of
//! `metrics_token`. To all others there is nothing at this address, so that it tells no stranger that it is there
//! (SEC-45).
use std::fmt::{self, Debug};

use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderMap, header};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, NoLabelSet, text},
    metrics::MetricType,
    registry::Registry,
};
use proto::catalogue::{Method, methods};

use super::{
    failure::{Failure, Language},
    guard, service_error,
};
use crate::{
    app::{App, Shared},
    calls::{BUCKETS_MS, CODES, Calls, Tally},
    service::metrics::{self, Numbers},
    spans::Counts,
};

const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The one route.
pub(super) fn routes(app: &Shared) -> Router {
    Router::new().route("/metrics", get(answer)).with_state(Shared::clone(app))
}

async fn answer(State(app): State<Shared>, headers: HeaderMap) -> Response {
    if !may_read(&app, &headers) {
        return Failure::Unknown.answer(Language::Plain);
    }
    match metrics::count(&app).await {
        Ok(numbers) => {
            let sheet = Sheet { numbers, calls: app.calls.clone(), spans: app.spans.counts() };
            ([(header::CONTENT_TYPE, MEDIA_TYPE)], page(sheet)).into_response()
        }
        Err(error) => service_error::answer(error),
    }
}

fn may_read(app: &App, headers: &HeaderMap) -> bool {
    match &app.metrics_token {
        Some(token) => guard::bearer(headers).is_some_and(|presented| token.is(&presented)),
        None => app.settings.is_for_this_machine_alone(),
    }
}

fn page(sheet: Sheet) -> String {
    let mut registry = Registry::with_prefix("skyshard");
    registry.register_collector(Box::new(sheet));
    let mut page = String::new();
    text::encode(&mut page, &registry).expect("a string takes everything");
    page
}

/// Everything that is told, at one moment.
#[derive(Debug)]
struct Sheet {
    numbers: Numbers,
    calls: Calls,
    spans: Counts,
}

impl Collector for Sheet {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        ended(&mut encoder, &self.calls)?;
        at_work(&mut encoder, &self.calls)?;
        took(&mut encoder, &self.calls)?;
        exported(&mut encoder, self.spans)?;
        for gauge in self.numbers.gauges() {
            let mut metric = encoder.encode_descriptor(gauge.name, gauge.help, None, MetricType::Gauge)?;
            for (kind, value) in &gauge.values {
                metric.encode_family(&[("kind", *kind)])?.encode_gauge(&signed(*value))?;
            }
        }
        Ok(())
    }
}

/// The methods that somebody called, with their numbers. What is no method has no name here either.
fn called(calls: &Calls) -> impl Iterator<Item = (&'static Method, &Tally)> {
    let all = methods().iter().map(|method| (method, calls.of(&method.path)));
    all.filter(|(_, tally)| tally.at_work() > 0 || tally.all() > 0)
}

fn labels(method: &Method) -> [(&'static str, &str); 2] {
    [("service", method.service()), ("method", method.name())]
}

fn ended(encoder: &mut DescriptorEncoder<'_>, calls: &Calls) -> fmt::Result {
    let help = "Calls that ended, by gRPC code";
    let mut metric = encoder.encode_descriptor("rpc_ended", help, None, MetricType::Counter)?;
    for (method, tally) in called(calls) {
        for (code, name) in CODES.iter().enumerate().filter(|(code, _)| tally.ended(*code) > 0) {
            let [service, method] = labels(method);
            metric
                .encode_family(&[service, method, ("code", *name)])?
                .encode_counter::<NoLabelSet, u64, f64>(&tally.ended(code), None)?;
        }
    }
    Ok(())
}

fn at_work(encoder: &mut DescriptorEncoder<'_>, calls: &Calls) -> fmt::Result {
    let help = "Calls at work now";
    let mut metric = encoder.encode_descriptor("rpc_at_work", help, None, MetricType::Gauge)?;
    for (method, tally) in called(calls) {
        metric.encode_family(&labels(method))?.encode_gauge(&signed(tally.at_work()))?;
    }
    Ok(())
}

fn took(encoder: &mut DescriptorEncoder<'_>, calls: &Calls) -> fmt::Result {
    let help = "Seconds from a call's arrival to the end of its answer";
    let mut metric = encoder.encode_descriptor("rpc_seconds", help, None, MetricType::Histogram)?;
    for (method, tally) in called(calls) {
        let ends = BUCKETS_MS.iter().map(|ms| *ms as f64 / 1_000.0).chain([f64::INFINITY]);
        let buckets: Vec<(f64, u64)> = ends.zip(tally.buckets()).collect();
        metric.encode_family(&labels(method))?.encode_histogram::<NoLabelSet>(
            tally.seconds(),
            tally.all(),
            &buckets,
            None,
        )?;
    }
    Ok(())
}

fn exported(encoder: &mut DescriptorEncoder<'_>, spans: Counts) -> fmt::Result {
    let help = "Spans of calls that a collector took, and those that were lost on the way";
    let mut metric = encoder.encode_descriptor("spans", help, None, MetricType::Counter)?;
    for (kind, count) in [("sent", spans.sent), ("lost", spans.lost)] {
        metric.encode_family(&[("kind", kind)])?.encode_counter::<NoLabelSet, u64, f64>(&count, None)?;
    }
    Ok(())
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
