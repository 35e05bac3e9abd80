//! `DiagnosticsService`: whether the server is well.
use std::{pin::Pin, time::Duration};

use futures::{Stream, stream};
use proto::admin::{
    GetOverviewRequest, GetOverviewResponse, GetSupportBundleRequest, GetSupportBundleResponse,
    ProbeStreamRequest, ProbeStreamResponse, RunChecksRequest, RunChecksResponse,
    diagnostics_service_server::DiagnosticsService,
};
use tokio::time::sleep;
use tonic::{Request, Response, Status};

use super::{Admins, wire};
use crate::auth::Action;
use crate::service::diagnostics::{bundle, checks, overview};

/// Answers of the probe.
const BEATS: i32 = 3;
/// Between two of them: longer than any network delays one, and short enough to wait for.
const BEAT_PAUSE: Duration = Duration::from_millis(400);

#[tonic::async_trait]
impl DiagnosticsService for Admins {
    type ProbeStreamStream = Pin<Box<dyn Stream<Item = Result<ProbeStreamResponse, Status>> + Send>>;

    async fn get_overview(
        &self,
        request: Request<GetOverviewRequest>,
    ) -> Result<Response<GetOverviewResponse>, Status> {
        let (app, admin) = self.admin(request.extensions(), Action::Supervise).await?;
        let answers = overview::overview(&app, &admin).await?.into_iter().map(wire::answer).collect();
        Ok(Response::new(GetOverviewResponse { answers }))
    }

    async fn run_checks(
        &self,
        request: Request<RunChecksRequest>,
    ) -> Result<Response<RunChecksResponse>, Status> {
        let (app, admin) = self.admin(request.extensions(), Action::Supervise).await?;
        let checks = checks::run(&app, &admin).await?.into_iter().map(wire::check).collect();
        Ok(Response::new(RunChecksResponse { checks, server_millis: app.clock.now().micros() / 1_000 }))
    }

    async fn probe_stream(
        &self,
        request: Request<ProbeStreamRequest>,
    ) -> Result<Response<Self::ProbeStreamStream>, Status> {
        self.admin(request.extensions(), Action::Supervise).await?;
        let beats = stream::unfold(1, |number| async move {
            if number > BEATS {
                return None;
            }
            if number > 1 {
                sleep(BEAT_PAUSE).await;
            }
            Some((Ok(ProbeStreamResponse { number }), number + 1))
        });
        Ok(Response::new(Box::pin(beats)))
    }

    async fn get_support_bundle(
        &self,
        request: Request<GetSupportBundleRequest>,
    ) -> Result<Response<GetSupportBundleResponse>, Status> {
        let (app, admin) = self.admin(request.extensions(), Action::Supervise).await?;
        Ok(Response::new(GetSupportBundleResponse { text: bundle::make(&app, &admin).await? }))
    }
}
