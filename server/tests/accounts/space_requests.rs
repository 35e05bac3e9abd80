//! Asking for more space and answering: what is shown before is what happens, once, with one row of the trail.
use std::time::Duration;

use domain::limits::STEP_UP_LIFE;
use proto::{
    account::{
        GetSpaceRequestRequest, GetSpaceRequestResponse, RequestSpaceRequest, WithdrawSpaceRequestRequest,
    },
    admin::{
        AcceptSpaceRequestRequest, GetPoolRequest, ListSpaceRequestsRequest, PreviewRoleRequest,
        RefuseSpaceRequestRequest, RoleChange, SpaceRequest, pool_service_client::PoolServiceClient,
    },
};
use server::{db, grpc::Services, jobs::sweep};
use tonic::Code;

use crate::{
    administration::{admin, calls, reserved, set_role},
    flow::{register, verify_email},
    on_both_engines,
    support::{
        TestApp,
        people::{self, last_code, mails_to, member_of},
        rpc::{self, refusal},
    },
};

const GB: i64 = 1_000_000_000;

fn pool(app: &TestApp) -> PoolServiceClient<Services> {
    PoolServiceClient::new(app.calls())
}

async fn ask(app: &TestApp, token: &str, note: &str) -> Result<i64, (Code, String)> {
    let request = rpc::with_token(RequestSpaceRequest { note: note.to_owned() }, token);
    let asked = rpc::account(app).request_space(request).await;
    // Each has its own instant, so that the line has an order.
    app.advance(Duration::from_secs(1));
    match asked {
        Ok(asked) => Ok(asked.into_inner().created_at),
        Err(status) => Err(refusal::<()>(Err(status))),
    }
}

async fn standing(app: &TestApp, token: &str) -> GetSpaceRequestResponse {
    let request = rpc::with_token(GetSpaceRequestRequest {}, token);
    rpc::account(app).get_space_request(request).await.expect("answered").into_inner()
}

async fn pending(app: &TestApp, token: &str) -> Vec<SpaceRequest> {
    let request = rpc::with_token(ListSpaceRequestsRequest {}, token);
    pool(app).list_space_requests(request).await.expect("listed").into_inner().requests
}

async fn accept(app: &TestApp, token: &str, id: &str) -> Result<i64, (Code, String)> {
    let request = AcceptSpaceRequestRequest { request_id: id.to_owned() };
    match pool(app).accept_space_request(rpc::with_token(request, token)).await {
        Ok(answer) => Ok(answer.into_inner().reserved_bytes),
        Err(status) => Err(refusal::<()>(Err(status))),
    }
}

async fn refuse(app: &TestApp, token: &str, id: &str) -> Result<(), (Code, String)> {
    let request = RefuseSpaceRequestRequest { request_id: id.to_owned() };
    match pool(app).refuse_space_request(rpc::with_token(request, token)).await {
        Ok(_) => Ok(()),
        Err(status) => Err(refusal::<()>(Err(status))),
    }
}

async fn preview(app: &TestApp, token: &str, username: &str, role: &str) -> RoleChange {
    let request = PreviewRoleRequest { username: username.to_owned(), role: role.to_owned() };
    let previewed = calls(app).preview_role(rpc::with_token(request, token)).await;
    previewed.expect("previewed").into_inner().change.expect("a change")
}

/// How often each of these stands in the trail.
async fn told(app: &TestApp, actions: [&str; 2]) -> [u64; 2] {
    let counts = db::audit::count_by_action(app.db.read()).await.expect("read");
    actions.map(|action| counts.get(action).copied().unwrap_or(0))
}

fn not_found<T>() -> Result<T, (Code, String)> {
    Err((Code::NotFound, "NOT_FOUND".to_owned()))
}

