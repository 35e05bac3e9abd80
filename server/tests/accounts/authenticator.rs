//! Authenticator apps and backup codes: SEC-13, SEC-15, SEC-16, SEC-17, SEC-20, INV-S3, FT38.
use std::{collections::HashSet, time::Duration};

use futures::future::join_all;
use proto::account::{
    BeginAuthenticatorRequest, ConfirmAuthenticatorRequest, GetStandingRequest, RemoveAuthenticatorRequest,
    RenewBackupCodesRequest,
};
use server::db;
use tonic::Code;

use crate::{
    flow::{log_in, native, signed_in, verify_otp},
    on_both_engines,
    phone::{Phone, add_authenticator, begin_step_up, careful, next_code, sign_in, step_up},
    support::{
        TestApp,
        people::{self, PASSWORD, last_code, mails_to, member_of},
        rpc::{self, refusal},
    },
};

async fn challenge(app: &TestApp, name: &str) -> String {
    // Mails of one instant have no order: the code's is to be the newest.
    app.advance(Duration::from_micros(1));
    log_in(app, name, PASSWORD, native()).await.expect("the password is right").into_inner().session_id
}

/// How many mails of this subject alice got.
async fn mails_of(app: &TestApp, subject: &str) -> usize {
    mails_to(app, "alice").await.into_iter().filter(|mail| mail == subject).count()
}

async fn rows(app: &TestApp, text: &str) -> Vec<sea_orm::QueryResult> {
    db::ConnectionTrait::query_all_raw(app.db.read(), db::sql(app.db.read(), text, [])).await.expect("rows")
}

