//! A server, those who attack it, and one who only wants to be served.
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use client::Anonymous;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    task::JoinSet,
    time::timeout,
};

use crate::{
    process,
    support::{Server, serve},
};

/// What an attack may make the process hold beyond what it held before.
const MEMORY_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// Connections of one address of this machine, as the server allows them.
const CONNECTIONS_MAX: usize = 256;
/// Beyond those and the ones before: the honest client's newest, the one before it that is being closed, and one that is
/// being turned away.
const OTHER_SOCKETS_MAX: usize = 3;
/// Honest calls before an attack, and at least so many during it.
const CALLS: usize = 50;
/// For one honest call: a verdict on whether it is answered, not on how soon.
const ANSWERED_WITHIN: Duration = Duration::from_secs(60);
/// For all of it.
const OVER_WITHIN: Duration = Duration::from_secs(300);

/// How often was struck: frames, streams, requests or connections.
#[derive(Clone, Default)]
pub(crate) struct Blows(Arc<AtomicU64>);

impl Blows {
    pub(crate) fn add(&self, count: u64) {
        self.0.fetch_add(count, Ordering::Relaxed);
    }

    fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Attacks a server on so many connections, each begun again when it ends, until honest calls were answered and at least
/// so many blows fell.
pub(crate) async fn endured<A, F>(connections: usize, blows_min: u64, attack: A)
where
    A: Fn(TcpStream, Blows) -> F + Clone + Send + 'static,
    F: Future<Output = ()> + Send,
{
    let data = TempDir::new().unwrap();
    let server = Server::of(serve(data.path(), "127.0.0.1:0"));
    let (id, address) = (server.child.id(), server.origin.strip_prefix("http://").unwrap().parse().unwrap());
    let honest = Anonymous::at(&server.origin).unwrap();
    let mut calm = Vec::new();
    for _ in 0..CALLS {
        let began = Instant::now();
        ask(&honest, address).await;
        calm.push(began.elapsed());
    }
    let (before, sockets_before) = (process::memory_bytes_max(id), process::sockets(id));
    let blows = Blows::default();
    let mut attackers = JoinSet::new();
    for _ in 0..connections {
        let (attack, blows) = (attack.clone(), blows.clone());
        attackers.spawn(async move {
            loop {
                if let Ok(stream) = from_elsewhere(address).await {
                    attack(stream, blows.clone()).await;
                }
            }
        });
    }
    let (mut delays, mut sockets_max) = (Vec::new(), 0);
    let serving = async {
        while delays.len() < CALLS || blows.count() < blows_min {
            let began = Instant::now();
            timeout(ANSWERED_WITHIN, ask(&honest, address)).await.expect("an honest call is answered");
            delays.push(began.elapsed());
            sockets_max = sockets_max.max(process::sockets(id));
        }
    };
    timeout(OVER_WITHIN, serving).await.expect("the attack is over");
    attackers.shutdown().await;
    let grown = process::memory_bytes_max(id) - before;
    // `cargo xtask bench` reads this line.
    let (p99, before_ms) = (p99_ms(delays), p99_ms(calm));
    println!(
        "endured {} blows: {sockets_max} sockets, {grown} bytes more, p99 {p99:.1} ms after {before_ms:.1} ms before",
        blows.count()
    );
    assert!(grown <= MEMORY_BYTES_MAX, "the process holds {grown} bytes more than the {before} at first");
    let sockets_allowed = sockets_before + CONNECTIONS_MAX + OTHER_SOCKETS_MAX;
    assert!(sockets_max <= sockets_allowed, "{sockets_max} sockets, {sockets_before} of them from before");
}

fn p99_ms(mut delays: Vec<Duration>) -> f64 {
    delays.sort();
    delays[delays.len() * 99 / 100].as_secs_f64() * 1_000.0
}

/// A connection from another address than the honest client's: all of 127.0.0.0/8 is this machine.
async fn from_elsewhere(to: SocketAddr) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from(([127, 0, 0, 2], 0)))?;
    socket.connect(to).await
}

/// A call on a connection that lasts, and one on a new one.
async fn ask(honest: &Anonymous, address: SocketAddr) {
    assert!(honest.server_info().await.unwrap().test_mode);
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("ok\n"), "{answer}");
}

/// Sends it again and again, until the server closes.
pub(crate) async fn flood(mut stream: TcpStream, blows: &Blows, bytes: &[u8], blows_each: u64) {
    while stream.write_all(bytes).await.is_ok() {
        blows.add(blows_each);
    }
}

/// Holds the connection and takes what comes, until the server closes.
pub(crate) async fn hold(mut stream: TcpStream) {
    let mut taken = [0; 4_096];
    while stream.read(&mut taken).await.is_ok_and(|bytes| bytes > 0) {}
}
