//! Whether we serve: `/healthz` for scripts, `grpc.health.v1` for gRPC. Nothing else is told (SEC-45).
use axum::{Router, routing::get};
use http::StatusCode;
use tokio_util::sync::CancellationToken;
use tonic_health::{
    ServingStatus,
    pb::health_server::{Health, HealthServer},
};

/// `GET /healthz`: 200 while we serve, 503 while we drain.
pub(super) fn routes(stopping: CancellationToken) -> Router {
    Router::new().route(
        "/healthz",
        get(async move || {
            if stopping.is_cancelled() {
                (StatusCode::SERVICE_UNAVAILABLE, "draining\n")
            } else {
                (StatusCode::OK, "ok\n")
            }
        }),
    )
}

/// `grpc.health.v1` for the server as a whole (the empty service name); NOT_SERVING while we drain.
pub(super) fn grpc(stopping: CancellationToken) -> HealthServer<impl Health> {
    let (reporter, service) = tonic_health::server::health_reporter();
    tokio::spawn(async move {
        stopping.cancelled().await;
        reporter.set_service_status("", ServingStatus::NotServing).await;
    });
    service.max_decoding_message_size(domain::limits::AUTH_MESSAGE_BYTES_MAX)
}
