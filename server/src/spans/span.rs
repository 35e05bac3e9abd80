//! A call under way, and what is said of it once it ended: names and attributes by OpenTelemetry's conventions.
use std::{fmt, sync::Arc, time::Instant};

use domain::time::Timestamp;
use http::{Method as Verb, StatusCode};
use opentelemetry::trace::SpanContext;
use opentelemetry_proto::tonic::{
    common::v1::{AnyValue, KeyValue, any_value::Value},
    trace::v1::{Span as Record, SpanFlags, Status, span::SpanKind, status::StatusCode as Verdict},
};
use proto::catalogue::Method;

use super::Desk;
use crate::clock::random;

/// What has no name of ours, as the conventions write it.
const OTHER: &str = "_OTHER";
/// Codes of gRPC that are a failure of the server and no answer to its caller: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED,
/// INTERNAL, UNAVAILABLE, DATA_LOSS.
const FAILURES: [usize; 6] = [2, 4, 12, 13, 14, 15];
/// The flag of a trace that is recorded.
const SAMPLED: u32 = 1;

/// A call under way. Whoever drops it tells nothing.
#[must_use]
pub struct Span {
    desk: Arc<Desk>,
    parent: Option<SpanContext>,
    request_id: String,
    started: Timestamp,
    began: Instant,
}

/// What is said of the end of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    name: String,
    attributes: Vec<KeyValue>,
    verdict: Verdict,
}

impl Span {
    pub(super) fn begin(
        desk: &Arc<Desk>,
        parent: Option<SpanContext>,
        request_id: impl fmt::Display,
    ) -> Option<Self> {
        if parent.as_ref().is_some_and(|parent| !parent.is_sampled()) {
            return None;
        }
        Some(Self {
            desk: Arc::clone(desk),
            parent,
            request_id: request_id.to_string(),
            started: desk.clock.now(),
            began: Instant::now(),
        })
    }

    /// It ended so, now.
    pub fn end(self, told: Told) {
        let ended = self.started.plus(self.began.elapsed());
        let mut attributes = told.attributes;
        attributes.push(attribute("skyshard.request_id", Value::StringValue(self.request_id)));
        let (trace_id, parent_span_id) = match &self.parent {
            Some(parent) => (parent.trace_id().to_bytes(), parent.span_id().to_bytes().to_vec()),
            None => (random(), Vec::new()),
        };
        let remote = match self.parent {
            Some(_) => SpanFlags::ContextIsRemoteMask as u32,
            None => 0,
        };
        self.desk.hand_in(Record {
            trace_id: trace_id.to_vec(),
            span_id: random::<8>().to_vec(),
            parent_span_id,
            flags: SAMPLED | SpanFlags::ContextHasIsRemoteMask as u32 | remote,
            name: told.name,
            kind: SpanKind::Server.into(),
            start_time_unix_nano: nanos(self.started),
            end_time_unix_nano: nanos(ended),
            attributes,
            status: Some(Status { code: told.verdict.into(), message: String::new() }),
            ..Record::default()
        });
    }
}

impl Told {
    /// Of a call of gRPC, by the number of its code. What is no method of ours has no name: somebody made it up.
    pub fn of_call(method: Option<&Method>, code: usize) -> Self {
        let text = |key, text: &str| attribute(key, Value::StringValue(text.to_owned()));
        let mut attributes = vec![text("rpc.system", "grpc")];
        if let Some(method) = method {
            attributes.push(text("rpc.service", method.service()));
        }
        attributes.push(text("rpc.method", method.map_or(OTHER, Method::name)));
        attributes.push(attribute("rpc.grpc.status_code", whole(code)));
        let name = method.map_or(OTHER, |method| method.path.trim_start_matches('/')).to_owned();
        Self { name, attributes, verdict: verdict(FAILURES.contains(&code)) }
    }

