//! Getting an account back: SEC-10, "it was not me", A11.
use std::time::Duration;

use domain::limits::RESET_LINK_LIFE;
use proto::account::{
    BeginResetRequest, BeginResetResponse, DisownSignInRequest, DisownSignInResponse, FinishResetRequest,
    FinishResetResponse, RequestResetRequest, recovery_service_client::RecoveryServiceClient,
};
use server::{grpc::Services, mail::outbox};
use tonic::Code;

use crate::{
    flow::{Answer, log_in, native, signed_in},
    on_both_engines,
    phone::{careful, next_code, sign_in},
    support::{
        TestApp,
        people::{self, PASSWORD, email, mails_to, member_of},
        rpc::refusal,
    },
};

pub const NEW: &str = "amber ladder behind fog";

fn calls(app: &TestApp) -> RecoveryServiceClient<Services> {
    RecoveryServiceClient::new(app.calls())
}

fn invalid() -> (Code, String) {
    (Code::FailedPrecondition, "LINK_INVALID".to_owned())
}

async fn request(app: &TestApp, address: &str) -> String {
    let request = RequestResetRequest { email: address.to_owned() };
    calls(app).request_reset(request).await.expect("answered").into_inner().message
}

/// The secret of the newest link of this page that `name` was mailed.
pub async fn link(app: &TestApp, name: &str, page: &str) -> Option<String> {
    let mails = outbox::recent(app, Some(&email(name))).await.expect("the outbox opens");
    app.advance(Duration::from_micros(1));
    let mut links = mails.iter().filter_map(|mail| mail.letter.link.clone());
    links.find_map(|link| link.split_once(&format!("/{page}#")).map(|(_, secret)| secret.to_owned()))
}

pub async fn asked_for_link(app: &TestApp, name: &str) -> String {
    request(app, &format!("{name}@example.com")).await;
    link(app, name, "reset").await.expect("mailed")
}

async fn begin(app: &TestApp, secret: &str) -> Answer<BeginResetResponse> {
    calls(app).begin_reset(BeginResetRequest { secret: secret.to_owned() }).await
}

/// Chooses a new password.
pub async fn finish(
    app: &TestApp,
    secret: &str,
    password: &str,
    (challenge, otp): (&str, &str),
) -> Answer<FinishResetResponse> {
    let request = FinishResetRequest {
        secret: secret.to_owned(),
        password: password.to_owned(),
        challenge_id: challenge.to_owned(),
        otp: otp.to_owned(),
    };
    calls(app).finish_reset(request).await
}

/// Says that it was somebody else.
pub async fn disown(app: &TestApp, secret: &str) -> Answer<DisownSignInResponse> {
    calls(app).disown_sign_in(DisownSignInRequest { secret: secret.to_owned() }).await
}

async fn opens(app: &TestApp, name: &str, password: &str) -> bool {
    log_in(app, name, password, native()).await.is_ok()
}

