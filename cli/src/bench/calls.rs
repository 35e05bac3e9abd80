//! Unary calls per second: so many tasks, each calling again as soon as it has its answer, for a while. Natively, and as
//! gRPC-Web on the same connections.
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bytes::{BufMut, BytesMut};
use client::proto::calculator::{OperationRequest, OperationResponse};
use http::uri::PathAndQuery;
use http_body_util::{BodyExt, Full};
use prost::Message;
use tokio::task::JoinSet;
use tonic::{
    Request,
    body::Body,
    client::Grpc,
    metadata::{Ascii, MetadataValue},
    transport::{Channel, Endpoint},
};
use tonic_prost::ProstCodec;
use tower::{Service, ServiceExt};

/// The call that is measured, at the server and at the echo.
const ADD: &str = "/skyshard.calculator.v1.CalculatorService/Add";
const WARM_UP: Duration = Duration::from_millis(500);
const MEASURED: Duration = Duration::from_secs(3);
/// Connections the tasks share: a few, as a service that calls another one has.
const CONNECTIONS: usize = 4;

/// What a call is on the wire.
#[derive(Clone, Copy)]
pub(super) enum Wire {
    /// HTTP/2 with trailers.
    Native,
    /// As a page calls, with a token as a program has one.
    Web,
}

/// How calls are made.
pub(super) struct Calls {
    pub(super) concurrency: usize,
    pub(super) token: String,
}

impl Calls {
    /// Calls a second.
    pub(super) async fn rate(&self, url: &str, wire: Wire) -> Result<f64> {
        let bearer = format!("Bearer {}", self.token).parse().context("the token is no header value")?;
        let mut channels = Vec::new();
        for _ in 0..CONNECTIONS.min(self.concurrency) {
            channels.push(Endpoint::from_shared(url.to_owned())?.tcp_nodelay(true).connect().await?);
        }
        self.run(&channels, &bearer, wire, WARM_UP).await?;
        let began = Instant::now();
        let calls = self.run(&channels, &bearer, wire, MEASURED).await?;
        Ok(calls as f64 / began.elapsed().as_secs_f64())
    }

    async fn run(
        &self,
        channels: &[Channel],
        bearer: &MetadataValue<Ascii>,
        wire: Wire,
        time: Duration,
    ) -> Result<u64> {
        let end = Instant::now() + time;
        let mut tasks = JoinSet::new();
        for channel in channels.iter().cycle().take(self.concurrency) {
            tasks.spawn(call_until(end, channel.clone(), bearer.clone(), wire));
        }
        let mut calls = 0;
        while let Some(finished) = tasks.join_next().await {
            calls += finished??;
        }
        Ok(calls)
    }
}

async fn call_until(end: Instant, channel: Channel, bearer: MetadataValue<Ascii>, wire: Wire) -> Result<u64> {
    let (mut grpc, mut channel) = (Grpc::new(channel.clone()), channel);
    let mut calls = 0;
    while Instant::now() < end {
        match wire {
            Wire::Native => native(&mut grpc, &bearer).await?,
            Wire::Web => web(&mut channel, &bearer).await?,
        }
        calls += 1;
    }
    Ok(calls)
}

fn sum() -> OperationRequest {
    OperationRequest { a: "19.99".to_owned(), b: "0.01".to_owned(), ..Default::default() }
}

async fn native(grpc: &mut Grpc<Channel>, bearer: &MetadataValue<Ascii>) -> Result<()> {
    let mut request = Request::new(sum());
    request.metadata_mut().insert("authorization", bearer.clone());
    grpc.ready().await?;
    let codec = ProstCodec::<OperationRequest, OperationResponse>::default();
    grpc.unary(request, PathAndQuery::from_static(ADD), codec).await?;
    Ok(())
}

/// One frame there; back a frame and the status, which is one too.
async fn web(channel: &mut Channel, bearer: &MetadataValue<Ascii>) -> Result<()> {
    let message = sum();
    let mut frame = BytesMut::with_capacity(5 + message.encoded_len());
    frame.put_u8(0);
    frame.put_u32(u32::try_from(message.encoded_len())?);
    message.encode(&mut frame)?;
    let request = http::Request::post(ADD)
        .version(http::Version::HTTP_2)
        .header("content-type", "application/grpc-web+proto")
        .header("x-grpc-web", "1")
        .header("authorization", bearer.as_bytes())
        .body(Body::new(Full::new(frame.freeze())))?;
    let answer = channel.ready().await?.call(request).await?.into_body().collect().await?.to_bytes();
    let length = answer.get(1..5).and_then(|length| Some(u32::from_be_bytes(length.try_into().ok()?)));
    let (reply, status) =
        answer.split_at_checked(5 + length.unwrap_or_default() as usize).unwrap_or_default();
    OperationResponse::decode(reply.get(5..).unwrap_or_default())?;
    ensure!(ended_well(status), "a call by gRPC-Web did not end well");
    Ok(())
}

fn ended_well(status: &[u8]) -> bool {
    status.windows(b"grpc-status:0".len()).any(|part| part == b"grpc-status:0")
}
