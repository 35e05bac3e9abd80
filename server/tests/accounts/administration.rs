//! What an admin does with accounts: roles as reservations, keeping somebody out, letting somebody try again (A23, H4).
use std::time::Duration;

use domain::limits::{ADMIN_IDLE_LIFE, STEP_UP_LIFE};
use proto::admin::{
    ListAccountsRequest, ResumeAccountRequest, SetRoleRequest, SuspendAccountRequest, UnlockAccountRequest,
    admin_service_client::AdminServiceClient,
};
use server::{db, grpc::Services};
use tonic::Code;

use crate::{
    flow::{log_in, native, signed_in, verify_otp},
    on_both_engines,
    phone::{Careful, add_authenticator, begin_step_up, careful, step_up},
    support::{
        TestApp,
        people::{self, PASSWORD, last_code, mails_to, member_of},
        rpc::{self, refusal},
    },
};

const GB: i64 = 1_000_000_000;
const SECOND: Duration = Duration::from_secs(1);

pub fn calls(app: &TestApp) -> AdminServiceClient<Services> {
    AdminServiceClient::new(app.calls())
}

/// Somebody whom the database calls admin, freshly signed in.
pub async fn admin(app: &TestApp) -> String {
    people::registered(app, "root").await;
    let token = signed_in(app, "root").await.auth_token;
    people::promote(app, &member_of(app, &token).await.expect("signed in")).await;
    token
}

pub async fn set_role(app: &TestApp, token: &str, username: &str, role: &str) -> Result<i64, (Code, String)> {
    let request = SetRoleRequest { username: username.to_owned(), role: role.to_owned() };
    let answer = calls(app).set_role(rpc::with_token(request, token)).await;
    match answer {
        Ok(answer) => Ok(answer.into_inner().reserved_bytes),
        Err(status) => Err(refusal::<()>(Err(status))),
    }
}

fn refused(code: Code, reason: &str) -> Result<i64, (Code, String)> {
    Err((code, reason.to_owned()))
}

pub async fn reserved(app: &TestApp) -> u64 {
    db::pool::find(app.db.read()).await.expect("read").expect("a pool").reserved
}

