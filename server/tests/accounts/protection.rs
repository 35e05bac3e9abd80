//! Proving oneself once more, and what every change of an account's protection ends: SEC-09, SEC-24, SEC-26, A20, A25.
use std::time::Duration;

use domain::limits::STEP_UP_LIFE;
use proto::{
    account::{
        BeginAuthenticatorRequest, ChangePasswordRequest, ChangePasswordResponse, EndOtherSessionsRequest,
        EndSessionRequest, ListActivityRequest, ListSessionsRequest, RemoveAuthenticatorRequest,
        RenewBackupCodesRequest, SessionTokens,
    },
    storage::RefreshTokenRequest,
};
use tonic::Code;

use crate::{
    flow::{Answer, Cookies, another_than, browser, log_in, native, signed_in, verify_otp},
    on_both_engines,
    phone::{add_authenticator, begin_step_up, careful, next_code, sign_in, step_up},
    support::{
        TestApp,
        people::{self, PASSWORD, last_code, mails_to, member_of},
        rpc::{self, refusal},
    },
};

const NEW: &str = "amber ladder behind fog";

fn needed() -> (Code, String) {
    (Code::FailedPrecondition, "STEP_UP_NEEDED".to_owned())
}

async fn change_password(
    app: &TestApp,
    token: &str,
    current: &str,
    new: &str,
) -> Answer<ChangePasswordResponse> {
    let request = ChangePasswordRequest { current_password: current.to_owned(), password: new.to_owned() };
    rpc::security(app).change_password(rpc::with_token(request, token)).await
}

async fn refresh(app: &TestApp, token: &str) -> bool {
    let request = RefreshTokenRequest { current_token: token.to_owned() };
    rpc::storage(app).refresh_token(request).await.is_ok()
}

async fn sessions(app: &TestApp, token: &str) -> Vec<proto::account::AccountSession> {
    let request = rpc::with_token(ListSessionsRequest {}, token);
    rpc::security(app).list_sessions(request).await.expect("hers").into_inner().sessions
}

/// How many changes somebody was told of.
async fn changes_told(app: &TestApp, name: &str) -> usize {
    let mails = mails_to(app, name).await;
    mails.iter().filter(|subject| *subject == "Your Skyshard account was changed").count()
}

/// Which change ends the sessions, made with this token.
#[derive(Clone, Copy, Debug)]
enum Event {
    Password,
    Add,
    Remove,
    Codes,
    Others,
}

async fn make(app: &TestApp, event: Event, token: &str) -> SessionTokens {
    match event {
        Event::Password => {
            change_password(app, token, PASSWORD, NEW).await.expect("changed").into_inner().tokens
        }
        Event::Add => add_authenticator(app, token).await.1.tokens,
        Event::Remove => {
            let request = rpc::with_token(RemoveAuthenticatorRequest {}, token);
            rpc::security(app).remove_authenticator(request).await.expect("removed").into_inner().tokens
        }
        Event::Codes => {
            let request = rpc::with_token(RenewBackupCodesRequest {}, token);
            rpc::security(app).renew_backup_codes(request).await.expect("made").into_inner().tokens
        }
        Event::Others => {
            let request = rpc::with_token(EndOtherSessionsRequest {}, token);
            rpc::security(app).end_other_sessions(request).await.expect("ended").into_inner().tokens
        }
    }
    .expect("the session goes on")
}

