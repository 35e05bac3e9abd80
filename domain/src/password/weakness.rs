//! Why a password is refused, in words.

use std::fmt;

use thiserror::Error;

use crate::limits::{PASSWORD_CHARS_ANY, PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIXED};

/// A password above [`PASSWORD_CHARS_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("A password has at most {PASSWORD_CHARS_MAX} characters.")]
pub struct TooLong;

/// Why a password is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PasswordWeakness {
    /// There is none.
    #[error("Enter a password.")]
    Empty,
    /// Shorter than any rule allows.
    #[error(
        "This password has {} of {PASSWORD_CHARS_ANY} characters. Use {PASSWORD_CHARS_ANY} of anything, or \
         {PASSWORD_CHARS_MIXED} with all four kinds.", .characters
    )]
    TooShort {
        /// How many it has.
        characters: usize,
    },
    /// Long enough only if it had all four kinds.
    #[error("Use {PASSWORD_CHARS_ANY} characters of anything, or add {missing}.")]
    MissingKinds {
        /// The kinds it lacks.
        missing: Kinds,
    },
    /// Above [`PASSWORD_CHARS_MAX`].
    #[error(transparent)]
    TooLong(#[from] TooLong),
    /// Holds a word an attacker tries first.
    #[error("A password may not contain {0}.")]
    ContainsWord(PersonalWord),
}

/// A word that is tried first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonalWord {
    /// The product's name.
    Product,
    /// The account's username.
    Username,
    /// The address's local part.
    Email,
}

impl fmt::Display for PersonalWord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Product => "the name Skyshard",
            Self::Username => "your username",
            Self::Email => "your e-mail name",
        })
    }
}

/// Kinds of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kinds {
    /// An upper-case letter.
    pub upper: bool,
    /// A lower-case letter.
    pub lower: bool,
    /// A digit.
    pub digit: bool,
    /// Anything that is neither letter nor digit, blanks too.
    pub special: bool,
}

impl Kinds {
    pub(super) fn of(text: &str) -> Self {
        Self {
            upper: text.chars().any(char::is_uppercase),
            lower: text.chars().any(char::is_lowercase),
            digit: text.chars().any(char::is_numeric),
            special: text.chars().any(|letter| !letter.is_alphanumeric()),
        }
    }

    pub(super) fn missing(self) -> Self {
        Self { upper: !self.upper, lower: !self.lower, digit: !self.digit, special: !self.special }
    }
}

impl fmt::Display for Kinds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = [
            (self.upper, "an upper-case letter"),
            (self.lower, "a lower-case letter"),
            (self.digit, "a digit"),
            (self.special, "a special character"),
        ];
        let named: Vec<_> = names.into_iter().filter_map(|(has, name)| has.then_some(name)).collect();
        match named.as_slice() {
            [] => Ok(()),
            [one] => formatter.write_str(one),
            [most @ .., last] => write!(formatter, "{} and {last}", most.join(", ")),
        }
    }
}
