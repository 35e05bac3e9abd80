//! The bare echo: tonic's own server with a method that answers the messages of Add and does nothing else, and one that
//! streams greetings as fast as they are taken. It runs as a process of its own, as the measured server does, so that both
//! share the machine with the caller alike. On a second port the server's edge stands in front of the same methods.
use std::{
    convert::Infallible,
    net::Ipv4Addr,
    pin::Pin,
    process::Stdio,
    task::{Context as Poller, Poll},
};

use anyhow::{Context, Result};
use client::proto::{
    calculator::{OperationRequest, OperationResponse},
    greeter::{HelloReply, HelloRequest},
};
use server::{
    grpc::Services,
    http::{edge, listen},
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpListener,
    process::{Child, Command},
};
use tonic::{
    Request, Response, Status,
    body::Body,
    codegen::{self, BoxFuture, Service, tokio_stream::Stream},
    server::{Grpc, NamedService, ServerStreamingService, UnaryService},
    transport::{Server, server::TcpIncoming},
};
use tonic_prost::ProstCodec;

/// The call that streams.
pub(super) const STREAM: &str = "/skyshard.greeter.v1.Greeter/SayHelloStream";
/// Messages of one stream.
pub(super) const GREETINGS: u64 = 1_000_000;

/// A running echo; dropping it ends the process.
pub(super) struct Echo {
    child: Child,
    /// Where tonic alone answers.
    pub(super) url: String,
    /// Where it answers behind the edge.
    pub(super) edge_url: String,
}

impl Echo {
    pub(super) async fn spawn() -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("echo").stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn()?;
        let out = child.stdout.take().context("its output is piped")?;
        let mut lines = BufReader::new(out).lines();
        let ended = "it ended before it said where it is";
        let url = lines.next_line().await?.context(ended)?;
        let edge_url = lines.next_line().await?.context(ended)?;
        Ok(Self { child, url, edge_url })
    }

    /// Of its process, while that runs.
    pub(super) fn process_id(&self) -> u32 {
        self.child.id().unwrap_or_default()
    }
}

/// Serves until it is killed; the first two lines of output are its URLs, bare and behind the edge.
pub(crate) async fn serve() -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let port = listen::bind((Ipv4Addr::LOCALHOST, 0).into()).await?;
    println!("http://{}\nhttp://{}", listener.local_addr()?, port.address());
    let services = Services::default().and(Bare(Answer)).and(Bare(Greet));
    let behind = listen::serve(port, edge(services), std::future::pending());
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let bare =
        Server::builder().add_service(Bare(Answer)).add_service(Bare(Greet)).serve_with_incoming(incoming);
    tokio::select! {
        _drained = behind => Ok(()),
        ended = bare => Ok(ended?),
    }
}

/// A service of one method.
#[derive(Clone)]
struct Bare<M>(M);

/// What a request may come with: tonic's own server and the edge have bodies of different types.
trait Sent: codegen::Body<Error: Into<codegen::StdError> + Send> + Send + 'static {}

impl<B: codegen::Body<Error: Into<codegen::StdError> + Send> + Send + 'static> Sent for B {}

/// The method, and the service whose name it is under.
trait Echoed: Clone + Send + Sync + 'static {
    const SERVICE: &'static str;

    fn answer(self, request: http::Request<impl Sent>) -> impl Future<Output = http::Response<Body>> + Send;
}

impl<M: Echoed> NamedService for Bare<M> {
    const NAME: &'static str = M::SERVICE;
}

impl<M: Echoed, B: Sent> Service<http::Request<B>> for Bare<M> {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    fn poll_ready(&mut self, _: &mut Poller<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let answered = self.0.clone().answer(request);
        Box::pin(async move { Ok(answered.await) })
    }
}

/// The method of the calculator.
#[derive(Clone)]
struct Answer;

impl Echoed for Answer {
    const SERVICE: &'static str = "skyshard.calculator.v1.CalculatorService";

    async fn answer(self, request: http::Request<impl Sent>) -> http::Response<Body> {
        Grpc::new(ProstCodec::default()).unary(self, request).await
    }
}

impl UnaryService<OperationRequest> for Answer {
    type Response = OperationResponse;
    type Future = std::future::Ready<Result<Response<OperationResponse>, Status>>;

    fn call(&mut self, request: Request<OperationRequest>) -> Self::Future {
        let result = request.into_inner().a;
        std::future::ready(Ok(Response::new(OperationResponse { result, ..Default::default() })))
    }
}

/// The stream of the greeter.
#[derive(Clone)]
struct Greet;

impl Echoed for Greet {
    const SERVICE: &'static str = "skyshard.greeter.v1.Greeter";

    async fn answer(self, request: http::Request<impl Sent>) -> http::Response<Body> {
        Grpc::new(ProstCodec::default()).server_streaming(self, request).await
    }
}

impl ServerStreamingService<HelloRequest> for Greet {
    type Response = HelloReply;
    type ResponseStream = Replies;
    type Future = std::future::Ready<Result<Response<Replies>, Status>>;

    fn call(&mut self, request: Request<HelloRequest>) -> Self::Future {
        let reply = HelloReply { message: format!("Hello, {}!", request.into_inner().name) };
        std::future::ready(Ok(Response::new(Replies { reply, left: GREETINGS })))
    }
}

/// The same one again and again, each there at once.
struct Replies {
    reply: HelloReply,
    left: u64,
}

impl Stream for Replies {
    type Item = Result<HelloReply, Status>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Poller<'_>) -> Poll<Option<Self::Item>> {
        let Some(left) = self.left.checked_sub(1) else { return Poll::Ready(None) };
        self.left = left;
        Poll::Ready(Some(Ok(self.reply.clone())))
    }
}
