//! The calculator's own flow: a code, a ticket, a seat of the pool (K30, K47, K8).
use std::time::Duration;

use domain::pool::EXHAUSTED_MESSAGE;
use proto::calculator::{EnrollRequest, LoginRequest, VerifyOtpRequest};
use server::auth::Door;
use tonic::Code;

use crate::{
    flow::{Answer, Cookies, another_than, browser, native},
    on_both_engines,
    support::{
        TestApp,
        people::{self, enroll_with, last_code, mails_to, member_of, ticket},
        rpc::{self, refusal},
    },
};

async fn ask(app: &TestApp, name: &str) -> (String, i64) {
    let request = LoginRequest { email: format!("{name}@example.com") };
    let answer = rpc::calculator(app).login(request).await.expect("every address is answered").into_inner();
    (answer.message, answer.otp_expires_at)
}

async fn verify(app: &TestApp, name: &str, otp: &str) -> Answer<proto::calculator::VerifyOtpResponse> {
    let request =
        VerifyOtpRequest { email: format!("{name}@example.com"), otp: otp.to_owned(), ..Default::default() };
    rpc::calculator(app).verify_otp(request).await
}

async fn enroll(
    app: &TestApp,
    name: &str,
    ticket: &str,
    door: Door,
) -> Answer<proto::calculator::EnrollResponse> {
    let request = EnrollRequest {
        email: format!("{name}@example.com"),
        name: name.to_owned(),
        ticket: ticket.to_owned(),
        keep_account: false,
    };
    rpc::calculator(app).enroll(rpc::through(request, door)).await
}

