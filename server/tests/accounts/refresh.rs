//! RefreshToken: each token works once, and one that comes back ends the session (SEC-23).
use std::time::Duration;

use http::HeaderMap;
use proto::storage::{RefreshTokenRequest, RefreshTokenResponse};
use server::auth::{Device, Network};
use tonic::{Code, Request};

use crate::{
    flow::{Answer, Cookies, browser, log_in, native, signed_in, verify_otp},
    on_both_engines,
    support::{
        TestApp,
        people::{self, PASSWORD, last_code, mails_to, member_of},
        rpc::{self, refusal},
    },
};

async fn refresh(app: &TestApp, token: &str) -> Answer<RefreshTokenResponse> {
    rpc::storage(app).refresh_token(RefreshTokenRequest { current_token: token.to_owned() }).await
}

/// A request from this network by this program, as the edge would mark it.
fn from<T>(mut request: Request<T>, (network, program): (&str, &str)) -> Request<T> {
    let mut headers = HeaderMap::new();
    headers.insert("user-agent", program.parse().expect("a header"));
    request.extensions_mut().insert(Device::of(&headers));
    request.extensions_mut().insert(Network::of(network.parse().expect("an address")));
    request
}

async fn refresh_from(app: &TestApp, token: &str, place: (&str, &str)) -> Answer<RefreshTokenResponse> {
    let request = rpc::through(RefreshTokenRequest { current_token: token.to_owned() }, native());
    rpc::storage(app).refresh_token(from(request, place)).await
}

