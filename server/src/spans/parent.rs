//! The trace that a caller names in `traceparent`, as W3C Trace Context has it. What cannot be read names none; what else
//! callers say of their traces (`tracestate`, baggage) may hold anything and is not read.
use http::HeaderMap;
use opentelemetry::{
    propagation::{Extractor, TextMapPropagator},
    trace::{SpanContext, TraceContextExt},
};
use opentelemetry_sdk::propagation::TraceContextPropagator;

const HEADER: &str = "traceparent";

/// The caller's span.
pub(super) fn of(headers: &HeaderMap) -> Option<SpanContext> {
    headers.get(HEADER)?;
    let named = TraceContextPropagator::new().extract(&Named(headers));
    Some(named.span().span_context().clone()).filter(SpanContext::is_valid)
}

/// The one header, and no other.
struct Named<'a>(&'a HeaderMap);

impl Extractor for Named<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).filter(|_| key == HEADER)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        vec![HEADER]
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn named(value: &str) -> Option<SpanContext> {
        let state = ("tracestate".parse().expect("a name"), HeaderValue::from_static("who=somebody"));
        let value = HeaderValue::from_bytes(value.as_bytes()).expect("a value");
        let parent = (HEADER.parse().expect("a name"), value);
        of(&HeaderMap::from_iter([parent, state]))
    }

    #[test]
    fn a_trace_is_read_without_what_else_is_said_of_it() {
        let parent = named("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").expect("it names one");
        assert_eq!(parent.trace_id().to_string(), "0af7651916cd43dd8448eb211c80319c");
        assert_eq!(parent.span_id().to_string(), "b7ad6b7169203331");
        assert!(parent.is_sampled() && parent.trace_state().header().is_empty());
    }

    #[test]
    fn what_cannot_be_read_names_none() {
        assert_eq!(of(&HeaderMap::new()), None);
        for wrong in [
            "",
            "00",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
            "00-0af7651916cd43dd8448eb211c80319cff-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319\u{e9}-b7ad6b7169203331-01",
        ] {
            assert_eq!(named(wrong), None, "{wrong:?}");
        }
    }
}
