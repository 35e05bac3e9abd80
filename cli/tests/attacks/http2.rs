//! Attacks by frames of HTTP/2 (RFC 9113).
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::siege::{Blows, endured, flood, hold};

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const INFO: &str = "/skyshard.account.v1.AccountService/GetServerInfo";
const UPLOAD: &str = "/skyshard.storage.v1.UploadService/UploadPart";
/// Connections of most attacks.
const FEW: usize = 8;
/// Streams that one connection may have open.
const STREAMS: u32 = 64;

// Kinds of frames (RFC 9113, section 6).
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const WINDOW_UPDATE: u8 = 8;
const CONTINUATION: u8 = 9;

const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// Text behind its length (RFC 7541, section 5.2).
fn text(text: &str) -> Vec<u8> {
    assert!(text.len() < 127, "one byte of length");
    [&[u8::try_from(text.len()).unwrap()], text.as_bytes()].concat()
}

/// The headers of a gRPC call (RFC 7541, section 6.2.2 and appendix A).
fn call(path: &str) -> Vec<u8> {
    let named = [&[0x83, 0x86, 0x04][..], &text(path), &[0x01], &text("localhost")].concat();
    [named, vec![0x0f, 0x10], text("application/grpc"), vec![0x00], text("te"), text("trailers")].concat()
}

/// The headers of a page's request.
fn get(path: &str) -> Vec<u8> {
    [&[0x82, 0x86, 0x04][..], &text(path), &[0x01], &text("localhost")].concat()
}

/// The first bytes of a connection, with settings.
async fn begin(stream: &mut TcpStream, settings: &[u8]) -> bool {
    stream.write_all(&[PREFACE, &frame(SETTINGS, 0, 0, settings)].concat()).await.is_ok()
}

/// The same frames on one new stream after the other.
async fn streams(mut stream: TcpStream, blows: Blows, frames: impl Fn(u32) -> Vec<u8>) {
    begin(&mut stream, &[]).await;
    for id in (1..).step_by(2) {
        if stream.write_all(&frames(id)).await.is_err() {
            return;
        }
        blows.add(1);
    }
}

/// CVE-2023-44487.
#[tokio::test(flavor = "multi_thread")]
async fn streams_that_are_reset_at_once() {
    endured(FEW, 10_000, |stream, blows| {
        let both = |id| {
            let asked = frame(HEADERS, END_HEADERS | END_STREAM, id, &call(INFO));
            [asked, frame(RST_STREAM, 0, id, &8_u32.to_be_bytes())].concat()
        };
        streams(stream, blows, both)
    })
    .await;
}

/// CVE-2025-8671: it is the server that resets them.
#[tokio::test(flavor = "multi_thread")]
async fn streams_that_the_server_must_reset() {
    endured(FEW, 10_000, |stream, blows| {
        let both = |id| {
            let asked = frame(HEADERS, END_HEADERS, id, &call(INFO));
            [asked, frame(WINDOW_UPDATE, 0, id, &[0; 4])].concat()
        };
        streams(stream, blows, both)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_streams_on_each_connection() {
    endured(FEW, 10_000 * FEW as u64, |stream, blows| {
        streams(stream, blows, |id| frame(HEADERS, END_HEADERS, id, &call(INFO)))
    })
    .await;
}

/// CVE-2024-27316.
#[tokio::test(flavor = "multi_thread")]
async fn headers_without_an_end() {
    endured(FEW, 1_000, |mut stream, blows| async move {
        begin(&mut stream, &[]).await;
        let head = frame(HEADERS, 0, 1, &call(INFO));
        if stream.write_all(&head).await.is_ok() {
            let more = [vec![0x00], text("x"), text(&"x".repeat(100))].concat();
            flood(stream, &blows, &frame(CONTINUATION, 0, 1, &more), 1).await;
        }
    })
    .await;
}

/// CVE-2019-9515: each wants to be acknowledged, and nobody reads that.
#[tokio::test(flavor = "multi_thread")]
async fn settings_without_an_end() {
    endured(FEW, 10_000, |mut stream, blows| async move {
        begin(&mut stream, &[]).await;
        flood(stream, &blows, &frame(SETTINGS, 0, 0, &[]).repeat(100), 100).await;
    })
    .await;
}

/// CVE-2019-9512.
#[tokio::test(flavor = "multi_thread")]
async fn pings_without_an_end() {
    endured(FEW, 10_000, |mut stream, blows| async move {
        begin(&mut stream, &[]).await;
        flood(stream, &blows, &frame(PING, 0, 0, &[7; 8]).repeat(100), 100).await;
    })
    .await;
}

/// CVE-2019-9518.
#[tokio::test(flavor = "multi_thread")]
async fn data_without_a_byte() {
    endured(FEW, 10_000, |mut stream, blows| async move {
        begin(&mut stream, &[]).await;
        if stream.write_all(&frame(HEADERS, END_HEADERS, 1, &call(INFO))).await.is_ok() {
            flood(stream, &blows, &frame(DATA, 0, 1, &[]).repeat(100), 100).await;
        }
    })
    .await;
}

/// CVE-2019-9517: SETTINGS_INITIAL_WINDOW_SIZE is 0.
#[tokio::test(flavor = "multi_thread")]
async fn answers_that_nobody_takes() {
    endured(200, 10_000, |mut stream, blows| async move {
        begin(&mut stream, &[0, 4, 0, 0, 0, 0]).await;
        for id in (1..2 * STREAMS).step_by(2) {
            let asked = frame(HEADERS, END_HEADERS | END_STREAM, id, &get("/"));
            if stream.write_all(&asked).await.is_err() {
                return;
            }
            blows.add(1);
        }
        hold(stream).await;
    })
    .await;
}

/// A length costs nothing to announce.
#[tokio::test(flavor = "multi_thread")]
async fn messages_that_are_announced_and_never_sent() {
    endured(200, 10_000, |mut stream, blows| async move {
        begin(&mut stream, &[]).await;
        for id in (1..2 * STREAMS).step_by(2) {
            let path = if id % 4 == 1 { INFO } else { UPLOAD };
            let asked = frame(HEADERS, END_HEADERS, id, &call(path));
            let announced = frame(DATA, 0, id, &[0, 0, 0, 0x3f, 0xff, 1]);
            if stream.write_all(&[asked, announced].concat()).await.is_err() {
                return;
            }
            blows.add(1);
        }
        hold(stream).await;
    })
    .await;
}
