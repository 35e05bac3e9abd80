//! One connection from its first byte to its last.
use std::time::Duration;

use hyper::server::conn::{http1, http2};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::graceful::Watcher,
    service::TowerToHyperService,
};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

use super::sniff::{self, Protocol};
use crate::http::front::Front;

/// From the connection, or the end of the last request, to the whole header of the next.
const HEADER_READ_MAX: Duration = Duration::from_secs(10);
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
pub(super) async fn serve(stream: TcpStream, front: Front, watcher: Watcher, draining: CancellationToken) {
    // Browsers open connections in advance: one that has asked nothing yet need not be waited for.
    let first = tokio::select! {
        first = sniff::protocol(&stream, HEADER_READ_MAX) => first,
        () = draining.cancelled() => return,
    };
    let protocol = match first {
        Ok(Some(protocol)) => protocol,
        Ok(None) => return,
        Err(error) => return tracing::debug!(%error, "a connection broke before its first byte"),
    };
    let service = TowerToHyperService::new(front);
    let io = TokioIo::new(stream);
    let ended = match protocol {
        Protocol::Http1 => watcher.watch(http1().serve_connection(io, service)).await,
        Protocol::Http2 => watcher.watch(http2().serve_connection(io, service)).await,
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended badly");
    }
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
