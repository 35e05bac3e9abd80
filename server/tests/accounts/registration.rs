//! Register and VerifyEmail.
use std::time::Duration;

use server::db;
use tonic::Code;

use crate::{
    flow::{Cookies, another_than, browser, native, register, register_as, verify_email},
    on_both_engines,
    support::{
        people::{self, PASSWORD, last_code, mails_to, member_of},
        rpc::{self, refusal},
    },
};

on_both_engines! {
    async fn a_stranger_becomes_a_member_with_storage(app: TestApp) {
        let answer = register(&app, "alice", native()).await.expect("registered").into_inner();
        assert!(answer.success);
        assert_eq!(answer.message, "If this address can be used, we sent a code.");
        assert_eq!(answer.otp_expires_at - answer.created_at, 600);
        let code = last_code(&app, "alice").await;
        let verified = verify_email(&app, "alice", &code, native()).await.expect("verified").into_inner();
        assert_eq!(verified.allocated_bytes, 1_000_000_000);
        assert_eq!(verified.message, "Your address is confirmed, and 1 GB are reserved for you.");
        assert!(!verified.signed_in, "a native client signs in by itself");
    }

    async fn the_browser_that_began_is_signed_in_and_no_other(app: TestApp) {
        let mut mine = Cookies::default();
        mine.take(&register(&app, "alice", browser(&mine)).await.expect("registered"));
        let code = last_code(&app, "alice").await;
        let verified = verify_email(&app, "alice", &code, browser(&mine)).await.expect("verified");
        assert!(verified.get_ref().signed_in);
        mine.take(&verified);
        assert!(mine.get("pa").is_none(), "the binding is used up");
        member_of(&app, &mine.get("at").expect("an access token")).await.expect("signed in");

        register(&app, "bob", browser(&Cookies::default())).await.expect("registered");
        let code = last_code(&app, "bob").await;
        let mut other = Cookies::default();
        other.take(&register(&app, "carol", browser(&other)).await.expect("registered"));
        let verified = verify_email(&app, "bob", &code, browser(&other)).await.expect("verified");
        assert!(!verified.get_ref().signed_in, "the address is proved, but the browser is not his");
        assert!(verified.metadata().get("set-cookie").is_none());
    }

    async fn known_and_unknown_addresses_are_answered_alike(app: TestApp) {
        people::registered(&app, "alice").await;
        people::enrolled(&app, "sam").await;
        let answers = [
            register_as(&app, "new_1", "alice@example.com", PASSWORD, native()).await,
            register_as(&app, "new_2", "ALICE@EXAMPLE.COM", PASSWORD, native()).await,
            register_as(&app, "new_3", "sam@example.com", PASSWORD, native()).await,
            register_as(&app, "new_4", "nobody@example.com", PASSWORD, native()).await,
        ];
        let mut shapes = answers.map(|answer| {
            let answer = answer.expect("every address is answered").into_inner();
            assert_eq!(answer.user_id.len(), 32);
            (answer.success, answer.message, answer.otp_expires_at - answer.created_at)
        });
        shapes.sort();
        assert_eq!(shapes.first(), shapes.last());
        let told = mails_to(&app, "alice").await;
        assert_eq!(told.iter().filter(|subject| *subject == "You already have a Skyshard account").count(), 2);

        // Guessing codes tells nothing either.
        let mut refusals = Vec::new();
        for name in ["alice", "sam", "nobody"] {
            let status = verify_email(&app, name, "000000", native()).await.expect_err("not the code");
            refusals.push((status.code(), status.message().to_owned()));
        }
        assert_eq!(refusals[0], (Code::Unauthenticated, "That code is not right. 2 tries left.".to_owned()));
        assert!(refusals.iter().all(|refusal| *refusal == refusals[0]), "{refusals:?}");
    }

    async fn an_owner_keeps_his_password_when_a_stranger_registers_his_address(app: TestApp) {
        people::registered(&app, "alice").await;
        register_as(&app, "mallory", "alice@example.com", "another violet kettle", native()).await.expect("alike");
        let wrong = crate::flow::log_in(&app, "alice", "another violet kettle", native()).await;
        assert_eq!(refusal(wrong), (Code::Unauthenticated, "INVALID_CREDENTIALS".to_owned()));
        crate::flow::log_in(&app, "alice", PASSWORD, native()).await.expect("nothing was changed");
    }

    async fn the_newest_registration_of_an_unproved_address_counts(app: TestApp) {
        register_as(&app, "first", "alice@example.com", PASSWORD, native()).await.expect("registered");
        let old = last_code(&app, "alice").await;
        register_as(&app, "second", "alice@example.com", PASSWORD, native()).await.expect("registered");
        let new = last_code(&app, "alice").await;
        if old != new {
            let refused = verify_email(&app, "alice", &old, native()).await;
            assert_eq!(refusal(refused), (Code::Unauthenticated, "INVALID_OTP".to_owned()));
        }
        verify_email(&app, "alice", &new, native()).await.expect("the newest code is right");
        crate::flow::log_in(&app, "second", PASSWORD, native()).await.expect("the newest name");
        let gone = crate::flow::log_in(&app, "first", PASSWORD, native()).await;
        assert_eq!(refusal(gone).1, "INVALID_CREDENTIALS");
    }

    async fn wrong_late_and_repeated_codes_are_refused(app: TestApp) {
        register(&app, "alice", native()).await.expect("registered");
        let code = last_code(&app, "alice").await;
        let wrong = verify_email(&app, "alice", &another_than(&code), native()).await;
        assert_eq!(refusal(wrong), (Code::Unauthenticated, "INVALID_OTP".to_owned()));
        for misshapen in ["", "12345", "1234567", "+12345", "١٢٣٤٥٦", "12 34 5"] {
            let refused = verify_email(&app, "alice", misshapen, native()).await;
            assert_eq!(refusal(refused), (Code::InvalidArgument, "INVALID_OTP".to_owned()), "{misshapen}");
        }
        app.advance(Duration::from_secs(600));
        let late = verify_email(&app, "alice", &code, native()).await;
        assert_eq!(refusal(late), (Code::Unauthenticated, "OTP_EXPIRED".to_owned()));

        register(&app, "alice", native()).await.expect("registered again");
        let code = last_code(&app, "alice").await;
        app.advance(Duration::from_secs(599));
        verify_email(&app, "alice", &format!(" {}-{} ", &code[..3], &code[3..]), native()).await.expect("in time");
        let again = verify_email(&app, "alice", &code, native()).await;
        assert_eq!(refusal(again), (Code::Unauthenticated, "INVALID_OTP".to_owned()));
    }

    async fn one_of_many_who_send_the_same_code_succeeds(app: TestApp) {
        register(&app, "alice", native()).await.expect("registered");
        let code = last_code(&app, "alice").await;
        let tries = (0..5).map(|_| verify_email(&app, "alice", &code, native()));
        let answers = futures::future::join_all(tries).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    }

    async fn a_sixth_code_within_the_hour_is_not_sent_and_not_missed_in_the_answer(app: TestApp) {
        let mut answers = Vec::new();
        for _ in 0..7 {
            answers.push(register(&app, "alice", native()).await.expect("answered alike").into_inner().message);
            app.advance(Duration::from_secs(60));
        }
        assert!(answers.iter().all(|message| *message == answers[0]));
        assert_eq!(mails_to(&app, "alice").await.len(), 5);
        app.advance(Duration::from_secs(3_600));
        register(&app, "alice", native()).await.expect("registered");
        assert_eq!(mails_to(&app, "alice").await.len(), 6);
    }

    async fn the_account_past_the_pool_lives_without_storage(app: TestApp) {
        for seat in 0..6 {
            people::enrolled(&app, &format!("seat_{seat}")).await;
        }
        register(&app, "alice", native()).await.expect("registered");
        let code = last_code(&app, "alice").await;
        let verified = verify_email(&app, "alice", &code, native()).await.expect("verified").into_inner();
        assert_eq!(verified.allocated_bytes, 0);
        assert!(verified.message.contains("All storage is taken"), "{}", verified.message);
        let token = crate::flow::signed_in(&app, "alice").await.auth_token;
        let refused = rpc::account(&app).reserve_storage(rpc::with_token(Default::default(), &token)).await;
        let status = refused.expect_err("no room");
        assert_eq!(status.message(), "System storage exhausted. Cannot allocate storage for new users.");
    }

    async fn fields_that_break_a_rule_are_named(app: TestApp) {
        let long = "x".repeat(129);
        let table = [
            ("al", "a@example.com", PASSWORD, "INVALID_USERNAME"),
            ("al ice", "a@example.com", PASSWORD, "INVALID_USERNAME"),
            ("alice", "a@@example.com", PASSWORD, "INVALID_EMAIL"),
            ("alice", "a@example.com\r\nBcc: b@example.com", PASSWORD, "INVALID_EMAIL"),
            ("alice", "a@example.com", "Abcdefghij1x", "WEAK_PASSWORD"),
            ("alice", "a@example.com", "passwordpassword", "WEAK_PASSWORD"),
            ("alice", "a@example.com", "alice alice alice", "WEAK_PASSWORD"),
            ("alice", "a@example.com", long.as_str(), "WEAK_PASSWORD"),
        ];
        for (username, email, password, reason) in table {
            let refused = register_as(&app, username, email, password, native()).await;
            assert_eq!(refusal(refused), (Code::InvalidArgument, reason.to_owned()), "{username} {email} {password}");
        }
        people::registered(&app, "alice").await;
        let taken = register_as(&app, "ALICE", "other@example.com", PASSWORD, native()).await;
        assert_eq!(refusal(taken), (Code::InvalidArgument, "INVALID_USERNAME".to_owned()));
    }

    /// A name of which no address was proved is free for everybody, at whatever address: nothing tells of that one.
    async fn a_name_belongs_to_whoever_proves_an_address_first(app: TestApp) {
        let register = async |email| {
            let answer = register_as(&app, "Carol", email, PASSWORD, native()).await.expect("free").into_inner();
            // Mails of one instant have no order, and the newest code counts.
            app.advance(Duration::from_micros(1));
            (answer.message, answer.user_id.len())
        };
        let verify = async |name: &str| verify_email(&app, name, &last_code(&app, name).await, native()).await;
        let first = register("carol@example.com").await;
        for email in ["carol@example.com", "other@example.com", "third@example.com"] {
            assert_eq!(register(email).await, first, "{email}");
        }
        verify("other").await.expect("the first who proves");
        let lost = verify("carol").await;
        assert_eq!(refusal(lost), (Code::InvalidArgument, "INVALID_USERNAME".to_owned()));
        let taken = register_as(&app, "carol", "third@example.com", PASSWORD, native()).await;
        assert_eq!(refusal(taken), (Code::InvalidArgument, "INVALID_USERNAME".to_owned()), "a name of somebody's");
        register_as(&app, "carola", "carol@example.com", PASSWORD, native()).await.expect("with another name");
        verify("carol").await.expect("it was never lost");
        let wanted = db::account::find_by_username(app.db.read(), "carola").await.expect("an answer");
        assert_eq!(wanted.map(|account| account.email), Some("carol@example.com".to_owned()));
    }

    async fn a_username_is_checked_before_it_is_used(app: TestApp) {
        people::registered(&app, "alice").await;
        for (name, available) in [("alice", false), ("Alice", false), ("bob", true), ("b", false), ("b b", false)] {
            let request = proto::storage::CheckUsernameRequest { username: name.to_owned() };
            let answer = rpc::storage(&app).check_username(request).await.expect("answered").into_inner();
            assert_eq!(answer.available, available, "{name}");
            assert_eq!(answer.message.is_empty(), available, "{name}");
        }
    }
}
