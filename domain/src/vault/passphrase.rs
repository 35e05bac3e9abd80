//! What opens a vault's key.
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::{
    limits::PASSWORD_BYTES_MAX,
    password::{self, PasswordWeakness, PersonalWords, TooLong},
};

/// Why a passphrase is refused: by the rules of passwords, in their words.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", .0.to_string().replace("password", "passphrase"))]
pub struct PassphraseWeakness(PasswordWeakness);

/// A passphrase with its accents composed, as keyboards send them, and otherwise as it was typed: the program age must
/// take the same. Wiped when dropped.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// One that was chosen before.
    pub fn typed(text: &str) -> Result<Self, PassphraseWeakness> {
        if text.len() > PASSWORD_BYTES_MAX {
            return Err(PassphraseWeakness(TooLong.into()));
        }
        // Composing never needs more than three times the bytes; a buffer that grew would leave copies behind.
        let mut composed = Zeroizing::new(String::with_capacity(3 * text.len()));
        composed.extend(text.nfc());
        Ok(Self(composed))
    }

    /// A new one, if it is as strong as a password has to be: nobody slows down whoever tries them.
    pub fn chosen(text: &str, words: &PersonalWords<'_>) -> Result<Self, PassphraseWeakness> {
        password::check(text, words).map_err(PassphraseWeakness)?;
        Self::typed(text)
    }

    /// What the key is derived from.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_speaks_of_a_passphrase() {
        let refusal =
            |text: &str| Passphrase::chosen(text, &PersonalWords::default()).err().map(|no| no.to_string());
        assert_eq!(refusal("").as_deref(), Some("Enter a passphrase."));
        assert!(
            refusal("short")
                .is_some_and(|words| words.starts_with("This passphrase has 5 of 15 characters."))
        );
        assert!(
            refusal(&"x".repeat(2_000)).is_some_and(|words| words.starts_with("A passphrase has at most "))
        );
        assert_eq!(refusal("correct horse battery staple"), None);
    }
}
