//! Guessing codes: five comparisons a challenge, however many ask at once (SEC-14).
use futures::{StreamExt, stream};
use tonic::Status;

use crate::{
    flow::{another_than, log_in, native, register, verify_email, verify_email_showing, verify_otp},
    on_both_engines,
    support::people::{self, PASSWORD, last_code},
};

/// A compared code is told how many tries are left, or that it was the last one; one that is not compared is told
/// something else.
pub fn was_compared(status: &Status) -> bool {
    status.message().starts_with("That code is not right.")
}

on_both_engines! {
    async fn a_thousand_parallel_guesses_buy_five_comparisons(app: TestApp) {
        let mine = register(&app, "alice", native()).await.expect("registered").into_inner().challenge_id;
        let code = last_code(&app, "alice").await;
        let number: u32 = code.parse().expect("digits");
        let guesses = stream::iter(1..=1_000_u32).map(|step| {
            let guess = format!("{:06}", (number + step) % 1_000_000);
            let (app, mine) = (&app, &mine);
            async move {
                verify_email_showing(app, "alice", &guess, mine, native()).await.expect_err("a wrong code")
            }
        });
        let refusals: Vec<Status> = guesses.buffer_unordered(64).collect().await;
        assert_eq!(refusals.iter().filter(|status| was_compared(status)).count(), 5);
        let late = verify_email_showing(&app, "alice", &code, &mine, native()).await;
        late.expect_err("the right code comes too late");
    }

    async fn another_code_does_not_refill_the_tries(app: TestApp) {
        people::registered(&app, "alice").await;
        let first = log_in(&app, "alice", PASSWORD, native()).await.expect("the password is right").into_inner();
        assert_eq!(first.tries_left, 5);
        let code = last_code(&app, "alice").await;
        for _ in 0..3 {
            verify_otp(&app, &first.session_id, &another_than(&code), native()).await.expect_err("a wrong code");
        }
        let second = log_in(&app, "alice", PASSWORD, native()).await.expect("the password is right").into_inner();
        assert_eq!(second.tries_left, 2);
        let code = last_code(&app, "alice").await;
        let status = verify_otp(&app, &second.session_id, &another_than(&code), native()).await.expect_err("wrong");
        assert_eq!(status.message(), "That code is not right. 1 try left.");
        verify_otp(&app, &second.session_id, &code, native()).await.expect("the last try is right");
    }

    async fn a_code_is_good_for_its_purpose_and_challenge_only(app: TestApp) {
        people::registered(&app, "alice").await;
        people::registered(&app, "bob").await;
        let alice = log_in(&app, "alice", PASSWORD, native()).await.expect("right").into_inner();
        let for_alice = last_code(&app, "alice").await;
        let bob = log_in(&app, "bob", PASSWORD, native()).await.expect("right").into_inner();
        let for_bob = last_code(&app, "bob").await;
        if for_alice != for_bob {
            verify_otp(&app, &alice.session_id, &for_bob, native()).await.expect_err("another challenge's code");
        }
        verify_email(&app, "alice", &for_alice, native()).await.expect_err("another purpose");
        verify_otp(&app, &bob.session_id, &for_bob, native()).await.expect("his own");
        let unknown = "0".repeat(32);
        let status = verify_otp(&app, &unknown, &for_alice, native()).await.expect_err("no such challenge");
        assert_eq!(status.message(), "That code is not right. Send a new one.");
        verify_otp(&app, &alice.session_id, &for_alice, native()).await.expect("her own");
    }
}
