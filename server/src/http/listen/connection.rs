//! One connection from its first byte to its last.
use std::{io, time::Duration};

use axum::response::Response;
use bytes::Bytes;
use http::Request;
use hyper::{
    body::Incoming,
    server::conn::{http1, http2},
    service::service_fn,
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::graceful::Watcher,
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::{
    answers::Answers,
    prefixed::Prefixed,
    sniff::{self, Opening, PREFACE, Protocol},
    taken::Taken,
    unread,
};
use crate::http::front::Front;

/// From the connection, or the end of the last request, to the whole header of the next.
const HEADER_READ_MAX: Duration = Duration::from_secs(10);
/// From the connection to the end of the TLS handshake.
const HANDSHAKE_MAX: Duration = Duration::from_secs(5);
/// All headers of a request.
const HEADER_BYTES_MAX: usize = 16 * 1024;
/// Requests at a time on one HTTP/2 connection.
const STREAMS_MAX: u32 = 64;
/// Bytes a client may send on one stream before we have read them: two parts, so that reading and sending overlap.
const STREAM_WINDOW_BYTES: u32 = 2 * 1024 * 1024;
/// The same for all streams of a connection: this is what it can make us hold.
const CONNECTION_WINDOW_BYTES: u32 = 4 * 1024 * 1024;
/// Bytes of an answer that wait for the client.
const SEND_BUFFER_BYTES: usize = 1024 * 1024;
/// A larger frame means fewer of them for a part of 1 MiB.
const FRAME_BYTES_MAX: u32 = 64 * 1024;
/// An idle HTTP/2 connection is asked whether it lives.
const PING_AFTER: Duration = Duration::from_secs(40);
/// And is closed without an answer: 60 s in all.
const PONG_WITHIN: Duration = Duration::from_secs(20);

/// Serves requests until the client leaves, breaks a limit, or the server drains.
pub(super) async fn serve(
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    front: Front,
    watcher: Watcher,
    draining: CancellationToken,
) {
    // Browsers open connections in advance: one that has asked nothing yet need not be waited for.
    let ended = match tls {
        None => {
            let Some(first) = begin(sniff::protocol(&stream, HEADER_READ_MAX), &draining).await else {
                return;
            };
            requests(stream, first, front, watcher).await
        }
        Some(tls) => {
            let began = timeout(HANDSHAKE_MAX, open(stream, tls));
            let Some(opened) = begin(async { Ok(began.await.ok()) }, &draining).await else { return };
            match opened {
                Ok(Opened::Tls(stream)) => {
                    let Some((stream, first)) = begin(first_bytes(stream), &draining).await else { return };
                    requests(stream, first, front, watcher).await
                }
                Ok(Opened::Lost(stream)) => {
                    let first = begin(sniff::protocol(&stream, HANDSHAKE_MAX), &draining).await;
                    let Some(first) = first else { return };
                    requests(stream, first, front.for_the_lost(), watcher).await
                }
                Err(error) => Err(error.into()),
            }
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended badly");
    }
}

/// What a connection begins with; none when the client went away or kept silent, or the server drains.
async fn begin<T>(
    first: impl Future<Output = io::Result<Option<T>>>,
    draining: &CancellationToken,
) -> Option<T> {
    let first = tokio::select! {
        first = first => first,
        () = draining.cancelled() => return None,
    };
    first.unwrap_or_else(|error| {
        tracing::debug!(%error, "a connection broke before its first byte");
        None
    })
}

/// A connection to a port with TLS.
enum Opened {
    Tls(Box<TlsStream<TcpStream>>),
    /// It speaks plain text.
    Lost(TcpStream),
}

async fn open(stream: TcpStream, tls: TlsAcceptor) -> io::Result<Opened> {
    match sniff::opening(&stream).await? {
        Opening::Handshake => Ok(Opened::Tls(Box::new(tls.accept(stream).await?))),
        Opening::PlainText => Ok(Opened::Lost(stream)),
    }
}

/// hyper has no timer for the preface of HTTP/2, so it must have come before hyper sees the connection.
async fn first_bytes(
    mut stream: Box<TlsStream<TcpStream>>,
) -> io::Result<Option<(Prefixed<Box<TlsStream<TcpStream>>>, Protocol)>> {
    if stream.get_ref().1.alpn_protocol() != Some(b"h2") {
        return Ok(Some((Prefixed::new(Bytes::new(), stream), Protocol::Http1)));
    }
    let mut preface = [0; PREFACE.len()];
    match timeout(HEADER_READ_MAX, stream.read_exact(&mut preface)).await {
        Ok(read) => read?,
        Err(_) => return Ok(None),
    };
    let first = Bytes::copy_from_slice(&preface);
    Ok(Some((Prefixed::new(first, stream), Protocol::Http2)))
}

async fn requests<S>(
    stream: S,
    protocol: Protocol,
    front: Front,
    watcher: Watcher,
) -> Result<(), axum::BoxError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let io = TokioIo::new(Taken::new(stream));
    match protocol {
        Protocol::Http1 => {
            let service = service_fn(move |request| unread::answer(front.clone(), request));
            watcher.watch(http1().serve_connection(io, service)).await?;
        }
        Protocol::Http2 => {
            let answers = Answers::default();
            let watched = answers.clone();
            let watch = move |answer: Response| answer.map(|body| watched.watch(body));
            let service = ServiceExt::<Request<Incoming>>::map_response(front, watch);
            let connection = http2().serve_connection(io, TowerToHyperService::new(service));
            tokio::select! {
                ended = watcher.watch(connection) => ended?,
                () = answers.out_of_patience() => tracing::debug!("a client did not take an answer"),
            }
        }
    }
    Ok(())
}

fn http1() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADER_READ_MAX).max_header_size(HEADER_BYTES_MAX);
    builder
}

fn http2() -> http2::Builder<TokioExecutor> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_AFTER)
        .keep_alive_timeout(PONG_WITHIN)
        .max_concurrent_streams(STREAMS_MAX)
        .max_header_list_size(HEADER_BYTES_MAX as u32)
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .max_frame_size(FRAME_BYTES_MAX)
        .max_send_buf_size(SEND_BUFFER_BYTES);
    builder
}
