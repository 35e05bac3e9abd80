//! Codes that are found by their address alone: a stranger guesses as much as he can, and who asked for the code still
//! gets in (SEC-12, SEC-14).
use futures::future::join_all;
use proto::calculator::{LoginRequest, LoginResponse, VerifyOtpRequest, VerifyOtpResponse};
use server::auth::Door;
use tonic::Status;

use crate::{
    flow::{Answer, Cookies, another_than, browser, native, register, verify_email, verify_email_showing},
    guesses::was_compared,
    on_both_engines,
    support::{
        TestApp,
        people::{self, last_code},
        rpc,
    },
};

async fn ask(app: &TestApp, name: &str, door: Door) -> Answer<LoginResponse> {
    let request = LoginRequest { email: format!("{name}@example.com") };
    rpc::calculator(app).login(rpc::through(request, door)).await
}

async fn enter(
    app: &TestApp,
    name: &str,
    otp: &str,
    challenge_id: &str,
    door: Door,
) -> Answer<VerifyOtpResponse> {
    let (email, otp) = (format!("{name}@example.com"), otp.to_owned());
    let request = VerifyOtpRequest { email, otp, challenge_id: challenge_id.to_owned() };
    rpc::calculator(app).verify_otp(rpc::through(request, door)).await
}

fn told<T: std::fmt::Debug>(answer: Answer<T>) -> Status {
    answer.expect_err("a wrong code")
}

/// A browser that began something else.
async fn other_browser(app: &TestApp) -> Cookies {
    let mut cookies = Cookies::default();
    cookies.take(&ask(app, "mallory", browser(&cookies)).await.expect("asked"));
    last_code(app, "mallory").await;
    cookies
}

/// Everything that a stranger can show: nothing, another browser, the names of challenges that are not this one.
async fn strangers(app: &TestApp) -> Vec<(Door, String)> {
    let theirs = ask(app, "oscar", native()).await.expect("asked").into_inner().challenge_id;
    last_code(app, "oscar").await;
    let shown =
        |door: Door| [(door.clone(), String::new()), (door.clone(), theirs.clone()), (door, "0".repeat(32))];
    let doors = [native(), browser(&Cookies::default()), browser(&other_browser(app).await)];
    doors.into_iter().flat_map(shown).collect()
}

/// Five tries at once in every way there is; how many were compared.
async fn guess_at_registration(app: &TestApp, code: &str) -> usize {
    let (strangers, wrong) = (strangers(app).await, another_than(code));
    let tries = (0..5).flat_map(|_| &strangers);
    let guesses = tries.map(|(door, shown)| verify_email_showing(app, "alice", &wrong, shown, door.clone()));
    join_all(guesses).await.into_iter().filter(|answer| answer.as_ref().is_err_and(was_compared)).count()
}

async fn guess_at_enrolment(app: &TestApp, code: &str) -> usize {
    let (strangers, wrong) = (strangers(app).await, another_than(code));
    let tries = (0..5).flat_map(|_| &strangers);
    let guesses = tries.map(|(door, shown)| enter(app, "alice", &wrong, shown, door.clone()));
    join_all(guesses).await.into_iter().filter(|answer| answer.as_ref().is_err_and(was_compared)).count()
}

