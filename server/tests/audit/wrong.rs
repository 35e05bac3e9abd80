//! Wrong passwords and wrong codes leave a row, and never more than the bound (SEC-63).
use std::net::IpAddr;

use domain::throttle::TOLD;
use proto::{
    account::{BeginStepUpRequest, ChangePasswordRequest},
    calculator,
    storage::{LoginRequest, VerifyOtpRequest},
};
use server::{
    auth::{Door, Network},
    db,
    service::audit_log,
    trail::Entry,
};
use tonic::Request;

use crate::{
    on_both_engines,
    support::{
        TestApp,
        people::{self, PASSWORD, last_code},
        rpc,
    },
    trail::{rows, verdict, whole},
};

const WRONG: &str = "wrong violet kettle";

fn from<T>(message: T, address: IpAddr, bearer: Option<&str>) -> Request<T> {
    let mut request = rpc::through(message, Door::Native { bearer: bearer.map(str::to_owned) });
    request.extensions_mut().insert(Network::of(address));
    request
}

/// Knocks from house number `house`; the challenge, when the password is right.
async fn knock(app: &TestApp, name: &str, password: &str, house: u8) -> Option<String> {
    let login = LoginRequest { username: name.into(), password: password.into(), keep_signed_in: false };
    let answer = rpc::storage(app).login(from(login, [192, 0, 2, house].into(), None)).await;
    answer.ok().map(|answer| answer.into_inner().session_id)
}

async fn answer(app: &TestApp, challenge: &str, code: &str) -> Option<String> {
    let step = VerifyOtpRequest { session_id: challenge.into(), otp: code.into(), ..Default::default() };
    let answer = rpc::storage(app).verify_otp(from(step, [192, 0, 2, 1].into(), None)).await;
    answer.ok().map(|answer| answer.into_inner().auth_token)
}

/// A code that is not this one.
fn other(code: &str) -> String {
    let first = if code.starts_with('0') { '1' } else { '0' };
    format!("{first}{}", &code[1..])
}

/// The rows of tries, oldest first.
async fn tries(app: &TestApp) -> Vec<Entry> {
    let entries = rows(app).await.into_iter().filter_map(|row| row.entry);
    entries.filter(|entry| entry.action.ends_with(".try")).collect()
}

/// Signed in with a password and a code.
async fn signed_in(app: &TestApp, name: &str) -> String {
    let challenge = knock(app, name, PASSWORD, 1).await.expect("her password");
    answer(app, &challenge, &last_code(app, name).await).await.expect("her code")
}

on_both_engines! {
    async fn a_wrong_password_is_shown_to_its_owner(app: TestApp) {
        people::registered(&app, "alice").await;
        assert_eq!(knock(&app, "alice", WRONG, 7).await, None);
        let token = signed_in(&app, "alice").await;
        let alice = people::member_of(&app, &token).await.expect("good");
        let seen = audit_log::activity(&app, &alice, 100, None).await.expect("read");
        let told: Vec<_> = seen.iter().map(|row| (row.action.as_str(), row.outcome.as_str())).collect();
        assert_eq!(told[..2], [("session.begin", "success"), ("password.try", "failure")]);
        let [entry] = &tries(&app).await[..] else { panic!("one row") };
        let id = alice.account().to_string();
        assert_eq!((&entry.actor, &entry.object, &entry.session), (&id, &id, &None));
        assert!(entry.network.is_some());
        assert!(whole(verdict(&app).await) > 0);
    }

    async fn a_wrong_code_is_told_and_an_unread_one_is_not(app: TestApp) {
        people::registered(&app, "alice").await;
        let challenge = knock(&app, "alice", PASSWORD, 1).await.expect("her password");
        let code = last_code(&app, "alice").await;
        for _ in 0..8 {
            assert_eq!(answer(&app, &challenge, &other(&code)).await, None);
        }
        let told = tries(&app).await;
        assert!(told.iter().all(|entry| (entry.action.as_str(), entry.outcome.as_str()) == ("code.try", "failure")));
        assert_eq!(told.len(), 5, "after five nothing is compared");
    }

    async fn whoever_waits_leaves_no_rows(app: TestApp) {
        people::registered(&app, "alice").await;
        for _ in 0..12 {
            assert_eq!(knock(&app, "alice", WRONG, 7).await, None);
        }
        assert_eq!(tries(&app).await.len(), 5, "what the throttle refused is only counted");
        assert_eq!(knock(&app, "alice", WRONG, 8).await, None);
        assert_eq!(tries(&app).await.len(), 6);
    }

    async fn a_session_that_does_not_know_the_password_is_told_of(app: TestApp) {
        people::registered(&app, "alice").await;
        let token = signed_in(&app, "alice").await;
        let begin = BeginStepUpRequest { password: WRONG.into() };
        rpc::security(&app).begin_step_up(rpc::with_token(begin, &token)).await.expect_err("wrong");
        let change = ChangePasswordRequest {
            current_password: WRONG.into(),
            password: "a new kettle under the moon".into(),
        };
        rpc::security(&app).change_password(rpc::with_token(change, &token)).await.expect_err("wrong");
        let told = tries(&app).await;
        assert_eq!(told.len(), 2);
        assert!(told.iter().all(|entry| entry.action == "password.try" && entry.session.is_some()));
    }

    async fn a_name_that_nobody_has_is_not_written_down(app: TestApp) {
        for name in ["correct horse battery", "nobody@example.com", "nobody"] {
            assert_eq!(knock(&app, name, WRONG, 7).await, None);
        }
        for entry in tries(&app).await {
            assert_eq!((entry.actor.as_str(), entry.object.as_str()), ("stranger", "nobody"));
        }
        assert_eq!(tries(&app).await.len(), 3);
    }
}

/// Five wrong codes for each of many addresses, from as many networks as it takes.
async fn guess(app: &TestApp, address: u32) {
    let [.., middle, low] = (address / 10).to_be_bytes();
    let house = IpAddr::from([10, 0, middle, low]);
    let email = format!("nobody{address}@example.com");
    let ask = calculator::LoginRequest { email: email.clone() };
    let asked =
        rpc::calculator(app).login(from(ask, house, None)).await.expect("a code is sent").into_inner();
    for _ in 0..5 {
        let challenge_id = asked.challenge_id.clone();
        let guess = calculator::VerifyOtpRequest { email: email.clone(), otp: "000000".into(), challenge_id };
        rpc::calculator(app).verify_otp(from(guess, house, None)).await.expect_err("wrong");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beyond_the_bound_one_row_says_how_many_are_missing() {
    let app = TestApp::sqlite().await;
    for address in 0..=TOLD.burst / 5 {
        guess(&app, address).await;
    }
    let newest = db::audit::head(app.db.read()).await.expect("read").sequence;
    assert_eq!(newest, i64::from(TOLD.burst), "nothing else happened");
    app.advance(TOLD.pause);
    knock(&app, "nobody", WRONG, 7).await;
    let rows = db::audit::page(app.db.read(), newest).await.expect("read");
    let entries: Vec<_> = rows.into_iter().filter_map(|row| row.entry).collect();
    let told: Vec<_> = entries.iter().map(|entry| (entry.action.as_str(), entry.object.as_str())).collect();
    assert_eq!(told, [("tries.untold", "5"), ("password.try", "nobody")]);
}
