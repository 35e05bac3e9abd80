//! Guessing passwords: who guesses waits, and nobody else (SEC-18, SEC-19, K14, K21).
use std::{net::IpAddr, time::Duration};

use proto::storage::{
    CheckUsernameRequest, LoginRequest, RegisterRequest, ResendCodeRequest, VerifyEmailRequest,
};
use server::{
    auth::{Door, Network},
    db,
};
use tonic::{Code, Request, Status};
use tonic_types::StatusExt;

use crate::{
    flow::{Cookies, browser, native, verify_otp},
    on_both_engines,
    support::{
        TestApp,
        people::{self, PASSWORD, last_code},
        rpc::{self, refusal},
    },
};

pub const WRONG: &str = "wrong violet kettle";
const OFFICE: &str = "192.0.2.1";
const HOME: &str = "198.51.100.7";

fn from<T>(message: T, address: &str, door: Door) -> Request<T> {
    let mut request = rpc::through(message, door);
    let address: IpAddr = address.parse().expect("an address");
    request.extensions_mut().insert(Network::of(address));
    request
}

/// Knocks with a password; the challenge, when it is right.
pub async fn knock(
    app: &TestApp,
    name: &str,
    password: &str,
    address: &str,
    door: Door,
) -> Result<String, Status> {
    let request =
        LoginRequest { username: name.to_owned(), password: password.to_owned(), keep_signed_in: false };
    Ok(rpc::storage(app).login(from(request, address, door)).await?.into_inner().session_id)
}

fn throttled() -> (Code, String) {
    (Code::ResourceExhausted, "THROTTLED".to_owned())
}

/// Guesses wrong so often; the last refusal.
async fn guess(app: &TestApp, name: &str, times: usize, address: &str) -> (Code, String) {
    let mut last = (Code::Ok, String::new());
    for _ in 0..times {
        last = refusal(knock(app, name, WRONG, address, native()).await);
    }
    last
}

