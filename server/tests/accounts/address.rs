//! Moving an account to another address: SEC-09, SEC-24, K29.
use domain::limits::STEP_UP_LIFE;
use proto::account::{
    BeginEmailChangeRequest, BeginEmailChangeResponse, ChangePasswordRequest, ConfirmEmailChangeRequest,
    ConfirmEmailChangeResponse, GetProfileRequest,
};
use tonic::Code;

use crate::{
    flow::{
        Answer, another_than, log_in, native, register, register_as, signed_in, verify_email, verify_otp,
    },
    on_both_engines,
    phone::careful,
    recovery::{disown, finish, link},
    support::{
        TestApp,
        people::{self, PASSWORD, last_code, mails_to, member_of},
        rpc::{self, refusal},
    },
};

const NEW: &str = "amber ladder behind fog";
const MOVED: &str = "The address of your Skyshard account was changed";

fn at(mailbox: &str) -> String {
    format!("{mailbox}@example.com")
}

async fn begin(app: &TestApp, token: &str, mailbox: &str) -> Answer<BeginEmailChangeResponse> {
    let request = BeginEmailChangeRequest { email: at(mailbox) };
    rpc::security(app).begin_email_change(rpc::with_token(request, token)).await
}

async fn confirm(
    app: &TestApp,
    token: &str,
    (challenge, mailbox): (&str, &str),
    otp: &str,
) -> Answer<ConfirmEmailChangeResponse> {
    let (challenge_id, email, otp) = (challenge.to_owned(), at(mailbox), otp.to_owned());
    let request = ConfirmEmailChangeRequest { challenge_id, email, otp };
    rpc::security(app).confirm_email_change(rpc::with_token(request, token)).await
}

/// Moves the account of this token to another mailbox; the token it goes on with.
async fn moved(app: &TestApp, token: &str, mailbox: &str) -> String {
    let begun = begin(app, token, mailbox).await.expect("a code is sent").into_inner();
    let code = last_code(app, mailbox).await;
    let confirmed =
        confirm(app, token, (&begun.challenge_id, mailbox), &code).await.expect("the code is right");
    confirmed.into_inner().tokens.expect("the session goes on").auth_token
}

async fn address_of(app: &TestApp, token: &str) -> String {
    let profile = rpc::account(app).get_profile(rpc::with_token(GetProfileRequest {}, token)).await;
    profile.expect("signed in").into_inner().email
}