on_both_engines! {
    async fn a_native_client_that_registered_keeps_two_tries(app: TestApp) {
        let mine = register(&app, "alice", native()).await.expect("registered").into_inner().challenge_id;
        let code = last_code(&app, "alice").await;
        assert_eq!(guess_at_registration(&app, &code).await, 3);
        verify_email(&app, "alice", &code, native()).await.expect_err("no stranger gets in, even with the right code");
        let status = told(verify_email_showing(&app, "alice", &another_than(&code), &mine, native()).await);
        assert_eq!(status.message(), "That code is not right. 1 try left.");
        verify_email_showing(&app, "alice", &code, &mine, native()).await.expect("the last try is right");
    }

    async fn a_browser_that_registered_keeps_two_tries(app: TestApp) {
        let mut mine = Cookies::default();
        let registered = register(&app, "alice", browser(&mine)).await.expect("registered");
        mine.take(&registered);
        assert_eq!(registered.into_inner().challenge_id, "", "no script reads what its cookie shows");
        let code = last_code(&app, "alice").await;
        assert_eq!(guess_at_registration(&app, &code).await, 3);
        verify_email(&app, "alice", &another_than(&code), browser(&mine)).await.expect_err("wrong");
        let verified = verify_email(&app, "alice", &code, browser(&mine)).await.expect("the last try is right");
        assert!(verified.into_inner().signed_in);
    }

    async fn a_native_client_that_enrols_keeps_two_tries(app: TestApp) {
        let mine = ask(&app, "alice", native()).await.expect("asked").into_inner().challenge_id;
        let code = last_code(&app, "alice").await;
        assert_eq!(guess_at_enrolment(&app, &code).await, 3);
        enter(&app, "alice", &code, "", native()).await.expect_err("no stranger gets in");
        enter(&app, "alice", &another_than(&code), &mine, native()).await.expect_err("wrong");
        let ticket = enter(&app, "alice", &code, &mine, native()).await.expect("the last try is right");
        people::enroll_with(&app, "alice", &ticket.into_inner().ticket).await.expect("enrolled");
    }

    async fn a_browser_that_enrols_keeps_two_tries(app: TestApp) {
        let mut mine = Cookies::default();
        let asked = ask(&app, "alice", browser(&mine)).await.expect("asked");
        mine.take(&asked);
        assert_eq!(asked.into_inner().challenge_id, "");
        let code = last_code(&app, "alice").await;
        assert_eq!(guess_at_enrolment(&app, &code).await, 3);
        enter(&app, "alice", &another_than(&code), "", browser(&mine)).await.expect_err("wrong");
        enter(&app, "alice", &code, "", browser(&mine)).await.expect("the last try is right");
    }

    async fn clients_that_show_nothing_get_in_as_ever(app: TestApp) {
        register(&app, "alice", native()).await.expect("registered");
        let code = last_code(&app, "alice").await;
        for left in ["2 tries left.", "1 try left."] {
            let status = told(verify_email(&app, "alice", &another_than(&code), native()).await);
            assert_eq!(status.message(), format!("That code is not right. {left}"));
        }
        verify_email(&app, "alice", &code, native()).await.expect("right");
        ask(&app, "bob", native()).await.expect("asked");
        let code = last_code(&app, "bob").await;
        enter(&app, "bob", &code, "", native()).await.expect("right");
    }

    async fn owner_and_strangers_at_once_have_five_together(app: TestApp) {
        let mine = register(&app, "alice", native()).await.expect("registered").into_inner().challenge_id;
        let wrong = another_than(&last_code(&app, "alice").await);
        let tries = (0..40).map(|number| {
            let shown = if number % 2 == 0 { "" } else { mine.as_str() };
            verify_email_showing(&app, "alice", &wrong, shown, native())
        });
        let answers = join_all(tries).await;
        assert_eq!(answers.iter().filter(|answer| answer.as_ref().is_err_and(was_compared)).count(), 5);
    }

    async fn who_asks_and_guesses_takes_nothing_from_who_asks_next(app: TestApp) {
        let theirs = register(&app, "alice", native()).await.expect("registered").into_inner().challenge_id;
        let wrong = another_than(&last_code(&app, "alice").await);
        for _ in 0..5 {
            let status = told(verify_email_showing(&app, "alice", &wrong, &theirs, native()).await);
            assert!(was_compared(&status), "{}", status.message());
        }
        let mine = register(&app, "alice", native()).await.expect("registered").into_inner().challenge_id;
        let code = last_code(&app, "alice").await;
        let status = told(verify_email_showing(&app, "alice", &another_than(&code), &theirs, native()).await);
        assert!(!was_compared(&status), "strangers have none left: {}", status.message());
        verify_email_showing(&app, "alice", &another_than(&code), &mine, native()).await.expect_err("wrong");
        verify_email_showing(&app, "alice", &code, &mine, native()).await.expect("the last try is right");

        let theirs = ask(&app, "bob", native()).await.expect("asked").into_inner().challenge_id;
        let wrong = another_than(&last_code(&app, "bob").await);
        for _ in 0..5 {
            enter(&app, "bob", &wrong, &theirs, native()).await.expect_err("wrong");
        }
        let mine = ask(&app, "bob", native()).await.expect("asked").into_inner().challenge_id;
        let code = last_code(&app, "bob").await;
        enter(&app, "bob", &code, &mine, native()).await.expect("right");
    }

    async fn another_code_refills_nothing_for_the_browser_that_asks_again(app: TestApp) {
        let mut mine = Cookies::default();
        mine.take(&ask(&app, "alice", browser(&mine)).await.expect("asked"));
        let wrong = another_than(&last_code(&app, "alice").await);
        for _ in 0..4 {
            enter(&app, "alice", &wrong, "", browser(&mine)).await.expect_err("wrong");
        }
        mine.take(&ask(&app, "alice", browser(&mine)).await.expect("asked"));
        let code = last_code(&app, "alice").await;
        let status = told(enter(&app, "alice", &another_than(&code), "", browser(&mine)).await);
        assert_eq!(status.message(), "That code is not right. Start again in a few minutes.");
    }

    async fn a_challenge_is_named_whether_or_not_there_is_one(app: TestApp) {
        people::registered(&app, "alice").await;
        let mut named = Vec::new();
        for name in ["alice", "nobody"] {
            // The sixth and the seventh code of an hour are not sent.
            for _ in 0..7 {
                named.push(ask(&app, name, native()).await.expect("asked").into_inner().challenge_id);
            }
        }
        let spelt = |id: &String| id.len() == 32 && id.bytes().all(|digit| digit.is_ascii_hexdigit());
        assert!(named.iter().all(spelt), "{named:?}");
        let refused = enter(&app, "nobody", "000000", "no id", native()).await.expect_err("misshapen");
        assert_eq!(refused.code(), tonic::Code::InvalidArgument);
    }
}
