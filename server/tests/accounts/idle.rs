//! What keeps a session from being idle: what a person does, and nothing that goes on by itself (SEC-22).
use std::time::Duration;

use proto::{
    account::GetProfileRequest,
    admin::ListAccountsRequest,
    cluster::{
        ClusterEvent, ClusterEventKind, WatchClusterRequest, cluster_service_client::ClusterServiceClient,
    },
    storage::RefreshTokenRequest,
};
use server::auth::Presence;
use tonic::{Code, Request, Status, Streaming};

use crate::{
    administration::{admin, calls},
    flow::signed_in,
    on_both_engines,
    support::{
        TestApp, ask,
        people::{self, member_of},
        rpc::{self, refusal},
    },
};

const MINUTE: Duration = Duration::from_secs(60);

/// The same call by a page that nobody touches.
fn unattended<T>(message: T, token: &str) -> Request<T> {
    let mut request = rpc::with_token(message, token);
    request.extensions_mut().insert(Presence::Unattended);
    request
}

async fn refresh(app: &TestApp, token: &str) -> Result<(String, String), Status> {
    let request = RefreshTokenRequest { current_token: token.to_owned() };
    let next = rpc::storage(app).refresh_token(request).await?.into_inner();
    Ok((next.new_token, next.refresh_token))
}

/// Looks at the nodes with the page's stream.
async fn watch(app: &TestApp, token: &str) -> Streaming<ClusterEvent> {
    let request = rpc::with_token(WatchClusterRequest {}, token);
    let mut calls = ClusterServiceClient::new(app.calls());
    calls.watch_cluster(request).await.expect("members look at the nodes").into_inner()
}

/// The next state that the stream tells, behind the one that was due already.
async fn next_state(events: &mut Streaming<ClusterEvent>) -> Result<(), Status> {
    for _ in 0..2 {
        while events.message().await?.expect("it goes on").kind() != ClusterEventKind::State {}
    }
    Ok(())
}

/// When an hour of disuse begins ten minutes after the start, a token that outlives that hour.
async fn used_after_ten_minutes(app: &TestApp) -> (String, String) {
    people::registered(app, "alice").await;
    let tokens = signed_in(app, "alice").await;
    app.advance(10 * MINUTE);
    member_of(app, &tokens.auth_token).await.expect("in use");
    app.advance(30 * MINUTE);
    refresh(app, &tokens.refresh_token).await.expect("half an hour of disuse")
}

on_both_engines! {
    async fn whoever_only_looks_on_is_idle_after_an_hour_and_sees_no_more(app: TestApp) {
        let (token, refresh_token) = used_after_ten_minutes(&app).await;
        let mut events = watch(&app, &token).await;
        app.advance(30 * MINUTE - Duration::from_secs(1));
        next_state(&mut events).await.expect("the hour is not over");
        app.advance(Duration::from_secs(1));
        let ended = next_state(&mut events).await.expect_err("SEC-22");
        assert_eq!((ended.code(), ended.message()), (Code::Unauthenticated, "This session has ended. Sign in again."));
        assert!(events.message().await.is_ok_and(|next| next.is_none()), "nothing follows");
        member_of(&app, &token).await.expect_err("it is over for every call");
        refresh(&app, &refresh_token).await.expect_err("and for its tokens");
    }

    async fn whoever_works_beside_a_stream_keeps_both(app: TestApp) {
        let (token, _) = used_after_ten_minutes(&app).await;
        let mut events = watch(&app, &token).await;
        app.advance(29 * MINUTE);
        member_of(&app, &token).await.expect("in use");
        app.advance(30 * MINUTE);
        next_state(&mut events).await.expect("used half an hour ago");
        member_of(&app, &token).await.expect("in use");
    }

    async fn trading_tokens_keeps_nobody_signed_in(app: TestApp) {
        people::registered(&app, "alice").await;
        let tokens = signed_in(&app, "alice").await;
        member_of(&app, &tokens.auth_token).await.expect("in use");
        let mut token = tokens.refresh_token;
        for _ in 0..2 {
            app.advance(29 * MINUTE);
            (_, token) = refresh(&app, &token).await.expect("within the hour");
        }
        app.advance(2 * MINUTE);
        let late = refresh(&app, &token).await;
        assert_eq!(refusal(late), (Code::Unauthenticated, "TOKEN_INVALID".to_owned()));
    }

    async fn a_page_that_nobody_touches_is_idle_however_often_it_asks(app: TestApp) {
        let (token, _) = used_after_ten_minutes(&app).await;
        for _ in 0..29 {
            app.advance(MINUTE);
            let asked = rpc::account(&app).get_profile(unattended(GetProfileRequest {}, &token)).await;
            asked.expect("within the hour");
        }
        app.advance(MINUTE);
        let late = rpc::account(&app).get_profile(unattended(GetProfileRequest {}, &token)).await;
        assert_eq!(refusal(late), (Code::Unauthenticated, "TOKEN_INVALID".to_owned()));
    }

    async fn a_page_that_nobody_touches_keeps_no_rights_of_admins(app: TestApp) {
        let root = admin(&app).await;
        let list = async || calls(&app).list_accounts(unattended(ListAccountsRequest::default(), &root)).await;
        app.advance(19 * MINUTE);
        list().await.expect("a proof of nineteen minutes ago");
        app.advance(MINUTE);
        assert_eq!(refusal(list().await).1, "STEP_UP_NEEDED");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_says_by_a_header_that_nobody_touches_it() {
    let app = TestApp::sqlite().await;
    let (token, _) = used_after_ten_minutes(&app).await;
    let call = || ask::native(ask::PROFILE).header("authorization", format!("Bearer {token}"));
    app.advance(29 * MINUTE);
    let answer = ask::send(&app, call().header("x-away", "1"), ask::empty_frame()).await;
    assert_eq!(answer.grpc_status, Some(0));
    app.advance(MINUTE);
    assert_eq!(ask::send(&app, call(), ask::empty_frame()).await.grpc_status, Some(16), "no use before");
}
