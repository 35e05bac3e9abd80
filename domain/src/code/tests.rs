//! K1, SEC-11 to SEC-14: the arrows of the challenge, the edges of its time, and BI-02's odd digits.

use proptest::prelude::*;

use super::*;
use crate::{
    limits::{OTP_ATTEMPTS_MAX, OTP_RESEND_PAUSE},
    time::Timestamp,
};

const NOW: Timestamp = Timestamp::from_unix_seconds(1_700_000_000);
const MICROSECOND: Duration = Duration::from_micros(1);

fn check(text: &str, expected: Option<&str>) {
    let code = OneTimeCode::parse(text).ok();
    assert_eq!(code.as_ref().map(OneTimeCode::as_str), expected, "{text:?}");
}

#[test]
fn a_code_is_six_ascii_digits_however_it_is_spaced() {
    check("123456", Some("123456"));
    check("000000", Some("000000"));
    check(" 012 345\n", Some("012345"));
    check("012-345", Some("012345"));
    check("0–1\u{A0}2—3\u{2009}4\u{2212}5", Some("012345"));
    for text in [
        "",
        "12345",
        "1234567",
        "+12345",
        "12345a",
        "١٢٣٤٥٦",
        "１２３４５６",
        "12345\u{200B}",
        "123456.0",
        "0x1234",
    ] {
        check(text, None);
    }
}

#[test]
fn a_million_equally_likely_codes_keep_their_leading_zeros() {
    let code = |number| OneTimeCode::from_random(|| number).as_str().to_owned();
    assert_eq!(code(0), "000000");
    assert_eq!(code(42), "000042");
    assert_eq!(code(1_234_567), "234567");
    assert_eq!(code(FAIR_BELOW - 1), "999999");
}

#[test]
fn numbers_past_the_last_whole_round_are_drawn_again() {
    let mut draws = [u32::MAX, FAIR_BELOW, 7].into_iter();
    let code = OneTimeCode::from_random(|| draws.next().expect("a third number is enough"));
    assert_eq!(code.as_str(), "000007");
}

#[test]
fn a_purpose_has_a_name_and_a_lifetime_within_ten_minutes() {
    for purpose in Purpose::ALL {
        assert_eq!(Purpose::parse(purpose.name()), Some(purpose));
        assert!(purpose.lifetime() <= Duration::from_secs(600));
    }
    assert_eq!(Purpose::parse("other"), None);
}

#[test]
fn a_challenge_is_open_until_its_deadline() {
    let challenge = ChallengeState::begin(Purpose::SignIn, NOW, None);
    assert_eq!(challenge.expires_at, NOW.plus(Duration::from_secs(300)));
    assert_eq!(challenge.check(NOW).map(TriesLeft::count), Ok(5));
    assert!(challenge.check(challenge.expires_at.minus(MICROSECOND)).is_ok());
    assert_eq!(challenge.check(challenge.expires_at), Err(Refusal::Expired));
}

#[test]
fn five_wrong_codes_exhaust_it() {
    let mut challenge = ChallengeState::begin(Purpose::OwnEmail, NOW, None);
    for left in [4, 3, 2, 1, 0] {
        assert_eq!(challenge.count_try(Guesser::Beginner, NOW).map(TriesLeft::after_a_wrong_one), Ok(left));
    }
    assert_eq!(challenge.count_try(Guesser::Beginner, NOW), Err(Refusal::Exhausted));
    assert_eq!(challenge.attempts, OTP_ATTEMPTS_MAX);
}

#[test]
fn the_right_code_works_once() {
    let mut challenge = ChallengeState::begin(Purpose::Enroll, NOW, None);
    assert!(challenge.count_try(Guesser::Beginner, NOW).is_ok());
    challenge.consume(NOW);
    assert_eq!(challenge.count_try(Guesser::Beginner, NOW), Err(Refusal::Consumed));
}

#[test]
fn a_new_code_does_not_refill_the_tries() {
    let mut first = ChallengeState::begin(Purpose::SignIn, NOW, None);
    for _ in 0..5 {
        assert!(first.count_try(Guesser::Beginner, NOW).is_ok());
    }
    let second = ChallengeState::begin(Purpose::SignIn, NOW.plus(MICROSECOND), Some(Previous::Own(&first)));
    assert_eq!(second.check(NOW.plus(MICROSECOND)), Err(Refusal::Exhausted));

    let later = ChallengeState::begin(Purpose::SignIn, first.expires_at, Some(Previous::Own(&first)));
    assert_eq!(later.attempts, 0, "an expired challenge has no heirs");

    first.consume(NOW);
    let after_success = ChallengeState::begin(Purpose::SignIn, NOW, Some(Previous::Own(&first)));
    assert_eq!(after_success.attempts, 0, "the right code clears the count");
}

#[test]
fn strangers_leave_two_tries_to_who_began() {
    let mut challenge = ChallengeState::begin(Purpose::Enroll, NOW, None);
    for left in [2, 1, 0] {
        let tried = challenge.count_try(Guesser::Stranger, NOW);
        assert_eq!(tried.map(TriesLeft::after_a_wrong_one), Ok(left));
    }
    assert_eq!(challenge.count_try(Guesser::Stranger, NOW), Err(Refusal::Exhausted));
    let tried = challenge.count_try(Guesser::Beginner, NOW);
    assert_eq!(tried.map(TriesLeft::after_a_wrong_one), Ok(1));
    assert!(challenge.count_try(Guesser::Beginner, NOW).is_ok());
    assert_eq!(challenge.count_try(Guesser::Beginner, NOW), Err(Refusal::Exhausted));
}