on_both_engines! {
    async fn the_sixth_try_waits_and_says_how_long(app: TestApp) {
        people::registered(&app, "alice").await;
        assert_eq!(guess(&app, "alice", 5, OFFICE).await.1, "INVALID_CREDENTIALS");
        let status = knock(&app, "alice", PASSWORD, OFFICE, native()).await.expect_err("even the right one");
        assert_eq!(status.message().replace('\u{a0}', " "), "Too many tries from here. Try again in 30 s.");
        let retry = status.get_details_retry_info().and_then(|info| info.retry_delay);
        assert_eq!(retry, Some(Duration::from_secs(30)));
        app.advance(Duration::from_secs(30));
        knock(&app, "alice", PASSWORD, OFFICE, native()).await.expect("the right one, in time");
        assert_eq!(guess(&app, "alice", 5, OFFICE).await.1, "INVALID_CREDENTIALS", "a right one forgets the wrong ones");
    }

    async fn nobody_locks_somebody_else_out(app: TestApp) {
        people::registered(&app, "alice").await;
        assert_eq!(guess(&app, "alice", 6, OFFICE).await, throttled());
        knock(&app, "alice", PASSWORD, HOME, native()).await.expect("from another network");
    }

    async fn an_hour_of_guessing_from_the_same_network_does_not_stop_a_known_browser(app: TestApp) {
        people::registered(&app, "alice").await;
        let mut cookies = Cookies::default();
        let first = LoginRequest { username: "alice".into(), password: PASSWORD.into(), keep_signed_in: false };
        let sent = rpc::storage(&app).login(from(first, OFFICE, browser(&cookies))).await.expect("right");
        cookies.take(&sent);
        let code = last_code(&app, "alice").await;
        let challenge = sent.into_inner().session_id;
        cookies.take(&verify_otp(&app, &challenge, &code, browser(&cookies)).await.expect("right"));
        let known = Cookies::only(&cookies, "dv");
        let mut compared = 0;
        for _ in 0..720 {
            compared += usize::from(guess(&app, "alice", 1, OFFICE).await.1 == "INVALID_CREDENTIALS");
            app.advance(Duration::from_secs(5));
        }
        assert!((10..=12).contains(&compared), "{compared} guesses were compared within an hour");
        knock(&app, "alice", PASSWORD, OFFICE, browser(&known)).await.expect("at the first try");
        // The pass is no password: whoever stole it has five tries of his own.
        for _ in 0..5 {
            knock(&app, "alice", WRONG, OFFICE, browser(&known)).await.expect_err("wrong");
        }
        assert_eq!(refusal(knock(&app, "alice", PASSWORD, OFFICE, browser(&known)).await), throttled());
    }

    async fn an_account_has_one_counter_for_its_two_names(app: TestApp) {
        people::registered(&app, "alice").await;
        for name in ["alice", "alice@example.com", "ALICE", "Alice@Example.com", "alice"] {
            guess(&app, name, 1, OFFICE).await;
        }
        assert_eq!(guess(&app, "alice@example.com", 1, OFFICE).await, throttled());
    }

    async fn a_name_that_nobody_has_is_throttled_alike(app: TestApp) {
        people::registered(&app, "alice").await;
        for name in ["alice", "nobody", "nobody@example.com"] {
            let mut answers = Vec::new();
            for _ in 0..7 {
                let status = knock(&app, name, WRONG, HOME, native()).await.expect_err("refused");
                answers.push((status.code(), status.message().to_owned()));
            }
            let told = answers.iter().map(|(code, _)| *code).collect::<Vec<_>>();
            let expected = [vec![Code::Unauthenticated; 5], vec![Code::ResourceExhausted; 2]].concat();
            assert_eq!(told, expected, "{name}");
        }
    }

    async fn one_network_guesses_a_hundred_times_at_all_addresses_together(app: TestApp) {
        people::registered(&app, "alice").await;
        let mut compared = 0;
        for number in 0..120 {
            let (email, otp) = (format!("name{number}@example.com"), "123456".to_owned());
            let guess = VerifyEmailRequest { email, otp, ..Default::default() };
            let refused = rpc::storage(&app).verify_email(from(guess, OFFICE, native())).await;
            compared += usize::from(refusal(refused).1 == "INVALID_OTP");
        }
        assert_eq!(compared, 100);
        assert_eq!(guess(&app, "nobody", 1, OFFICE).await, throttled(), "passwords and codes share the room");
        knock(&app, "alice", PASSWORD, HOME, native()).await.expect("from another network");
        app.advance(Duration::from_secs(9));
        knock(&app, "alice", PASSWORD, OFFICE, native()).await.expect("there is room for one more");
        knock(&app, "alice", PASSWORD, OFFICE, native()).await.expect("a right one takes no room");
    }

    async fn many_at_once_are_counted_like_one_after_the_other(app: TestApp) {
        people::registered(&app, "alice").await;
        let knocks = (0..60).map(|_| knock(&app, "alice", WRONG, OFFICE, native()));
        let answers = futures::future::join_all(knocks).await;
        let compared = answers.into_iter().filter(|answer| {
            answer.as_ref().is_err_and(|status| status.code() == Code::Unauthenticated)
        });
        assert_eq!(compared.count(), 5);
    }

    async fn mails_are_asked_for_a_hundred_times_an_hour(app: TestApp) {
        let mut sent = 0;
        for number in 0..110 {
            let request = proto::calculator::LoginRequest { email: format!("stranger{number}@example.com") };
            sent += usize::from(rpc::calculator(&app).login(from(request, OFFICE, native())).await.is_ok());
        }
        assert_eq!(sent, 100, "SEC-14");
    }

    async fn a_code_that_is_sent_again_counts_for_the_network(app: TestApp) {
        people::registered(&app, "alice").await;
        let challenge = knock(&app, "alice", PASSWORD, OFFICE, native()).await.expect("her password");
        for number in 0..100 {
            let request = proto::calculator::LoginRequest { email: format!("stranger{number}@example.com") };
            rpc::calculator(&app).login(from(request, OFFICE, native())).await.expect("within the limit");
        }
        let waits_for = Some(proto::storage::resend_code_request::WaitsFor::SessionId(challenge));
        let again = |address| from(ResendCodeRequest { waits_for: waits_for.clone(), ..Default::default() }, address, native());
        assert_eq!(refusal(rpc::storage(&app).resend_code(again(OFFICE)).await), throttled());
        app.advance(Duration::from_secs(60));
        rpc::storage(&app).resend_code(again(HOME)).await.expect("from elsewhere");
    }

    async fn usernames_are_not_read_out_by_the_million(app: TestApp) {
        let ask = |number: u32, address| {
            let request = CheckUsernameRequest { username: format!("name_{number}") };
            from(request, address, native())
        };
        let mut answered = 0;
        for number in 0..310 {
            answered += usize::from(rpc::storage(&app).check_username(ask(number, OFFICE)).await.is_ok());
        }
        assert_eq!(answered, 300);
        assert_eq!(refusal(rpc::storage(&app).check_username(ask(0, OFFICE)).await), throttled());
        rpc::storage(&app).check_username(ask(0, HOME)).await.expect("nobody else waits");
        people::registered(&app, "alice").await;
        knock(&app, "alice", PASSWORD, OFFICE, native()).await.expect("and signing in is something else");
    }

    async fn nor_by_registering(app: TestApp) {
        let ask = || from(CheckUsernameRequest { username: "alice".to_owned() }, OFFICE, native());
        for _ in 0..300 {
            rpc::storage(&app).check_username(ask()).await.expect("answered");
        }
        let register = |address| {
            let (username, email) = ("alice".to_owned(), "alice@example.com".to_owned());
            from(RegisterRequest { username, email, password: PASSWORD.to_owned() }, address, native())
        };
        assert_eq!(refusal(rpc::storage(&app).register(register(OFFICE)).await), throttled());
        rpc::storage(&app).register(register(HOME)).await.expect("nobody else waits");
    }

    async fn who_cannot_be_counted_is_not_let_in(app: TestApp) {
        people::registered(&app, "alice").await;
        let tx = app.db.write().await.expect("a transaction");
        db::execute(&tx, "DROP TABLE throttle", []).await.expect("the table breaks");
        tx.commit().await.expect("kept");
        let refused = refusal(knock(&app, "alice", PASSWORD, OFFICE, native()).await);
        assert_eq!(refused.0, Code::Internal, "even with the right password (SEC-19)");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_forgets_no_failure() {
    let app = TestApp::sqlite().await;
    people::registered(&app, "alice").await;
    guess(&app, "alice", 6, OFFICE).await;
    let app = app.restart().await;
    assert_eq!(refusal(knock(&app, "alice", PASSWORD, OFFICE, native()).await), throttled());
}
