//! Whether we serve: `/healthz` and `/readyz` for scripts, `grpc.health.v1` for gRPC. Nothing else is told (SEC-45, K37):
//! whoever asks is told that we are not ready, and the log says why.
//!
//! | | while we serve | without database or quorum | while we drain |
//! |---|---|---|---|
//! | `/healthz`: restart me when I do not answer | 200 | 200 | 503 |
//! | `/readyz`: send me requests | 200 | 503 | 503 |
//! | `grpc.health.v1`, the server and each service | SERVING | SERVING | NOT_SERVING |
use std::collections::BTreeSet;

use axum::{Router, extract::State, routing::get};
use http::StatusCode;
use proto::catalogue::methods;
use tokio_util::sync::CancellationToken;
use tonic_health::{
    ServingStatus,
    pb::health_server::{Health, HealthServer},
    server::HealthReporter,
};

use crate::{
    app::Shared,
    service::readiness::{self, Readiness},
};

/// The server as a whole.
const WHOLE: &str = "";

/// `GET /healthz` and `GET /readyz`.
pub(super) fn routes(app: &Shared) -> Router {
    Router::new().route("/healthz", get(healthz)).route("/readyz", get(readyz)).with_state(Shared::clone(app))
}

async fn healthz(State(app): State<Shared>) -> (StatusCode, &'static str) {
    if app.stopping.is_cancelled() {
        (StatusCode::SERVICE_UNAVAILABLE, "draining\n")
    } else {
        (StatusCode::OK, "ok\n")
    }
}

async fn readyz(State(app): State<Shared>) -> (StatusCode, &'static str) {
    match readiness::look(&app).await {
        Readiness::Ready => (StatusCode::OK, "ready\n"),
        Readiness::Draining => (StatusCode::SERVICE_UNAVAILABLE, "draining\n"),
        Readiness::NoDatabase | Readiness::NoQuorum => (StatusCode::SERVICE_UNAVAILABLE, "not ready\n"),
    }
}

/// `grpc.health.v1` for the server as a whole and for each service of the descriptors.
pub(super) fn grpc(stopping: CancellationToken) -> HealthServer<impl Health> {
    let (reporter, service) = tonic_health::server::health_reporter();
    tokio::spawn(async move {
        tell(&reporter, ServingStatus::Serving).await;
        stopping.cancelled().await;
        tell(&reporter, ServingStatus::NotServing).await;
    });
    service.max_decoding_message_size(domain::limits::AUTH_MESSAGE_BYTES_MAX)
}

async fn tell(reporter: &HealthReporter, status: ServingStatus) {
    let services: BTreeSet<&str> = methods().iter().map(|method| method.service()).collect();
    for service in services.into_iter().chain([WHOLE]) {
        reporter.set_service_status(service, status).await;
    }
}