on_both_engines! {
    async fn an_authenticator_takes_the_place_of_mailed_codes(app: TestApp) {
        let alice = careful(&app, "alice").await;
        member_of(&app, &alice.tokens.auth_token).await.expect("the session goes on");
        assert_eq!(mails_of(&app, "Your Skyshard account was changed").await, 1);
        assert_eq!(mails_of(&app, "Your Skyshard sign-in code").await, 1);
        let tokens = sign_in(&app, "alice", &alice.phone).await;
        member_of(&app, &tokens.auth_token).await.expect("signed in");
        assert_eq!(mails_of(&app, "Your Skyshard sign-in code").await, 1, "SEC-13: no code is mailed any more");
        assert_eq!(mails_of(&app, "New sign-in to Skyshard").await, 2, "A21");
    }

    async fn a_mailed_code_from_before_signs_nobody_in(app: TestApp) {
        people::registered(&app, "alice").await;
        let token = signed_in(&app, "alice").await.auth_token;
        let mailed = challenge(&app, "alice").await;
        let code = last_code(&app, "alice").await;
        add_authenticator(&app, &token).await;
        let refused = verify_otp(&app, &mailed, &code, native()).await;
        assert_eq!(refusal(refused), (Code::Unauthenticated, "OTP_EXPIRED".to_owned()));
    }

    async fn a_code_works_once_even_when_many_send_it(app: TestApp) {
        let alice = careful(&app, "alice").await;
        let code = alice.phone.code(&app);
        // Each attempt has its own challenge, so that only the step decides.
        let challenges = [challenge(&app, "alice").await, challenge(&app, "alice").await];
        let tries = challenges.iter().map(|challenge| verify_otp(&app, challenge, &code, native()));
        let answers = join_all(tries).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
        let again = challenge(&app, "alice").await;
        let status = verify_otp(&app, &again, &code, native()).await.expect_err("used");
        assert!(status.message().starts_with("Already used. Wait "), "{}", status.message());
        next_code(&app);
        verify_otp(&app, &again, &alice.phone.code(&app), native()).await.expect("the next one is right");
    }

    async fn an_older_step_never_follows_a_newer_one(app: TestApp) {
        let alice = careful(&app, "alice").await;
        next_code(&app);
        let (before, after) = (alice.phone.code_in(&app, -1), alice.phone.code_in(&app, 1));
        let first = challenge(&app, "alice").await;
        verify_otp(&app, &first, &after, native()).await.expect("one step early");
        let second = challenge(&app, "alice").await;
        for old in [before, alice.phone.code(&app), after] {
            let status = verify_otp(&app, &second, &old, native()).await.expect_err("too old");
            assert!(status.message().starts_with("Already used."), "{}", status.message());
        }
    }

    async fn two_steps_off_and_other_digits_are_wrong(app: TestApp) {
        let alice = careful(&app, "alice").await;
        next_code(&app);
        next_code(&app);
        let challenge = challenge(&app, "alice").await;
        for (left, steps) in [(4, -2), (3, 2)] {
            let code = alice.phone.code_in(&app, steps);
            let status = verify_otp(&app, &challenge, &code, native()).await.expect_err("too far");
            assert_eq!(status.message(), format!("That code is not right. {left} tries left."));
        }
        let arabic: String = alice.phone.code(&app).bytes().filter_map(|digit| char::from_u32(0x660 + u32::from(digit - b'0'))).collect();
        let refused = verify_otp(&app, &challenge, &arabic, native()).await;
        assert_eq!(refusal(refused), (Code::InvalidArgument, "INVALID_OTP".to_owned()));
    }

    async fn parallel_guesses_buy_five_comparisons(app: TestApp) {
        let alice = careful(&app, "alice").await;
        let challenge = challenge(&app, "alice").await;
        let right = [-1, 0, 1].map(|steps| alice.phone.code_in(&app, steps));
        let wrong = (0..1_000_000).map(|number| format!("{number:06}")).filter(|code| !right.contains(code));
        let guesses: Vec<String> = wrong.take(200).collect();
        let answers = join_all(guesses.iter().map(|guess| verify_otp(&app, &challenge, guess, native()))).await;
        let compared = answers.into_iter().filter(|answer| {
            answer.as_ref().is_err_and(|status| status.message().starts_with("That code is not right."))
        });
        assert_eq!(compared.count(), 5, "SEC-14");
        verify_otp(&app, &challenge, &right[1], native()).await.expect_err("the right code comes too late");
    }

    async fn a_hundred_wrong_codes_in_a_row_end_the_authenticator_and_not_the_account(app: TestApp) {
        let alice = careful(&app, "alice").await;
        for _ in 0..20 {
            let challenge = challenge(&app, "alice").await;
            let right = [-1, 0, 1].map(|steps| alice.phone.code_in(&app, steps));
            let wrong = (0..10).map(|number| format!("{number:06}")).filter(|code| !right.contains(code));
            for code in wrong.take(5) {
                verify_otp(&app, &challenge, &code, native()).await.expect_err("wrong");
            }
            app.advance(Duration::from_secs(301));
        }
        let challenge = challenge(&app, "alice").await;
        let status = verify_otp(&app, &challenge, &alice.phone.code(&app), native()).await.expect_err("worn out");
        assert!(status.message().contains("Sign in with a backup code"), "{}", status.message());
        verify_otp(&app, &challenge, &alice.backup_codes[0], native()).await.expect("a backup code");
    }

    async fn a_clock_that_jumped_back_takes_no_code(app: TestApp) {
        let alice = careful(&app, "alice").await;
        let member = member_of(&app, &alice.tokens.auth_token).await.expect("signed in");
        let tx = app.db.write().await.expect("a transaction");
        let ahead = app.clock.now().unix_seconds() / 30 + 2;
        db::totp::use_step(&tx, member.account(), ahead).await.expect("written");
        tx.commit().await.expect("committed");
        let challenge = challenge(&app, "alice").await;
        let status = verify_otp(&app, &challenge, &alice.phone.code(&app), native()).await.expect_err("SEC-17");
        assert!(status.message().starts_with("The server's clock is wrong"), "{}", status.message());
    }

    async fn a_backup_code_works_once_and_its_owner_is_told(app: TestApp) {
        let alice = careful(&app, "alice").await;
        assert_eq!(alice.backup_codes.iter().collect::<HashSet<_>>().len(), 10);
        let code = &alice.backup_codes[3];
        let challenges = [challenge(&app, "alice").await, challenge(&app, "alice").await];
        let tries = challenges.iter().map(|challenge| verify_otp(&app, challenge, code, native()));
        assert_eq!(join_all(tries).await.iter().filter(|answer| answer.is_ok()).count(), 1, "FT38");
        assert_eq!(mails_of(&app, "A Skyshard backup code was used").await, 1);
        let again = challenge(&app, "alice").await;
        verify_otp(&app, &again, code, native()).await.expect_err("used");
        let typed = alice.backup_codes[4].to_uppercase().replace('-', " ");
        verify_otp(&app, &again, &typed, native()).await.expect("as people type it");
        let standing = rpc::with_token(GetStandingRequest {}, &alice.tokens.auth_token);
        let standing = rpc::security(&app).get_standing(standing).await.expect("hers").into_inner();
        assert_eq!(standing.backup_codes_left, 8);
    }

    async fn a_backup_code_opens_one_of_two_doors_at_once(app: TestApp) {
        let alice = careful(&app, "alice").await;
        let mut token = alice.tokens.auth_token.clone();
        for code in &alice.backup_codes[..5] {
            // A newer sign-in would end the older one: two purposes wait side by side.
            let sign_in = challenge(&app, "alice").await;
            let proof = begin_step_up(&app, &token, PASSWORD).await.expect("right").into_inner().challenge_id;
            let (signed_in, proved) = futures::join!(
                verify_otp(&app, &sign_in, code, native()),
                step_up(&app, &token, &proof, code)
            );
            assert!(signed_in.is_ok() != proved.is_ok(), "INV-S4: {signed_in:?}, {proved:?}");
            if let Ok(proved) = proved {
                token = proved.into_inner().tokens.expect("the session goes on").auth_token;
            }
        }
    }

    async fn new_backup_codes_end_the_old_ones(app: TestApp) {
        let alice = careful(&app, "alice").await;
        let renew = rpc::with_token(RenewBackupCodesRequest {}, &alice.tokens.auth_token);
        let renewed = rpc::security(&app).renew_backup_codes(renew).await.expect("fresh").into_inner();
        let challenge = challenge(&app, "alice").await;
        verify_otp(&app, &challenge, &alice.backup_codes[0], native()).await.expect_err("ended");
        verify_otp(&app, &challenge, &renewed.backup_codes[0], native()).await.expect("new");
    }

    async fn somebody_elses_backup_code_is_none(app: TestApp) {
        let (alice, bob) = (careful(&app, "alice").await, careful(&app, "bob").await);
        let challenge = challenge(&app, "bob").await;
        verify_otp(&app, &challenge, &alice.backup_codes[0], native()).await.expect_err("alice's");
        verify_otp(&app, &challenge, &bob.backup_codes[0], native()).await.expect("his own");
    }

    async fn an_authenticator_counts_from_the_first_right_code_on(app: TestApp) {
        people::registered(&app, "alice").await;
        let token = signed_in(&app, "alice").await.auth_token;
        let begin = || rpc::with_token(BeginAuthenticatorRequest {}, &token);
        let first = rpc::security(&app).begin_authenticator(begin()).await.expect("none yet").into_inner();
        let second = rpc::security(&app).begin_authenticator(begin()).await.expect("another").into_inner();
        assert_ne!(first.secret, second.secret);
        let confirm = |otp: String| rpc::with_token(ConfirmAuthenticatorRequest { otp }, &token);
        let old = Phone::with(&first.secret).code(&app);
        let refused = rpc::security(&app).confirm_authenticator(confirm(old)).await;
        assert_eq!(refusal(refused), (Code::InvalidArgument, "INVALID_OTP".to_owned()));
        signed_in(&app, "alice").await;
        let code = Phone::with(&second.secret).code(&app);
        let added = rpc::security(&app).confirm_authenticator(confirm(code)).await.expect("right").into_inner();
        let token = added.tokens.expect("tokens").auth_token;
        let again = rpc::with_token(BeginAuthenticatorRequest {}, &token);
        let refused = rpc::security(&app).begin_authenticator(again).await;
        assert_eq!(refusal(refused), (Code::FailedPrecondition, "AUTHENTICATOR_PRESENT".to_owned()));
    }

    async fn without_the_authenticator_codes_come_by_mail_again(app: TestApp) {
        let alice = careful(&app, "alice").await;
        let remove = rpc::with_token(RemoveAuthenticatorRequest {}, &alice.tokens.auth_token);
        let removed = rpc::security(&app).remove_authenticator(remove).await.expect("hers").into_inner();
        let token = removed.tokens.expect("tokens").auth_token;
        let again = rpc::with_token(RemoveAuthenticatorRequest {}, &token);
        let refused = rpc::security(&app).remove_authenticator(again).await;
        assert_eq!(refusal(refused), (Code::FailedPrecondition, "AUTHENTICATOR_MISSING".to_owned()));
        let mailed = challenge(&app, "alice").await;
        verify_otp(&app, &mailed, &alice.backup_codes[0], native()).await.expect_err("they went with it");
        let code = last_code(&app, "alice").await;
        verify_otp(&app, &mailed, &code, native()).await.expect("by mail");
    }

    async fn who_has_no_password_sets_one_first(app: TestApp) {
        let token = people::enrolled(&app, "sam").await;
        let begin = rpc::with_token(BeginAuthenticatorRequest {}, &token);
        let refused = rpc::security(&app).begin_authenticator(begin).await;
        assert_eq!(refusal(refused), (Code::FailedPrecondition, "PASSWORD_MISSING".to_owned()));
    }

    async fn a_row_holds_neither_seed_nor_backup_code(app: TestApp) {
        let alice = careful(&app, "alice").await;
        let digests = rows(&app, "SELECT digest FROM backup_code").await;
        assert_eq!(digests.len(), 10);
        for row in digests {
            let digest = db::text(&row, "digest").expect("a text");
            assert!(alice.backup_codes.iter().all(|code| !digest.contains(&code.replace('-', ""))));
        }
        let seed = db::blob(&rows(&app, "SELECT seed FROM totp").await[0], "seed").expect("bytes");
        assert_eq!(seed.len(), 12 + 20 + 16, "nonce, seed and tag");
    }
}
