//! Passkeys: A14, K3, K30, SEC-13; the other side is a security key made of software.
use proto::account::{
    AccountPasskey, BeginAddPasskeyRequest, BeginPasskeySignInRequest, BeginPasskeyStepUpRequest,
    FinishAddPasskeyRequest, FinishAddPasskeyResponse, FinishPasskeySignInRequest,
    FinishPasskeyStepUpRequest, GetStandingRequest, ListPasskeysRequest, ListSessionsRequest,
    PasskeyCeremony, RemoveAuthenticatorRequest, RemovePasskeyRequest,
    passkey_service_client::PasskeyServiceClient,
};
use server::grpc::Services;
use tonic::Code;

use crate::{
    flow::{Answer, log_in, native, signed_in, verify_otp},
    on_both_engines,
    phone::{add_authenticator, careful, next_code},
    security_key::SecurityKey,
    support::{
        TestApp,
        people::{self, PASSWORD, admin_of, mails_to, member_of, promote},
        rpc::{self, refusal},
    },
};

fn calls(app: &TestApp) -> PasskeyServiceClient<Services> {
    PasskeyServiceClient::new(app.calls())
}

fn refused() -> (Code, String) {
    (Code::Unauthenticated, "PASSKEY_REFUSED".to_owned())
}

async fn begin_adding(app: &TestApp, token: &str) -> Answer<PasskeyCeremony> {
    calls(app).begin_add_passkey(rpc::with_token(BeginAddPasskeyRequest {}, token)).await
}

async fn finish_adding(
    app: &TestApp,
    token: &str,
    challenge: &str,
    created: String,
) -> Answer<FinishAddPasskeyResponse> {
    let request = FinishAddPasskeyRequest {
        challenge_id: challenge.to_owned(),
        credential_json: created,
        name: "  a\u{7} key ".to_owned(),
    };
    calls(app).finish_add_passkey(rpc::with_token(request, token)).await
}

async fn add(app: &TestApp, token: &str) -> (SecurityKey, FinishAddPasskeyResponse) {
    let begun = begin_adding(app, token).await.expect("a fresh proof").into_inner();
    let (key, created) = SecurityKey::create(&begun.options_json);
    let added = finish_adding(app, token, &begun.challenge_id, created).await.expect("well made");
    (key, added.into_inner())
}

async fn ceremony(app: &TestApp) -> PasskeyCeremony {
    calls(app).begin_passkey_sign_in(BeginPasskeySignInRequest {}).await.expect("begun").into_inner()
}

async fn finish(app: &TestApp, challenge: &str, used: String) -> Result<String, (Code, String)> {
    let request = FinishPasskeySignInRequest {
        challenge_id: challenge.to_owned(),
        credential_json: used,
        keep_signed_in: false,
        keep_account: false,
    };
    match calls(app).finish_passkey_sign_in(request).await {
        Ok(answer) => Ok(answer.into_inner().tokens.expect("tokens").auth_token),
        Err(status) => Err(refusal::<()>(Err(status))),
    }
}

async fn sign_in(app: &TestApp, key: &mut SecurityKey) -> Result<String, (Code, String)> {
    let begun = ceremony(app).await;
    finish(app, &begun.challenge_id, key.get(&begun.options_json)).await
}

async fn list(app: &TestApp, token: &str) -> Vec<AccountPasskey> {
    let request = rpc::with_token(ListPasskeysRequest {}, token);
    calls(app).list_passkeys(request).await.expect("hers").into_inner().passkeys
}

async fn remove(app: &TestApp, token: &str, passkey_id: &str) -> Result<String, (Code, String)> {
    let request = RemovePasskeyRequest { passkey_id: passkey_id.to_owned() };
    match calls(app).remove_passkey(rpc::with_token(request, token)).await {
        Ok(answer) => Ok(answer.into_inner().tokens.expect("the session goes on").auth_token),
        Err(status) => Err(refusal::<()>(Err(status))),
    }
}

/// `name` with a password and a passkey, and the session that added it.
async fn keyed(app: &TestApp, name: &str) -> (SecurityKey, FinishAddPasskeyResponse, String) {
    people::registered(app, name).await;
    let token = signed_in(app, name).await.auth_token;
    let (key, added) = add(app, &token).await;
    let goes_on = added.tokens.as_ref().expect("the session goes on").auth_token.clone();
    (key, added, goes_on)
}

