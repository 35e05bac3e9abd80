//! Another code without typing everything again: older ones end, tries still count, and nobody learns who has an account.
use std::time::Duration;

use proto::storage::{ResendCodeRequest, ResendCodeResponse, resend_code_request::WaitsFor};
use server::auth::Door;
use tonic::Code;

use crate::{
    flow::{
        Answer, Cookies, another_than, browser, log_in, native, register, register_as, verify_email,
        verify_email_showing, verify_otp,
    },
    on_both_engines,
    support::{
        TestApp,
        people::{self, PASSWORD, last_code, mails_to},
        rpc::{self, refusal},
    },
};

async fn resend(app: &TestApp, waits_for: WaitsFor, door: Door) -> Answer<ResendCodeResponse> {
    let request = ResendCodeRequest { waits_for: Some(waits_for), ..Default::default() };
    rpc::storage(app).resend_code(rpc::through(request, door)).await
}

/// The same at the native door by who shows the challenge that he was told of last.
async fn resend_showing(app: &TestApp, name: &str, challenge_id: &str) -> Answer<ResendCodeResponse> {
    let request = ResendCodeRequest { waits_for: Some(of(name)), challenge_id: challenge_id.to_owned() };
    rpc::storage(app).resend_code(rpc::through(request, native())).await
}

fn of(name: &str) -> WaitsFor {
    WaitsFor::Email(format!("{name}@example.com"))
}

fn pause(app: &TestApp) {
    app.advance(Duration::from_secs(30));
}

