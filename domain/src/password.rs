//! The password rule (K5, SEC-03 to SEC-05): 15 characters of anything, or 12 to 14 with all four kinds.
//!
//! Passwords are compared in NFKC, so that the same keys on another keyboard layout or system make the same password,
//! and characters are counted in that form. Nothing is cut off or folded. Words that an attacker tries first are refused:
//! the product's name and the person's own. Whether a password is among the common ones is the server's question,
//! because its list is too large for the page.

use std::fmt;

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::{
    fold::fold,
    limits::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_ANY, PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIXED},
};

mod meter;

pub use meter::{Meter, meter};

/// The name nobody may build a password on.
const PRODUCT: &str = "skyshard";

/// Shorter words are part of too many others to be refused.
const PERSONAL_WORD_CHARS_MIN: usize = 3;

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
    /// A upper-case letter.
    pub upper: bool,
    /// A lower-case letter.
    pub lower: bool,
    /// A digit.
    pub digit: bool,
    /// Anything that is neither letter nor digit, blanks too.
    pub special: bool,
}

impl Kinds {
    fn of(text: &str) -> Self {
        Self {
            upper: text.chars().any(char::is_uppercase),
            lower: text.chars().any(char::is_lowercase),
            digit: text.chars().any(char::is_numeric),
            special: text.chars().any(|letter| !letter.is_alphanumeric()),
        }
    }

    fn missing(self) -> Self {
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

/// What the person is called, which is tried first.
#[derive(Debug, Clone, Copy, Default)]
pub struct PersonalWords<'a> {
    /// The account's username; empty when not known yet.
    pub username: &'a str,
    /// The part of the address before the @; empty when not known yet.
    pub email_local: &'a str,
}

/// A password in the form that is hashed, wiped when dropped. It says nothing about its strength: signing in must work
/// with passwords of older rules.
pub struct NormalisedPassword(Zeroizing<String>);

impl NormalisedPassword {
    /// What is hashed.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    fn characters(&self) -> usize {
        self.0.chars().count()
    }
}

/// A password that obeys the rule, wiped when dropped.
pub struct AcceptedPassword(NormalisedPassword);

impl AcceptedPassword {
    /// What is hashed.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// For estimating how common it is.
    pub fn as_str(&self) -> &str {
        &self.0.0
    }
}

/// Takes a password to sign in with, before anything expensive happens.
pub fn normalise(text: &str) -> Result<NormalisedPassword, TooLong> {
    if text.len() > PASSWORD_BYTES_MAX {
        return Err(TooLong);
    }
    let (characters, bytes) =
        text.nfkc().fold((0, 0), |(characters, bytes), letter| (characters + 1, bytes + letter.len_utf8()));
    if characters > PASSWORD_CHARS_MAX {
        return Err(TooLong);
    }
    // Of the exact size from the start: a buffer that grew would leave copies behind unwiped.
    let mut normalised = Zeroizing::new(String::with_capacity(bytes));
    normalised.extend(text.nfkc());
    Ok(NormalisedPassword(normalised))
}

/// Takes a new password, if it obeys the rule.
pub fn check(text: &str, words: &PersonalWords<'_>) -> Result<AcceptedPassword, PasswordWeakness> {
    let password = normalise(text)?;
    check_length(&password)?;
    if let Some(word) = word_in(&password, words) {
        return Err(PasswordWeakness::ContainsWord(word));
    }
    Ok(AcceptedPassword(password))
}

fn check_length(password: &NormalisedPassword) -> Result<(), PasswordWeakness> {
    match password.characters() {
        0 => Err(PasswordWeakness::Empty),
        PASSWORD_CHARS_ANY.. => Ok(()),
        PASSWORD_CHARS_MIXED.. => {
            let missing = Kinds::of(&password.0).missing();
            if missing == Kinds::default() { Ok(()) } else { Err(PasswordWeakness::MissingKinds { missing }) }
        }
        characters => Err(PasswordWeakness::TooShort { characters }),
    }
}

fn word_in(password: &NormalisedPassword, words: &PersonalWords<'_>) -> Option<PersonalWord> {
    let password = Zeroizing::new(fold(&password.0));
    let tried = [
        (PersonalWord::Product, PRODUCT),
        (PersonalWord::Username, words.username),
        (PersonalWord::Email, words.email_local),
    ];
    tried.into_iter().find_map(|(word, text)| {
        let text = fold(text.trim());
        let is_word = text.chars().count() >= PERSONAL_WORD_CHARS_MIN;
        (is_word && password.contains(&text)).then_some(word)
    })
}

#[cfg(test)]
mod tests;