on_both_engines! {
    async fn a_role_reserves_what_it_says_or_fails(app: TestApp) {
        let root = admin(&app).await;
        let alice = people::enrolled(&app, "alice").await;
        assert_eq!(reserved(&app).await, 2_000_000_000);
        assert_eq!(set_role(&app, &root, "alice", "premium").await, Ok(5 * GB));
        assert_eq!(reserved(&app).await, 6_000_000_000);
        member_of(&app, &alice).await.expect_err("SEC-24: her sessions ended");
        let told = "Your Skyshard account was changed by an admin".to_owned();
        assert!(mails_to(&app, "alice").await.contains(&told));
        assert_eq!(set_role(&app, &root, "alice", "basic").await, Ok(GB));
        assert_eq!(reserved(&app).await, 2_000_000_000);
        people::enrolled(&app, "bob").await;
        assert_eq!(set_role(&app, &root, "bob", "premium").await, refused(Code::ResourceExhausted, "POOL_EXHAUSTED"));
        assert_eq!(reserved(&app).await, 3_000_000_000, "nothing was changed");
    }

    async fn two_promotions_at_once_do_not_overdraw_the_pool(app: TestApp) {
        let root = admin(&app).await;
        people::enrolled(&app, "alice").await;
        let both = [set_role(&app, &root, "alice", "premium"), set_role(&app, &root, "root", "premium")];
        let answers = futures::future::join_all(both).await;
        assert!(answers.iter().filter(|answer| answer.is_ok()).count() <= 1, "{answers:?}");
        assert!(reserved(&app).await <= 6_000_000_000);
    }

    async fn a_smaller_role_must_hold_what_is_stored(app: TestApp) {
        let root = admin(&app).await;
        let alice = member_of(&app, &people::enrolled(&app, "alice").await).await.expect("signed in");
        set_role(&app, &root, "alice", "premium").await.expect("there is room");
        let tx = app.db.write().await.expect("a transaction");
        assert!(db::quota::begin(&tx, alice.account(), 1_000_000_001).await.expect("written"));
        tx.commit().await.expect("committed");
        assert_eq!(set_role(&app, &root, "alice", "basic").await, refused(Code::FailedPrecondition, "ROLE_TOO_SMALL"));
        assert_eq!(reserved(&app).await, 6_000_000_000);
    }

    async fn an_admin_needs_an_authenticator_and_there_is_always_one(app: TestApp) {
        let root = admin(&app).await;
        people::registered(&app, "alice").await;
        let missing = refused(Code::FailedPrecondition, "AUTHENTICATOR_MISSING");
        assert_eq!(set_role(&app, &root, "alice", "admin").await, missing);
        let last = refused(Code::FailedPrecondition, "LAST_ADMIN");
        assert_eq!(set_role(&app, &root, "root", "basic").await, last);
        let suspend = SuspendAccountRequest { username: "root".to_owned() };
        let answer = calls(&app).suspend_account(rpc::with_token(suspend, &root)).await;
        assert_eq!(refusal(answer), (Code::FailedPrecondition, "LAST_ADMIN".to_owned()));
        let token = signed_in(&app, "alice").await.auth_token;
        add_authenticator(&app, &token).await;
        set_role(&app, &root, "alice", "admin").await.expect("she has one now");
        set_role(&app, &root, "root", "basic").await.expect("she is another");
        assert_eq!(set_role(&app, &root, "alice", "basic").await, refused(Code::Unauthenticated, "TOKEN_INVALID"));
    }

    async fn who_is_suspended_stays_out_until_resumed(app: TestApp) {
        let root = admin(&app).await;
        people::registered(&app, "alice").await;
        let tokens = signed_in(&app, "alice").await;
        let begun = log_in(&app, "alice", PASSWORD, native()).await.expect("right").into_inner();
        let code = last_code(&app, "alice").await;
        let suspend = || rpc::with_token(SuspendAccountRequest { username: "alice".to_owned() }, &root);
        for _ in 0..2 {
            calls(&app).suspend_account(suspend()).await.expect("suspended");
        }
        member_of(&app, &tokens.auth_token).await.expect_err("her sessions ended");
        let ended = (Code::Unauthenticated, "OTP_EXPIRED".to_owned());
        assert_eq!(refusal(verify_otp(&app, &begun.session_id, &code, native()).await), ended);
        let begun = log_in(&app, "alice", PASSWORD, native()).await.expect("right").into_inner();
        let code = last_code(&app, "alice").await;
        let out = (Code::FailedPrecondition, "SUSPENDED".to_owned());
        assert_eq!(refusal(verify_otp(&app, &begun.session_id, &code, native()).await), out);
        let resume = rpc::with_token(ResumeAccountRequest { username: "alice".to_owned() }, &root);
        calls(&app).resume_account(resume).await.expect("resumed");
        signed_in(&app, "alice").await;
    }

    async fn an_admin_lets_somebody_try_again_at_once(app: TestApp) {
        let root = admin(&app).await;
        people::registered(&app, "alice").await;
        for _ in 0..6 {
            log_in(&app, "alice", "wrong violet kettle", native()).await.expect_err("wrong");
        }
        log_in(&app, "alice", PASSWORD, native()).await.expect_err("throttled");
        let unlock = rpc::with_token(UnlockAccountRequest { username: "Alice".to_owned() }, &root);
        assert_eq!(calls(&app).unlock_account(unlock).await.expect("unlocked").into_inner().places, 1);
        log_in(&app, "alice", PASSWORD, native()).await.expect("at once");
    }

    async fn accounts_are_listed_without_what_they_store(app: TestApp) {
        let root = admin(&app).await;
        careful(&app, "alice").await;
        people::registered(&app, "bob_1").await;
        let list = |filter: &str| {
            let request = ListAccountsRequest { filter: filter.to_owned(), ..Default::default() };
            let (mut calls, request) = (calls(&app), rpc::with_token(request, &root));
            async move { calls.list_accounts(request).await.expect("listed").into_inner() }
        };
        let all = list("").await;
        let told: Vec<_> = all.accounts.iter().map(|it| (it.username.as_str(), it.role.as_str())).collect();
        assert_eq!(told, [("alice", "basic"), ("bob_1", "basic"), ("root", "admin")]);
        assert_eq!(all.accounts[0].reserved_bytes, GB);
        assert!(all.accounts[0].has_authenticator && !all.accounts[1].has_authenticator);
        assert_eq!(list("B_1").await.total_count, 1);
        assert_eq!(list("%").await.total_count, 0, "a wildcard is a letter");
    }

    async fn a_role_change_needs_a_fresh_proof_and_every_call_the_role(app: TestApp) {
        let root = admin(&app).await;
        let alice = people::enrolled(&app, "alice").await;
        app.advance(STEP_UP_LIFE);
        assert_eq!(set_role(&app, &root, "alice", "premium").await, refused(Code::FailedPrecondition, "STEP_UP_NEEDED"));
        assert_eq!(set_role(&app, &alice, "alice", "admin").await, refused(Code::PermissionDenied, "MISSING_ROLE"));
        let list = rpc::with_token(ListAccountsRequest::default(), &alice);
        assert_eq!(refusal(calls(&app).list_accounts(list).await).0, Code::PermissionDenied);
    }

    async fn admin_rights_need_a_strong_factor(app: TestApp) {
        let root = admin(&app).await;
        let list = |token: &str| rpc::with_token(ListAccountsRequest::default(), token);
        calls(&app).list_accounts(list(&root)).await.expect("an admin with an authenticator");
        let weak = signed_in(&app, "root").await.auth_token;
        let refused = (Code::FailedPrecondition, "STRONG_FACTOR_NEEDED".to_owned());
        assert_eq!(refusal(calls(&app).list_accounts(list(&weak)).await), refused);

        let (_, added) = add_authenticator(&app, &weak).await;
        let strong = added.tokens.expect("the session goes on").auth_token;
        calls(&app).list_accounts(list(&strong)).await.expect("at once, in the session that added it");
        let gone = rpc::security(&app).remove_authenticator(rpc::with_token(Default::default(), &strong)).await;
        let weak = gone.expect("removed").into_inner().tokens.expect("the session goes on").auth_token;
        assert_eq!(refusal(calls(&app).list_accounts(list(&weak)).await), refused);
    }

    async fn admin_rights_rest_after_twenty_minutes_without_use(app: TestApp) {
        let Careful { phone, tokens, .. } = careful(&app, "root").await;
        people::promote(&app, &member_of(&app, &tokens.auth_token).await.expect("signed in")).await;
        let list = || rpc::with_token(ListAccountsRequest::default(), &tokens.auth_token);
        for expected in ["fresh", "used in time"] {
            calls(&app).list_accounts(list()).await.expect(expected);
            app.advance(ADMIN_IDLE_LIFE - SECOND);
        }
        member_of(&app, &tokens.auth_token).await.expect("a call as a member is no use of the rights");
        app.advance(SECOND);
        let needed = (Code::FailedPrecondition, "STEP_UP_NEEDED".to_owned());
        assert_eq!(refusal(calls(&app).list_accounts(list()).await), needed);

        let begun = begin_step_up(&app, &tokens.auth_token, PASSWORD).await.expect("her password").into_inner();
        let proved = step_up(&app, &tokens.auth_token, &begun.challenge_id, &phone.code(&app)).await;
        let tokens = proved.expect("proved").into_inner().tokens.expect("the session goes on");
        let list = rpc::with_token(ListAccountsRequest::default(), &tokens.auth_token);
        calls(&app).list_accounts(list).await.expect("for the next twenty minutes");
    }
}