#[test]
fn who_began_may_use_all_five_and_then_strangers_have_none() {
    let mut challenge = ChallengeState::begin(Purpose::Enroll, NOW, None);
    for _ in 0..4 {
        assert!(challenge.count_try(Guesser::Beginner, NOW).is_ok());
    }
    let last = challenge.check_by(Guesser::Stranger, NOW);
    assert_eq!(last.map(TriesLeft::count), Ok(1), "five in all");
    assert!(challenge.count_try(Guesser::Beginner, NOW).is_ok());
    assert_eq!(challenge.check_by(Guesser::Stranger, NOW), Err(Refusal::Exhausted));
}

#[test]
fn who_asks_after_a_guesser_has_two_tries() {
    let mut of_a_stranger = ChallengeState::begin(Purpose::OwnEmail, NOW, None);
    for _ in 0..5 {
        assert!(of_a_stranger.count_try(Guesser::Beginner, NOW).is_ok());
    }
    let mine = ChallengeState::begin(Purpose::OwnEmail, NOW, Some(Previous::Others(&of_a_stranger)));
    assert_eq!(mine.check(NOW).map(TriesLeft::count), Ok(2));
    assert_eq!(mine.check_by(Guesser::Stranger, NOW), Err(Refusal::Exhausted));
}

#[test]
fn the_next_code_waits_half_a_minute() {
    let wait = OTP_RESEND_PAUSE - MICROSECOND;
    assert_eq!(may_resend(NOW, NOW.plus(MICROSECOND)), Err(IssueRefusal::TooSoon { wait }));
    assert_eq!(may_resend(NOW, resend_at(NOW)), Ok(()));
}

#[test]
fn five_codes_an_hour_are_enough() {
    let minutes = |count: u64| NOW.plus(Duration::from_secs(60 * count));
    let issued = [minutes(40), minutes(10), minutes(0), minutes(20), minutes(30)];
    let wait = Duration::from_secs(60 * 15);
    assert_eq!(may_issue(&issued, minutes(45)), Err(IssueRefusal::TooMany { wait }));
    assert_eq!(may_issue(&issued, minutes(60)), Ok(()));
    assert_eq!(may_issue(&issued[..4], minutes(45)), Ok(()));
    assert_eq!(may_issue(&[], NOW), Ok(()));
}

#[test]
fn refusals_are_sentences() {
    let mut challenge = ChallengeState::begin(Purpose::SignIn, NOW, None);
    let message = |challenge: &mut ChallengeState| {
        challenge.count_try(Guesser::Beginner, NOW).map(TriesLeft::wrong_code_message)
    };
    assert_eq!(message(&mut challenge), Ok("That code is not right. 4 tries left.".to_owned()));
    challenge.attempts = 3;
    assert_eq!(message(&mut challenge), Ok("That code is not right. 1 try left.".to_owned()));
    assert_eq!(
        message(&mut challenge),
        Ok("That code is not right. Start again in a few minutes.".to_owned())
    );
    let refusal = may_resend(NOW, NOW.plus(Duration::from_secs(2))).map_err(|refusal| refusal.to_string());
    assert_eq!(refusal, Err("A code was just sent. Send another in 28 s.".to_owned()));
}

proptest! {
    #[test]
    fn any_number_makes_a_code_that_is_read_back(number in 0..FAIR_BELOW) {
        let code = OneTimeCode::from_random(|| number);
        let read = OneTimeCode::parse(code.as_str()).ok();
        prop_assert_eq!(read.as_ref().map(OneTimeCode::as_str), Some(code.as_str()));
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        if let Ok(code) = OneTimeCode::parse(&text) {
            prop_assert_eq!(code.as_str().len(), 6);
        }
    }

    #[test]
    fn nobody_gets_more_than_five_tries_and_strangers_three(
        tries in prop::collection::vec(prop::bool::ANY, 0..20),
    ) {
        let mut challenge = ChallengeState::begin(Purpose::Enroll, NOW, None);
        let (mut all, mut of_strangers) = (0, 0);
        for is_stranger in tries {
            let guesser = if is_stranger { Guesser::Stranger } else { Guesser::Beginner };
            let before = challenge;
            if challenge.count_try(guesser, NOW).is_ok() {
                all += 1;
                of_strangers += u32::from(is_stranger);
                prop_assert_eq!(challenge.before_a_try(guesser), before);
            }
        }
        prop_assert!(all <= 5 && of_strangers <= 3);
        prop_assert_eq!((challenge.attempts, challenge.stranger_attempts), (all, of_strangers));
    }

    #[test]
    fn at_most_five_codes_in_any_hour(waits in prop::collection::vec(0_u64..1_200, 1..60)) {
        let mut issued: Vec<Timestamp> = Vec::new();
        let mut now = NOW;
        for wait in waits {
            now = now.plus(Duration::from_secs(wait));
            if may_issue(&issued, now).is_ok() {
                issued.push(now);
            }
        }
        for window in issued.windows(6) {
            prop_assert!(window[5].since(window[0]) >= Duration::from_secs(3_600));
        }
    }
}