on_both_engines! {
    async fn each_trade_gives_the_next_pair(app: TestApp) {
        people::registered(&app, "alice").await;
        let mut token = signed_in(&app, "alice").await.refresh_token;
        for _ in 0..3 {
            app.advance(Duration::from_secs(600));
            let next = refresh(&app, &token).await.expect("refreshed").into_inner();
            assert!(next.success);
            assert_ne!(next.refresh_token, token);
            member_of(&app, &next.new_token).await.expect("signed in");
            token = next.refresh_token;
        }
    }

    async fn a_token_that_comes_back_ends_the_session_for_both(app: TestApp) {
        people::registered(&app, "alice").await;
        let first = signed_in(&app, "alice").await;
        let thief = refresh(&app, &first.refresh_token).await.expect("the thief is first").into_inner();
        member_of(&app, &thief.new_token).await.expect("the thief is in");
        app.advance(Duration::from_secs(11));
        let owner = refresh(&app, &first.refresh_token).await;
        assert_eq!(refusal(owner), (Code::Unauthenticated, "TOKEN_INVALID".to_owned()));
        for token in [&first.auth_token, &thief.new_token] {
            member_of(&app, token).await.expect_err("both are out at once");
        }
        refresh(&app, &thief.refresh_token).await.expect_err("the family has ended");
        assert!(mails_to(&app, "alice").await.contains(&"A Skyshard session was ended".to_owned()));
    }

    async fn eight_tabs_that_refresh_together_stay_together(app: TestApp) {
        people::registered(&app, "alice").await;
        let first = signed_in(&app, "alice").await;
        let tabs = futures::future::join_all((0..8).map(|_| refresh(&app, &first.refresh_token))).await;
        let next: Vec<String> = tabs
            .into_iter()
            .map(|tab| tab.expect("every tab is answered").into_inner().refresh_token)
            .collect();
        assert!(next.iter().all(|token| *token == next[0]), "all tabs hold the same successor");
        app.advance(Duration::from_secs(10));
        let late = refresh(&app, &first.refresh_token).await.expect("ten seconds later").into_inner();
        assert_eq!(late.refresh_token, next[0]);
        refresh(&app, &next[0]).await.expect("the session goes on");
    }

    async fn another_device_gets_no_successor_and_ends_the_session(app: TestApp) {
        people::registered(&app, "alice").await;
        let here = ("192.0.2.1", "skyshard/1.0 (Linux)");
        for elsewhere in [("192.0.2.1", "another"), ("198.51.100.7", "skyshard/1.0 (Linux)")] {
            let first = signed_in(&app, "alice").await;
            let next = refresh_from(&app, &first.refresh_token, here).await.expect("refreshed").into_inner();
            let again = refresh_from(&app, &first.refresh_token, here).await.expect("the same device").into_inner();
            assert_eq!(again.refresh_token, next.refresh_token);
            let thief = refresh_from(&app, &first.refresh_token, elsewhere).await;
            assert_eq!(refusal(thief), (Code::Unauthenticated, "TOKEN_INVALID".to_owned()), "{elsewhere:?}");
            member_of(&app, &next.new_token).await.expect_err("both are out at once");
        }
        let told = mails_to(&app, "alice").await.into_iter().filter(|mail| mail == "A Skyshard session was ended");
        assert_eq!(told.count(), 2);
    }

    async fn a_known_browser_stays_the_same_on_another_network(app: TestApp) {
        people::registered(&app, "alice").await;
        let mut cookies = Cookies::default();
        let sent = log_in(&app, "alice", PASSWORD, browser(&cookies)).await.expect("right");
        cookies.take(&sent);
        let code = last_code(&app, "alice").await;
        let challenge = sent.into_inner().session_id;
        cookies.take(&verify_otp(&app, &challenge, &code, browser(&cookies)).await.expect("right"));
        let mut next = Vec::new();
        for network in ["192.0.2.1", "203.0.113.9"] {
            let request = rpc::through(RefreshTokenRequest { current_token: String::new() }, browser(&cookies));
            let answer = rpc::storage(&app).refresh_token(from(request, (network, "Firefox"))).await;
            let mut after = cookies.clone();
            after.take(&answer.expect("a telephone that left the house"));
            next.push(after);
        }
        assert_eq!(next[0].get("rt"), next[1].get("rt"));
        // A thief who has the token without the pass is not that browser.
        let stolen = rpc::through(RefreshTokenRequest { current_token: String::new() }, browser(&cookies.only("rt")));
        let thief = rpc::storage(&app).refresh_token(from(stolen, ("192.0.2.1", "Firefox"))).await;
        assert_eq!(refusal(thief), (Code::Unauthenticated, "TOKEN_INVALID".to_owned()));
        member_of(&app, &next[0].get("at").expect("an access token")).await.expect_err("both are out");
    }

    async fn a_clock_that_went_back_makes_no_token_young_again(app: TestApp) {
        people::registered(&app, "alice").await;
        let first = signed_in(&app, "alice").await;
        app.advance(Duration::from_secs(60));
        refresh(&app, &first.refresh_token).await.expect("refreshed");
        app.turn_back(Duration::from_secs(50));
        refresh(&app, &first.refresh_token).await.expect_err("traded fifty seconds from now");
    }

    async fn only_a_refresh_token_refreshes(app: TestApp) {
        people::registered(&app, "alice").await;
        let tokens = signed_in(&app, "alice").await;
        for wrong in [tokens.auth_token.as_str(), "", "x", &"0".repeat(64), &"A".repeat(64), &"0".repeat(1 << 13)] {
            let refused = refresh(&app, wrong).await;
            assert_eq!(refusal(refused), (Code::Unauthenticated, "TOKEN_INVALID".to_owned()), "{wrong}");
        }
        member_of(&app, &tokens.refresh_token).await.expect_err("a refresh token opens nothing");
    }

    async fn a_browser_refreshes_by_cookie(app: TestApp) {
        people::registered(&app, "alice").await;
        let mut cookies = Cookies::default();
        let sent = log_in(&app, "alice", PASSWORD, browser(&cookies)).await.expect("right");
        cookies.take(&sent);
        let code = last_code(&app, "alice").await;
        let challenge = sent.into_inner().session_id;
        cookies.take(&verify_otp(&app, &challenge, &code, browser(&cookies)).await.expect("right"));
        app.advance(Duration::from_secs(50 * 60));
        let request = RefreshTokenRequest { current_token: String::new() };
        let next = rpc::storage(&app).refresh_token(rpc::through(request, browser(&cookies))).await;
        let next = next.expect("refreshed");
        let before = cookies.clone();
        cookies.take(&next);
        assert_eq!((next.get_ref().new_token.as_str(), next.get_ref().refresh_token.as_str()), ("", ""));
        assert_ne!(cookies.get("rt"), before.get("rt"));
        member_of(&app, &cookies.get("at").expect("an access token")).await.expect("signed in");
    }
}
