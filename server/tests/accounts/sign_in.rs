//! Login and VerifyOTP.
use std::time::Duration;

use tonic::Code;

use crate::{
    flow::{Cookies, browser, log_in, native, register, register_as, signed_in, verify_otp},
    on_both_engines,
    support::{
        people::{self, PASSWORD, last_code, mails_to, member_of},
        rpc::{self, refusal},
    },
};

on_both_engines! {
    async fn a_name_or_an_address_and_a_code_give_tokens(app: TestApp) {
        people::registered(&app, "alice").await;
        for name in ["alice", "ALICE", "alice@example.com", " Alice@EXAMPLE.com "] {
            let sent = log_in(&app, name, PASSWORD, native()).await.expect("the password is right").into_inner();
            assert_eq!(sent.otp_method, "email");
            assert_eq!(sent.masked_email, "a•••@example.com");
            let code = last_code(&app, "alice").await;
            let tokens = verify_otp(&app, &sent.session_id, &code, native()).await.expect("right").into_inner();
            assert_eq!(tokens.token_type, "Bearer");
            assert_eq!(tokens.refresh_token.len(), 64);
            member_of(&app, &tokens.auth_token).await.expect("signed in");
            app.advance(Duration::from_secs(3_600));
        }
    }

    async fn nobody_learns_what_was_wrong(app: TestApp) {
        people::registered(&app, "alice").await;
        people::enrolled(&app, "sam").await;
        let long = "x".repeat(129);
        let mut answers = Vec::new();
        let wrong = "wrong violet kettle";
        for (name, password) in [
            ("alice", wrong),
            ("alice@example.com", wrong),
            ("nobody", wrong),
            ("nobody@example.com", wrong),
            ("sam", wrong),
            ("alice", long.as_str()),
            ("alice", ""),
            ("' OR 1=1 --", wrong),
            ("", wrong),
        ] {
            let status = log_in(&app, name, password, native()).await.expect_err("refused");
            answers.push((status.message().to_owned(), refusal::<()>(Err(status))));
        }
        let expected = (Code::Unauthenticated, "INVALID_CREDENTIALS".to_owned());
        assert!(answers.iter().all(|(_, refusal)| *refusal == expected), "{answers:?}");
        assert!(answers.iter().all(|(message, _)| *message == answers[0].0), "{answers:?}");
    }

    async fn an_unproved_address_is_asked_for_its_code_first(app: TestApp) {
        register(&app, "alice", native()).await.expect("registered");
        let refused = log_in(&app, "alice", PASSWORD, native()).await;
        assert_eq!(refusal(refused), (Code::FailedPrecondition, "NOT_VERIFIED".to_owned()));
        assert_eq!(mails_to(&app, "alice").await.len(), 2, "a fresh code is on its way");
        let wrong = log_in(&app, "alice", "wrong violet kettle", native()).await;
        assert_eq!(refusal(wrong).1, "INVALID_CREDENTIALS");
    }

    async fn a_browser_gets_cookies_and_no_tokens_to_read(app: TestApp) {
        people::registered(&app, "alice").await;
        let mut cookies = Cookies::default();
        let sent = log_in(&app, "alice", PASSWORD, browser(&cookies)).await.expect("right");
        cookies.take(&sent);
        let code = last_code(&app, "alice").await;
        let challenge = sent.into_inner().session_id;

        for other in [native(), browser(&Cookies::default())] {
            let stolen = verify_otp(&app, &challenge, &code, other).await;
            assert_eq!(refusal(stolen), (Code::Unauthenticated, "INVALID_OTP".to_owned()));
        }
        let answer = verify_otp(&app, &challenge, &code, browser(&cookies)).await.expect("his own browser");
        cookies.take(&answer);
        let answer = answer.into_inner();
        assert_eq!((answer.auth_token.as_str(), answer.refresh_token.as_str()), ("", ""));
        member_of(&app, &cookies.get("at").expect("an access token")).await.expect("signed in");
        assert!(cookies.get("rt").is_some());
    }

    async fn a_sign_in_code_lives_five_minutes_and_works_once(app: TestApp) {
        people::registered(&app, "alice").await;
        let sent = log_in(&app, "alice", PASSWORD, native()).await.expect("right").into_inner();
        let code = last_code(&app, "alice").await;
        app.advance(Duration::from_secs(300));
        let late = verify_otp(&app, &sent.session_id, &code, native()).await;
        assert_eq!(refusal(late), (Code::Unauthenticated, "OTP_EXPIRED".to_owned()));

        let sent = log_in(&app, "alice", PASSWORD, native()).await.expect("right").into_inner();
        let code = last_code(&app, "alice").await;
        let tries = (0..5).map(|_| verify_otp(&app, &sent.session_id, &code, native()));
        let answers = futures::future::join_all(tries).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    }

    async fn strangers_cannot_use_up_the_codes_of_an_address(app: TestApp) {
        people::registered(&app, "alice").await;
        for _ in 0..6 {
            let request = proto::calculator::LoginRequest { email: "alice@example.com".to_owned() };
            rpc::calculator(&app).login(request).await.expect("answered as ever");
            register_as(&app, "mallory", "alice@example.com", PASSWORD, native()).await.expect("answered as ever");
            app.advance(Duration::from_secs(60));
        }
        signed_in(&app, "alice").await;
    }

    async fn a_sixth_code_within_the_hour_is_refused_in_words(app: TestApp) {
        people::registered(&app, "alice").await;
        for _ in 0..5 {
            signed_in(&app, "alice").await;
        }
        let refused = log_in(&app, "alice", PASSWORD, native()).await;
        assert_eq!(refusal(refused), (Code::ResourceExhausted, "TOO_MANY_CODES".to_owned()));
        app.advance(Duration::from_secs(3_601));
        signed_in(&app, "alice").await;
    }
}
