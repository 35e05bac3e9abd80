//! Proving oneself once more rotates the session's tokens (SEC-26): the old ones end at once, what is under way and the
//! other tabs go on.
use std::time::Duration;

use domain::limits::STEP_UP_LIFE;
use futures::future::join;
use proto::{
    account::{BeginStepUpRequest, ListSessionsRequest, StepUpRequest},
    storage::RefreshTokenRequest,
};
use server::{
    auth::{self, Door},
    db::{self, ConnectionTrait},
};
use tonic::{Code, Status};

use crate::{
    flow::{Cookies, browser, log_in, signed_in, verify_otp},
    on_both_engines,
    phone::{begin_step_up, step_up},
    support::{
        TestApp,
        people::{self, PASSWORD, last_code, mails_to, member_of},
        rpc::{self, refusal},
    },
};

async fn refresh(app: &TestApp, token: &str) -> Result<(String, String), Status> {
    let request = RefreshTokenRequest { current_token: token.to_owned() };
    let next = rpc::storage(app).refresh_token(request).await?.into_inner();
    Ok((next.new_token, next.refresh_token))
}

/// The challenge of a proof that was begun with this token, and its code.
async fn begun(app: &TestApp, token: &str) -> (String, String) {
    app.advance(Duration::from_micros(1));
    let begun = begin_step_up(app, token, PASSWORD).await.expect("the password is right").into_inner();
    (begun.challenge_id, last_code(app, "alice").await)
}

async fn sessions(app: &TestApp, token: &str) -> usize {
    let list = rpc::security(app).list_sessions(rpc::with_token(ListSessionsRequest {}, token)).await;
    list.expect("hers").into_inner().sessions.len()
}

async fn unused_tokens(app: &TestApp) -> usize {
    let text = "SELECT digest FROM refresh_token WHERE used_at IS NULL";
    app.db.read().query_all_raw(db::sql(app.db.read(), text, [])).await.expect("rows").len()
}

