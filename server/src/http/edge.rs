//! What happens to every request on its way in and out, in order: a name, the guard, the limits, the headers, the log.
use std::{sync::Arc, time::Instant};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tracing::Instrument;

use super::{
    guard, headers,
    hosts::Hosts,
    limits::Limits,
    request_id::{REQUEST_ID, RequestId},
};

/// What the edge knows.
pub(super) struct Edge {
    hosts: Hosts,
    limits: Limits,
}

impl Edge {
    pub(super) fn new(hosts: Hosts) -> Arc<Self> {
        Arc::new(Self { hosts, limits: Limits::new() })
    }
}

/// The one layer around everything.
pub(super) async fn pass(State(edge): State<Arc<Edge>>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = RequestId::fresh();
    // The path is percent-encoded, so it cannot break a line; queries may hold secrets and are left out.
    let span = tracing::info_span!("request", %id, method = %request.method(), path = request.uri().path());
    let work = async {
        let response = match guard::admit(&mut request, &edge.hosts) {
            Ok(()) => edge.limits.run(request, next).await,
            Err(refusal) => refusal.into_response(),
        };
        let status = response.status().as_u16();
        tracing::debug!(status, elapsed_us = began.elapsed().as_micros() as u64, "answered");
        response
    };
    let mut response = work.instrument(span).await;
    headers::complete(response.headers_mut());
    response.headers_mut().insert(REQUEST_ID, id.value());
    response
}
