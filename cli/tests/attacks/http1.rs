//! Attacks by requests of HTTP/1.1 (RFC 9112).
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::siege::{Blows, endured, flood, hold};

/// More connections than one address is given.
const MANY: usize = 300;
const FEW: usize = 8;
const CALL: &str = "POST /skyshard.account.v1.AccountService/GetServerInfo HTTP/1.1\r\nhost: localhost\r\nx-grpc-web: 1\r\n\
    content-type: application/grpc-web+proto\r\nsec-fetch-site: same-origin\r\n";

async fn stop_after(mut stream: TcpStream, blows: Blows, first: String) {
    if stream.write_all(first.as_bytes()).await.is_ok() {
        blows.add(1);
        hold(stream).await;
    }
}

async fn never_end(mut stream: TcpStream, blows: Blows, first: String) {
    if stream.write_all(first.as_bytes()).await.is_ok() {
        flood(stream, &blows, &[b'x'; 1_024], 1).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_that_stop() {
    endured(MANY, MANY as u64, |stream, blows| {
        stop_after(stream, blows, "GET /healthz HTTP/1.1\r\nhost: loc".to_owned())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_stop() {
    endured(MANY, MANY as u64, |stream, blows| {
        stop_after(stream, blows, format!("{CALL}content-length: 16000\r\n\r\n\0"))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_without_an_end() {
    endured(FEW, 1_000, |stream, blows| {
        never_end(stream, blows, "GET /healthz HTTP/1.1\r\nhost: localhost\r\nx: ".to_owned())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chunk_extension_without_an_end() {
    endured(FEW, 1_000, |stream, blows| {
        never_end(stream, blows, format!("{CALL}transfer-encoding: chunked\r\n\r\n5;"))
    })
    .await;
}

/// One request after the other, and no answer is read.
#[tokio::test(flavor = "multi_thread")]
async fn requests_without_an_end() {
    endured(FEW, 10_000, |stream, blows| async move {
        let asked = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(100);
        flood(stream, &blows, &asked, 100).await;
    })
    .await;
}
