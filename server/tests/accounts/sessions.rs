//! Sessions: how long they live, and that ending one acts on the next call.
use std::time::Duration;

use proto::storage::{LoginRequest, LogoutRequest};
use server::{auth::Door, jobs};
use tonic::Code;

use crate::{
    flow::{Cookies, browser, log_in, native, signed_in, verify_otp},
    on_both_engines,
    support::{
        people::{self, PASSWORD, last_code, member_of},
        rpc::{self, refusal},
    },
};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

on_both_engines! {
    async fn signing_out_ends_the_session_on_the_server(app: TestApp) {
        people::registered(&app, "alice").await;
        let tokens = signed_in(&app, "alice").await;
        let other = signed_in(&app, "alice").await;
        member_of(&app, &tokens.auth_token).await.expect("signed in");
        let out = rpc::storage(&app).logout(rpc::with_token(LogoutRequest {}, &tokens.auth_token)).await;
        assert!(out.expect("signed out").into_inner().success);
        member_of(&app, &tokens.auth_token).await.expect_err("the session has ended");
        let request = proto::storage::RefreshTokenRequest { current_token: tokens.refresh_token };
        rpc::storage(&app).refresh_token(request).await.expect_err("its refresh token too");
        member_of(&app, &other.auth_token).await.expect("the other session goes on");
        let again = rpc::storage(&app).logout(rpc::with_token(LogoutRequest {}, &tokens.auth_token)).await;
        assert_eq!(refusal(again).0, Code::Unauthenticated);
    }

    async fn a_browser_loses_its_cookies_even_when_the_session_was_over(app: TestApp) {
        people::registered(&app, "alice").await;
        let mut cookies = Cookies::default();
        let sent = log_in(&app, "alice", PASSWORD, browser(&cookies)).await.expect("right");
        cookies.take(&sent);
        let code = last_code(&app, "alice").await;
        let challenge = sent.into_inner().session_id;
        cookies.take(&verify_otp(&app, &challenge, &code, browser(&cookies)).await.expect("right"));
        let token = cookies.get("at").expect("an access token");
        for _ in 0..2 {
            let mut left = cookies.clone();
            let out = rpc::storage(&app).logout(rpc::through(LogoutRequest {}, browser(&cookies))).await;
            let out = out.expect("signed out");
            assert!(out.metadata().get("clear-site-data").is_some());
            left.take(&out);
            assert!(left.get("at").is_none() && left.get("rt").is_none());
            member_of(&app, &token).await.expect_err("the session has ended");
        }
    }

    async fn an_unused_session_ends_after_an_hour_and_any_after_a_day(app: TestApp) {
        people::registered(&app, "alice").await;
        let mut tokens = signed_in(&app, "alice").await;
        for _ in 0..23 {
            app.advance(59 * MINUTE);
            let member = member_of(&app, &tokens.auth_token).await;
            member.expect("used within the hour");
            let request = proto::storage::RefreshTokenRequest { current_token: tokens.refresh_token.clone() };
            let next = rpc::storage(&app).refresh_token(request).await.expect("refreshed").into_inner();
            tokens.auth_token = next.new_token;
            tokens.refresh_token = next.refresh_token;
        }
        app.advance(59 * MINUTE);
        member_of(&app, &tokens.auth_token).await.expect("23 hours and 36 minutes");
        app.advance(25 * MINUTE);
        member_of(&app, &tokens.auth_token).await.expect_err("a day is over");

        let idle = signed_in(&app, "alice").await;
        app.advance(60 * MINUTE);
        member_of(&app, &idle.auth_token).await.expect_err("an hour without a call");
        let request = proto::storage::RefreshTokenRequest { current_token: idle.refresh_token };
        let late = rpc::storage(&app).refresh_token(request).await;
        assert_eq!(refusal(late), (Code::Unauthenticated, "TOKEN_INVALID".to_owned()));
    }

    async fn who_asked_to_stay_stays_for_a_week_of_disuse(app: TestApp) {
        people::registered(&app, "alice").await;
        let request = LoginRequest {
            username: "alice".to_owned(),
            password: PASSWORD.to_owned(),
            keep_signed_in: true,
        };
        let sent = rpc::storage(&app).login(rpc::through(request, native())).await.expect("right").into_inner();
        let code = last_code(&app, "alice").await;
        let tokens = verify_otp(&app, &sent.session_id, &code, native()).await.expect("right").into_inner();
        app.advance(7 * DAY - MINUTE);
        let expired = member_of(&app, &tokens.auth_token).await.expect_err("the access token lived an hour");
        assert_eq!(expired.to_string(), "This token has expired.");
        let request = proto::storage::RefreshTokenRequest { current_token: tokens.refresh_token };
        let next = rpc::storage(&app).refresh_token(request).await.expect("the session lives").into_inner();
        member_of(&app, &next.new_token).await.expect("signed in");
        app.advance(7 * DAY);
        let request = proto::storage::RefreshTokenRequest { current_token: next.refresh_token };
        rpc::storage(&app).refresh_token(request).await.expect_err("a week of disuse");
    }

    async fn use_is_written_down_and_survives_a_restart(app: TestApp) {
        people::registered(&app, "alice").await;
        let tokens = signed_in(&app, "alice").await;
        app.advance(50 * MINUTE);
        member_of(&app, &tokens.auth_token).await.expect("in use");
        jobs::write_down(app.shared()).await.expect("written");
        let app = app.restart().await;
        app.advance(9 * MINUTE);
        member_of(&app, &tokens.auth_token).await.expect("used nine minutes ago");
    }

    async fn a_call_needs_no_query_once_its_session_is_known(app: TestApp) {
        let token = people::enrolled(&app, "alice").await;
        member_of(&app, &token).await.expect("signed in");
        // Nobody else writes sessions: a row that was changed behind the server's back is not looked at.
        let tx = app.db.write().await.expect("a transaction");
        server::db::execute(&tx, "DELETE FROM session", []).await.expect("deleted");
        tx.commit().await.expect("committed");
        member_of(&app, &token).await.expect("from memory");
    }

    async fn a_token_in_the_message_counts_only_where_no_other_is(app: TestApp) {
        let token = people::enrolled(&app, "alice").await;
        let add = |session_token: &str, door: Door| {
            let request = proto::calculator::OperationRequest {
                session_token: session_token.to_owned(),
                a: "1".to_owned(),
                b: "2".to_owned(),
            };
            let mut client = rpc::calculator(&app);
            async move { client.add(rpc::through(request, door)).await }
        };
        add(&token, native()).await.expect("it is the only one");
        let wrong = Door::Native { bearer: Some("wrong".to_owned()) };
        add(&token, wrong).await.expect_err("the metadata counts");
        let cookie = Door::Browser { access: Some("wrong".to_owned()), refresh: None, browser: None, device: None };
        add(&token, cookie).await.expect_err("the cookie counts");
        add("", native()).await.expect_err("none at all");
    }
}
