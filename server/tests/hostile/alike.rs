//! SEC-07: whether an address or a name has an account is in no byte of an answer, and in none of the work behind it.
//! (That it is not in the time either is measured by `cargo xtask bench`: a time is no verdict for a test.)
use std::time::{Duration, Instant};

use prost::Message;
use prost_reflect::{DynamicMessage, Value};
use server::{db, service::even::Steps};

use crate::{
    calls::{self, Call},
    support::{
        TestApp,
        ask::{Answer, frame, native, send},
        people::{self, PASSWORD},
    },
};

const STORAGE: &str = "/skyshard.storage.v1.CloudStorageService";
const CALCULATOR: &str = "/skyshard.calculator.v1.CalculatorService";
const RESET: &str = "/skyshard.account.v1.RecoveryService/RequestReset";
/// What is new in every answer: ids.
const FRESH: [&str; 3] = ["user_id", "session_id", "challenge_id"];

struct Asked {
    call: Call,
    /// The fields that are the same for everybody, and the one that names somebody.
    fields: Vec<(&'static str, String)>,
}

fn asked(path: String, fields: &[(&'static str, &str)]) -> Asked {
    let call = calls::all().into_iter().find(|call| call.path == path).expect("it is among them");
    Asked { call, fields: fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect() }
}

/// Asks, and answers everything that must be alike: status, headers, and the message without its ids.
async fn answer(app: &TestApp, Asked { call, fields }: &Asked) -> (Vec<String>, Vec<u8>, usize) {
    let mut message = DynamicMessage::new(call.input.clone());
    for (name, value) in fields {
        message.set_field_by_name(name, Value::String(value.clone()));
    }
    let answer = send(app, native(&call.path), frame(0, &message.encode_to_vec())).await;
    let length = answer.body.len();
    (headers(&answer), without_ids(call, &answer), length)
}

fn headers(answer: &Answer) -> Vec<String> {
    let headers = answer.headers.iter().filter(|(name, _)| *name != "x-request-id");
    let mut headers: Vec<String> = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
    headers.push(format!("status {} and {:?}", answer.status, answer.grpc_status));
    headers.sort();
    headers
}

fn without_ids(call: &Call, answer: &Answer) -> Vec<u8> {
    let Some(body) = answer.body.get(5..) else { return Vec::new() };
    let mut message = DynamicMessage::decode(call.output.clone(), body).expect("a message");
    for name in FRESH {
        if call.output.get_field_by_name(name).is_some() {
            message.clear_field_by_name(name);
        }
    }
    message.encode_to_vec()
}

/// alice has an account with a password, sam one without, nobody has none.
async fn town() -> TestApp {
    let app = TestApp::sqlite().await;
    people::registered(&app, "alice").await;
    people::enrolled(&app, "sam").await;
    app
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_byte_of_an_answer_says_whether_an_address_is_known() {
    let app = town().await;
    let people = ["alice@example.com", "sam@example.com", "nobody@example.com"];
    for path in ["Register", "Login", "VerifyEmail", "ResendCode"] {
        let mut answers = Vec::new();
        for (number, email) in people.iter().enumerate() {
            let handle = format!("handle_{number}");
            let fields: Vec<(&str, &str)> = match path {
                "Register" => vec![("username", handle.as_str()), ("email", email), ("password", PASSWORD)],
                "Login" => vec![("username", email), ("password", "wrong violet kettle")],
                "VerifyEmail" => vec![("email", email), ("otp", "000000")],
                _ => vec![("email", email)],
            };
            answers.push(answer(&app, &asked(format!("{STORAGE}/{path}"), &fields)).await);
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{path}: {answers:#?}");
        app.advance(Duration::from_secs(60));
    }
    let mut answers = Vec::new();
    for email in people {
        answers.push(answer(&app, &asked(RESET.to_owned(), &[("email", email)])).await);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{RESET}: {answers:#?}");
    for path in ["Login", "VerifyOtp"] {
        let mut answers = Vec::new();
        for email in people {
            let fields = [("email", email), ("otp", "000000")];
            let fields = if path == "Login" { &fields[..1] } else { &fields[..] };
            answers.push(answer(&app, &asked(format!("{CALCULATOR}/{path}"), fields)).await);
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "calculator {path}: {answers:#?}");
    }
}

/// What tells nothing by its bytes leaves at the end of a step, so that it tells nothing by its time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_asked_about_an_address_is_answered_at_the_end_of_a_step() {
    const STEP: Duration = Duration::from_millis(400);
    let app = TestApp::with(|settings| settings.steps = Steps::of(STEP, STEP)).await;
    people::registered(&app, "alice").await;
    let wrong = ("password", "wrong violet kettle");
    for email in ["alice@example.com", "nobody@example.com"] {
        let code = [("email", email), ("otp", "000000")];
        for (path, fields) in [
            (
                format!("{STORAGE}/Register"),
                vec![("username", "handle"), ("email", email), ("password", PASSWORD)],
            ),
            (format!("{STORAGE}/Login"), vec![("username", email), wrong]),
            (format!("{STORAGE}/VerifyEmail"), code.to_vec()),
            (format!("{STORAGE}/ResendCode"), vec![("email", email)]),
            (RESET.to_owned(), vec![("email", email)]),
            (format!("{CALCULATOR}/Login"), vec![("email", email)]),
            (format!("{CALCULATOR}/VerifyOtp"), code.to_vec()),
        ] {
            let began = Instant::now();
            answer(&app, &asked(path.clone(), &fields)).await;
            assert!(began.elapsed() >= STEP, "{path} about {email}");
        }
    }
}

/// How many passwords were hashed or compared for one call, and how many mails it posted.
async fn work(app: &TestApp, asked: &Asked) -> (u64, usize) {
    let mails = || async { server::mail::outbox::recent(app, None).await.expect("the outbox").len() };
    let before = (app.passwords.worked(), mails().await);
    answer(app, asked).await;
    app.advance(Duration::from_micros(1));
    (app.passwords.worked() - before.0, mails().await - before.1)
}

/// How many rows one call left in the audit trail.
async fn rows(app: &TestApp, asked: &Asked) -> i64 {
    let newest = || async { db::audit::head(app.db.read()).await.expect("the trail").sequence };
    let before = newest().await;
    answer(app, asked).await;
    app.advance(Duration::from_micros(1));
    newest().await - before
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_name_costs_the_same_work() {
    let app = town().await;
    for name in ["alice", "sam", "nobody", "alice@example.com", "nobody@example.com", "no name at all"] {
        let login = [("username", name), ("password", "wrong violet kettle")];
        let done = work(&app, &asked(format!("{STORAGE}/Login"), &login)).await;
        assert_eq!(done, (1, 0), "signing in as {name}");
    }
    for (number, email) in ["alice@example.com", "sam@example.com", "nobody@example.com"].iter().enumerate() {
        let handle = format!("handle_{number}");
        let fields = [("username", handle.as_str()), ("email", email), ("password", PASSWORD)];
        let done = work(&app, &asked(format!("{STORAGE}/Register"), &fields)).await;
        assert_eq!(done, (1, 1), "registering {email}");
    }
}

/// SEC-63: a wrong password or code of nobody's leaves a row as one of somebody's does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_name_leaves_as_many_rows() {
    let app = town().await;
    for name in ["alice", "sam", "nobody", "alice@example.com", "nobody@example.com", "no name at all"] {
        let login = [("username", name), ("password", "wrong violet kettle")];
        assert_eq!(rows(&app, &asked(format!("{STORAGE}/Login"), &login)).await, 1, "signing in as {name}");
    }
    for (number, email) in ["alice@example.com", "sam@example.com", "nobody@example.com"].iter().enumerate() {
        let fields = [("email", *email), ("otp", "000000")];
        let verify = asked(format!("{STORAGE}/VerifyEmail"), &fields);
        assert_eq!(rows(&app, &verify).await, 0, "no code is open, so none is compared: {email}");
        let handle = format!("handle_{number}");
        let register = [("username", handle.as_str()), ("email", *email), ("password", PASSWORD)];
        answer(&app, &asked(format!("{STORAGE}/Register"), &register)).await;
        assert_eq!(rows(&app, &verify).await, 1, "verifying {email}");
        answer(&app, &asked(format!("{CALCULATOR}/Login"), &fields[..1])).await;
        assert_eq!(
            rows(&app, &asked(format!("{CALCULATOR}/VerifyOtp"), &fields)).await,
            1,
            "enrolling {email}"
        );
    }
}
