//! What the code page says, and when.

use std::time::Duration;

use client::{ClientError, Kind};
use domain::format;

use crate::challenge::CodeFor;

/// The words of the page that depend on what the code is for.
pub struct Words {
    /// On the button.
    pub submit: &'static str,
    /// Where a wrong address is mended.
    pub wrong_address: &'static str,
    /// Before the masked address.
    pub sent: &'static str,
}

impl CodeFor {
    /// The words for this purpose.
    pub fn words(self) -> Words {
        match self {
            Self::NewAccount => Words {
                submit: "Verify and sign in",
                wrong_address: "Wrong address?",
                sent: "If this address can be used, we sent six digits to ",
            },
            Self::SignIn => {
                Words { submit: "Sign in", wrong_address: "Not you?", sent: "We sent six digits to " }
            }
            Self::SignInByApp => Words {
                submit: "Sign in",
                wrong_address: "Not you?",
                sent: "Open your authenticator app and enter the six digits that it shows",
            },
        }
    }
}

/// "Valid for 4:32", or that it is over.
pub fn validity(seconds_left: u64) -> String {
    match seconds_left {
        0 => "This code has expired.".to_owned(),
        left => format!("Valid for {}", format::countdown(Duration::from_secs(left))),
    }
}

/// "5 tries left".
pub fn tries(left: u32) -> String {
    match left {
        0 => "No tries left".to_owned(),
        left => format!("{} left", format::count(left.into(), "try", "tries")),
    }
}

/// "Send again", or when.
pub fn resend(seconds: u64) -> String {
    match seconds {
        0 => "Send again".to_owned(),
        left => format!("Send again (in {})", format::countdown(Duration::from_secs(left))),
    }
}

/// What is read aloud of the countdown: one sentence at 60 s and one at 10 s.
pub fn announcement(seconds_left: u64) -> &'static str {
    match seconds_left {
        11..=60 => "The code is valid for one more minute.",
        1..=10 => "The code is valid for ten more seconds.",
        _ => "",
    }
}

/// What an attempt came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The code is not right; a try is gone.
    Wrong,
    /// Nothing more can be tried with this challenge.
    Over,
    /// The code is right, but the account is to be deleted: the same code keeps it.
    Pending,
    /// The same code may be sent again.
    Passing,
}

/// What an error means for the challenge.
pub fn failure(error: &ClientError) -> Failure {
    match error.reason.as_str() {
        "INVALID_OTP" => Failure::Wrong,
        "OTP_EXPIRED" => Failure::Over,
        "ERASURE_PENDING" => Failure::Pending,
        _ if error.kind == Kind::Exhausted => Failure::Over,
        _ => Failure::Passing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_tries_in_words() {
        assert_eq!(validity(272), "Valid for 4:32");
        assert_eq!(validity(0), "This code has expired.");
        assert_eq!(
            (tries(5), tries(1), tries(0)),
            ("5 tries left".into(), "1 try left".into(), "No tries left".into())
        );
        assert_eq!((resend(28), resend(0)), ("Send again (in 0:28)".into(), "Send again".into()));
    }

    #[test]
    fn the_countdown_speaks_twice() {
        let spoken: Vec<&str> = (0..=300).rev().map(announcement).collect();
        let mut sentences = spoken.clone();
        sentences.dedup();
        assert_eq!(sentences.iter().filter(|sentence| !sentence.is_empty()).count(), 2);
    }
}