    /// Of a request of HTTP, by the pattern of its route.
    pub fn of_request(verb: &Verb, route: &str, status: StatusCode) -> Self {
        let text = |key, text: &str| attribute(key, Value::StringValue(text.to_owned()));
        let known = [Verb::GET, Verb::HEAD, Verb::POST, Verb::PUT, Verb::PATCH, Verb::DELETE, Verb::OPTIONS];
        let verb = if known.contains(verb) { verb.as_str() } else { OTHER };
        let mut attributes = vec![
            text("http.request.method", verb),
            text("http.route", route),
            attribute("http.response.status_code", whole(status.as_u16().into())),
        ];
        if status.is_server_error() {
            attributes.push(text("error.type", status.as_str()));
        }
        Self { name: format!("{verb} {route}"), attributes, verdict: verdict(status.is_server_error()) }
    }
}

/// Only failures are told; whether the rest went well is for the caller to say.
fn verdict(has_failed: bool) -> Verdict {
    if has_failed { Verdict::Error } else { Verdict::Unset }
}

pub(super) fn attribute(key: &str, value: Value) -> KeyValue {
    KeyValue { key: key.to_owned(), value: Some(AnyValue { value: Some(value) }), ..KeyValue::default() }
}

fn whole(number: usize) -> Value {
    Value::IntValue(i64::try_from(number).unwrap_or(i64::MAX))
}

fn nanos(time: Timestamp) -> u64 {
    u64::try_from(time.micros()).unwrap_or_default().saturating_mul(1_000)
}

#[cfg(test)]
mod tests {
    use proto::catalogue::methods;

    use super::*;
    use crate::calls::CODES;

    fn said(told: &Told) -> Vec<(&str, String)> {
        let value = |it: &KeyValue| match it.value.as_ref().and_then(|value| value.value.as_ref()) {
            Some(Value::StringValue(text)) => text.clone(),
            Some(Value::IntValue(number)) => number.to_string(),
            other => panic!("{other:?}"),
        };
        told.attributes.iter().map(|it| (it.key.as_str(), value(it))).collect()
    }

    #[test]
    fn a_call_is_told_by_its_name_and_code() {
        let path = "/skyshard.greeter.v1.Greeter/SayHello";
        let told = Told::of_call(methods().iter().find(|method| method.path == path), 5);
        assert_eq!(told.name, "skyshard.greeter.v1.Greeter/SayHello");
        let wanted = [
            ("rpc.system", "grpc"),
            ("rpc.service", "skyshard.greeter.v1.Greeter"),
            ("rpc.method", "SayHello"),
            ("rpc.grpc.status_code", "5"),
        ];
        assert_eq!(said(&told), wanted.map(|(key, value)| (key, value.to_owned())));
        let unknown = Told::of_call(None, 12);
        assert_eq!((unknown.name.as_str(), unknown.attributes.len()), (OTHER, 3));
    }

    #[test]
    fn a_request_is_told_by_its_route_and_status() {
        let told = Told::of_request(&Verb::GET, "/api/files/download/{id}", StatusCode::OK);
        assert_eq!((told.name.as_str(), told.verdict), ("GET /api/files/download/{id}", Verdict::Unset));
        let made_up = Verb::from_bytes(b"SECRET").expect("a token");
        let failed = Told::of_request(&made_up, "/nodes", StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!((failed.name.as_str(), failed.verdict), ("_OTHER /nodes", Verdict::Error));
        assert!(said(&failed).contains(&("error.type", "503".to_owned())));
    }

    #[test]
    fn what_the_server_failed_at_is_an_error_and_what_it_refused_is_none() {
        let is_error = |code: &usize| Told::of_call(None, *code).verdict == Verdict::Error;
        let errors: Vec<&str> = (0..CODES.len()).filter(is_error).map(|code| CODES[code]).collect();
        let failures =
            ["UNKNOWN", "DEADLINE_EXCEEDED", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS"];
        assert_eq!(errors, failures);
    }
}