on_both_engines! {
    async fn every_change_ends_every_older_token_at_once(app: TestApp) {
        for (number, event) in [Event::Password, Event::Add, Event::Remove, Event::Codes, Event::Others].into_iter().enumerate() {
            let name = format!("member{number}");
            let (own, other) = if matches!(event, Event::Remove | Event::Codes) {
                let careful = careful(&app, &name).await;
                (careful.tokens.clone(), sign_in(&app, &name, &careful.phone).await)
            } else {
                people::registered(&app, &name).await;
                let pair = [signed_in(&app, &name).await, signed_in(&app, &name).await];
                let [own, other] = pair.map(|tokens| SessionTokens {
                    auth_token: tokens.auth_token,
                    refresh_token: tokens.refresh_token,
                    ..Default::default()
                });
                (own, other)
            };
            for tokens in [&own, &other] {
                member_of(&app, &tokens.auth_token).await.expect("signed in");
            }
            let told = changes_told(&app, &name).await;
            let next = make(&app, event, &own.auth_token).await;
            for old in [&own, &other] {
                member_of(&app, &old.auth_token).await.expect_err("its next call fails");
                assert!(!refresh(&app, &old.refresh_token).await, "{event:?}: an old refresh token buys nothing");
            }
            member_of(&app, &next.auth_token).await.expect("goes on");
            assert!(refresh(&app, &next.refresh_token).await, "{event:?}");
            assert_eq!(changes_told(&app, &name).await, told + 1, "{event:?}");
        }
    }

    async fn a_change_needs_a_proof_of_the_last_five_minutes(app: TestApp) {
        let alice = careful(&app, "alice").await;
        let token = &alice.tokens.auth_token;
        app.advance(STEP_UP_LIFE);
        assert_eq!(refusal(change_password(&app, token, PASSWORD, NEW).await), needed());
        let mut security = rpc::security(&app);
        let begin = security.begin_authenticator(rpc::with_token(BeginAuthenticatorRequest {}, token)).await;
        assert_eq!(refusal(begin), needed());
        let remove = security.remove_authenticator(rpc::with_token(RemoveAuthenticatorRequest {}, token)).await;
        assert_eq!(refusal(remove), needed());
        let renew = security.renew_backup_codes(rpc::with_token(RenewBackupCodesRequest {}, token)).await;
        assert_eq!(refusal(renew), needed());

        let wrong = begin_step_up(&app, token, NEW).await;
        assert_eq!(refusal(wrong), (Code::InvalidArgument, "INVALID_CREDENTIALS".to_owned()));
        let begun = begin_step_up(&app, token, PASSWORD).await.expect("right").into_inner();
        assert_eq!(begun.otp_method, "totp");
        step_up(&app, token, &begun.challenge_id, "000000").await.expect_err("wrong");
        assert_eq!(refusal(change_password(&app, token, PASSWORD, NEW).await), needed());
        let proved = step_up(&app, token, &begun.challenge_id, &alice.phone.code(&app)).await.expect("right");
        let proved = proved.into_inner();
        let until = app.clock.now().plus(STEP_UP_LIFE).unix_seconds();
        assert_eq!(proved.proved_until, until);
        let token = proved.tokens.expect("the session goes on").auth_token;
        change_password(&app, &token, PASSWORD, NEW).await.expect("proved");
    }

    async fn a_proof_is_one_sessions_and_good_for_nothing_else(app: TestApp) {
        people::registered(&app, "alice").await;
        people::registered(&app, "bob").await;
        let (alice, bob) = (signed_in(&app, "alice").await.auth_token, signed_in(&app, "bob").await.auth_token);
        app.advance(STEP_UP_LIFE);
        let begun = begin_step_up(&app, &alice, PASSWORD).await.expect("right").into_inner();
        assert_eq!((begun.otp_method.as_str(), begun.masked_email.as_str()), ("email", "a•••@example.com"));
        let code = last_code(&app, "alice").await;
        step_up(&app, &bob, &begun.challenge_id, &code).await.expect_err("alice's challenge");
        verify_otp(&app, &begun.challenge_id, &code, native()).await.expect_err("it signs nobody in");
        let proved = step_up(&app, &alice, &begun.challenge_id, &code).await.expect("hers").into_inner();
        let alice = proved.tokens.expect("the session goes on").auth_token;
        step_up(&app, &alice, &begun.challenge_id, &code).await.expect_err("once");
        let other = signed_in(&app, "alice").await.auth_token;
        app.advance(STEP_UP_LIFE - Duration::from_secs(1));
        change_password(&app, &other, PASSWORD, NEW).await.expect("signing in is a proof too");
    }

    async fn a_password_is_changed_by_who_knows_it(app: TestApp) {
        people::registered(&app, "alice").await;
        let token = signed_in(&app, "alice").await.auth_token;
        let wrong = change_password(&app, &token, NEW, NEW).await;
        assert_eq!(refusal(wrong), (Code::InvalidArgument, "INVALID_CREDENTIALS".to_owned()));
        for weak in ["short", "alice alice alice alice", "qwertyuiopasdfgh"] {
            let refused = change_password(&app, &token, PASSWORD, weak).await;
            assert_eq!(refusal(refused), (Code::InvalidArgument, "WEAK_PASSWORD".to_owned()), "{weak}");
        }
        change_password(&app, &token, PASSWORD, NEW).await.expect("changed");
        let old = log_in(&app, "alice", PASSWORD, native()).await;
        assert_eq!(refusal(old), (Code::Unauthenticated, "INVALID_CREDENTIALS".to_owned()));
        log_in(&app, "alice", NEW, native()).await.expect("the new one");
    }

    async fn who_enrolled_by_code_sets_a_first_password(app: TestApp) {
        let token = people::enrolled(&app, "sam").await;
        change_password(&app, &token, "", NEW).await.expect("there was none");
        let sent = log_in(&app, "sam", NEW, native()).await.expect("the new one").into_inner();
        let code = last_code(&app, "sam").await;
        verify_otp(&app, &sent.session_id, &another_than(&code), native()).await.expect_err("wrong");
        verify_otp(&app, &sent.session_id, &code, native()).await.expect("right");
    }

    async fn of_two_changes_at_once_one_is_made(app: TestApp) {
        people::registered(&app, "alice").await;
        let token = signed_in(&app, "alice").await.auth_token;
        let changes = [NEW, "copper window under rain"].map(|new| change_password(&app, &token, PASSWORD, new));
        let answers = futures::future::join_all(changes).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    }

    async fn sessions_are_shown_and_ended_by_their_owner(app: TestApp) {
        people::registered(&app, "alice").await;
        people::registered(&app, "bob").await;
        let old = signed_in(&app, "alice").await;
        app.advance(Duration::from_secs(60));
        let own = signed_in(&app, "alice").await.auth_token;
        let bob = signed_in(&app, "bob").await.auth_token;
        let listed = sessions(&app, &own).await;
        let told: Vec<_> = listed.iter().map(|session| (session.is_this, session.methods.as_str())).collect();
        assert_eq!(told, [(true, "password and mailed code"), (false, "password and mailed code")]);
        let theirs = EndSessionRequest { session_id: sessions(&app, &bob).await[0].session_id.clone() };
        let refused = rpc::security(&app).end_session(rpc::with_token(theirs, &own)).await;
        assert_eq!(refusal(refused).0, Code::NotFound);
        let ended = EndSessionRequest { session_id: listed[1].session_id.clone() };
        for _ in 0..2 {
            rpc::security(&app).end_session(rpc::with_token(ended.clone(), &own)).await.expect("hers");
        }
        member_of(&app, &old.auth_token).await.expect_err("its next call fails");
        assert!(!refresh(&app, &old.refresh_token).await);
        assert_eq!(sessions(&app, &own).await.len(), 1);
    }

    async fn people_see_what_they_did_and_nobody_elses(app: TestApp) {
        let alice = careful(&app, "alice").await;
        people::registered(&app, "bob").await;
        let list = |before| ListActivityRequest { limit: 2, before };
        let mut security = rpc::security(&app);
        let newest = security.list_activity(rpc::with_token(list(0), &alice.tokens.auth_token)).await;
        let newest = newest.expect("hers").into_inner().rows;
        let actions: Vec<_> = newest.iter().map(|row| row.action.as_str()).collect();
        assert_eq!(actions, ["authenticator.add", "session.begin"], "the session that goes on is no news");
        let older = security.list_activity(rpc::with_token(list(newest[1].sequence), &alice.tokens.auth_token)).await;
        let older = older.expect("hers").into_inner().rows;
        assert_eq!(older[0].action, "account.verify");
        assert!(older[0].sequence < newest[1].sequence);
    }

    async fn an_idle_session_is_not_shown(app: TestApp) {
        people::registered(&app, "alice").await;
        signed_in(&app, "alice").await;
        app.advance(Duration::from_secs(3_600));
        let own = signed_in(&app, "alice").await.auth_token;
        assert_eq!(sessions(&app, &own).await.len(), 1);
    }

    async fn a_browser_goes_on_with_new_cookies(app: TestApp) {
        people::registered(&app, "alice").await;
        let mut cookies = Cookies::default();
        let sent = log_in(&app, "alice", PASSWORD, browser(&cookies)).await.expect("right");
        cookies.take(&sent);
        let code = last_code(&app, "alice").await;
        cookies.take(&verify_otp(&app, &sent.into_inner().session_id, &code, browser(&cookies)).await.expect("right"));
        let old = cookies.get("at").expect("a token");
        let request = ChangePasswordRequest { current_password: PASSWORD.to_owned(), password: NEW.to_owned() };
        let answer = rpc::security(&app).change_password(rpc::through(request, browser(&cookies))).await.expect("changed");
        cookies.take(&answer);
        let tokens = answer.into_inner().tokens.expect("tokens");
        assert_eq!((tokens.auth_token.as_str(), tokens.refresh_token.as_str()), ("", ""), "SEC-25");
        assert_ne!(cookies.get("at"), Some(old));
        member_of(&app, &cookies.get("at").expect("a token")).await.expect("goes on");
        next_code(&app);
    }
}