on_both_engines! {
    async fn what_accepting_would_change_is_shown_and_happens(app: TestApp) {
        let root = admin(&app).await;
        let alice = people::enrolled(&app, "alice").await;
        assert_eq!((standing(&app, &alice).await.state, standing(&app, &alice).await.larger_bytes), ("none".to_owned(), 5 * GB));
        let since = ask(&app, &alice, "My films do not fit.").await.expect("asked");
        assert_eq!(ask(&app, &alice, "My films and\nmy music.").await, Ok(since), "the place in line stays");
        let [request] = pending(&app, &root).await.try_into().expect("one, the newest words of it");
        assert_eq!((request.username.as_str(), request.note.as_str()), ("alice", "My films and\nmy music."));
        let change = request.change.expect("a preview");
        assert_eq!((change.role_before.as_str(), change.role_after.as_str()), ("basic", "premium"));
        assert_eq!((change.reserved_before_bytes, change.reserved_after_bytes), (GB, 5 * GB));
        assert_eq!((change.pool_reserved_before_bytes, change.pool_reserved_after_bytes), (2 * GB, 6 * GB));
        assert_eq!(change.problem, "");
        assert_eq!(reserved(&app).await, 2_000_000_000, "a preview changes nothing");
        assert_eq!(accept(&app, &root, &request.request_id).await, Ok(5 * GB));
        assert_eq!(reserved(&app).await, 6_000_000_000);
        assert_eq!(told(&app, ["space.accept", "account.role"]).await, [1, 0], "one row");
        member_of(&app, &alice).await.expect_err("SEC-24: her sessions ended");
        assert!(pending(&app, &root).await.is_empty());
        assert_eq!(accept(&app, &root, &request.request_id).await, not_found());
        assert_eq!(refuse(&app, &root, &request.request_id).await, not_found());
        let moved = pool(&app).get_pool(rpc::with_token(GetPoolRequest {}, &root)).await.expect("shown").into_inner();
        let entry = &moved.changes[0];
        assert_eq!((entry.username.as_str(), entry.source.as_str(), entry.target.as_str(), entry.bytes), ("alice", "pool", "free", 4 * GB));
    }

    async fn what_does_not_fit_says_so_before_and_is_refused(app: TestApp) {
        let root = admin(&app).await;
        let alice = people::enrolled(&app, "alice").await;
        people::enrolled(&app, "bob").await;
        ask(&app, &alice, "").await.expect("asked");
        let request = pending(&app, &root).await.remove(0);
        let problem = request.change.expect("a preview").problem;
        assert!(problem.contains("reserves 4 GB more, and only 3 GB of the pool are free"), "{problem}");
        let full = Err((Code::ResourceExhausted, "POOL_EXHAUSTED".to_owned()));
        assert_eq!(accept(&app, &root, &request.request_id).await, full);
        assert_eq!((standing(&app, &alice).await.state.as_str(), reserved(&app).await), ("open", 3_000_000_000));
        let of_admin = preview(&app, &root, "bob", "admin").await;
        assert!(of_admin.problem.contains("authenticator"), "{}", of_admin.problem);
        let last = preview(&app, &root, "root", "basic").await;
        assert!(last.problem.contains("only admin"), "{}", last.problem);
        let same = preview(&app, &root, "bob", "basic").await;
        assert_eq!((same.problem.as_str(), same.reserved_after_bytes, same.pool_reserved_after_bytes), ("", GB, 3 * GB));
    }

    async fn who_is_refused_keeps_everything_and_is_told(app: TestApp) {
        let root = admin(&app).await;
        people::registered(&app, "alice").await;
        let alice = crate::flow::signed_in(&app, "alice").await.auth_token;
        ask(&app, &alice, "").await.expect("asked");
        let id = pending(&app, &root).await.remove(0).request_id;
        refuse(&app, &root, &id).await.expect("refused");
        let after = standing(&app, &alice).await;
        assert_eq!((after.state.as_str(), after.decided_at > 0), ("refused", true), "her session goes on");
        assert!(mails_to(&app, "alice").await.contains(&"Your Skyshard account keeps its space".to_owned()));
        assert_eq!(told(&app, ["space.refuse", "space.request"]).await, [1, 1]);
        ask(&app, &alice, "once more").await.expect("asked again");
        assert_eq!(standing(&app, &alice).await.state, "open");
        for _ in 0..2 {
            let request = rpc::with_token(WithdrawSpaceRequestRequest {}, &alice);
            rpc::account(&app).withdraw_space_request(request).await.expect("alike when asked again");
        }
        assert_eq!((standing(&app, &alice).await.state.as_str(), pending(&app, &root).await.len()), ("none", 0));
        assert_eq!(told(&app, ["space.withdraw", "space.request"]).await, [1, 2]);
    }

    async fn a_role_that_is_given_answers_the_request_for_it(app: TestApp) {
        let root = admin(&app).await;
        let alice = people::enrolled(&app, "alice").await;
        ask(&app, &alice, "").await.expect("asked");
        set_role(&app, &root, "alice", "premium").await.expect("there is room");
        assert!(pending(&app, &root).await.is_empty());
        assert_eq!(told(&app, ["account.role", "space.accept"]).await, [1, 0]);
    }

    async fn two_admins_who_decide_at_once_decide_once(app: TestApp) {
        let root = admin(&app).await;
        let alice = people::enrolled(&app, "alice").await;
        ask(&app, &alice, "").await.expect("asked");
        let id = pending(&app, &root).await.remove(0).request_id;
        let (accepted, again, refused) =
            tokio::join!(accept(&app, &root, &id), accept(&app, &root, &id), refuse(&app, &root, &id));
        let decided = [accepted.is_ok(), again.is_ok(), refused.is_ok()].into_iter().filter(|it| *it).count();
        assert_eq!(decided, 1);
        let [accepts, refusals] = told(&app, ["space.accept", "space.refuse"]).await;
        assert_eq!(accepts + refusals, 1);
    }

    async fn only_who_has_a_seat_and_a_larger_role_before_them_may_ask(app: TestApp) {
        let root = admin(&app).await;
        let larger = Err((Code::FailedPrecondition, "NOTHING_LARGER".to_owned()));
        assert_eq!(ask(&app, &root, "").await, larger);
        for seat in 0..5 {
            people::enrolled(&app, &format!("seat{seat}")).await;
        }
        register(&app, "alice", crate::flow::native()).await.expect("registered");
        let code = last_code(&app, "alice").await;
        verify_email(&app, "alice", &code, crate::flow::native()).await.expect("verified");
        let alice = crate::flow::signed_in(&app, "alice").await.auth_token;
        assert_eq!(standing(&app, &alice).await.larger_bytes, 0);
        assert_eq!(ask(&app, &alice, "").await, Err((Code::FailedPrecondition, "NO_STORAGE".to_owned())));
    }

    async fn a_note_has_a_length_and_no_letters_that_nobody_sees(app: TestApp) {
        let alice = people::enrolled(&app, "alice").await;
        let invalid = Err((Code::InvalidArgument, "INVALID_ARGUMENT".to_owned()));
        assert_eq!(ask(&app, &alice, &"x".repeat(501)).await, invalid);
        assert_eq!(ask(&app, &alice, "a\u{0}b").await, invalid);
        ask(&app, &alice, &"x".repeat(500)).await.expect("just fits");
    }

    async fn a_decision_needs_a_fresh_proof_and_the_role(app: TestApp) {
        let root = admin(&app).await;
        let alice = people::enrolled(&app, "alice").await;
        ask(&app, &alice, "").await.expect("asked");
        let id = pending(&app, &root).await.remove(0).request_id;
        let missing = || ("MISSING_ROLE".to_owned(), Code::PermissionDenied);
        let swap = |(code, reason): (Code, String)| (reason, code);
        assert_eq!(accept(&app, &alice, &id).await.map_err(swap), Err(missing()));
        assert_eq!(refuse(&app, &alice, &id).await.map_err(swap), Err(missing()));
        let list = pool(&app).list_space_requests(rpc::with_token(ListSpaceRequestsRequest {}, &alice)).await;
        assert_eq!(refusal(list).0, Code::PermissionDenied);
        let shown = pool(&app).get_pool(rpc::with_token(GetPoolRequest {}, &alice)).await;
        assert_eq!(refusal(shown).0, Code::PermissionDenied);
        app.advance(STEP_UP_LIFE);
        let proof = Err((Code::FailedPrecondition, "STEP_UP_NEEDED".to_owned()));
        assert_eq!(accept(&app, &root, &id).await, proof);
        assert_eq!(refuse(&app, &root, &id).await, Err((Code::FailedPrecondition, "STEP_UP_NEEDED".to_owned())));
    }

    async fn the_pool_is_shown_as_it_is(app: TestApp) {
        let root = admin(&app).await;
        for seat in 0..5 {
            people::enrolled(&app, &format!("seat{seat}")).await;
        }
        register(&app, "alice", crate::flow::native()).await.expect("registered");
        let code = last_code(&app, "alice").await;
        verify_email(&app, "alice", &code, crate::flow::native()).await.expect("verified");
        sweep(&app).await.expect("a round");
        let shown = pool(&app).get_pool(rpc::with_token(GetPoolRequest {}, &root)).await.expect("shown").into_inner();
        assert_eq!((shown.seats, shown.seats_free, shown.capacity_bytes, shown.reserved_bytes), (6, 0, 6 * GB, 6 * GB));
        let names: Vec<&str> = shown.reservations.iter().map(|held| held.username.as_str()).collect();
        assert_eq!((names.len(), names[0]), (6, "root"));
        let line: Vec<_> = shown.waiting.iter().map(|it| (it.username.as_str(), it.wanted_bytes)).collect();
        assert_eq!(line, [("alice", GB)]);
        assert_eq!(shown.changes.len(), 6);
    }
}