on_both_engines! {
    async fn the_newest_code_of_a_registration_counts_and_the_tries_stay(app: TestApp) {
        let registered = register(&app, "alice", native()).await.expect("registered").into_inner();
        assert_eq!(registered.resend_at - registered.created_at, 30);
        let old = last_code(&app, "alice").await;
        let mine = registered.challenge_id;
        verify_email_showing(&app, "alice", &another_than(&old), &mine, native()).await.expect_err("wrong");
        pause(&app);
        let sent = resend_showing(&app, "alice", &mine).await.expect("sent").into_inner();
        assert_eq!(sent.tries_left, 4);
        assert!(sent.challenge_id.len() == 32 && sent.challenge_id != mine);
        // Both are rounded to the second, the pause upwards.
        assert!((569..=570).contains(&(sent.otp_expires_at - sent.resend_at)), "{sent:?}");
        let new = last_code(&app, "alice").await;
        if old != new {
            verify_email(&app, "alice", &old, native()).await.expect_err("it ended");
        }
        verify_email(&app, "alice", &new, native()).await.expect("the newest is right");
    }

    async fn who_comes_too_early_is_told_when(app: TestApp) {
        let mine = register(&app, "alice", native()).await.expect("registered").into_inner().challenge_id;
        app.advance(Duration::from_secs(12));
        let early = resend_showing(&app, "alice", &mine).await.expect_err("too early");
        assert_eq!(early.message(), "A code was just sent. Send another in 18 s.");
        assert_eq!(refusal::<()>(Err(early)), (Code::ResourceExhausted, "TOO_SOON".to_owned()));
        assert_eq!(mails_to(&app, "alice").await.len(), 1);
        last_code(&app, "alice").await;
    }

    async fn known_and_unknown_addresses_are_answered_alike(app: TestApp) {
        people::registered(&app, "alice").await;
        let mut answers = Vec::new();
        for name in ["alice", "nobody"] {
            let mut cookies = Cookies::default();
            let address = format!("{name}@example.com");
            let door = browser(&cookies);
            let username = format!("{name}_2");
            cookies.take(&register_as(&app, &username, &address, PASSWORD, door).await.expect("alike"));
            verify_email(&app, name, "000000", browser(&cookies)).await.expect_err("not the code");
            let early = resend(&app, of(name), browser(&cookies)).await.expect_err("too early");
            pause(&app);
            let sent = resend(&app, of(name), browser(&cookies)).await.expect("alike").into_inner();
            let again = resend(&app, of(name), browser(&cookies)).await.expect_err("too early");
            let shape = (early.message().to_owned(), sent.message, sent.session_id, sent.tries_left);
            answers.push((shape, again.message().to_owned(), sent.otp_expires_at - sent.resend_at));
        }
        assert_eq!(answers[0], answers[1]);
        let to_the_owner = mails_to(&app, "alice").await;
        assert_eq!(to_the_owner[..2], ["You already have a Skyshard account", "You already have a Skyshard account"]);
    }

    async fn a_stranger_ends_nobodys_code_and_learns_nothing(app: TestApp) {
        people::registered(&app, "known").await;
        let mut mine = Cookies::default();
        mine.take(&register(&app, "alice", browser(&mine)).await.expect("registered"));
        let code = last_code(&app, "alice").await;
        // Who began at the native door has the challenge's name to show, and no other native client is he.
        register(&app, "bob", native()).await.expect("registered");
        last_code(&app, "bob").await;
        let mut answers = Vec::new();
        for name in ["alice", "bob", "known", "nobody"] {
            for door in [native(), browser(&Cookies::default())] {
                let sent = resend(&app, of(name), door).await.expect("the same answer").into_inner();
                answers.push((sent.message, sent.session_id, sent.tries_left, sent.otp_expires_at - sent.resend_at));
            }
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        assert_eq!((mails_to(&app, "alice").await.len(), mails_to(&app, "nobody").await.len()), (1, 0));
        assert_eq!(mails_to(&app, "bob").await.len(), 1);
        verify_email(&app, "alice", &code, browser(&mine)).await.expect("the code is still good");
    }

    async fn five_codes_an_hour_are_all(app: TestApp) {
        let mut mine = register(&app, "alice", native()).await.expect("registered").into_inner().challenge_id;
        for _ in 0..4 {
            pause(&app);
            mine = resend_showing(&app, "alice", &mine).await.expect("sent").into_inner().challenge_id;
        }
        pause(&app);
        let refused = resend_showing(&app, "alice", &mine).await;
        assert_eq!(refusal(refused), (Code::ResourceExhausted, "TOO_MANY_CODES".to_owned()));
        assert_eq!(mails_to(&app, "alice").await.len(), 5);
    }

    async fn a_sign_in_gets_another_code_without_the_password(app: TestApp) {
        people::registered(&app, "alice").await;
        let first = log_in(&app, "alice", PASSWORD, native()).await.expect("right").into_inner();
        let old = last_code(&app, "alice").await;
        for _ in 0..2 {
            verify_otp(&app, &first.session_id, &another_than(&old), native()).await.expect_err("wrong");
        }
        let of_first = || WaitsFor::SessionId(first.session_id.clone());
        assert_eq!(refusal(resend(&app, of_first(), native()).await).1, "TOO_SOON");
        pause(&app);
        let sent = resend(&app, of_first(), native()).await.expect("sent").into_inner();
        assert_eq!(sent.tries_left, 3);
        let new = last_code(&app, "alice").await;
        verify_otp(&app, &first.session_id, &old, native()).await.expect_err("it ended");
        pause(&app);
        assert_eq!(refusal(resend(&app, of_first(), native()).await).1, "INVALID_OTP", "another took its place");
        verify_otp(&app, &sent.session_id, &new, native()).await.expect("the newest is right");
        pause(&app);
        let used = resend(&app, WaitsFor::SessionId(sent.session_id), native()).await;
        assert_eq!(refusal(used), (Code::Unauthenticated, "INVALID_OTP".to_owned()), "it was used");
    }

    async fn a_sign_in_of_another_browser_or_of_long_ago_gets_none(app: TestApp) {
        people::registered(&app, "alice").await;
        let mut mine = Cookies::default();
        let first = log_in(&app, "alice", PASSWORD, browser(&mine)).await.expect("right");
        mine.take(&first);
        last_code(&app, "alice").await;
        let first = first.into_inner();
        let of_first = || WaitsFor::SessionId(first.session_id.clone());
        pause(&app);
        for stranger in [native(), browser(&Cookies::default())] {
            assert_eq!(refusal(resend(&app, of_first(), stranger).await).1, "INVALID_OTP");
        }
        app.advance(Duration::from_secs(15 * 60));
        assert_eq!(refusal(resend(&app, of_first(), browser(&mine)).await).1, "OTP_EXPIRED");
    }

    async fn nothing_to_send_again_is_a_bad_question(app: TestApp) {
        let nothing = rpc::storage(&app).resend_code(ResendCodeRequest::default()).await;
        assert_eq!(refusal(nothing).0, Code::InvalidArgument);
        let misshapen = resend(&app, WaitsFor::SessionId("x".to_owned()), native()).await;
        assert_eq!(refusal(misshapen).0, Code::InvalidArgument);
    }
}
