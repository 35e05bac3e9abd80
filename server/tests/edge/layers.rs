//! One list of layers (`http/front.rs`), and every call of every service goes through it: the calls come from the
//! descriptors, so that a service cannot be added beside it.
use std::{collections::BTreeSet, convert::Infallible};

use axum::body::Body;
use bytes::Bytes;
use futures::stream;
use http::{StatusCode, request::Builder};
use proto::catalogue::{Method, methods};
use server::http::{Front, router};

use crate::{
    ask::{Answer, by_page, empty_frame, frame, native, post, send_to},
    support::{TestApp, people},
};

const INVALID_ARGUMENT: u32 = 3;
const DEADLINE_EXCEEDED: u32 = 4;
const OUT_OF_RANGE: u32 = 11;
const UNAUTHENTICATED: u32 = 16;

/// What anybody may call: to come in, to see what is offered, to use a link, and the mails of test mode. Signing out clears the cookies of
/// a page whose session has ended before.
const OPEN: [&str; 27] = [
    "/skyshard.account.v1.AccountService/CreateFirstAdmin",
    "/skyshard.account.v1.AccountService/GetServerInfo",
    "/skyshard.account.v1.PasskeyService/BeginPasskeySignIn",
    "/skyshard.account.v1.PasskeyService/FinishPasskeySignIn",
    "/skyshard.account.v1.RecoveryService/BeginReset",
    "/skyshard.account.v1.RecoveryService/DisownSignIn",
    "/skyshard.account.v1.RecoveryService/FinishReset",
    "/skyshard.account.v1.RecoveryService/RequestReset",
    "/skyshard.calculator.v1.CalculatorService/Enroll",
    "/skyshard.calculator.v1.CalculatorService/Login",
    "/skyshard.calculator.v1.CalculatorService/VerifyOtp",
    "/skyshard.mail.v1.OutboxService/ListMails",
    "/skyshard.skillshare.v1.SkillShareService/GetCourse",
    "/skyshard.skillshare.v1.SkillShareService/GetTeacher",
    "/skyshard.skillshare.v1.SkillShareService/ListCourses",
    "/skyshard.skillshare.v1.SkillShareService/ListSlots",
    "/skyshard.skillshare.v1.SkillShareService/ListTeachers",
    "/skyshard.storage.v1.CloudStorageService/CheckUsername",
    "/skyshard.storage.v1.CloudStorageService/Login",
    "/skyshard.storage.v1.CloudStorageService/Logout",
    "/skyshard.storage.v1.CloudStorageService/Register",
    "/skyshard.storage.v1.CloudStorageService/ResendCode",
    "/skyshard.storage.v1.CloudStorageService/VerifyEmail",
    "/skyshard.storage.v1.CloudStorageService/VerifyOTP",
    "/skyshard.storage.v1.LinkService/BeginLinkDownload",
    "/skyshard.storage.v1.LinkService/BeginLinkUpload",
    "/skyshard.storage.v1.LinkService/LookAtLink",
];

/// Through one port for all calls: making one for each would take longer than the calls.
async fn send(port: &Front, request: Builder, body: impl Into<Body>) -> Answer {
    send_to(port.clone(), request, body, usize::MAX).await
}

async fn both_doors(port: &Front, method: &Method, body: &[u8]) -> [Answer; 2] {
    [
        send(port, native(&method.path), body.to_vec()).await,
        send(port, by_page(&method.path), body.to_vec()).await,
    ]
}