on_both_engines! {
    async fn a_link_sets_a_new_password_once_and_ends_every_session(app: TestApp) {
        people::registered(&app, "alice").await;
        let token = signed_in(&app, "alice").await.auth_token;
        let secret = asked_for_link(&app, "alice").await;
        let begun = begin(&app, &secret).await.expect("open").into_inner();
        assert_eq!((begun.username.as_str(), begun.challenge_id.as_str()), ("alice", ""));

        let weak = finish(&app, &secret, "short", ("", "")).await;
        assert_eq!(refusal(weak), (Code::InvalidArgument, "WEAK_PASSWORD".to_owned()));
        finish(&app, &secret, NEW, ("", "")).await.expect("a weak one before cost nothing");
        assert!(member_of(&app, &token).await.is_err(), "ended");
        assert!(!opens(&app, "alice", PASSWORD).await);
        assert!(opens(&app, "alice", NEW).await);
        assert!(mails_to(&app, "alice").await.contains(&"Your Skyshard account was changed".to_owned()));
        assert_eq!(refusal(finish(&app, &secret, PASSWORD, ("", "")).await), invalid());
        assert_eq!(refusal(begin(&app, &secret).await), invalid());
    }

    async fn one_link_is_used_by_one_of_two(app: TestApp) {
        people::registered(&app, "alice").await;
        let secret = asked_for_link(&app, "alice").await;
        let other = "copper lantern under ice";
        let (one, two) = tokio::join!(finish(&app, &secret, NEW, ("", "")), finish(&app, &secret, other, ("", "")));
        assert!(one.is_ok() != two.is_ok());
        assert_eq!(opens(&app, "alice", NEW).await, one.is_ok());
        assert_eq!(opens(&app, "alice", other).await, two.is_ok());
    }

    async fn a_link_ends_with_its_time_and_with_every_other_change(app: TestApp) {
        people::registered(&app, "alice").await;
        let late = asked_for_link(&app, "alice").await;
        app.advance(RESET_LINK_LIFE);
        assert_eq!(refusal(begin(&app, &late).await), invalid());
        assert_eq!(refusal(finish(&app, &late, NEW, ("", "")).await), invalid());

        let (older, newer) = (asked_for_link(&app, "alice").await, asked_for_link(&app, "alice").await);
        finish(&app, &newer, NEW, ("", "")).await.expect("open");
        assert_eq!(refusal(finish(&app, &older, PASSWORD, ("", "")).await), invalid(), "the protection was changed since");
        for wrong in ["", "x", &"a".repeat(43), &"a".repeat(5_000)] {
            assert_eq!(refusal(finish(&app, wrong, PASSWORD, ("", "")).await), invalid());
        }
    }

    async fn a_mailbox_alone_does_not_pass_an_authenticator(app: TestApp) {
        let alice = careful(&app, "alice").await;
        let secret = asked_for_link(&app, "alice").await;
        let asked = begin(&app, &secret).await.expect("open").into_inner();
        assert_eq!((asked.challenge_id.is_empty(), asked.tries_left), (false, 5));
        let no_code = (Code::InvalidArgument, "INVALID_OTP".to_owned());
        assert_eq!(refusal(finish(&app, &secret, NEW, ("", "")).await), no_code);
        let wrong = finish(&app, &secret, NEW, (&asked.challenge_id, "000000")).await;
        assert_eq!(refusal(wrong), (Code::Unauthenticated, "INVALID_OTP".to_owned()));
        // A challenge of another purpose is none here.
        let of_sign_in = log_in(&app, "alice", PASSWORD, native()).await.expect("her password").into_inner();
        let borrowed = finish(&app, &secret, NEW, (&of_sign_in.session_id, &alice.phone.code(&app))).await;
        assert_eq!(refusal(borrowed), (Code::Unauthenticated, "INVALID_OTP".to_owned()));
        assert!(opens(&app, "alice", PASSWORD).await, "nothing was changed");

        finish(&app, &secret, NEW, (&asked.challenge_id, &alice.phone.code(&app))).await.expect("both are there");
        assert!(opens(&app, "alice", NEW).await);
        next_code(&app);
        // And a backup code stands in for the app.
        let secret = asked_for_link(&app, "alice").await;
        let asked = begin(&app, &secret).await.expect("open").into_inner();
        finish(&app, &secret, PASSWORD, (&asked.challenge_id, &alice.backup_codes[0])).await.expect("both are there");
        sign_in(&app, "alice", &alice.phone).await;
    }

    async fn another_link_does_not_refill_the_tries(app: TestApp) {
        careful(&app, "alice").await;
        let mut left = Vec::new();
        for _ in 0..3 {
            let secret = asked_for_link(&app, "alice").await;
            let asked = begin(&app, &secret).await.expect("open").into_inner();
            left.push(asked.tries_left);
            for _ in 0..2 {
                finish(&app, &secret, NEW, (&asked.challenge_id, "000000")).await.expect_err("a guess");
            }
        }
        assert_eq!(left, [5, 3, 1]);
        let secret = asked_for_link(&app, "alice").await;
        assert_eq!(refusal(begin(&app, &secret).await).0, Code::Unauthenticated, "no tries are left");
    }

    async fn known_and_unknown_addresses_are_answered_alike(app: TestApp) {
        people::registered(&app, "alice").await;
        assert_eq!(request(&app, "alice@example.com").await, request(&app, "nobody@example.com").await);
        assert!(mails_to(&app, "nobody").await.is_empty());
        let begun = mails_to(&app, "alice").await.len();
        for _ in 0..10 {
            request(&app, "alice@example.com").await;
        }
        assert_eq!(mails_to(&app, "alice").await.len(), begun + 4, "five an hour");
    }

    async fn whoever_was_not_it_locks_the_password_and_gets_a_link(app: TestApp) {
        people::registered(&app, "alice").await;
        let thief = signed_in(&app, "alice").await.auth_token;
        let not_me = link(&app, "alice", "not-me").await.expect("told of the sign-in");
        disown(&app, &not_me).await.expect("her mailbox");
        assert!(member_of(&app, &thief).await.is_err(), "out on the next call");
        let locked = log_in(&app, "alice", PASSWORD, native()).await;
        assert_eq!(refusal(locked), (Code::FailedPrecondition, "PASSWORD_LOCKED".to_owned()));
        assert_eq!(refusal(disown(&app, &not_me).await), invalid());

        let secret = link(&app, "alice", "reset").await.expect("mailed at once");
        finish(&app, &secret, NEW, ("", "")).await.expect("open");
        assert!(opens(&app, "alice", NEW).await);
    }
}

