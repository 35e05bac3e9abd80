//! The accept loop: HTTP/1.1 and HTTP/2 without TLS on one port, each connection within its budget (SEC-44).
//!
//! It is our own because `axum::serve` installs no timer, so that a client that sends its headers a byte an hour would
//! hold a connection for ever, and because it counts: so many connections in all, so many from one address. A client
//! that sends nothing at all is dropped by [`sniff`]'s deadline, one that stops in the middle of its headers by hyper's.
//!
//! Stopping drains: nothing new is accepted, every connection finishes the requests it has, and after [`DRAIN_MAX`]
//! what is left is cut.
mod connection;
mod gate;
mod port;
mod sniff;

use std::{io, net::SocketAddr, time::Duration};

use hyper_util::server::graceful::GracefulShutdown;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

pub use port::BindError;

use self::gate::Gate;
use super::front::Front;

/// How long running requests may take to end when the server stops (F11).
pub const DRAIN_MAX: Duration = Duration::from_secs(30);
/// With no file descriptor left, accepting again at once would only burn the processor.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Takes the port, on this machine only: until there is TLS, nothing else would be safe (K16).
pub async fn bind(address: SocketAddr) -> Result<TcpListener, BindError> {
    if !address.ip().is_loopback() {
        return Err(BindError::NotLoopback(address));
    }
    TcpListener::bind(address).await.map_err(|cause| match cause.kind() {
        io::ErrorKind::AddrInUse => BindError::taken(address),
        _ => BindError::Refused { address, cause },
    })
}

/// How the server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drained {
    /// Every request was answered.
    Whole,
    /// Requests were still running after [`DRAIN_MAX`]; this many connections were cut.
    Cut(usize),
}

/// Serves until `stop` resolves, then drains.
pub async fn serve(listener: TcpListener, front: Front, stop: impl Future<Output = ()>) -> Drained {
    let gate = Gate::new();
    let graceful = GracefulShutdown::new();
    let draining = CancellationToken::new();
    let mut connections = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(_ended) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    let Some(place) = gate.enter(peer.ip()) else { continue };
                    let (front, watcher, draining) = (front.for_peer(peer.ip()), graceful.watcher(), draining.clone());
                    connections.spawn(async move {
                        connection::serve(prepared(stream), front, watcher, draining).await;
                        drop(place);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    // The port is free for the next server while this one still answers.
    drop(listener);
    draining.cancel();
    drain(graceful, connections).await
}

async fn drain(graceful: GracefulShutdown, mut connections: JoinSet<()>) -> Drained {
    if timeout(DRAIN_MAX, graceful.shutdown()).await.is_ok() {
        return Drained::Whole;
    }
    while connections.try_join_next().is_some() {}
    let left = connections.len();
    connections.shutdown().await;
    Drained::Cut(left)
}

/// Small answers leave at once: Nagle's algorithm would hold them for 40 ms.
fn prepared(stream: TcpStream) -> TcpStream {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "cannot set TCP_NODELAY");
    }
    stream
}