on_both_engines! {
    async fn a_passkey_signs_in_by_itself_and_ends_mailed_codes(app: TestApp) {
        let (mut key, added, token) = keyed(&app, "alice").await;
        assert_eq!(added.backup_codes.len(), 10, "the first strong factor");
        assert!(mails_to(&app, "alice").await.contains(&"Your Skyshard account was changed".to_owned()));
        let shown = list(&app, &token).await;
        assert_eq!((shown.len(), shown[0].name.as_str(), shown[0].last_used_at), (1, "a key", 0));

        let by_key = sign_in(&app, &mut key).await.expect("hers");
        let sessions = rpc::security(&app).list_sessions(rpc::with_token(ListSessionsRequest {}, &by_key)).await;
        let sessions = sessions.expect("hers").into_inner().sessions;
        assert!(sessions.iter().all(|session| session.methods == "passkey"));
        assert!(list(&app, &by_key).await[0].last_used_at > 0);
        let standing = rpc::security(&app).get_standing(rpc::with_token(GetStandingRequest {}, &by_key)).await;
        assert_eq!(standing.expect("hers").into_inner().passkeys, 1);

        let asked = log_in(&app, "alice", PASSWORD, native()).await.expect("her password").into_inner();
        assert_eq!((asked.otp_method.as_str(), asked.masked_email.as_str()), ("passkey", ""));
        let digits = verify_otp(&app, &asked.session_id, "123456", native()).await;
        assert_eq!(refusal(digits), (Code::Unauthenticated, "INVALID_OTP".to_owned()));
        verify_otp(&app, &asked.session_id, &added.backup_codes[0], native()).await.expect("a backup code");
    }

    async fn what_an_authenticator_says_is_believed_once_here_and_for_its_owner(app: TestApp) {
        let (mut alice, _, _) = keyed(&app, "alice").await;
        let (bob, _, _) = keyed(&app, "bob").await;
        let begun = ceremony(&app).await;
        let used = alice.get(&begun.options_json);
        finish(&app, &begun.challenge_id, used.clone()).await.expect("hers");
        assert_eq!(finish(&app, &begun.challenge_id, used.clone()).await, Err(refused()), "the same again");
        let other = ceremony(&app).await;
        assert_eq!(finish(&app, &other.challenge_id, used).await, Err(refused()), "of another ceremony");

        alice.origin = "https://localhost.example.com";
        assert_eq!(sign_in(&app, &mut alice).await, Err(refused()), "a false page");
        alice.origin = crate::security_key::ORIGIN;
        alice.verifies = false;
        assert_eq!(sign_in(&app, &mut alice).await, Err(refused()), "nobody unlocked it");
        alice.verifies = true;
        alice.counter = 0;
        assert_eq!(sign_in(&app, &mut alice).await, Err(refused()), "a copy of the key");
        alice.counter = 50;
        sign_in(&app, &mut alice).await.expect("all is well again");
        // Above the count of the day when the key was added, below that of its last use.
        alice.counter = 30;
        assert_eq!(sign_in(&app, &mut alice).await, Err(refused()), "a copy from before the last use");
        alice.counter = 90;
        alice.pretend(&bob);
        assert_eq!(sign_in(&app, &mut alice).await, Err(refused()), "somebody else's name");
        for nonsense in ["", "{}", "null", "{\"id\":\"x\"}", &"[".repeat(5_000)] {
            let begun = ceremony(&app).await;
            assert_eq!(finish(&app, &begun.challenge_id, nonsense.to_owned()).await, Err(refused()));
        }
    }

    async fn adding_needs_a_fresh_proof_and_what_was_begun_for_this_account(app: TestApp) {
        people::registered(&app, "alice").await;
        people::registered(&app, "bob").await;
        let (alice, bob) = (signed_in(&app, "alice").await.auth_token, signed_in(&app, "bob").await.auth_token);
        let begun = begin_adding(&app, &alice).await.expect("fresh").into_inner();
        let (_, created) = SecurityKey::create(&begun.options_json);
        let stolen = finish_adding(&app, &bob, &begun.challenge_id, created.clone()).await;
        assert_eq!(refusal(stolen), refused());
        let late = finish_adding(&app, &alice, &begun.challenge_id, created).await;
        assert_eq!(refusal(late), refused(), "it was taken with the first try");
        app.advance(domain::limits::STEP_UP_LIFE);
        let needed = (Code::FailedPrecondition, "STEP_UP_NEEDED".to_owned());
        assert_eq!(refusal(begin_adding(&app, &alice).await), needed);
    }

    async fn a_passkey_proves_its_owner_once_more_and_makes_an_admin(app: TestApp) {
        let (mut key, _, token) = keyed(&app, "alice").await;
        promote(&app, &member_of(&app, &token).await.expect("signed in")).await;
        let token = sign_in(&app, &mut key).await.expect("hers");
        admin_of(&app, &token).await.expect("a passkey is strong");
        app.advance(domain::limits::STEP_UP_LIFE);
        let needed = (Code::FailedPrecondition, "STEP_UP_NEEDED".to_owned());
        assert_eq!(refusal(begin_adding(&app, &token).await), needed);
        let request = rpc::with_token(BeginPasskeyStepUpRequest {}, &token);
        let begun = calls(&app).begin_passkey_step_up(request).await.expect("she has one").into_inner();
        let proof = FinishPasskeyStepUpRequest {
            challenge_id: begun.challenge_id,
            credential_json: key.get(&begun.options_json),
        };
        let proved = calls(&app).finish_passkey_step_up(rpc::with_token(proof, &token)).await.expect("hers");
        admin_of(&app, &token).await.expect_err("older than the proof");
        let token = proved.into_inner().tokens.expect("the session goes on").auth_token;
        begin_adding(&app, &token).await.expect("fresh again");
        let (bob, _) = (people::enrolled(&app, "bob").await, ());
        let none = calls(&app).begin_passkey_step_up(rpc::with_token(BeginPasskeyStepUpRequest {}, &bob)).await;
        assert_eq!(refusal(none), (Code::FailedPrecondition, "PASSKEY_MISSING".to_owned()));
    }

    async fn a_removed_passkey_opens_nothing_and_the_last_gives_mailed_codes_back(app: TestApp) {
        let (mut key, _, token) = keyed(&app, "alice").await;
        let id = list(&app, &token).await[0].passkey_id.clone();
        let (_, _, bob) = keyed(&app, "bob").await;
        assert_eq!(remove(&app, &bob, &id).await, Err((Code::NotFound, "NOT_FOUND".to_owned())), "not his");
        let elsewhere = sign_in(&app, &mut key).await.expect("hers");
        let token = remove(&app, &token, &id).await.expect("hers");
        assert!(member_of(&app, &elsewhere).await.is_err(), "other sessions end");
        assert_eq!(sign_in(&app, &mut key).await, Err(refused()));
        assert!(list(&app, &token).await.is_empty());
        let asked = log_in(&app, "alice", PASSWORD, native()).await.expect("her password").into_inner();
        assert_eq!(asked.otp_method, "email");
    }

    async fn of_two_strong_factors_one_stays(app: TestApp) {
        let (mut key, _, token) = keyed(&app, "alice").await;
        let (phone, added) = add_authenticator(&app, &token).await;
        let token = added.tokens.expect("the session goes on").auth_token;
        next_code(&app);
        let request = rpc::with_token(RemoveAuthenticatorRequest {}, &token);
        rpc::security(&app).remove_authenticator(request).await.expect("she had one");
        let asked = log_in(&app, "alice", PASSWORD, native()).await.expect("her password").into_inner();
        assert_eq!(asked.otp_method, "passkey", "no mail all the same");
        verify_otp(&app, &asked.session_id, &phone.code(&app), native()).await.expect_err("the app is gone");
        verify_otp(&app, &asked.session_id, &added.backup_codes[0], native()).await.expect("the codes stay");
        sign_in(&app, &mut key).await.expect("and so does the key");

        // The other way round, the app stays.
        let bob = careful(&app, "bob").await;
        let (_, added) = add(&app, &bob.tokens.auth_token).await;
        assert!(added.backup_codes.is_empty(), "he has some");
        let token = added.tokens.expect("the session goes on").auth_token;
        let id = list(&app, &token).await[0].passkey_id.clone();
        remove(&app, &token, &id).await.expect("his");
        let asked = log_in(&app, "bob", PASSWORD, native()).await.expect("his password").into_inner();
        assert_eq!(asked.otp_method, "totp");
        verify_otp(&app, &asked.session_id, &bob.phone.code(&app), native()).await.expect("the app");
    }

    async fn an_account_with_a_passkey_alone_is_sent_no_code(app: TestApp) {
        let token = people::enrolled(&app, "alice").await;
        let (mut key, _) = add(&app, &token).await;
        let before = mails_to(&app, "alice").await.len();
        let request = proto::calculator::LoginRequest { email: "alice@example.com".to_owned() };
        rpc::calculator(&app).login(request).await.expect("answered as always");
        let mails = mails_to(&app, "alice").await;
        let news: Vec<_> = mails.iter().filter(|subject| *subject == "How to sign in to Skyshard").collect();
        assert_eq!((mails.len(), news.len()), (before + 1, 1));
        sign_in(&app, &mut key).await.expect("by her passkey");
    }
}