on_both_engines! {
    async fn a_proof_gives_new_tokens_and_ends_the_old_ones_at_once(app: TestApp) {
        people::registered(&app, "alice").await;
        let old = signed_in(&app, "alice").await;
        let under_way = member_of(&app, &old.auth_token).await.expect("signed in");
        let (challenge, code) = begun(&app, &old.auth_token).await;
        // In the very second of the sign-in.
        let proved = step_up(&app, &old.auth_token, &challenge, &code).await.expect("right").into_inner();
        let new = proved.tokens.expect("the session goes on");
        let replaced = rpc::security(&app).list_sessions(rpc::with_token(ListSessionsRequest {}, &old.auth_token)).await;
        assert_eq!(refusal(replaced), (Code::Unauthenticated, "TOKEN_EXPIRED".to_owned()));
        assert_eq!(sessions(&app, &new.auth_token).await, 1, "it is still the same session");
        auth::still(&app, &under_way).await.expect("what was begun before goes on");
        // A tab or a task that refreshes at this moment stays with it; a thief of the old token ends it.
        let (access, again) = refresh(&app, &old.refresh_token).await.expect("within ten seconds");
        assert_eq!(again, new.refresh_token);
        member_of(&app, &access).await.expect("signed in");
        app.advance(Duration::from_secs(11));
        refresh(&app, &old.refresh_token).await.expect_err("the old one came back");
        member_of(&app, &new.auth_token).await.expect_err("both are out");
        assert!(mails_to(&app, "alice").await.contains(&"A Skyshard session was ended".to_owned()));
    }

    async fn each_proof_ends_the_tokens_of_the_one_before(app: TestApp) {
        people::registered(&app, "alice").await;
        let mut token = signed_in(&app, "alice").await.auth_token;
        let second = app.clock.now().unix_seconds();
        for _ in 0..3 {
            let (challenge, code) = begun(&app, &token).await;
            // Sent twice: one of them is the proof.
            let proof = || step_up(&app, &token, &challenge, &code);
            let (one, other) = join(proof(), proof()).await;
            assert!(one.is_ok() != other.is_ok(), "{one:?}, {other:?}");
            let proved = one.or(other).expect("one of the two");
            member_of(&app, &token).await.expect_err("of before the proof");
            token = proved.into_inner().tokens.expect("the session goes on").auth_token;
            member_of(&app, &token).await.expect("of after it");
            assert_eq!(unused_tokens(&app).await, 1);
        }
        assert_eq!(app.clock.now().unix_seconds(), second, "all of it within a second");
        let app = app.restart().await;
        member_of(&app, &token).await.expect("its row knows how often she proved herself");
    }

    async fn the_other_tabs_of_a_browser_go_on_beside_a_proof(app: TestApp) {
        people::registered(&app, "alice").await;
        let mut cookies = Cookies::default();
        let sent = log_in(&app, "alice", PASSWORD, browser(&cookies)).await.expect("right");
        cookies.take(&sent);
        let code = last_code(&app, "alice").await;
        let challenge = sent.into_inner().session_id;
        cookies.take(&verify_otp(&app, &challenge, &code, browser(&cookies)).await.expect("right"));
        app.advance(STEP_UP_LIFE);
        let begin = rpc::through(BeginStepUpRequest { password: PASSWORD.to_owned() }, browser(&cookies));
        let begun = rpc::security(&app).begin_step_up(begin).await.expect("right").into_inner();
        let request = StepUpRequest { challenge_id: begun.challenge_id, otp: last_code(&app, "alice").await };
        let proved = rpc::security(&app).step_up(rpc::through(request, browser(&cookies))).await.expect("right");
        let (mut one_tab, mut other_tab) = (cookies.clone(), cookies.clone());
        one_tab.take(&proved);
        let tokens = proved.into_inner().tokens.expect("the session goes on");
        assert_eq!((tokens.auth_token.as_str(), tokens.refresh_token.as_str()), ("", ""), "a browser reads none");
        let list = |door: Door| rpc::through(ListSessionsRequest {}, door);
        rpc::security(&app).list_sessions(list(browser(&one_tab))).await.expect("with the new cookies");
        // A call of the other tab was under way with the old ones: it hears that they ended, and refreshes with them.
        let late = rpc::security(&app).list_sessions(list(browser(&other_tab))).await;
        assert_eq!(refusal(late), (Code::Unauthenticated, "TOKEN_EXPIRED".to_owned()));
        let request = rpc::through(RefreshTokenRequest { current_token: String::new() }, browser(&other_tab));
        other_tab.take(&rpc::storage(&app).refresh_token(request).await.expect("it belongs to the same browser"));
        assert_eq!(other_tab.get("rt"), one_tab.get("rt"));
        for tab in [&one_tab, &other_tab] {
            rpc::security(&app).list_sessions(list(browser(tab))).await.expect("both go on");
        }
    }

    async fn a_trade_and_a_proof_at_once_leave_one_living_token(app: TestApp) {
        people::registered(&app, "alice").await;
        let first = signed_in(&app, "alice").await;
        let (mut access, mut token) = (first.auth_token, first.refresh_token);
        for _ in 0..4 {
            let (challenge, code) = begun(&app, &access).await;
            let (traded, proved) = join(refresh(&app, &token), step_up(&app, &access, &challenge, &code)).await;
            let (stale, of_trade) = traded.expect("either way one of the family");
            let new = proved.expect("proved").into_inner().tokens.expect("the session goes on");
            assert_eq!(unused_tokens(&app).await, 1, "{of_trade} and {}", new.refresh_token);
            member_of(&app, &new.auth_token).await.expect("the proof's");
            // Whichever came first, the other's holder gets to the same end.
            if of_trade != new.refresh_token {
                assert_eq!(refresh(&app, &of_trade).await.expect("traded a moment ago").1, new.refresh_token);
                member_of(&app, &stale).await.expect_err("issued before the proof");
            }
            (access, token) = (new.auth_token, new.refresh_token);
            app.advance(Duration::from_secs(60));
        }
    }
}
