//! BI-05: broken frames, lengths, types and metadata through the real router. Each gets a clean status: no panic, no
//! 5xx, and no memory by the length that a header claims.
use http::StatusCode;

use crate::{
    ask::{Answer, INFO, PROFILE, REGISTER, by_page, empty_frame, frame, native, post, send},
    support::TestApp,
};

const UNIMPLEMENTED: Option<u32> = Some(12);
const OUT_OF_RANGE: Option<u32> = Some(11);

/// Refused with a status, as a call must be.
fn refused(answer: &Answer, what: &str) {
    assert_eq!(answer.status, StatusCode::OK, "{what}: {answer:?}");
    assert!(answer.grpc_status.is_some_and(|code| code != 0), "{what}: {answer:?}");
}

async fn both_doors(app: &TestApp, path: &str, body: &[u8]) -> [Answer; 2] {
    [send(app, native(path), body.to_vec()).await, send(app, by_page(path), body.to_vec()).await]
}

#[tokio::test(flavor = "multi_thread")]
async fn good_frames_pass() {
    let app = TestApp::sqlite().await;
    for answer in both_doors(&app, INFO, &empty_frame()).await {
        assert_eq!((answer.status, answer.grpc_status), (StatusCode::OK, Some(0)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn flags_beyond_the_standard_are_refused() {
    let app = TestApp::sqlite().await;
    for flag in 1..=u8::MAX {
        for answer in both_doors(&app, INFO, &frame(flag, &[])).await {
            refused(&answer, &format!("flag {flag}"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn truncated_frames_are_refused_at_every_byte() {
    let app = TestApp::sqlite().await;
    let whole = frame(0, b"\x0a\x05alice\x12\x11alice@example.com\x1a\x04word");
    for length in 0..whole.len() {
        for answer in both_doors(&app, REGISTER, &whole[..length]).await {
            refused(&answer, &format!("{length} bytes of {}", whole.len()));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_length_beyond_the_limit_is_refused_by_its_header_alone() {
    let app = TestApp::sqlite().await;
    let limit = u32::try_from(domain::limits::AUTH_MESSAGE_BYTES_MAX).unwrap();
    for claimed in [limit + 1, 4 * 1024 * 1024, u32::MAX] {
        let header = [&[0][..], &claimed.to_be_bytes()].concat();
        for path in [INFO, REGISTER] {
            for answer in both_doors(&app, path, &header).await {
                assert_eq!(
                    (answer.status, answer.grpc_status),
                    (StatusCode::OK, OUT_OF_RANGE),
                    "{path} {claimed}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_service_has_its_own_largest_message() {
    let app = TestApp::sqlite().await;
    // Field 15 is unknown everywhere, so that a message of any length is well-formed.
    let message = |length: usize| {
        let body = length - 4;
        let varint = [(body & 0x7f) as u8 | 0x80, (body >> 7 & 0x7f) as u8 | 0x80, (body >> 14) as u8];
        frame(0, &[&[0x7a][..], &varint, &vec![0; body]].concat())
    };
    let part = domain::limits::PART_MESSAGE_BYTES_MAX;
    let auth = domain::limits::AUTH_MESSAGE_BYTES_MAX;
    for (path, limit) in [
        (INFO, auth),
        (REGISTER, auth),
        ("/skyshard.mail.v1.OutboxService/ListMails", auth),
        ("/skyshard.storage.v1.CloudStorageService/UploadFile", part),
        ("/skyshard.storage.v1.UploadService/UploadPart", part),
    ] {
        let fitting = send(&app, native(path), message(limit)).await;
        assert_ne!(fitting.grpc_status, OUT_OF_RANGE, "{path} takes {limit} bytes");
        let beyond = send(&app, native(path), message(limit + 1)).await;
        // A stream is asked who calls before its first message is read.
        let stream = path.ends_with("UploadFile") && beyond.grpc_status == Some(16);
        assert!(
            stream || beyond.grpc_status == OUT_OF_RANGE,
            "{path} refuses {} bytes: {beyond:?}",
            limit + 1
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_message_is_refused_and_a_second_one_changes_nothing() {
    let app = TestApp::sqlite().await;
    for answer in both_doors(&app, INFO, &[]).await {
        refused(&answer, "no message");
    }
    for answer in both_doors(&app, INFO, &[empty_frame(), empty_frame()].concat()).await {
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.grpc_status.is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_in_text_mode_is_refused() {
    let app = TestApp::sqlite().await;
    let text = || by_page(INFO).header("accept", "application/grpc-web-text");
    for body in ["AAAAAAA", "AAAAAA=A", "====", "AAAAA*AA", "\u{e9}\u{e9}", "A"] {
        let mut request = text();
        request.headers_mut().unwrap().insert("content-type", "application/grpc-web-text".parse().unwrap());
        refused(&send(&app, request, body.to_owned()).await, body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_content_types_are_no_calls() {
    let app = TestApp::sqlite().await;
    for content_type in [
        "text/plain",
        "application/json",
        "application/GRPC",
        "application/grpc-web; charset=utf-8",
        "application/grpcx",
        "application/grpc-web+json",
        "",
    ] {
        let answer = send(&app, post(INFO).header("content-type", content_type), empty_frame()).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{content_type}");
    }
    assert_eq!(send(&app, post(INFO), empty_frame()).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_encodings_are_refused_and_odd_metadata_is_not_believed() {
    let app = TestApp::sqlite().await;
    for encoding in ["gzip", "zstd", "br", "x"] {
        let answer = send(&app, native(INFO).header("grpc-encoding", encoding), frame(1, b"\x1f\x8b")).await;
        refused(&answer, encoding);
    }
    for (name, value) in
        [("grpc-timeout", "soon"), ("trace-bin", "***"), ("te", "gzip"), ("x-request-id", "mine")]
    {
        let answer = send(&app, native(INFO).header(name, value), empty_frame()).await;
        assert_eq!((answer.status, answer.grpc_status), (StatusCode::OK, Some(0)), "{name}");
        assert_ne!(answer.header("x-request-id"), "mine");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_calls_are_unimplemented_and_not_the_page() {
    let app = TestApp::sqlite().await;
    for path in [
        "/skyshard.account.v1.AccountService/Nothing",
        "/skyshard.account.v1.AccountService/",
        "/skyshard.nothing.v1.NothingService/Nothing",
        "/",
        "/../etc/passwd",
        "/skyshard.account.v1.AccountService/GetServerInfo/more",
    ] {
        for answer in both_doors(&app, path, &empty_frame()).await {
            assert_eq!((answer.status, answer.grpc_status), (StatusCode::OK, UNIMPLEMENTED), "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_of_the_caller_is_kept() {
    let app = TestApp::sqlite().await;
    let body = axum::body::Body::from_stream(futures::stream::pending::<Result<Vec<u8>, std::io::Error>>());
    let answer = send(&app, native(INFO).header("grpc-timeout", "50m"), body).await;
    assert_eq!((answer.status, answer.grpc_status), (StatusCode::OK, Some(4)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_names_its_request() {
    let app = TestApp::sqlite().await;
    for answer in both_doors(&app, PROFILE, &empty_frame()).await {
        assert_eq!(answer.grpc_status, Some(16));
        let id = answer.header("x-request-id");
        assert!(id.len() == 16 && id.bytes().all(|digit| digit.is_ascii_hexdigit()), "{id}");
    }
}
