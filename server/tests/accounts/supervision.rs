//! Sessions and throttles of others, as an admin sees and ends them (SEC-26).
use domain::limits::STEP_UP_LIFE;
use proto::admin::{
    AccountSession, EndAccountSessionRequest, ListAccountSessionsRequest, ListThrottlesRequest, Throttle,
    UnlockAccountRequest,
};
use server::db;
use tonic::Code;

use crate::{
    administration::{admin, calls},
    flow::{log_in, native, signed_in},
    on_both_engines,
    support::{
        TestApp,
        people::{self, PASSWORD, member_of},
        rpc::{self, refusal},
    },
};

async fn sessions(app: &TestApp, token: &str, username: &str) -> Vec<AccountSession> {
    let request = ListAccountSessionsRequest { username: username.to_owned() };
    let listed = calls(app).list_account_sessions(rpc::with_token(request, token)).await;
    listed.expect("listed").into_inner().sessions
}

async fn end(app: &TestApp, token: &str, username: &str, session: &str) -> Result<(), (Code, String)> {
    let request = EndAccountSessionRequest { username: username.to_owned(), session_id: session.to_owned() };
    match calls(app).end_account_session(rpc::with_token(request, token)).await {
        Ok(_) => Ok(()),
        Err(status) => Err(refusal::<()>(Err(status))),
    }
}

async fn throttles(app: &TestApp, token: &str) -> Vec<Throttle> {
    let listed = calls(app).list_throttles(rpc::with_token(ListThrottlesRequest {}, token)).await;
    listed.expect("listed").into_inner().throttles
}

on_both_engines! {
    async fn an_admin_ends_one_session_of_an_account_on_its_next_call(app: TestApp) {
        let root = admin(&app).await;
        people::registered(&app, "alice").await;
        let (first, second) = (signed_in(&app, "alice").await.auth_token, signed_in(&app, "alice").await.auth_token);
        let gone = member_of(&app, &first).await.expect("signed in").session().to_string();
        let before = sessions(&app, &root, "Alice").await;
        assert!(before.iter().any(|it| it.session_id == gone));
        assert_eq!(before[0].methods, ["pwd", "otp"]);
        for _ in 0..2 {
            end(&app, &root, "alice", &gone).await.expect("alike when asked again");
        }
        member_of(&app, &first).await.expect_err("it is over");
        member_of(&app, &second).await.expect("the other goes on");
        assert_eq!(sessions(&app, &root, "alice").await.len(), before.len() - 1);
        let ended = db::audit::count_by_action(app.db.read()).await.expect("read");
        assert_eq!(ended.get("session.end"), Some(&1));
    }

    async fn a_session_goes_by_its_account_and_ending_it_needs_a_proof(app: TestApp) {
        let root = admin(&app).await;
        let alice = people::enrolled(&app, "alice").await;
        people::registered(&app, "bob").await;
        let hers = member_of(&app, &alice).await.expect("signed in").session().to_string();
        assert_eq!(end(&app, &root, "bob", &hers).await, Err((Code::NotFound, "NOT_FOUND".to_owned())));
        assert_eq!(end(&app, &root, "nobody", &hers).await, Err((Code::NotFound, "NOT_FOUND".to_owned())));
        assert_eq!(end(&app, &root, "alice", "x").await, Err((Code::InvalidArgument, "INVALID_ARGUMENT".to_owned())));
        let missing = Err((Code::PermissionDenied, "MISSING_ROLE".to_owned()));
        assert_eq!(end(&app, &alice, "alice", &hers).await, missing);
        let list = ListAccountSessionsRequest { username: "root".to_owned() };
        let refused = calls(&app).list_account_sessions(rpc::with_token(list, &alice)).await;
        assert_eq!(refusal(refused).0, Code::PermissionDenied);
        app.advance(STEP_UP_LIFE);
        let proof = Err((Code::FailedPrecondition, "STEP_UP_NEEDED".to_owned()));
        assert_eq!(end(&app, &root, "alice", &hers).await, proof);
        member_of(&app, &alice).await.expect("nothing was ended");
    }

    async fn an_admin_sees_who_waits_and_lets_them_go(app: TestApp) {
        let root = admin(&app).await;
        people::registered(&app, "alice").await;
        assert_eq!(throttles(&app, &root).await, []);
        for name in ["alice", "nobody_knows"] {
            for _ in 0..6 {
                log_in(&app, name, "wrong violet kettle", native()).await.expect_err("wrong");
            }
        }
        let waiting = throttles(&app, &root).await;
        let named: Vec<_> = waiting.iter().map(|it| (it.username.as_str(), it.failures)).collect();
        assert_eq!(named.len(), 2);
        assert!(named.contains(&("alice", 5)) && named.contains(&("", 5)), "{named:?}");
        assert!(waiting.iter().all(|it| it.until > app.clock.now().unix_seconds()));
        let unlock = rpc::with_token(UnlockAccountRequest { username: "alice".to_owned() }, &root);
        calls(&app).unlock_account(unlock).await.expect("unlocked");
        assert_eq!(throttles(&app, &root).await.len(), 1);
        log_in(&app, "alice", PASSWORD, native()).await.expect("at once");
        let alice = people::enrolled(&app, "carol").await;
        let refused = calls(&app).list_throttles(rpc::with_token(ListThrottlesRequest {}, &alice)).await;
        assert_eq!(refusal(refused).0, Code::PermissionDenied);
    }
}
