//! The password rule (K5, SEC-03 to SEC-05): 15 characters of anything, or 12 to 14 with all four kinds.
//!
//! Passwords are compared in NFKC, so that the same keys on another keyboard layout or system make the same password,
//! and characters are counted in that form. Nothing is cut off or folded. Words that an attacker tries first are refused:
//! the product's name and the person's own. Whether a password is among the common ones is the server's question,
//! because its list is too large for the page.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::{
    fold::fold,
    limits::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_ANY, PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIXED},
};

mod meter;
mod weakness;

pub use meter::{Meter, meter};
pub use weakness::{Kinds, PasswordWeakness, PersonalWord, TooLong};

/// The name nobody may build a password on.
const PRODUCT: &str = "skyshard";

/// Shorter words are part of too many others to be refused.
const PERSONAL_WORD_CHARS_MIN: usize = 3;

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