on_both_engines! {
    async fn a_browser_enrols_with_cookies_and_no_token_to_read(app: TestApp) {
        let ticket = ticket(&app, "sam").await;
        let mut cookies = Cookies::default();
        let answer = enroll(&app, "sam", &ticket, browser(&cookies)).await.expect("a seat is free");
        cookies.take(&answer);
        assert_eq!(answer.into_inner().session_token, "", "SEC-25");
        member_of(&app, &cookies.get("at").expect("an access token")).await.expect("signed in");
        let again = enroll(&app, "sam", "", browser(&cookies)).await.expect("enrolled already");
        assert_eq!(again.into_inner().session_token, "");
    }

    async fn twenty_clients_race_for_six_seats_and_six_get_one(app: TestApp) {
        let mut tickets = Vec::new();
        for number in 0..20 {
            let name = format!("racer{number}");
            tickets.push((ticket(&app, &name).await, name));
        }
        let race = tickets.iter().map(|(ticket, name)| enroll(&app, name, ticket, native()));
        let answers = futures::future::join_all(race).await;
        let (seated, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        assert_eq!((seated.len(), refused.len()), (6, 14));
        for answer in seated {
            let answer = answer.expect("seated").into_inner();
            assert_eq!(answer.allocated_bytes, 1_000_000_000);
            member_of(&app, &answer.session_token).await.expect("signed in");
        }
        for status in refused.into_iter().map(|answer| answer.expect_err("refused")) {
            assert_eq!(status.message(), EXHAUSTED_MESSAGE);
            assert_eq!(refusal::<()>(Err(status)), (Code::ResourceExhausted, "POOL_EXHAUSTED".to_owned()));
        }
        let info = rpc::account(&app).get_server_info(proto::account::GetServerInfoRequest {}).await;
        let info = info.expect("answered").into_inner();
        assert_eq!((info.seats, info.seats_free), (6, 0));
        assert_eq!(info.pool_reserved_bytes, 6_000_000_000);
    }

    async fn the_seventh_keeps_the_ticket_and_nothing_else(app: TestApp) {
        for seat in 0..6 {
            people::enrolled(&app, &format!("seat{seat}")).await;
        }
        let ticket = ticket(&app, "late").await;
        for _ in 0..2 {
            let refused = enroll(&app, "late", &ticket, native()).await.expect_err("no seat");
            assert_eq!(refused.message(), "System storage exhausted. Cannot allocate storage for new users.");
        }
        // A seat becomes free.
        let tx = app.db.write().await.expect("a transaction");
        server::db::pool::release(&tx, 1_000_000_000).await.expect("released");
        tx.commit().await.expect("committed");
        enroll(&app, "late", &ticket, native()).await.expect("the ticket was not spent");
    }

    async fn without_a_fresh_ticket_of_the_same_address_nobody_enrols(app: TestApp) {
        let expected = (Code::FailedPrecondition, "NOT_VERIFIED".to_owned());
        for wrong in ["", "x", &"0".repeat(64)] {
            assert_eq!(refusal(enroll(&app, "alice", wrong, native()).await), expected);
        }
        let bobs = ticket(&app, "bob").await;
        assert_eq!(refusal(enroll(&app, "alice", &bobs, native()).await), expected);
        app.advance(Duration::from_secs(301));
        assert_eq!(refusal(enroll(&app, "bob", &bobs, native()).await), expected, "five minutes are over");
        let fresh = ticket(&app, "bob").await;
        enroll(&app, "bob", &fresh, native()).await.expect("in time");
        assert_eq!(refusal(enroll(&app, "bob", &fresh, native()).await), expected, "a ticket is good for one");
    }

    async fn an_enrolled_account_may_call_again_with_its_token(app: TestApp) {
        let token = people::enrolled(&app, "alice").await;
        let door = || Door::Native { bearer: Some(token.clone()) };
        for _ in 0..2 {
            let again = enroll(&app, "alice", "", door()).await.expect("alike").into_inner();
            assert_eq!(again.allocated_bytes, 1_000_000_000);
            member_of(&app, &again.session_token).await.expect("signed in");
        }
        let other = enroll(&app, "bob", "", door()).await;
        assert_eq!(refusal(other).0, Code::FailedPrecondition, "a token speaks for its own address");
        let info = rpc::account(&app).get_server_info(proto::account::GetServerInfoRequest {}).await;
        assert_eq!(info.expect("answered").into_inner().seats_free, 5);
    }

    async fn an_enrolled_account_comes_back_by_code(app: TestApp) {
        people::enrolled(&app, "alice").await;
        app.advance(Duration::from_secs(3_600));
        let ticket = ticket(&app, "alice").await;
        let back = enroll_with(&app, "alice", &ticket).await.expect("signed in");
        let member = member_of(&app, &back.session_token).await.expect("the same account");
        let quota = server::service::quota::status(&app, &member).await.expect("a balance");
        assert_eq!(quota.reservation, 1_000_000_000);
    }

    async fn an_old_token_does_not_stand_in_the_way_of_a_ticket(app: TestApp) {
        let token = people::enrolled(&app, "alice").await;
        let door = || Door::Native { bearer: Some(token.clone()) };
        let spent = ticket(&app, "alice").await;
        enroll(&app, "alice", &spent, door()).await.expect("her own token is enough");
        app.advance(Duration::from_secs(3_700));
        assert_eq!(refusal(enroll(&app, "alice", "", door()).await).1, "TOKEN_EXPIRED");
        let fresh = ticket(&app, "alice").await;
        let back = enroll(&app, "alice", &fresh, door()).await.expect("signed in").into_inner();
        member_of(&app, &back.session_token).await.expect("a new session");
    }

    async fn an_account_with_a_password_gets_a_mail_without_a_code(app: TestApp) {
        people::registered(&app, "alice").await;
        let (known, unknown) = (ask(&app, "alice").await, ask(&app, "nobody").await);
        assert_eq!(known.0, unknown.0);
        assert!((known.1 - unknown.1).abs() <= 1);
        assert!(mails_to(&app, "alice").await.contains(&"How to sign in to Skyshard".to_owned()));
        let statuses = [verify(&app, "alice", "000000").await, verify(&app, "nobody", "000000").await]
            .map(|answer| answer.expect_err("not the code"));
        assert_eq!(statuses[0].message(), statuses[1].message());
        assert_eq!(statuses[0].code(), statuses[1].code());
    }

    async fn codes_are_checked_as_everywhere(app: TestApp) {
        ask(&app, "alice").await;
        let code = last_code(&app, "alice").await;
        assert_eq!(refusal(verify(&app, "alice", &another_than(&code)).await).1, "INVALID_OTP");
        app.advance(Duration::from_secs(300));
        assert_eq!(refusal(verify(&app, "alice", &code).await).1, "OTP_EXPIRED");
        ask(&app, "alice").await;
        let code = last_code(&app, "alice").await;
        let verified = verify(&app, "alice", &code).await.expect("right").into_inner();
        assert!(verified.verified);
        assert_eq!(verified.ticket.len(), 64);
        assert_eq!(refusal(verify(&app, "alice", &code).await).1, "INVALID_OTP");
    }

    async fn a_taken_name_gets_a_number(app: TestApp) {
        for (name, username) in [("zoe.b", "zoe_b"), ("zoe-b", "zoe_b_2"), ("zoe+b", "zoe_b_3")] {
            let token = people::enrolled(&app, name).await;
            let profile = rpc::account(&app).get_profile(rpc::with_token(Default::default(), &token)).await;
            assert_eq!(profile.expect("answered").into_inner().username, username);
        }
    }
}
