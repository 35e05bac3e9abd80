//! The server's clock goes back (SEC-17): what nobody may do meanwhile, who is told, and how it ends.
use std::time::Duration;

use proto::{
    account::{BeginAuthenticatorRequest, ConfirmAuthenticatorRequest},
    admin::{Check, RunChecksRequest, Verdict, diagnostics_service_client::DiagnosticsServiceClient},
    storage::VerifyOtpResponse,
};
use server::{db, service::clock};
use tonic::Code;

use crate::{
    administration::admin,
    flow::{Answer, log_in, native, signed_in, verify_otp},
    on_both_engines,
    phone::{Careful, Phone, careful},
    support::{
        TestApp,
        people::{self, PASSWORD},
        rpc::{self, refusal},
    },
};

const MINUTE: Duration = Duration::from_secs(60);
const SECOND: Duration = Duration::from_secs(1);

/// Whoever has an authenticator signs in with the code that it shows now.
async fn by_app(app: &TestApp, who: &Careful, name: &str) -> Answer<VerifyOtpResponse> {
    let sent = log_in(app, name, PASSWORD, native()).await.expect("the password is right").into_inner();
    verify_otp(app, &sent.session_id, &who.phone.code(app), native()).await
}

fn is_refused(answer: Answer<VerifyOtpResponse>) -> bool {
    answer.is_err_and(|status| status.message().starts_with("The server's clock is wrong"))
}

async fn check(app: &TestApp, token: &str) -> Check {
    let mut calls = DiagnosticsServiceClient::new(app.calls());
    let run = calls.run_checks(rpc::with_token(RunChecksRequest {}, token)).await.expect("an admin asks");
    run.into_inner().checks.into_iter().find(|check| check.name == "clock").expect("the check")
}

async fn alarms(app: &TestApp) -> u64 {
    let counts = db::audit::count_by_action(app.db.read()).await.expect("read");
    counts.get("clock.jump_back").copied().unwrap_or_default()
}

on_both_engines! {
    async fn a_jump_back_refuses_the_codes_of_everybody_until_the_clock_has_caught_up(app: TestApp) {
        let (alice, bob) = (careful(&app, "alice").await, careful(&app, "bob").await);
        people::registered(&app, "carol").await;
        app.advance(30 * MINUTE);
        by_app(&app, &bob, "bob").await.expect("all is well");
        app.turn_back(10 * MINUTE);
        // Alice's last code is older than this: her own row would let the next one pass.
        assert!(is_refused(by_app(&app, &alice, "alice").await));
        assert!(is_refused(by_app(&app, &bob, "bob").await));
        let carols = signed_in(&app, "carol").await.auth_token;
        let begin = rpc::with_token(BeginAuthenticatorRequest {}, &carols);
        let begun = rpc::security(&app).begin_authenticator(begin).await.expect("a proof is fresh").into_inner();
        let otp = Phone::with(&begun.secret).code(&app);
        let confirm = rpc::with_token(ConfirmAuthenticatorRequest { otp }, &carols);
        let refused = rpc::security(&app).confirm_authenticator(confirm).await;
        assert_eq!(refusal(refused), (Code::Unauthenticated, "INVALID_OTP".to_owned()));
        let sent = log_in(&app, "alice", PASSWORD, native()).await.expect("right").into_inner();
        for _ in 0..6 {
            assert!(is_refused(verify_otp(&app, &sent.session_id, &alice.phone.code(&app), native()).await));
        }
        verify_otp(&app, &sent.session_id, &alice.backup_codes[0], native()).await.expect("no try was used up");
        app.advance(10 * MINUTE - 31 * SECOND);
        assert!(is_refused(by_app(&app, &alice, "alice").await), "31 seconds behind");
        app.advance(SECOND);
        by_app(&app, &alice, "alice").await.expect("thirty seconds are a correction");
    }

    async fn a_jump_back_is_seen_after_a_restart(app: TestApp) {
        let alice = careful(&app, "alice").await;
        app.advance(30 * MINUTE);
        clock::watch(&app).await.expect("written down");
        app.turn_back(10 * MINUTE);
        let app = app.restart().await;
        assert!(is_refused(by_app(&app, &alice, "alice").await));
        clock::watch(&app).await.expect("told");
        assert_eq!(alarms(&app).await, 1);
        let app = app.restart().await;
        clock::watch(&app).await.expect("known");
        assert_eq!(alarms(&app).await, 1, "one jump is told once");
        app.advance(10 * MINUTE);
        by_app(&app, &alice, "alice").await.expect("the clock has caught up");
    }

    async fn a_jump_back_is_told_once_and_ends_by_itself(app: TestApp) {
        let root = admin(&app).await;
        app.advance(10 * MINUTE);
        clock::watch(&app).await.expect("written down");
        assert_eq!((check(&app, &root).await.verdict(), alarms(&app).await), (Verdict::Good, 0));
        app.turn_back(5 * MINUTE);
        for _ in 0..3 {
            clock::watch(&app).await.expect("told");
            app.advance(SECOND);
        }
        assert_eq!(alarms(&app).await, 1);
        let found = check(&app, &root).await;
        assert_eq!(found.verdict(), Verdict::Bad);
        let sentence = found.sentence.replace('\u{a0}', " ");
        assert!(sentence.starts_with("The clock jumped back by 4 min 57 s."), "{sentence}");
        assert!(found.advice.contains("NTP"), "{}", found.advice);
        app.advance(5 * MINUTE);
        clock::watch(&app).await.expect("over");
        assert_eq!(check(&app, &root).await.verdict(), Verdict::Good);
        app.turn_back(2 * MINUTE);
        clock::watch(&app).await.expect("told");
        assert_eq!(alarms(&app).await, 2, "another jump is another alarm");
    }
}
