//! The silent refresh, against a server of a few lines that counts what it is asked.
#![expect(clippy::expect_used, reason = "tests")]

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
};

use axum::{Router, body::Body, extract::State, http, response::Response, routing::post};
use bytes::{BufMut, Bytes, BytesMut};
use client::{Anonymous, Authorized, ClientError, Tokens};
use futures::{
    future::{join, join_all},
    stream,
};
use http::{HeaderMap, HeaderValue};
use http_body::Frame;
use http_body_util::StreamBody;
use prost::Message;
use proto::{
    account::{SessionTokens, StepUpResponse},
    storage::{GetQuotaStatusResponse, RefreshTokenResponse},
};
use tokio::sync::Notify;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

/// What the server was asked, and whether it refreshes.
#[derive(Default)]
struct Ledger {
    quotas: AtomicUsize,
    refreshes: AtomicUsize,
    refuses: bool,
    /// A refresh has begun.
    begun: Notify,
    /// Where it is there, a refresh is answered after this only.
    held_back: Option<Notify>,
}

#[tokio::test]
async fn calls_that_meet_an_expired_token_together_refresh_once() {
    let (ledger, member) = member_of(Ledger::default()).await;
    let answers = join_all((0..8).map(|_| member.quota())).await;
    assert!(
        answers.iter().all(|answer| answer.as_ref().is_ok_and(|quota| quota.used_bytes == 7)),
        "{answers:?}"
    );
    assert_eq!(ledger.refreshes.load(SeqCst), 1);
    let tokens = member.tokens().expect("native tokens");
    assert_eq!((tokens.access.as_str(), tokens.refresh.as_str()), ("fresh", "next"));
}

#[tokio::test]
async fn a_fresh_token_is_used_from_then_on() {
    let (ledger, member) = member_of(Ledger::default()).await;
    for _ in 0..3 {
        member.quota().await.expect("an answer");
    }
    assert_eq!((ledger.refreshes.load(SeqCst), ledger.quotas.load(SeqCst)), (1, 4));
}

#[tokio::test]
async fn a_refused_refresh_is_not_repeated_and_the_first_error_is_the_answer() {
    let (ledger, member) = member_of(Ledger { refuses: true, ..Ledger::default() }).await;
    let error: ClientError = member.quota().await.expect_err("no session");
    assert_eq!(error.reason, "TOKEN_EXPIRED");
    assert_eq!((ledger.refreshes.load(SeqCst), ledger.quotas.load(SeqCst)), (1, 1));
}

#[tokio::test]
async fn a_refresh_that_a_proof_overtakes_takes_no_place_of_its_tokens() {
    let (ledger, member) = member_of(Ledger { held_back: Some(Notify::new()), ..Ledger::default() }).await;
    let proving = async {
        ledger.begun.notified().await;
        member.step_up("challenge", "123456").await.expect("proved");
        ledger.held_back.as_ref().expect("held back").notify_one();
    };
    let (answer, ()) = join(member.quota(), proving).await;
    assert_eq!(answer.expect("repeated with the tokens of the proof").used_bytes, 7);
    let tokens = member.tokens().expect("native tokens");
    assert_eq!((tokens.access.as_str(), tokens.refresh.as_str()), ("proved", "after the proof"));
    assert_eq!((ledger.refreshes.load(SeqCst), ledger.quotas.load(SeqCst)), (1, 2));
}

/// A member whose access token has expired.
async fn member_of(ledger: Ledger) -> (Arc<Ledger>, Authorized) {
    let ledger = Arc::new(ledger);
    let storage = "/skyshard.storage.v1.CloudStorageService";
    let router = Router::new()
        .route(&format!("{storage}/GetQuotaStatus"), post(quota))
        .route(&format!("{storage}/RefreshToken"), post(refresh))
        .route("/skyshard.account.v1.SecurityService/StepUp", post(step_up))
        .with_state(ledger.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    let tokens = Tokens { access: "stale".to_owned(), refresh: "first".to_owned(), expires_at: 0 };
    let anonymous = Anonymous::at(&format!("http://{address}")).expect("a client");
    (ledger, anonymous.with_tokens(tokens))
}

async fn quota(State(ledger): State<Arc<Ledger>>, headers: HeaderMap) -> Response {
    ledger.quotas.fetch_add(1, SeqCst);
    let is_good = |good: &str| headers.get("authorization").is_some_and(|sent| sent == good);
    if is_good("Bearer fresh") || is_good("Bearer proved") {
        return answer(&GetQuotaStatusResponse { used_bytes: 7, ..Default::default() });
    }
    refusal("TOKEN_EXPIRED")
}

async fn refresh(State(ledger): State<Arc<Ledger>>) -> Response {
    ledger.refreshes.fetch_add(1, SeqCst);
    ledger.begun.notify_one();
    if let Some(end) = &ledger.held_back {
        end.notified().await;
    }
    // Long enough that every call of a test has heard its refusal meanwhile.
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    if ledger.refuses {
        return refusal("SESSION_ENDED");
    }
    answer(&RefreshTokenResponse {
        success: true,
        new_token: "fresh".to_owned(),
        refresh_token: "next".to_owned(),
        ..Default::default()
    })
}

async fn step_up() -> Response {
    let tokens = SessionTokens {
        auth_token: "proved".to_owned(),
        refresh_token: "after the proof".to_owned(),
        ..Default::default()
    };
    answer(&StepUpResponse { proved_until: 0, tokens: Some(tokens) })
}

fn refusal(reason: &str) -> Response {
    let details = ErrorDetails::with_error_info(reason, "skyshard", [] as [(String, String); 0]);
    Status::with_error_details(Code::Unauthenticated, "Sign in again.", details).into_http()
}

fn answer(message: &impl Message) -> Response {
    let mut framed = BytesMut::new();
    framed.put_u8(0);
    framed.put_u32(u32::try_from(message.encoded_len()).expect("a small message"));
    message.encode(&mut framed).expect("room");
    let mut trailers = HeaderMap::new();
    trailers.insert("grpc-status", HeaderValue::from_static("0"));
    let frames: [Result<Frame<Bytes>, Infallible>; 2] =
        [Ok(Frame::data(framed.freeze())), Ok(Frame::trailers(trailers))];
    let body = Body::new(StreamBody::new(stream::iter(frames)));
    Response::builder().header("content-type", "application/grpc").body(body).expect("a response")
}
