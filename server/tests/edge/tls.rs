//! The port with TLS: what the handshake agrees on, who is too slow for it, and plain text that comes there.
use std::{net::SocketAddr, sync::Arc, time::Duration};

use rustls::{
    ClientConfig, NamedGroup, ProtocolVersion, RootCertStore,
    crypto::{
        CryptoProvider,
        aws_lc_rs::{self, kx_group},
    },
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use server::http::{
    listen::{self, Drained},
    router,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    sync::oneshot,
    task::JoinHandle,
    time::{Instant, timeout},
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::{
    ask::{INFO, by_page, empty_frame, get, native, send},
    support::TestApp,
};

struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Drained>,
    app: TestApp,
}

impl Server {
    async fn start() -> Self {
        let app = TestApp::with(|settings| settings.tls = true).await;
        let port = listen::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let (address, port) = (port.address(), port.with_tls(app.certificates.as_ref().unwrap()));
        let (stop, stopped) = oneshot::channel();
        let ended = tokio::spawn(listen::serve(port, router(&app.shared()), async { drop(stopped.await) }));
        Self { address, stop, ended, app }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// A client that trusts the certificate in the data folder.
    async fn tls(&self, protocol: &[u8]) -> TlsStream<TcpStream> {
        let mut roots = RootCertStore::empty();
        let file = self.app.folder().join("tls/certificate.pem");
        roots.add(CertificateDer::from_pem_file(file).unwrap()).unwrap();
        let kx_groups = vec![kx_group::X25519MLKEM768, kx_group::X25519];
        let provider = Arc::new(CryptoProvider { kx_groups, ..aws_lc_rs::default_provider() });
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let mut config = config.unwrap().with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![protocol.to_vec()];
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, self.connect().await).await.unwrap()
    }
}

/// Writes, and reads until the server closes.
async fn exchange(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &[u8]) -> String {
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    // A server that closes with bytes unread resets the connection: what came before it counts.
    let _closed = timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await.expect("it closes");
    String::from_utf8_lossy(&answer).into_owned()
}

const HEALTHZ: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn the_handshake_agrees_on_the_newest() {
    let server = Server::start().await;
    for protocol in [&b"h2"[..], b"http/1.1"] {
        let stream = server.tls(protocol).await;
        let agreed = stream.get_ref().1;
        assert_eq!(agreed.alpn_protocol(), Some(protocol));
        assert_eq!(agreed.protocol_version(), Some(ProtocolVersion::TLSv1_3));
        // What the client likes best, and browsers do, too.
        let group = agreed.negotiated_key_exchange_group().unwrap().name();
        assert_eq!(group, NamedGroup::X25519MLKEM768);
    }
    assert!(exchange(server.tls(b"http/1.1").await, HEALTHZ).await.ends_with("\r\n\r\nok\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_handshakes_are_closed_while_others_are_served() {
    let server = Server::start().await;
    let began = Instant::now();
    let closed_after = async |stream: TcpStream, first: &[u8]| {
        exchange(stream, first).await;
        began.elapsed()
    };
    let silent = closed_after(server.connect().await, b"");
    // The head of a ClientHello of 512 bytes that does not come.
    let halfway = closed_after(server.connect().await, b"\x16\x03\x01\x02\x00\x01");
    let honest = async {
        assert!(exchange(server.tls(b"http/1.1").await, HEALTHZ).await.starts_with("HTTP/1.1 200 "));
        began.elapsed()
    };
    let (silent, halfway, honest) = tokio::join!(silent, halfway, honest);
    let limit = Duration::from_secs(5);
    assert!(silent >= limit && halfway >= limit && honest < limit, "{silent:?} {halfway:?} {honest:?}");
    assert!(silent < 2 * limit && halfway < 2 * limit);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_keeps_silent_after_the_handshake_is_closed() {
    let server = Server::start().await;
    let began = Instant::now();
    let http_1 = exchange(server.tls(b"http/1.1").await, b"GET /healthz HTTP/1.1\r\nhost: loc");
    let http_2 = exchange(server.tls(b"h2").await, b"PRI * HTTP/2.0\r\n");
    let nothing = exchange(server.tls(b"h2").await, b"");
    tokio::join!(http_1, http_2, nothing);
    assert!((Duration::from_secs(10)..Duration::from_secs(15)).contains(&began.elapsed()));
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_text_leads_the_page_to_https_and_serves_no_call() {
    let server = Server::start().await;
    let ask = async |request: &str, headers: &str| {
        let request = format!("{request} HTTP/1.1\r\n{headers}\r\n\r\n");
        exchange(server.connect().await, request.as_bytes()).await
    };
    let html = "host: localhost:8080\r\naccept: text/html,*/*;q=0.8";
    let answer = ask("GET /files?x=1", html).await;
    assert!(answer.starts_with("HTTP/1.1 308 "), "{answer}");
    assert!(answer.contains("location: https://localhost:8080/files?x=1\r\n"), "{answer}");
    assert!(!answer.contains("strict-transport-security") && answer.contains("content-security-policy"));

    let refused = [
        ("GET /healthz", "host: localhost"),
        ("GET /api/skillshare/courses", html),
        ("POST /files", html),
        ("GET /", "accept: text/html"),
    ];
    for (request, headers) in refused {
        let answer = ask(request, headers).await;
        assert!(answer.starts_with("HTTP/1.1 403 ") && answer.contains("use https"), "{request}: {answer}");
    }
    let foreign = ask("GET /", "host: evil.example\r\naccept: text/html").await;
    assert!(foreign.starts_with("HTTP/1.1 421 ") && !foreign.contains("\nlocation"), "{foreign}");
    let call = format!(
        "POST {INFO} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/grpc-web+proto\r\nx-grpc-web: 1\r\n\
         content-length: 5\r\n\r\n\0\0\0\0\0"
    );
    let answer = exchange(server.connect().await, call.as_bytes()).await;
    assert!(answer.contains("grpc-status: 9") && answer.contains("use%20https"), "{answer}");
    let native = client::Anonymous::at(&format!("http://localhost:{}", server.address.port())).unwrap();
    let refused = native.server_info().await.unwrap_err();
    assert_eq!((refused.kind, refused.reason.as_str()), (client::Kind::Precondition, "TLS_NEEDED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_under_way_is_finished_over_tls_while_the_server_drains() {
    let server = Server::start().await;
    let mut stream = server.tls(b"http/1.1").await;
    let _opened_in_advance = server.tls(b"h2").await;
    let head = format!(
        "POST {INFO} HTTP/1.1\r\nhost: localhost\r\nx-grpc-web: 1\r\nsec-fetch-site: same-origin\r\n\
         content-type: application/grpc-web+proto\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // The server says so when it waits for the body: the request is under way.
    let mut going_on = [0; 25];
    stream.read_exact(&mut going_on).await.unwrap();
    assert!(going_on.starts_with(b"HTTP/1.1 100 Continue"));
    server.stop.send(()).unwrap();
    let gone = async { while TcpStream::connect(server.address).await.is_ok() {} };
    timeout(Duration::from_secs(5), gone).await.expect("nobody new is let in");
    let answer = exchange(&mut stream, &empty_frame()).await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("grpc-status:0"), "{answer}");
    assert_eq!(timeout(Duration::from_secs(5), server.ended).await.unwrap().unwrap(), Drained::Whole);
    drop(server.app);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_native_client_calls_over_tls_when_it_knows_the_certificate() {
    let server = Server::start().await;
    let origin = format!("https://localhost:{}", server.address.port());
    let certificates = server.app.certificates.as_ref().unwrap();
    let known = client::Trust::Certificate(certificates.fingerprint());
    let info = client::Anonymous::trusting(&origin, &known).unwrap().server_info().await;
    assert!(info.unwrap().test_mode);
    let pem = std::fs::read_to_string(server.app.folder().join("tls/certificate.pem")).unwrap();
    let named = client::Trust::Authority(pem);
    assert!(client::Anonymous::trusting(&origin, &named).unwrap().server_info().await.is_ok());

    let other = client::Trust::Certificate("00".repeat(32).parse().unwrap());
    for trust in [client::Trust::System, other] {
        let refused = client::Anonymous::trusting(&origin, &trust).unwrap().server_info().await.unwrap_err();
        assert_eq!(refused.reason, "CERTIFICATE_NOT_TRUSTED", "{refused}");
        assert!(refused.to_string().contains("nothing was sent"), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_tls_browsers_are_told_to_stay_and_cookies_are_tied_to_the_host() {
    let app = TestApp::with(|settings| settings.tls = true).await;
    let strict = "max-age=31536000; includeSubDomains";
    let at = |host: &str| http::Request::get("/healthz").header("host", host).header("accept", "*/*");
    for (host, wanted) in [("192.0.2.7:8080", strict), ("localhost:8080", ""), ("127.0.0.1", "")] {
        let answer = send(&app, at(host), "").await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("strict-transport-security")),
            (200, wanted),
            "{host}"
        );
    }
    assert_eq!(send(&app, at("evil.example"), "").await.status, 421);
    let logout = by_page("/skyshard.storage.v1.CloudStorageService/Logout");
    let logout = logout.header("origin", "https://localhost:8080");
    let answer = send(&app, logout, empty_frame()).await;
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies.len(), 4);
    for cookie in cookies {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.starts_with("__Host-") && cookie.ends_with("; Secure"), "{cookie}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_tls_our_origin_is_https() {
    let app = TestApp::with(|settings| settings.tls = true).await;
    let from = |origin: &str| {
        let mut request = by_page(INFO).header("origin", origin);
        request.headers_mut().unwrap().remove("sec-fetch-site");
        request
    };
    assert_eq!(send(&app, from("https://localhost:8080"), empty_frame()).await.grpc_status, Some(0));
    assert_eq!(send(&app, from("http://localhost:8080"), empty_frame()).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn reflection_is_off_for_others_unless_it_is_wanted() {
    let elsewhere: SocketAddr = "192.0.2.7:8080".parse().unwrap();
    for (reflection, wanted) in [(None, Some(12)), (Some(true), Some(0))] {
        let app = TestApp::with(|settings| {
            (settings.listen, settings.reflection) = (elsewhere, reflection);
        })
        .await;
        let call = native("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo");
        // Field 7, list_services: "".
        let answer = send(&app, call, crate::ask::frame(0, &[0x3a, 0x00])).await;
        assert_eq!(answer.grpc_status, wanted, "{reflection:?}");
        assert_eq!(send(&app, get("/healthz"), "").await.status, 200);
    }
    let behind =
        TestApp::with(|settings| settings.origin = Some("https://files.example.com".to_owned())).await;
    let call = native("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo");
    assert_eq!(send(&behind, call, crate::ask::frame(0, &[0x3a, 0x00])).await.grpc_status, Some(12));
}
