//! Messages of a server stream that a second of one core sends: greetings without their pauses, from the echo's process,
//! once behind the server's edge with everything that it counts, limits and logs, and once from tonic alone. What the
//! reader here costs is not in it.
use std::fs;

use anyhow::{Context, Result, ensure};
use client::proto::greeter::{HelloReply, HelloRequest};
use http::uri::PathAndQuery;
use tonic::{Request, client::Grpc, transport::Endpoint};
use tonic_prost::ProstCodec;

use super::echo::{Echo, GREETINGS, STREAM};

/// Messages per second of processor time of the echo's process.
pub(super) async fn rate(echo: &Echo, url: &str) -> Result<f64> {
    let channel = Endpoint::from_shared(url.to_owned())?.tcp_nodelay(true).connect().await?;
    let mut grpc = Grpc::new(channel);
    grpc.ready().await?;
    let codec = ProstCodec::<HelloRequest, HelloReply>::default();
    let request = Request::new(HelloRequest { name: "Ada".to_owned() });
    let began = worked(echo)?;
    let mut replies =
        grpc.server_streaming(request, PathAndQuery::from_static(STREAM), codec).await?.into_inner();
    let mut came = 0;
    while replies.message().await?.is_some() {
        came += 1;
    }
    ensure!(came == GREETINGS, "{came} of {GREETINGS} messages came");
    Ok(came as f64 / ((worked(echo)? - began) as f64 / 1e9))
}

/// Nanoseconds that all threads of the process have run (`Documentation/scheduler/sched-stats.rst` of Linux).
fn worked(echo: &Echo) -> Result<u64> {
    let mut nanoseconds = 0;
    let threads = fs::read_dir(format!("/proc/{}/task", echo.process_id())).context("this needs Linux")?;
    for thread in threads {
        let told = fs::read_to_string(thread?.path().join("schedstat"))?;
        nanoseconds += told.split(' ').next().context("schedstat is empty")?.parse::<u64>()?;
    }
    Ok(nanoseconds)
}
