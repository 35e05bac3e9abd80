//! Tells HTTP/2 from HTTP/1.1 by the first bytes, which must come soon: hyper's own timer starts only afterwards. And tells
//! TLS from plain text by the very first one.
use std::{io, time::Duration};

use tokio::{net::TcpStream, time};

/// The first bytes of an HTTP/2 connection without TLS (RFC 9113, 3.4).
pub(super) const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// The first byte of a TLS connection: a record of type handshake (RFC 8446, 5.1). No method of HTTP begins with it.
const HANDSHAKE: u8 = 22;
/// Between looks at a preface that arrives in pieces, which no honest client sends.
const PAUSE: Duration = Duration::from_millis(10);

/// Which protocol a connection speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    Http1,
    Http2,
}

/// How a connection to a port with TLS begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    Handshake,
    PlainText,
}

/// Looks at the first byte and leaves it where it is.
pub(super) async fn opening(stream: &TcpStream) -> io::Result<Opening> {
    let mut first = [0; 1];
    match stream.peek(&mut first).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ if first[0] == HANDSHAKE => Ok(Opening::Handshake),
        _ => Ok(Opening::PlainText),
    }
}

/// Looks at the first bytes and leaves them where they are. `None` when the client went away or kept silent.
pub(super) async fn protocol(stream: &TcpStream, patience: Duration) -> io::Result<Option<Protocol>> {
    time::timeout(patience, look(stream)).await.unwrap_or(Ok(None))
}

async fn look(stream: &TcpStream) -> io::Result<Option<Protocol>> {
    let mut first = [0; PREFACE.len()];
    loop {
        let length = stream.peek(&mut first).await?;
        match length {
            0 => return Ok(None),
            _ if first[..length] != PREFACE[..length] => return Ok(Some(Protocol::Http1)),
            _ if length == PREFACE.len() => return Ok(Some(Protocol::Http2)),
            _ => time::sleep(PAUSE).await,
        }
    }
}
