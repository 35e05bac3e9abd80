//! The bare echo: tonic's own server with one method that answers the messages of Add and does nothing else. It runs as
//! a process of its own, as the measured server does, so that both share the machine with the caller alike.
use std::{
    convert::Infallible,
    net::Ipv4Addr,
    process::Stdio,
    task::{Context as Poller, Poll},
};

use anyhow::{Context, Result};
use client::proto::calculator::{OperationRequest, OperationResponse};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpListener,
    process::{Child, Command},
};
use tonic::{
    Request, Response, Status,
    body::Body,
    codegen::{BoxFuture, Service},
    server::{Grpc, NamedService, UnaryService},
    transport::{Server, server::TcpIncoming},
};
use tonic_prost::ProstCodec;

/// A running echo; dropping it ends the process.
pub(super) struct Echo {
    _child: Child,
    pub(super) url: String,
}

impl Echo {
    pub(super) async fn spawn() -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("echo").stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn()?;
        let out = child.stdout.take().context("its output is piped")?;
        let url =
            BufReader::new(out).lines().next_line().await?.context("it ended before it said where it is")?;
        Ok(Self { _child: child, url })
    }
}

/// Serves until it is killed; the first line of output is its URL.
pub(crate) async fn serve() -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("http://{}", listener.local_addr()?);
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    Ok(Server::builder().add_service(Adder).serve_with_incoming(incoming).await?)
}

/// The service, under the calculator's name.
#[derive(Clone)]
struct Adder;

impl NamedService for Adder {
    const NAME: &'static str = "skyshard.calculator.v1.CalculatorService";
}

impl Service<http::Request<Body>> for Adder {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    fn poll_ready(&mut self, _: &mut Poller<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        Box::pin(async move { Ok(Grpc::new(ProstCodec::default()).unary(Answer, request).await) })
    }
}

/// Its one method.
struct Answer;

impl UnaryService<OperationRequest> for Answer {
    type Response = OperationResponse;
    type Future = std::future::Ready<Result<Response<OperationResponse>, Status>>;

    fn call(&mut self, request: Request<OperationRequest>) -> Self::Future {
        let result = request.into_inner().a;
        std::future::ready(Ok(Response::new(OperationResponse { result, ..Default::default() })))
    }
}
