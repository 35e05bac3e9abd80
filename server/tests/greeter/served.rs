//! A server with TLS on a port of its own, clients that trust its certificate, and ways to it that can be cut.
use std::{net::SocketAddr, sync::Arc, time::Duration};

use futures::{Stream, StreamExt, stream};
use hyper_util::rt::TokioIo;
use proto::greeter::{HelloReply, HelloRequest, greeter_client::GreeterClient};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use server::{
    calls::CODES,
    http::{listen, router},
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::{JoinHandle, yield_now},
    time::timeout,
};
use tokio_rustls::TlsConnector;
use tonic::{
    Request, Status, Streaming,
    client::Grpc,
    transport::{Channel, Endpoint, Uri},
};
use tonic_prost::ProstCodec;
use tower::service_fn;

use crate::support::{TestApp, people};

/// The four patterns, by their calls.
pub const UNARY: &str = "/skyshard.greeter.v1.Greeter/SayHello";
pub const SERVER_STREAM: &str = "/skyshard.greeter.v1.Greeter/SayHelloStream";
pub const CLIENT_STREAM: &str = "/skyshard.greeter.v1.Greeter/SayHelloClientStream";
pub const BIDIRECTIONAL: &str = "/skyshard.greeter.v1.Greeter/SayHelloBidirectional";
pub const PATTERNS: [&str; 4] = [UNARY, SERVER_STREAM, CLIENT_STREAM, BIDIRECTIONAL];

/// Longer than anything here takes: what hangs fails.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Server {
    pub app: TestApp,
    pub address: SocketAddr,
    /// The token of alice.
    pub token: String,
    tls: TlsConnector,
    _stop: oneshot::Sender<()>,
}

impl Server {
    pub async fn start() -> Self {
        let app = TestApp::with(|settings| settings.tls = true).await;
        let port = listen::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let (address, port) = (port.address(), port.with_tls(app.certificates.as_ref().unwrap()));
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(listen::serve(port, router(&app.shared()), async { drop(stopped.await) }));
        let mut roots = RootCertStore::empty();
        let file = app.folder().join("tls/certificate.pem");
        roots.add(CertificateDer::from_pem_file(file).unwrap()).unwrap();
        let mut config =
            ClientConfig::builder_with_provider(rustls::crypto::aws_lc_rs::default_provider().into())
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_root_certificates(roots)
                .with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec()];
        let token = people::enrolled(&app, "alice").await;
        Self { app, address, token, tls: TlsConnector::from(Arc::new(config)), _stop: stop }
    }

    /// A connection of its own.
    pub async fn connect(&self) -> Channel {
        self.connect_through(self.address).await
    }

    /// The same by way of this address.
    pub async fn connect_through(&self, address: SocketAddr) -> Channel {
        let tls = self.tls.clone();
        let connector = service_fn(move |_: Uri| {
            let tls = tls.clone();
            async move {
                let name = ServerName::try_from("localhost").unwrap();
                let stream = tls.connect(name, TcpStream::connect(address).await?).await?;
                Ok::<_, std::io::Error>(TokioIo::new(stream))
            }
        });
        let endpoint = Endpoint::from_shared(format!("https://localhost:{}", address.port())).unwrap();
        endpoint.connect_with_connector(connector).await.unwrap()
    }

    pub async fn client(&self) -> GreeterClient<Channel> {
        GreeterClient::new(self.connect().await)
    }

    /// A request of alice.
    pub fn by_alice<T>(&self, message: T) -> Request<T> {
        with_token(message, Some(&self.token))
    }

    /// Waits until so many calls of this method are at work.
    pub async fn until_at_work(&self, path: &str, many: u64) {
        let reached = async {
            while self.app.calls.of(path).at_work() != many {
                yield_now().await;
            }
        };
        timeout(PATIENCE, reached).await.unwrap_or_else(|_| {
            panic!("{} calls of {path} are at work, not {many}", self.app.calls.of(path).at_work())
        });
    }

    /// How many calls of this method ended with this code.
    pub fn ended(&self, path: &str, code: &str) -> u64 {
        self.app.calls.of(path).ended(CODES.iter().position(|name| *name == code).unwrap())
    }
}

/// A way to the server that can be cut, as when a cable is pulled.
pub struct Line {
    pub address: SocketAddr,
    relay: JoinHandle<()>,
}

impl Line {
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let relay = tokio::spawn(async move {
            let (mut near, _) = listener.accept().await.unwrap();
            let mut far = TcpStream::connect(server).await.unwrap();
            let _ended = copy_bidirectional(&mut near, &mut far).await;
        });
        Self { address, relay }
    }

    pub fn cut(self) {
        self.relay.abort();
    }
}

pub fn with_token<T>(message: T, token: Option<&str>) -> Request<T> {
    let mut request = Request::new(message);
    if let Some(token) = token {
        request.metadata_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    }
    request
}

pub fn hello(name: &str) -> HelloRequest {
    HelloRequest { name: name.to_owned() }
}

/// Any pattern, as the wire has it: requests in a stream, replies in a stream.
pub async fn call(
    channel: Channel,
    path: &'static str,
    request: Request<impl Stream<Item = HelloRequest> + Send + 'static>,
) -> Result<Streaming<HelloReply>, Status> {
    let mut grpc = Grpc::new(channel);
    grpc.ready().await.unwrap();
    let codec = ProstCodec::<HelloRequest, HelloReply>::default();
    Ok(grpc.streaming(request, path.parse().unwrap(), codec).await?.into_inner())
}

/// All replies up to the end, and the refusal if there is one.
pub async fn replies(
    channel: Channel,
    path: &'static str,
    token: Option<&str>,
    names: &[&str],
) -> (Vec<String>, Option<Status>) {
    let requests: Vec<HelloRequest> = names.iter().map(|name| hello(name)).collect();
    let mut answers = match call(channel, path, with_token(stream::iter(requests), token)).await {
        Ok(answers) => answers,
        Err(status) => return (Vec::new(), Some(status)),
    };
    let mut replies = Vec::new();
    while let Some(answer) = answers.next().await {
        match answer {
            Ok(reply) => replies.push(reply.message),
            Err(status) => return (replies, Some(status)),
        }
    }
    (replies, None)
}
