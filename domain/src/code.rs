//! One-time codes that travel by mail: six random digits, and the rules of the challenge that waits for them.
//!
//! The code itself is never kept: the server keeps a keyed digest (SEC-11) and compares digests in constant time, so this
//! type has no comparison. A code from an authenticator (TOTP) is another mechanism (K2) that shares only the six digits.

use std::time::Duration;

use thiserror::Error;
use zeroize::Zeroizing;

use crate::limits::{OTP_DIGITS, OTP_OWN_EMAIL_LIFE, OTP_SIGN_IN_LIFE};

mod challenge;

pub use challenge::{
    ChallengeState, Guesser, IssueRefusal, Previous, Refusal, TriesLeft, may_issue, may_resend, resend_at,
};

/// How many codes there are.
const CODES: u32 = 10_u32.pow(OTP_DIGITS as u32);
/// The largest multiple of [`CODES`] that 32 bits hold: numbers from here on would favour the low codes.
const FAIR_BELOW: u32 = u32::MAX - u32::MAX % CODES;

/// A text that is not six digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("A code has {OTP_DIGITS} digits.")]
pub struct ParseCodeError;

/// Six digits, leading zeros included; wiped when dropped.
pub struct OneTimeCode(Zeroizing<String>);

impl OneTimeCode {
    /// A new code from a cryptographic source of 32-bit numbers. Every code is equally likely: numbers above the last
    /// whole round of a million (about one of 4 400) are drawn again.
    pub fn from_random(mut draw: impl FnMut() -> u32) -> Self {
        let number = loop {
            let number = draw();
            if number < FAIR_BELOW {
                break number % CODES;
            }
        };
        Self(Zeroizing::new(format!("{number:0OTP_DIGITS$}")))
    }

    /// Reads a code as people paste it: blanks and dashes are dropped before the length counts. Only ASCII digits are
    /// digits.
    pub fn parse(text: &str) -> Result<Self, ParseCodeError> {
        let mut digits = Zeroizing::new(String::with_capacity(OTP_DIGITS));
        for letter in text.chars().filter(|letter| !is_separator(*letter)) {
            if !letter.is_ascii_digit() || digits.len() == OTP_DIGITS {
                return Err(ParseCodeError);
            }
            digits.push(letter);
        }
        if digits.len() == OTP_DIGITS { Ok(Self(digits)) } else { Err(ParseCodeError) }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Blanks, hyphen-minus, the dashes of U+2010 to U+2015 and the minus sign.
fn is_separator(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// What a code is good for. A code for one purpose is wrong for every other (SEC-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Proving that a new account's address is its owner's.
    OwnEmail,
    /// The second step of signing in.
    SignIn,
    /// Signing in or enrolling by code alone, without a password.
    Enroll,
    /// Proving oneself once more before something dangerous.
    StepUp,
    /// The second step of choosing a new password by a mailed link.
    Reset,
    /// Proving that the address that an account is to move to is its owner's.
    ChangeEmail,
}

/// Where the code of a challenge comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// It was mailed.
    Email,
    /// An authenticator app shows it ([`crate::totp`]).
    Totp,
    /// None is sent or shown: a passkey signs in by itself, and a backup code stands in for it.
    Passkey,
}

impl Method {
    /// The word in rows and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Totp => "totp",
            Self::Passkey => "passkey",
        }
    }

    /// The method of this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Email, Self::Totp, Self::Passkey].into_iter().find(|method| method.name() == name)
    }
}

impl Purpose {
    /// All purposes.
    pub const ALL: [Self; 6] =
        [Self::OwnEmail, Self::SignIn, Self::Enroll, Self::StepUp, Self::Reset, Self::ChangeEmail];

    /// How long the code lives (K1).
    pub const fn lifetime(self) -> Duration {
        match self {
            Self::OwnEmail | Self::ChangeEmail => OTP_OWN_EMAIL_LIFE,
            Self::SignIn | Self::Enroll | Self::StepUp | Self::Reset => OTP_SIGN_IN_LIFE,
        }
    }

    /// The word in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OwnEmail => "own_email",
            Self::SignIn => "sign_in",
            Self::Enroll => "enroll",
            Self::StepUp => "step_up",
            Self::Reset => "reset",
            Self::ChangeEmail => "change_email",
        }
    }

    /// The purpose of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

#[cfg(test)]
mod tests;
