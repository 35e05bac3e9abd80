//! A hundred wrong passwords in a row are the end of the password where they came from, and of nothing else (SEC-18).
use std::time::Duration;

use domain::throttle::WRONG_PASSWORDS_LIFE;
use proto::{admin::UnlockAccountRequest, storage::LoginRequest};
use server::{
    db::{self, ConnectionTrait},
    jobs,
};
use tonic::{Code, Status};

use crate::{
    administration::{admin, calls},
    flow::{Cookies, browser, native, signed_in, verify_otp},
    on_both_engines,
    phone::begin_step_up,
    recovery::{self, NEW, asked_for_link},
    support::{
        TestApp,
        people::{self, PASSWORD, last_code, mails_to},
        rpc::{self, refusal},
    },
    throttling::{WRONG, knock},
};

const MAIL: &str = "A hundred wrong passwords at your Skyshard account";

/// One of many networks: each has five tries before it waits.
fn network(number: u32) -> String {
    format!("203.0.{}.{}", number / 250, number % 250 + 1)
}

async fn guess(app: &TestApp, name: &str, from: u32) -> Status {
    knock(app, name, WRONG, &network(from), native()).await.expect_err("wrong")
}

fn wrong() -> (Code, String) {
    (Code::Unauthenticated, "INVALID_CREDENTIALS".to_owned())
}

fn closed() -> (Code, String) {
    (Code::FailedPrecondition, "PASSWORD_LOCKED".to_owned())
}

/// As if so many in a row had been wrong wherever one was.
async fn as_if(app: &TestApp, in_a_row: i64) {
    let tx = app.db.write().await.expect("a transaction");
    db::execute(&tx, "UPDATE wrong_password SET in_a_row = $1", [in_a_row.into()]).await.expect("written");
    tx.commit().await.expect("kept");
}

/// Strangers are wrong a hundred times.
async fn closed_to_strangers(app: &TestApp, name: &str) {
    guess(app, name, 900).await;
    as_if(app, 99).await;
    assert_eq!(refusal::<()>(Err(guess(app, name, 901).await)), wrong(), "the hundredth is compared");
    assert_eq!(refusal::<()>(Err(guess(app, name, 902).await)), closed());
}

async fn told(app: &TestApp) -> (usize, Option<u64>) {
    let mails = mails_to(app, "alice").await.into_iter().filter(|subject| subject == MAIL).count();
    let audited = db::audit::count_by_action(app.db.read()).await.expect("read");
    (mails, audited.get("password.close").copied())
}

