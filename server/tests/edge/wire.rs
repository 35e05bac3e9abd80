//! Real connections: both protocols on one port, slow and silent clients, headers too long, and the drain.
use std::{net::SocketAddr, time::Duration};

use server::http::listen::{self, Drained};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::oneshot,
    task::JoinHandle,
    time::{Instant, timeout},
};

use crate::support::TestApp;

/// A server on a port of its own.
struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Drained>,
    app: TestApp,
}

impl Server {
    async fn start() -> Self {
        let app = TestApp::sqlite().await;
        let port = listen::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let address = port.address();
        let (stop, stopped) = oneshot::channel();
        let stop_signal = async move { drop(stopped.await) };
        let ended = tokio::spawn(listen::serve(port, app.port(), stop_signal));
        Self { address, stop, ended, app }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Writes, and reads until the server closes.
    async fn exchange(&self, request: &str) -> String {
        let mut stream = self.connect().await;
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // A server that closes with bytes unread resets the connection: what came before it counts.
        let _closed =
            timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await.expect("it closes");
        String::from_utf8_lossy(&answer).into_owned()
    }
}

const HEALTHZ: &str = "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn http_1_and_native_grpc_share_the_port() {
    let server = Server::start().await;
    assert!(server.exchange(HEALTHZ).await.ends_with("\r\n\r\nok\n"));
    let info = client::Anonymous::at(&format!("http://localhost:{}", server.address.port())).unwrap();
    assert!(info.server_info().await.unwrap().test_mode);
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_beyond_the_limit_are_refused() {
    let server = Server::start().await;
    let long =
        format!("GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-long: {}\r\n\r\n", "x".repeat(17 * 1024));
    assert!(server.exchange(&long).await.starts_with("HTTP/1.1 431 "));
    assert!(server.exchange(HEALTHZ).await.starts_with("HTTP/1.1 200 "));
}

/// A file that is refused by its head alone.
fn upload(headers: &str) -> String {
    format!(
        "POST /api/files/upload HTTP/1.1\r\nhost: localhost\r\ncontent-type: multipart/form-data; boundary=x\r\n{headers}\r\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_before_it_was_read_leaves_the_connection_as_it_was() {
    let server = Server::start().await;
    let chunk = format!("100000\r\n{}\r\n", "x".repeat(1 << 20));
    for (headers, body) in [
        (format!("content-length: {}\r\n", 3 << 20), "x".repeat(3 << 20)),
        ("transfer-encoding: chunked\r\n".to_owned(), format!("{}0\r\n\r\n", chunk.repeat(3))),
    ] {
        let answers = server.exchange(&format!("{}{body}{HEALTHZ}", upload(&headers))).await;
        assert!(answers.starts_with("HTTP/1.1 401 ") && answers.ends_with("\r\n\r\nok\n"), "{answers}");
        assert_eq!(answers.matches("connection: close").count(), 1, "only as it was asked: {answers}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_must_send_too_much_is_told_that_the_connection_ends() {
    let server = Server::start().await;
    let begun = "x".repeat(1 << 20);
    for (headers, body) in [
        ("content-length: 900000000\r\n", ""),
        ("content-length: 900000000\r\n", begun.as_str()),
        ("content-length: 2000\r\nexpect: 100-continue\r\n", ""),
        ("content-length: 2000\r\n", "it goes no further"),
        ("transfer-encoding: chunked\r\n", "no chunk\r\n"),
    ] {
        let answer = server.exchange(&format!("{}{body}", upload(headers))).await;
        assert!(answer.starts_with("HTTP/1.1 401 "), "{headers}: {answer}");
        assert!(answer.contains("\r\nconnection: close\r\n"), "{headers}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ambiguous_lengths_are_refused() {
    let server = Server::start().await;
    let start = "POST /x HTTP/1.1\r\nhost: localhost\r\n";
    for headers in [
        "content-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        "content-length: -1\r\n\r\n",
        "content-length: 5 \r\n x\r\n\r\nhello",
        "transfer-encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
    ] {
        let answer = server.exchange(&format!("{start}connection: close\r\n{headers}")).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{headers:?}: {answer}");
    }
    assert!(server.exchange(HEALTHZ).await.starts_with("HTTP/1.1 200 "));
}

/// Of two lengths neither is guessed: what follows is never read as a request of its own.
#[tokio::test(flavor = "multi_thread")]
async fn no_request_is_smuggled_behind_another() {
    let server = Server::start().await;
    let smuggled = "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    for headers in [
        format!("content-length: {}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", 5 + smuggled.len()),
        format!("transfer-encoding: chunked\r\ncontent-length: {}\r\n\r\n0\r\n\r\n", 5 + smuggled.len()),
        "transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n".to_owned(),
        "transfer-encoding: xchunked\r\n\r\n0\r\n\r\n".to_owned(),
        "transfer-encoding : chunked\r\n\r\n0\r\n\r\n".to_owned(),
        "x: folded\r\n transfer-encoding: chunked\r\n\r\n".to_owned(),
    ] {
        let answer =
            server.exchange(&format!("POST /x HTTP/1.1\r\nhost: localhost\r\n{headers}{smuggled}")).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{headers:?}: {answer}");
        assert!(!answer.contains("\r\n\r\nok\n"), "{headers:?}: {answer}");
    }
    assert!(server.exchange(HEALTHZ).await.starts_with("HTTP/1.1 200 "));
}

/// Whichever of the names is taken: none may be foreign.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_names_two_hosts_has_none_that_is_foreign() {
    let server = Server::start().await;
    let ask = async |target: &str, hosts: &str| {
        let request = format!("GET {target} HTTP/1.1\r\n{hosts}connection: close\r\n\r\n");
        server.exchange(&request).await.chars().skip("HTTP/1.1 ".len()).take(3).collect::<String>()
    };
    let (ours, foreign) = ("host: localhost\r\n", "host: evil.example\r\n");
    for (target, hosts) in [
        ("/healthz", foreign.to_owned()),
        ("http://evil.example/healthz", ours.to_owned()),
        ("http://localhost/healthz", foreign.to_owned()),
        ("/healthz", [ours, foreign].concat()),
        ("/healthz", [foreign, ours].concat()),
    ] {
        assert_eq!(ask(target, &hosts).await, "421", "{target} {hosts:?}");
    }
    assert_eq!(ask("http://localhost/healthz", ours).await, "200");
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_keep_silent_or_stop_are_closed_while_others_are_served() {
    let server = Server::start().await;
    let began = Instant::now();
    let silent = server.exchange("");
    let halfway = server.exchange("GET /healthz HTTP/1.1\r\nhost: loc");
    let preface = server.exchange("PRI * HTTP/2.0\r\n");
    let honest = async {
        assert!(server.exchange(HEALTHZ).await.starts_with("HTTP/1.1 200 "));
        assert!(began.elapsed() < Duration::from_secs(5));
    };
    let (silent, _halfway, preface, ()) = tokio::join!(silent, halfway, preface, honest);
    assert_eq!((silent.as_str(), preface.as_str()), ("", ""));
    assert!(began.elapsed() < Duration::from_secs(15));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_under_way_is_finished_while_the_server_drains() {
    let server = Server::start().await;
    let frame = [0u8; 5];
    let mut stream = server.connect().await;
    let head = "POST /skyshard.account.v1.AccountService/GetServerInfo HTTP/1.1\r\nhost: localhost\r\nx-grpc-web: 1\r\n\
        content-type: application/grpc-web+proto\r\nsec-fetch-site: same-origin\r\ncontent-length: 5\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&frame[..2]).await.unwrap();
    // Let the server read the head before it is told to stop.
    tokio::time::sleep(Duration::from_millis(200)).await;
    server.stop.send(()).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(TcpStream::connect(server.address).await.is_err(), "nobody new is let in");
    stream.write_all(&frame[2..]).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("grpc-status:0"), "{answer}");
    assert_eq!(timeout(Duration::from_secs(5), server.ended).await.unwrap().unwrap(), Drained::Whole);
    drop(server.app);
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_connections_do_not_hold_the_drain() {
    let server = Server::start().await;
    let _opened_in_advance = server.connect().await;
    let mut kept_alive = server.connect().await;
    kept_alive.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    assert!(kept_alive.read(&mut [0; 4096]).await.unwrap() > 0);
    let native = client::Anonymous::at(&format!("http://localhost:{}", server.address.port())).unwrap();
    native.server_info().await.unwrap();
    server.stop.send(()).unwrap();
    assert_eq!(timeout(Duration::from_secs(5), server.ended).await.unwrap().unwrap(), Drained::Whole);
    drop(server.app);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_calls_at_a_time_are_answered() {
    let server = Server::start().await;
    let origin = format!("http://localhost:{}", server.address.port());
    let clients: Vec<_> = (0..20).map(|_| client::Anonymous::at(&origin).unwrap()).collect();
    let calls: Vec<_> = (0..1_000)
        .map(|call| {
            let client = clients[call % clients.len()].clone();
            tokio::spawn(async move { client.server_info().await.is_ok() })
        })
        .collect();
    for call in calls {
        assert!(call.await.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_is_refused_with_advice() {
    let server = Server::start().await;
    let Err(refused) = listen::bind(server.address).await else { panic!("it is taken") };
    let said = refused.to_string();
    assert!(
        said.contains("is taken by process") && said.contains("The next free one: --listen 127.0.0.1:"),
        "{said}"
    );
}

/// No setting leads there; should a mistake of ours, then nothing is served.
#[tokio::test(flavor = "multi_thread")]
async fn plain_text_is_never_served_to_other_machines() {
    let app = TestApp::sqlite().await;
    let port = listen::bind("0.0.0.0:0".parse().unwrap()).await.unwrap();
    let served = tokio::spawn(listen::serve(port, app.port(), std::future::pending()));
    let ended = timeout(Duration::from_secs(5), served).await.expect("it does not serve");
    assert!(ended.unwrap_err().is_panic());
}
