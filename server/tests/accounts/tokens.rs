//! Access tokens against the state of their session: the part of BI-04 that no signature decides.
use std::time::Duration;

use domain::{
    id::{AccountId, SessionId},
    token::SessionLives,
};
use proto::storage::RefreshTokenRequest;
use server::auth::Claims;

use crate::{
    flow::signed_in,
    on_both_engines,
    support::{
        TestApp,
        people::{self, member_of},
        rpc,
    },
};

fn claims(app: &TestApp, token: &str) -> Claims {
    app.tokens.read(token, app.clock.now()).expect("a good token")
}

fn forged(app: &TestApp, claims: &Claims) -> String {
    let now = app.clock.now();
    app.tokens.issue(claims, &["otp"], now.plus(Duration::from_secs(60)), now).token
}

on_both_engines! {
    async fn a_signed_token_of_another_state_is_refused(app: TestApp) {
        let alice = claims(&app, &people::enrolled(&app, "alice").await);
        let bob = claims(&app, &people::enrolled(&app, "bob").await);
        let table = [
            Claims { security_version: 0, ..alice },
            Claims { security_version: 2, ..alice },
            Claims { proofs: 1, ..alice },
            Claims { proofs: -1, ..alice },
            Claims { account: bob.account, ..alice },
            Claims { session: bob.session, ..alice },
            Claims { session: SessionId::from_random([0; 16]), ..alice },
            Claims { account: AccountId::from_random([0; 16]), ..alice },
        ];
        for warm in [false, true] {
            for wrong in &table {
                member_of(&app, &forged(&app, wrong)).await.expect_err(&format!("{wrong:?}, warm: {warm}"));
            }
            member_of(&app, &forged(&app, &alice)).await.expect("her own");
        }
    }

    async fn a_raised_security_version_ends_every_older_token(app: TestApp) {
        let token = people::enrolled(&app, "alice").await;
        let tx = app.db.write().await.expect("a transaction");
        server::db::execute(&tx, "UPDATE account SET security_version = 2", []).await.expect("raised");
        tx.commit().await.expect("committed");
        let app = app.restart().await;
        member_of(&app, &token).await.expect_err("an older version");
    }

    async fn tokens_of_another_server_are_refused(app: TestApp) {
        let here = people::enrolled(&app, "alice").await;
        let other = TestApp::sqlite().await;
        member_of(&other, &here).await.expect_err("another key signed it");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shorter_sessions_can_be_tried() {
    let (minute, lives) = (Duration::from_secs(60), |absolute, idle| SessionLives { absolute, idle });
    let app = TestApp::with(|settings| settings.session_lives = lives(10 * minute, 3 * minute)).await;
    people::registered(&app, "alice").await;
    let idle = signed_in(&app, "alice").await;
    app.advance(3 * minute);
    member_of(&app, &idle.auth_token).await.expect_err("three minutes without a call");
    let request = RefreshTokenRequest { current_token: idle.refresh_token };
    rpc::storage(&app).refresh_token(request).await.expect_err("the session is over");

    let busy = signed_in(&app, "alice").await;
    for _ in 0..4 {
        app.advance(2 * minute);
        member_of(&app, &busy.auth_token).await.expect("used in time");
    }
    app.advance(2 * minute + Duration::from_secs(6));
    member_of(&app, &busy.auth_token).await.expect_err("ten minutes in all");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shorter_life_can_be_tried() {
    let app = TestApp::with(|settings| settings.access_ttl = Duration::from_secs(30)).await;
    people::registered(&app, "alice").await;
    let tokens = signed_in(&app, "alice").await;
    member_of(&app, &tokens.auth_token).await.expect("fresh");
    app.advance(Duration::from_secs(36));
    member_of(&app, &tokens.auth_token).await.expect_err("30 seconds and five of leeway");
    let request = RefreshTokenRequest { current_token: tokens.refresh_token };
    let next = rpc::storage(&app).refresh_token(request).await.expect("the session goes on").into_inner();
    member_of(&app, &next.new_token).await.expect("fresh again");
}