on_both_engines! {
    async fn a_hundred_in_a_row_end_the_password_and_not_the_account(app: TestApp) {
        people::registered(&app, "alice").await;
        for number in 0..100 {
            let name = if number % 2 == 0 { "alice" } else { "alice@example.com" };
            assert_eq!(refusal::<()>(Err(guess(&app, name, number / 5).await)), wrong(), "{number}");
            assert_eq!(told(&app).await.0, usize::from(number == 99), "{number}");
        }
        for name in ["alice", "alice@example.com"] {
            let status = knock(&app, name, PASSWORD, "198.51.100.7", native()).await.expect_err("even the right one");
            assert!(status.message().contains("What it stores is safe. Choose a new password"), "{}", status.message());
            assert_eq!(refusal::<()>(Err(status)), closed());
        }
        app.advance(Duration::from_secs(3_600));
        guess(&app, "alice", 30).await;
        assert_eq!(told(&app).await, (1, Some(1)), "once");
        let secret = asked_for_link(&app, "alice").await;
        recovery::finish(&app, &secret, NEW, ("", "")).await.expect("her mailbox");
        knock(&app, "alice", NEW, "198.51.100.7", native()).await.expect("the new password opens");
    }

    async fn a_browser_that_the_account_knows_has_its_own_count(app: TestApp) {
        people::registered(&app, "alice").await;
        let mut cookies = Cookies::default();
        let first = LoginRequest { username: "alice".into(), password: PASSWORD.into(), keep_signed_in: false };
        let sent = rpc::storage(&app).login(rpc::through(first, browser(&cookies))).await.expect("right");
        cookies.take(&sent);
        let code = last_code(&app, "alice").await;
        let challenge = sent.into_inner().session_id;
        cookies.take(&verify_otp(&app, &challenge, &code, browser(&cookies)).await.expect("right"));
        let known = Cookies::only(&cookies, "dv");
        closed_to_strangers(&app, "alice").await;
        let home = network(1);
        knock(&app, "alice", PASSWORD, &home, browser(&known)).await.expect("at the first try");
        knock(&app, "alice", PASSWORD, &home, native()).await.expect_err("which opens nothing to strangers");
        // And it has an end too, which is its own.
        knock(&app, "alice", WRONG, &home, browser(&known)).await.expect_err("wrong");
        as_if(&app, 99).await;
        assert_eq!(refusal(knock(&app, "alice", WRONG, &home, browser(&known)).await), wrong());
        assert_eq!(refusal(knock(&app, "alice", PASSWORD, &home, browser(&known)).await), closed());
        assert_eq!(told(&app).await, (2, Some(2)));
    }

    async fn a_session_has_its_own_count(app: TestApp) {
        people::registered(&app, "alice").await;
        let token = signed_in(&app, "alice").await.auth_token;
        closed_to_strangers(&app, "alice").await;
        begin_step_up(&app, &token, PASSWORD).await.expect("strangers are nothing to it");
        begin_step_up(&app, &token, WRONG).await.expect_err("wrong");
        as_if(&app, 99).await;
        assert_eq!(refusal(begin_step_up(&app, &token, WRONG).await).1, "INVALID_CREDENTIALS");
        assert_eq!(refusal(begin_step_up(&app, &token, PASSWORD).await), closed());
    }

    async fn a_right_one_in_between_begins_anew(app: TestApp) {
        people::registered(&app, "alice").await;
        guess(&app, "alice", 1).await;
        as_if(&app, 99).await;
        knock(&app, "alice", PASSWORD, &network(2), native()).await.expect("the hundredth try, and it is right");
        for number in 3..6 {
            assert_eq!(refusal::<()>(Err(guess(&app, "alice", number).await)), wrong());
        }
        knock(&app, "alice", PASSWORD, &network(6), native()).await.expect("right");
        assert_eq!(told(&app).await, (0, None));
    }

    async fn a_name_that_nobody_has_ends_alike(app: TestApp) {
        people::registered(&app, "alice").await;
        people::enrolled(&app, "sam").await;
        let names = ["alice", "alice@example.com", "sam", "nobody", "nobody@example.com"];
        for (number, name) in (0..).zip(names) {
            guess(&app, name, 10 * number).await;
            let mut answers = Vec::new();
            for (try_number, in_a_row) in (1..).zip([98, 99, 100]) {
                as_if(&app, in_a_row).await;
                let status = guess(&app, name, 10 * number + try_number).await;
                answers.push((status.code(), status.message().to_owned()));
            }
            let codes = answers.iter().map(|(code, _)| *code).collect::<Vec<_>>();
            let expected = [Code::Unauthenticated, Code::Unauthenticated, Code::FailedPrecondition];
            assert_eq!(codes, expected, "{name}");
            assert!(answers[2].1.starts_with("A hundred wrong passwords"), "{name}: {}", answers[2].1);
            as_if(&app, 1).await;
        }
        assert!(!mails_to(&app, "sam").await.contains(&MAIL.to_owned()), "there is no password to choose anew");
    }

    async fn many_at_once_are_compared_to_the_hundredth(app: TestApp) {
        people::registered(&app, "alice").await;
        guess(&app, "alice", 1).await;
        as_if(&app, 95).await;
        let places: Vec<String> = (2..42).map(network).collect();
        let knocks = places.iter().map(|place| knock(&app, "alice", WRONG, place, native()));
        let answers = futures::future::join_all(knocks).await;
        let compared = answers.into_iter().filter(|answer| {
            answer.as_ref().is_err_and(|status| status.code() == Code::Unauthenticated)
        });
        assert_eq!(compared.count(), 5);
        assert_eq!(told(&app).await, (1, Some(1)));
    }

    async fn an_admin_opens_it_again(app: TestApp) {
        let root = admin(&app).await;
        people::registered(&app, "alice").await;
        closed_to_strangers(&app, "alice").await;
        app.advance(Duration::from_secs(60));
        let unlock = rpc::with_token(UnlockAccountRequest { username: "alice".to_owned() }, &root);
        assert!(calls(&app).unlock_account(unlock).await.expect("unlocked").into_inner().places > 0);
        knock(&app, "alice", PASSWORD, &network(1), native()).await.expect("at once");
    }

    async fn an_end_that_nobody_lived_to_tell_is_told_to_the_next(app: TestApp) {
        people::registered(&app, "alice").await;
        guess(&app, "alice", 1).await;
        as_if(&app, 100).await;
        assert_eq!(refusal::<()>(Err(guess(&app, "alice", 2).await)), closed());
        assert_eq!(told(&app).await, (0, None), "the last one may still be compared");
        app.advance(Duration::from_secs(60));
        guess(&app, "alice", 3).await;
        assert_eq!(told(&app).await, (1, Some(1)));
    }

    async fn a_quiet_month_forgets_a_count_and_never_its_end(app: TestApp) {
        people::registered(&app, "alice").await;
        guess(&app, "alice", 1).await;
        guess(&app, "nobody", 1).await;
        as_if(&app, 99).await;
        app.advance(WRONG_PASSWORDS_LIFE + Duration::from_secs(1));
        jobs::sweep(&app).await.expect("swept");
        assert_eq!(rows(&app).await, 0);
        closed_to_strangers(&app, "alice").await;
        app.advance(WRONG_PASSWORDS_LIFE + Duration::from_secs(1));
        jobs::sweep(&app).await.expect("swept");
        assert_eq!(refusal::<()>(Err(guess(&app, "alice", 1).await)), closed());
    }
}

async fn rows(app: &TestApp) -> i64 {
    let text = "SELECT COUNT(*) AS rows_left FROM wrong_password";
    let row = app.db.read().query_one_raw(db::sql(app.db.read(), text, [])).await.expect("counted");
    row.expect("one row").try_get("", "rows_left").expect("a number")
}