/// Those whose whole request comes before anything is done with it.
fn with_one_request() -> impl Iterator<Item = &'static Method> {
    methods().iter().filter(|method| !method.client_streams)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_without_a_token_is_refused_or_open_to_anybody() {
    let app = TestApp::sqlite().await;
    let port = router(&app.shared());
    let mut open = BTreeSet::new();
    for method in methods() {
        for answer in both_doors(&port, method, &empty_frame()).await {
            assert_eq!(answer.status, StatusCode::OK, "{}: {answer:?}", method.path);
            // A wrong password is refused with the same code.
            let asks_to_sign_in = format!("{:?}", answer.headers).contains("Sign%20in");
            if answer.grpc_status != Some(UNAUTHENTICATED) || !asks_to_sign_in {
                open.insert(method.path.as_str());
            }
        }
    }
    let listed: BTreeSet<&str> = OPEN.into_iter().collect();
    assert_eq!(open, listed);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_is_named_counted_guarded_and_answered_with_the_same_headers() {
    let app = TestApp::sqlite().await;
    let port = router(&app.shared());
    let mut names = BTreeSet::new();
    for method in methods() {
        for answer in both_doors(&port, method, &empty_frame()).await {
            assert!(names.insert(answer.header("x-request-id").to_owned()), "{}", method.path);
            let said = [answer.header("cache-control"), answer.header("x-content-type-options")];
            assert_eq!(said, ["no-store", "nosniff"], "{}", method.path);
        }
        for kind in ["application/grpc", "application/grpc-web+proto"] {
            let foreign = post(&method.path)
                .header("content-type", kind)
                .header("x-grpc-web", "1")
                .header("sec-fetch-site", "cross-site");
            let answer = send(&port, foreign, empty_frame()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", method.path);
        }
        let tally = app.calls.of(&method.path);
        assert_eq!((tally.all(), tally.at_work()), (4, 0), "{}", method.path);
    }
    assert_eq!(names.len(), 2 * methods().len());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_has_a_largest_message_and_a_deadline() {
    let app = TestApp::sqlite().await;
    let port = router(&app.shared());
    for method in with_one_request() {
        let announced = [&[0][..], &u32::MAX.to_be_bytes()].concat();
        for answer in both_doors(&port, method, &announced).await {
            assert_eq!(answer.grpc_status, Some(OUT_OF_RANGE), "{}", method.path);
        }
        for request in [native(&method.path), by_page(&method.path)] {
            let endless = Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
            let answer = send(&port, request.header("grpc-timeout", "1m"), endless).await;
            assert_eq!(answer.grpc_status, Some(DEADLINE_EXCEEDED), "{}", method.path);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_is_open_to_anybody_passes_the_session_unasked() {
    let app = TestApp::sqlite().await;
    let port = router(&app.shared());
    for path in OPEN {
        let answer = send(&port, by_page(path).header("x-layers", "1"), empty_frame()).await;
        // Whoever signs out without a session has come no further than there; a message that is none is refused before.
        let last = match answer.grpc_status {
            Some(INVALID_ARGUMENT) => &["6; ", "8; "][..],
            _ if path.ends_with("/Logout") => &["7; "],
            _ => &["8; "],
        };
        assert!(last.iter().any(|last| answer.header("x-layers").starts_with(last)), "{path}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_is_told_into_which_layer_a_call_came_last() {
    const HELLO: &str = "/skyshard.greeter.v1.Greeter/SayHello";
    let app = TestApp::sqlite().await;
    let token = people::enrolled(&app, "alice").await;
    let port = router(&app.shared());
    let ada = frame(0, b"\x0a\x03Ada");
    let signed = || native(HELLO).header("authorization", format!("Bearer {token}"));
    let foreign =
        post(HELLO).header("content-type", "application/grpc").header("sec-fetch-site", "cross-site");
    let elsewhere = native("/skyshard.account.v1.AccountService/GetProfile");
    let tells = |request: Builder| {
        let (port, ada) = (port.clone(), ada.clone());
        async move {
            let answer = send(&port, request, ada).await;
            (answer.header("x-layers").to_owned(), answer.header("x-given-up").to_owned())
        }
    };
    let all = "connection, peer, request, guard, limits, service, session, use case";
    for (request, last, given_up) in [
        (foreign, 4, ""),
        (by_page("/skyshard.greeter.v1.Greeter/Nothing"), 6, ""),
        (by_page(HELLO), 7, ""),
        (signed(), 8, "0"),
        (elsewhere.header("authorization", format!("Bearer {token}")), 8, ""),
    ] {
        let told = tells(request.header("x-layers", "1")).await;
        assert_eq!(told, (format!("{last}; {all}"), given_up.to_owned()));
    }
    assert_eq!(tells(signed()).await, (String::new(), String::new()), "nobody asked");
}
