//! Unary calls per second: so many tasks, each calling again as soon as it has its answer, for a while.
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use client::proto::calculator::{OperationRequest, OperationResponse};
use http::uri::PathAndQuery;
use tokio::task::JoinSet;
use tonic::{
    Request,
    client::Grpc,
    metadata::{Ascii, MetadataValue},
    transport::{Channel, Endpoint},
};
use tonic_prost::ProstCodec;

/// The call that is measured, at the server and at the echo.
pub(super) const ADD: &str = "/skyshard.calculator.v1.CalculatorService/Add";
const WARM_UP: Duration = Duration::from_millis(500);
const MEASURED: Duration = Duration::from_secs(3);
/// Connections the tasks share: a few, as a service that calls another one has.
const CONNECTIONS: usize = 4;

/// How calls are made.
pub(super) struct Calls {
    pub(super) concurrency: usize,
    pub(super) token: String,
}

impl Calls {
    /// Calls a second.
    pub(super) async fn rate(&self, url: &str, path: &'static str) -> Result<f64> {
        let bearer = format!("Bearer {}", self.token).parse().context("the token is no header value")?;
        let mut channels = Vec::new();
        for _ in 0..CONNECTIONS.min(self.concurrency) {
            channels.push(Endpoint::from_shared(url.to_owned())?.tcp_nodelay(true).connect().await?);
        }
        self.run(&channels, &bearer, path, WARM_UP).await?;
        let began = Instant::now();
        let calls = self.run(&channels, &bearer, path, MEASURED).await?;
        Ok(calls as f64 / began.elapsed().as_secs_f64())
    }

    async fn run(
        &self,
        channels: &[Channel],
        bearer: &MetadataValue<Ascii>,
        path: &'static str,
        time: Duration,
    ) -> Result<u64> {
        let end = Instant::now() + time;
        let mut tasks = JoinSet::new();
        for channel in channels.iter().cycle().take(self.concurrency) {
            tasks.spawn(call_until(
                end,
                Grpc::new(channel.clone()),
                bearer.clone(),
                PathAndQuery::from_static(path),
            ));
        }
        let mut calls = 0;
        while let Some(finished) = tasks.join_next().await {
            calls += finished??;
        }
        Ok(calls)
    }
}

async fn call_until(
    end: Instant,
    mut grpc: Grpc<Channel>,
    bearer: MetadataValue<Ascii>,
    path: PathAndQuery,
) -> Result<u64> {
    let mut calls = 0;
    while Instant::now() < end {
        let message = OperationRequest { a: "19.99".to_owned(), b: "0.01".to_owned(), ..Default::default() };
        let mut request = Request::new(message);
        request.metadata_mut().insert("authorization", bearer.clone());
        grpc.ready().await?;
        let codec = ProstCodec::<OperationRequest, OperationResponse>::default();
        grpc.unary(request, path.clone(), codec).await?;
        calls += 1;
    }
    Ok(calls)
}
