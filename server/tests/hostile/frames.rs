//! BI-05: broken frames to every call, through both doors. What one call is enough for is in `edge/frames.rs`.
use base64::{Engine, engine::general_purpose::STANDARD};
use prost::Message;

use crate::{
    calls::{self, Call},
    support::ask::{Answer, INFO, by_page, empty_frame, frame, native},
    world::{OK, World, clean},
};

/// Refused with a status, as a call must be.
#[track_caller]
fn refused(answer: &Answer, what: &str) {
    clean(answer, what);
    assert!(answer.grpc_status.is_some_and(|status| status != OK), "{what}: {answer:?}");
}

fn info() -> Call {
    calls::all().into_iter().find(|call| call.path == INFO).expect("it is among them")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_refuses_every_flag_but_none() {
    let mut world = World::new().await;
    for call in calls::all() {
        let message = call.plausible().encode_to_vec();
        for flag in 1..=u8::MAX {
            let what = format!("{} with flag {flag}", call.path);
            refused(&world.framed(&call, &frame(flag, &message)).await, &what);
        }
        for flag in [1, 2, 0x80, 0x81, 0xff] {
            refused(&world.by_page(&call, &frame(flag, &message)).await, &call.path);
        }
    }
    world.still_serves().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_survives_lengths_that_lie() {
    let mut world = World::new().await;
    for call in calls::all() {
        let message = call.plausible().encode_to_vec();
        let length = u32::try_from(message.len()).expect("short");
        for claimed in [0, 1, length.saturating_sub(1), length + 1, 16 * 1024 + 1, 2 << 20, 1 << 31, u32::MAX]
        {
            let body = [&[0][..], &claimed.to_be_bytes(), &message].concat();
            let what = format!("{} with {claimed} instead of {length} bytes", call.path);
            clean(&world.framed(&call, &body).await, &what);
            clean(&world.by_page(&call, &body).await, &what);
        }
        let whole = frame(0, &message);
        let trailers = frame(0x80, b"grpc-status:0\r\ngrpc-message:fine\r\n");
        for body in
            [whole.repeat(2), [&whole[..], &trailers].concat(), trailers, whole[..3].to_vec(), Vec::new()]
        {
            clean(&world.framed(&call, &body).await, &call.path);
            clean(&world.by_page(&call, &body).await, &call.path);
        }
    }
    world.still_serves().await;
}

/// gRPC-Web's text mode, in which frames are base64: in two pieces, cut at each byte.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn text_mode_may_be_split_at_each_byte() {
    let world = World::new().await;
    let text = STANDARD.encode(empty_frame());
    let request = || {
        let mut request = by_page(INFO).header("accept", "application/grpc-web-text");
        let headers = request.headers_mut().expect("headers");
        headers.insert("content-type", "application/grpc-web-text".parse().expect("a value"));
        request
    };
    for cut in 0..=text.len() {
        let (first, second) = text.split_at(cut);
        let pieces = [first, second].map(|piece| Ok::<_, std::io::Error>(piece.to_owned()));
        let body = axum::body::Body::from_stream(futures::stream::iter(pieces));
        let port = world.app.port();
        let answer = crate::support::ask::send_to(port, request(), body, usize::MAX).await;
        assert_eq!(answer.status.as_u16(), 200, "cut at {cut}");
        let said = decoded(&answer.body);
        assert!(said.contains("grpc-status:0") || answer.grpc_status == Some(OK), "cut at {cut}: {answer:?}");
    }
}

/// Each frame is padded by itself, so groups of four are read one by one.
fn decoded(body: &[u8]) -> String {
    let groups = body.chunks(4).map(|group| STANDARD.decode(group).expect("base64"));
    String::from_utf8_lossy(&groups.collect::<Vec<_>>().concat()).into_owned()
}

/// Nothing is unpacked here: a compressed message is refused by its flag, however little or much it would become.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bombs_are_not_unpacked() {
    use std::io::Write;

    let world = World::new().await;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&vec![0; 8 << 20]).expect("packed");
    let bomb = gzip.finish().expect("packed");
    assert!(bomb.len() < 16 * 1024, "8 MiB in {} bytes", bomb.len());
    for call in calls::all() {
        for encoding in ["gzip", "zstd", "deflate", "identity", "unknown", ""] {
            let request = native(&call.path).header("grpc-encoding", encoding);
            let what = format!("{} as {encoding:?}", call.path);
            refused(&world.send(&call, request, frame(1, &bomb)).await, &what);
        }
    }
    world.still_serves().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_metadata_is_not_believed() {
    let world = World::new().await;
    let call = info();
    for timeout in [
        "",
        "1",
        "S",
        "-1S",
        "1e9S",
        "999999999S",
        "1X",
        "\u{fffd}",
        "1S,2S",
        "99999999H",
        "18446744073709551616n",
    ] {
        let Ok(value) = http::HeaderValue::from_bytes(timeout.as_bytes()) else { continue };
        let answer = world.send(&call, native(INFO).header("grpc-timeout", value), empty_frame()).await;
        assert_eq!((answer.status.as_u16(), answer.grpc_status), (200, Some(OK)), "grpc-timeout: {timeout}");
    }
    for name in
        ["trace-bin", "grpc-status-details-bin", "grpc-tags-bin", "grpc-status", "grpc-message", "x-bin"]
    {
        for value in ["", "*", "====", "AAA", "0", "\u{e9}"] {
            let value = http::HeaderValue::from_bytes(value.as_bytes()).expect("a value");
            let answer = world.send(&call, native(INFO).header(name, value), empty_frame()).await;
            assert_eq!((answer.status.as_u16(), answer.grpc_status), (200, Some(OK)), "{name}");
        }
    }
}
