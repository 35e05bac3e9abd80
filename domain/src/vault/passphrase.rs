//! What opens a vault's key.
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::{
    limits::PASSWORD_BYTES_MAX,
    password::{self, PasswordWeakness, PersonalWords, TooLong},
};

/// A passphrase with its accents composed, as keyboards send them, and otherwise as it was typed: the program age must
/// take the same. Wiped when dropped.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// One that was chosen before.
    pub fn typed(text: &str) -> Result<Self, TooLong> {
        if text.len() > PASSWORD_BYTES_MAX {
            return Err(TooLong);
        }
        // Composing never needs more than three times the bytes; a buffer that grew would leave copies behind.
        let mut composed = Zeroizing::new(String::with_capacity(3 * text.len()));
        composed.extend(text.nfc());
        Ok(Self(composed))
    }

    /// A new one, if it is as strong as a password has to be: nobody slows down whoever tries them.
    pub fn chosen(text: &str, words: &PersonalWords<'_>) -> Result<Self, PasswordWeakness> {
        password::check(text, words)?;
        Ok(Self::typed(text)?)
    }

    /// What the key is derived from.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}
