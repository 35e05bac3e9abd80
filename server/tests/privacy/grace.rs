//! A day to think better of it: the account is signed out, whoever signs in is told, and may keep it.
use std::time::Duration;

use domain::limits::{ERASURE_GRACE, STEP_UP_LIFE};
use proto::{account::RequestErasureRequest, storage::VerifyOtpRequest};
use server::service::{
    enroll::{self, Application},
    privacy::{erase, request},
    sign_in::Pending,
};
use tonic::Code;

use crate::{
    flow::{log_in, native, signed_in, verify_otp},
    on_both_engines,
    owner::{content, owner, reason, returning},
    support::{
        people::{self, PASSWORD, email, last_code, mails_to, member_of, ticket},
        rpc::{self, refusal},
    },
};

fn pending() -> (Code, String) {
    (Code::FailedPrecondition, "ERASURE_PENDING".to_owned())
}

on_both_engines! {
    async fn an_account_that_is_to_be_erased_can_only_be_kept(app: TestApp) {
        people::registered(&app, "alice").await;
        let signed = signed_in(&app, "alice").await;
        let alice = returning(&app, signed.auth_token).await;
        let file = alice.store("a", &content(1, 10)).await.unwrap().file;
        let other = signed_in(&app, "alice").await.auth_token;

        let ask = |name: &str| RequestErasureRequest { username: name.to_owned() };
        let wrong = rpc::privacy(&app).request_erasure(rpc::with_token(ask("alicia"), &alice.token)).await;
        assert_eq!(refusal(wrong), (Code::InvalidArgument, "INVALID_USERNAME".to_owned()));
        member_of(&app, &other).await.expect("nothing was begun");
        let asked = rpc::privacy(&app).request_erasure(rpc::with_token(ask("alice"), &alice.token)).await;
        let due_at = asked.expect("begun").into_inner().due_at;
        assert_eq!(due_at, app.clock.now().plus(ERASURE_GRACE).unix_seconds());
        assert!(mails_to(&app, "alice").await.contains(&"Your Skyshard account will be deleted".to_owned()));

        // Signed out everywhere, and not let in: the code is right, and is not used up.
        for token in [&alice.token, &other] {
            assert_eq!(reason(member_of(&app, token).await), "TOKEN_INVALID");
        }
        let refresh = proto::storage::RefreshTokenRequest { current_token: signed.refresh_token };
        assert_eq!(refusal(rpc::storage(&app).refresh_token(refresh).await).0, Code::Unauthenticated);
        let sent = log_in(&app, "alice", PASSWORD, native()).await.expect("right").into_inner();
        let code = last_code(&app, "alice").await;
        assert_eq!(refusal(verify_otp(&app, &sent.session_id, &code, native()).await), pending());
        assert_eq!(erase::round(&app).await.unwrap(), 0, "its time has not come");

        let keep = VerifyOtpRequest { session_id: sent.session_id, otp: code, keep_account: true };
        let kept = rpc::storage(&app).verify_otp(rpc::through(keep, native())).await.expect("kept").into_inner();
        assert!(mails_to(&app, "alice").await.contains(&"Your Skyshard account is kept".to_owned()));
        app.advance(ERASURE_GRACE);
        assert_eq!(erase::round(&app).await.unwrap(), 0, "it is kept");
        let again = signed_in(&app, "alice").await.auth_token;
        assert_eq!(returning(&app, again).await.read(file).await.unwrap(), content(1, 10));
        assert_ne!(kept.auth_token, "");
    }

    async fn who_signs_in_by_code_alone_keeps_the_account_so(app: TestApp) {
        let alice = owner(&app, "alice").await;
        request::of_oneself(&app, &alice.member, "alice").await.unwrap();
        let proof = ticket(&app, "alice").await;
        assert_eq!(reason(people::enroll_with(&app, "alice", &proof).await), "ERASURE_PENDING");
        let (email, username) = (email("alice"), domain::username::Username::derived_from("alice"));
        let visitor = server::auth::Visitor::default();
        let application =
            Application { email: &email, username: &username, ticket: &proof, visitor: &visitor, pending: Pending::Keep };
        let kept = enroll::enroll(&app, None, application).await.expect("the ticket was not spent");
        member_of(&app, &kept.session_token).await.expect("in");
        app.advance(ERASURE_GRACE);
        assert_eq!(erase::round(&app).await.unwrap(), 0);
    }

    async fn being_erased_needs_a_fresh_proof(app: TestApp) {
        let alice = owner(&app, "alice").await;
        app.advance(STEP_UP_LIFE);
        let ask = RequestErasureRequest { username: "alice".to_owned() };
        let asked = rpc::privacy(&app).request_erasure(rpc::with_token(ask, &alice.token)).await;
        assert_eq!(refusal(asked), (Code::FailedPrecondition, "STEP_UP_NEEDED".to_owned()));
        app.advance(ERASURE_GRACE + Duration::from_secs(1));
        assert_eq!(erase::round(&app).await.unwrap(), 0);
    }
}