on_both_engines! {
    async fn an_account_moves_to_an_address_that_it_proved(app: TestApp) {
        people::registered(&app, "alice").await;
        let elsewhere = signed_in(&app, "alice").await.auth_token;
        let old = signed_in(&app, "alice").await.auth_token;
        let token = moved(&app, &old, "alicia").await;
        assert_eq!(address_of(&app, &token).await, at("alicia"));
        for ended in [&elsewhere, &old] {
            member_of(&app, ended).await.expect_err("its next call fails");
        }
        assert!(mails_to(&app, "alice").await.contains(&MOVED.to_owned()), "the former address is told");
        assert!(mails_to(&app, "alicia").await.contains(&"Your Skyshard account was changed".to_owned()));

        let unknown = log_in(&app, &at("alice"), PASSWORD, native()).await;
        assert_eq!(refusal(unknown), (Code::Unauthenticated, "INVALID_CREDENTIALS".to_owned()));
        let sent = log_in(&app, &at("alicia"), PASSWORD, native()).await.expect("the new one").into_inner();
        let code = last_code(&app, "alicia").await;
        verify_otp(&app, &sent.session_id, &code, native()).await.expect("codes go to the new address");
    }

    async fn an_address_is_changed_after_a_proof_of_the_last_five_minutes(app: TestApp) {
        let alice = careful(&app, "alice").await;
        let token = &alice.tokens.auth_token;
        let begun = begin(&app, token, "alicia").await.expect("just proved").into_inner();
        let code = last_code(&app, "alicia").await;
        app.advance(STEP_UP_LIFE);
        let needed = (Code::FailedPrecondition, "STEP_UP_NEEDED".to_owned());
        assert_eq!(refusal(begin(&app, token, "alicia").await), needed);
        assert_eq!(refusal(confirm(&app, token, (&begun.challenge_id, "alicia"), &code).await), needed);
        assert_eq!(address_of(&app, token).await, at("alice"));
    }

    async fn nobody_learns_whether_an_address_has_an_account(app: TestApp) {
        people::registered(&app, "alice").await;
        people::registered(&app, "bob").await;
        let token = signed_in(&app, "alice").await.auth_token;
        let free = begin(&app, &token, "alicia").await.expect("free").into_inner();
        let code = last_code(&app, "alicia").await;
        let known = begin(&app, &token, "bob").await.expect("answered alike").into_inner();
        assert_eq!((free.tries_left, free.otp_expires_at), (known.tries_left, known.otp_expires_at));
        assert_eq!(mails_to(&app, "bob").await[0], "You already have a Skyshard account", "its owner is told");
        for _ in 0..5 {
            let wrong = another_than(&code);
            let of_free = confirm(&app, &token, (&free.challenge_id, "alicia"), &wrong).await.expect_err("wrong");
            let of_known = confirm(&app, &token, (&known.challenge_id, "bob"), &wrong).await.expect_err("wrong");
            assert_eq!((of_free.code(), of_free.message()), (of_known.code(), of_known.message()));
        }
        let own = begin(&app, &token, "alice").await;
        assert_eq!(refusal(own), (Code::InvalidArgument, "INVALID_EMAIL".to_owned()));
    }

    async fn a_code_is_good_for_its_address_and_account_only(app: TestApp) {
        people::registered(&app, "alice").await;
        people::registered(&app, "bob").await;
        let (alice, bob) = (signed_in(&app, "alice").await.auth_token, signed_in(&app, "bob").await.auth_token);
        let begun = begin(&app, &alice, "alicia").await.expect("free").into_inner();
        let code = last_code(&app, "alicia").await;
        confirm(&app, &bob, (&begun.challenge_id, "alicia"), &code).await.expect_err("alice's challenge");
        confirm(&app, &alice, (&begun.challenge_id, "alina"), &code).await.expect_err("another address");
        verify_otp(&app, &begun.challenge_id, &code, native()).await.expect_err("it signs nobody in");
        confirm(&app, &alice, (&begun.challenge_id, "alicia"), &code).await.expect("hers");
    }

    async fn who_registered_and_proved_nothing_gives_way_and_who_proved_first_stays(app: TestApp) {
        people::registered(&app, "alice").await;
        let token = signed_in(&app, "alice").await.auth_token;
        register(&app, "carol", native()).await.expect("a code is sent");
        last_code(&app, "carol").await;
        let token = moved(&app, &token, "carol").await;
        assert_eq!(address_of(&app, &token).await, at("carol"));

        register(&app, "dora", native()).await.expect("a code is sent");
        let first = last_code(&app, "dora").await;
        let begun = begin(&app, &token, "dora").await.expect("free").into_inner();
        let code = last_code(&app, "dora").await;
        verify_email(&app, "dora", &first, native()).await.expect("hers");
        let late = confirm(&app, &token, (&begun.challenge_id, "dora"), &code).await;
        assert_eq!(refusal(late), (Code::InvalidArgument, "INVALID_EMAIL".to_owned()));
        assert_eq!(address_of(&app, &token).await, at("carol"), "nothing changed");
    }

    async fn codes_go_out_five_times_an_hour_whatever_the_addresses(app: TestApp) {
        people::registered(&app, "alice").await;
        let token = signed_in(&app, "alice").await.auth_token;
        for mailbox in ["a1", "a2", "a3", "a4", "a5"] {
            begin(&app, &token, mailbox).await.expect("one of five");
        }
        let sixth = begin(&app, &token, "a6").await;
        assert_eq!(refusal(sixth), (Code::ResourceExhausted, "TOO_MANY_CODES".to_owned()));
        assert!(mails_to(&app, "a6").await.is_empty());
    }

    async fn the_former_address_puts_itself_back_and_ends_what_was_moved_further(app: TestApp) {
        people::registered(&app, "alice").await;
        let thief = signed_in(&app, "alice").await.auth_token;
        let thief = moved(&app, &thief, "mallory").await;
        let thief = moved(&app, &thief, "mallet").await;
        let (owners, thiefs) =
            (link(&app, "alice", "not-me").await.expect("told"), link(&app, "mallory", "not-me").await.expect("told"));
        disown(&app, &owners).await.expect("her mailbox");
        assert!(member_of(&app, &thief).await.is_err(), "out on the next call");
        let invalid = (Code::FailedPrecondition, "LINK_INVALID".to_owned());
        assert_eq!(refusal(disown(&app, &thiefs).await), invalid, "nobody moves it again by an older mail");

        let secret = link(&app, "alice", "reset").await.expect("mailed to the address that is back");
        finish(&app, &secret, NEW, ("", "")).await.expect("open");
        let sent = log_in(&app, &at("alice"), NEW, native()).await.expect("hers again").into_inner();
        let code = last_code(&app, "alice").await;
        let own = verify_otp(&app, &sent.session_id, &code, native()).await.expect("right").into_inner().auth_token;
        assert_eq!(address_of(&app, &own).await, at("alice"));
    }

    async fn an_address_that_is_somebody_elses_by_now_is_not_put_back(app: TestApp) {
        people::registered(&app, "alice").await;
        let token = signed_in(&app, "alice").await.auth_token;
        let token = moved(&app, &token, "alicia").await;
        let old = link(&app, "alice", "not-me").await.expect("told");
        register_as(&app, "newcomer", &at("alice"), PASSWORD, native()).await.expect("free again");
        let code = last_code(&app, "alice").await;
        verify_email(&app, "alice", &code, native()).await.expect("proved");
        assert_eq!(refusal(disown(&app, &old).await).1, "LINK_INVALID");
        assert_eq!(address_of(&app, &token).await, at("alicia"), "nothing changed");
    }

    async fn a_sign_in_that_was_begun_before_a_change_begins_anew(app: TestApp) {
        people::registered(&app, "alice").await;
        let token = signed_in(&app, "alice").await.auth_token;
        let begun = log_in(&app, "alice", PASSWORD, native()).await.expect("the old password").into_inner();
        let code = last_code(&app, "alice").await;
        let request = ChangePasswordRequest { current_password: PASSWORD.to_owned(), password: NEW.to_owned() };
        rpc::security(&app).change_password(rpc::with_token(request, &token)).await.expect("changed");
        verify_otp(&app, &begun.session_id, &code, native()).await.expect_err("it knew the old password");
        assert_eq!(signed_in_with(&app, NEW).await, at("alice"));
    }
}

async fn signed_in_with(app: &TestApp, password: &str) -> String {
    let sent = log_in(app, "alice", password, native()).await.expect("the password is right").into_inner();
    let code = last_code(app, "alice").await;
    let token =
        verify_otp(app, &sent.session_id, &code, native()).await.expect("right").into_inner().auth_token;
    address_of(app, &token).await
}