/// What somebody can do who reads the owner's mail and knows nothing else.
#[derive(Clone, Copy, Debug)]
enum Step {
    Request,
    Begin,
    FinishWithoutCode,
    FinishWithWrongCode,
    FinishWithUnknownChallenge,
}

/// In every order, and each order twice over, so that each step also follows a whole round.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_order_of_steps_gets_past_the_authenticator() {
    use Step::*;
    let app = TestApp::sqlite().await;
    let alice = careful(&app, "alice").await;
    let steps = [Request, Begin, FinishWithoutCode, FinishWithWrongCode, FinishWithUnknownChallenge];
    for order in orders(&steps) {
        let (mut secret, mut challenge) = (String::new(), String::new());
        for step in order.iter().chain(&order) {
            let outcome = match step {
                Request => {
                    secret = asked_for_link(&app, "alice").await;
                    None
                }
                Begin => {
                    if let Ok(begun) = begin(&app, &secret).await {
                        challenge = begun.into_inner().challenge_id;
                    }
                    None
                }
                FinishWithoutCode => Some(finish(&app, &secret, NEW, ("", "")).await),
                FinishWithWrongCode => Some(finish(&app, &secret, NEW, (&challenge, "000000")).await),
                FinishWithUnknownChallenge => {
                    Some(finish(&app, &secret, NEW, (&"0".repeat(32), &alice.phone.code(&app))).await)
                }
            };
            assert!(
                outcome.is_none_or(|outcome| outcome.is_err()),
                "{order:?}: {step:?} changed the password"
            );
        }
        // Limits by the hour are not what is tried here.
        app.advance(Duration::from_secs(2 * 3_600));
    }
    assert!(opens(&app, "alice", PASSWORD).await);
}

fn orders(steps: &[Step]) -> Vec<Vec<Step>> {
    if steps.is_empty() {
        return vec![Vec::new()];
    }
    let first = |index: usize| {
        let mut rest = steps.to_vec();
        let first = rest.remove(index);
        orders(&rest).into_iter().map(move |order| [vec![first], order].concat())
    };
    (0..steps.len()).flat_map(first).collect()
}
