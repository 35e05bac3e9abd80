//! The accept loop: HTTP/1.1 and HTTP/2 on one port, each connection within its budget (SEC-44). Only a loopback address
//! is served in plain text; TLS elsewhere, where plain text is told apart by its first byte and goes nowhere (SEC-55).
//!
//! It is our own because `axum::serve` installs no timer, so that a client that sends its headers a byte an hour would
//! hold a connection for ever, and because it counts: so many connections in all, so many from one address. A client
//! that sends nothing at all is dropped by [`sniff`]'s deadline, one that stops in the middle of its headers by hyper's.
//!
//! Stopping drains: nothing new is accepted, every connection finishes the requests it has, and after [`DRAIN_MAX`]
//! what is left is cut.
mod answers;
mod connection;
mod gate;
mod port;
mod prefixed;
mod sniff;
mod taken;
mod unread;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use hyper_util::server::graceful::GracefulShutdown;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

pub use port::BindError;

use self::gate::Gate;
use super::front::Front;
use crate::tls::{self, Certificates};

/// How long running requests may take to end when the server stops (F11).
pub const DRAIN_MAX: Duration = Duration::from_secs(30);
/// With no file descriptor left, accepting again at once would only burn the processor.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A port that is ours, and how it is spoken to.
pub struct Port {
    listener: TcpListener,
    address: SocketAddr,
    tls: Option<TlsAcceptor>,
}

/// Takes the port.
pub async fn bind(address: SocketAddr) -> Result<Port, BindError> {
    let refused = |cause: io::Error| match cause.kind() {
        io::ErrorKind::AddrInUse => BindError::taken(address),
        _ => BindError::Refused { address, cause },
    };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    Ok(Port { listener, address, tls: None })
}

impl Port {
    /// Where it is.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same port, with TLS and nothing else.
    #[must_use]
    pub fn with_tls(self, certificates: &Arc<Certificates>) -> Self {
        Self { tls: Some(TlsAcceptor::from(tls::server_config(certificates))), ..self }
    }
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
///
/// # Panics
///
/// Without TLS on an address that other machines reach: no setting leads here, and no mistake of ours shall.
pub async fn serve(port: Port, front: Front, stop: impl Future<Output = ()>) -> Drained {
    let Port { listener, address, tls } = port;
    assert!(tls.is_some() || address.ip().is_loopback(), "{address} must not be served in plain text");
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
                    let is_proxy = front.is_proxy(peer.ip());
                    let Some(place) = gate.enter(peer.ip(), is_proxy) else { continue };
                    let (front, watcher, draining) = (front.for_peer(peer.ip()), graceful.watcher(), draining.clone());
                    let tls = tls.clone();
                    connections.spawn(async move {
                        connection::serve(prepared(stream), tls, front, watcher, draining).await;
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
