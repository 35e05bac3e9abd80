//! Usernames: public handles, told apart without case. ASCII only, so that no name looks like another.

use std::fmt;

use thiserror::Error;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::{
    email::EmailAddress,
    limits::{USERNAME_CHARS_MAX, USERNAME_CHARS_MIN},
};

/// What a suggestion begins with when the address gives too little.
const FALLBACK: &str = "user";

/// Why a text is no username.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum UsernameError {
    /// Too short or too long.
    #[error("A username has {USERNAME_CHARS_MIN} to {USERNAME_CHARS_MAX} characters.")]
    Length,
    /// Has other characters.
    #[error("A username has only letters A to Z, digits and _.")]
    Characters,
}

/// A username.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Username(String);

impl Username {
    /// Reads a username; surrounding blanks are dropped.
    pub fn parse(text: &str) -> Result<Self, UsernameError> {
        let text = text.trim_matches([' ', '\t']);
        if !text.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_') {
            return Err(UsernameError::Characters);
        }
        if !(USERNAME_CHARS_MIN..=USERNAME_CHARS_MAX).contains(&text.len()) {
            return Err(UsernameError::Length);
        }
        Ok(Self(text.to_owned()))
    }

    /// The nearest username to any text: accents dropped, everything else that is not allowed turned into `_`.
    pub fn derived_from(text: &str) -> Self {
        let mut name = String::new();
        let plain = text.nfkd().filter(|letter| !is_combining_mark(*letter));
        for letter in plain.map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }) {
            let doubled = letter == '_' && (name.is_empty() || name.ends_with('_'));
            if !doubled && name.len() < USERNAME_CHARS_MAX {
                name.push(letter);
            }
        }
        let name = name.trim_end_matches('_');
        match name.len() {
            0 => Self(FALLBACK.to_owned()),
            short if short < USERNAME_CHARS_MIN => Self(format!("{FALLBACK}_{name}")),
            _ => Self(name.to_owned()),
        }
    }

    /// The same name with a number, for when it is taken: `alice_2`.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        let suffix = format!("_{number}");
        let kept = self.0.len().min(USERNAME_CHARS_MAX - suffix.len());
        Self(format!("{}{suffix}", &self.0[..kept]))
    }

    /// The name as its owner writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two accounts may not share: the name in lower case.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl fmt::Display for Username {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A username for the owner of an address, to start from: the local part without its tag, in lower case.
pub fn suggest(email: &EmailAddress) -> String {
    let local = email.local_part();
    let untagged = local.split_once('+').map_or(local, |(name, _)| name);
    Username::derived_from(&untagged.to_ascii_lowercase()).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: Result<&str, UsernameError>) {
        let name = Username::parse(text);
        assert_eq!(name.as_ref().map(Username::as_str).map_err(|error| *error), expected, "{text:?}");
    }

    #[test]
    fn a_username_has_3_to_32_plain_characters() {
        check("bob", Ok("bob"));
        check(" Bob_1 ", Ok("Bob_1"));
        check(&"x".repeat(32), Ok(&"x".repeat(32)));
        check("bo", Err(UsernameError::Length));
        check("", Err(UsernameError::Length));
        check(&"x".repeat(33), Err(UsernameError::Length));
        for text in
            ["bob smith", "bob@example.com", "böb", "bob\n", "b\0b", "../bob", "вob", "bob-1", "😀😀😀"]
        {
            check(text, Err(UsernameError::Characters));
        }
    }

    #[test]
    fn names_are_told_apart_without_case() {
        let key = |text| Username::parse(text).expect("a good name").key();
        assert_eq!(key("Alice"), key("aLICE"));
    }

    fn check_suggestion(email: &str, expected: &str) {
        let email = EmailAddress::parse(email).expect("a good address");
        assert_eq!(suggest(&email), expected);
    }

    #[test]
    fn a_suggestion_comes_from_the_local_part() {
        check_suggestion("Alice@example.com", "alice");
        check_suggestion("alice.smith+files@example.com", "alice_smith");
        check_suggestion("a@example.com", "user_a");
        check_suggestion("+x@example.com", "user");
        check_suggestion("__-__@example.com", "user");
        check_suggestion(&format!("{}@example.com", "a".repeat(64)), &"a".repeat(32));
    }

    #[test]
    fn any_name_of_a_person_gives_a_username() {
        assert_eq!(Username::derived_from("Zoë  van der Berg").as_str(), "Zoe_van_der_Berg");
        assert_eq!(Username::derived_from("山田").as_str(), "user");
        let longest = Username::derived_from(&"x".repeat(40));
        assert_eq!(longest.numbered(12).as_str(), format!("{}_12", "x".repeat(29)));
    }

    proptest! {
        #[test]
        fn what_is_derived_is_a_username(text in any::<String>(), number: u32) {
            let name = Username::derived_from(&text);
            prop_assert_eq!(Username::parse(name.as_str()), Ok(name.clone()));
            let numbered = name.numbered(number);
            prop_assert_eq!(Username::parse(numbered.as_str()), Ok(numbered));
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            if let Ok(name) = Username::parse(&text) {
                prop_assert_eq!(Username::parse(&name.key()).map(|key| key.key()), Ok(name.key()));
            }
        }
    }
}
