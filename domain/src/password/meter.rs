//! The meter beside the password field: how far along, and one reason in words. It never says "strong": the server's list
//! of common passwords has the last word.

use super::{PasswordWeakness, PersonalWords, check, normalise};
use crate::limits::{PASSWORD_CHARS_ANY, PASSWORD_CHARS_MAX};

/// What the meter shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meter {
    /// How far it is filled, in percent; 100 exactly when the rule is obeyed.
    pub percentage: u8,
    /// Whether the rule is obeyed.
    pub accepted: bool,
    /// Why it stands there, for people.
    pub reason: String,
}

/// Measures a password while it is typed.
pub fn meter(text: &str, words: &PersonalWords<'_>) -> Meter {
    match check(text, words) {
        Ok(_) => Meter { percentage: 100, accepted: true, reason: "Long enough.".to_owned() },
        Err(weakness) => {
            Meter { percentage: progress(text, &weakness), accepted: false, reason: weakness.to_string() }
        }
    }
}

fn progress(text: &str, weakness: &PasswordWeakness) -> u8 {
    if matches!(weakness, PasswordWeakness::TooLong(_)) {
        return 0;
    }
    let characters = normalise(text).map_or(PASSWORD_CHARS_MAX, |password| password.characters());
    let percentage = (characters * 100 / PASSWORD_CHARS_ANY).min(95);
    u8::try_from(percentage).unwrap_or(95)
}
