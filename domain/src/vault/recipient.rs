//! Whom the files of a vault are for: the public half of its key.
use std::{fmt, str::FromStr};

use bech32::{Bech32, Hrp, primitives::decode::CheckedHrpstring};

/// This is no recipient of age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A recipient of age begins with age1 and has 62 letters; this is none, or has a slip in it.")]
pub struct RecipientError;

/// An X25519 recipient of age, `age1…`. Whoever has it can encrypt, and cannot decrypt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recipient([u8; 32]);

const PREFIX: &str = "age";

impl Recipient {
    /// Of a public key.
    pub const fn new(public: [u8; 32]) -> Self {
        Self(public)
    }

    /// The public key.
    pub const fn public(&self) -> &[u8; 32] {
        &self.0
    }
}

impl FromStr for Recipient {
    type Err = RecipientError;

    fn from_str(text: &str) -> Result<Self, RecipientError> {
        let checked = CheckedHrpstring::new::<Bech32>(text).map_err(|_| RecipientError)?;
        // Capitals are a spelling of the same, which age does not write.
        if checked.hrp().as_str() != PREFIX || text.contains(|letter: char| letter.is_ascii_uppercase()) {
            return Err(RecipientError);
        }
        let public: Vec<u8> = checked.byte_iter().collect();
        public.try_into().map(Self).map_err(|_| RecipientError)
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = Hrp::parse(PREFIX).map_err(|_| fmt::Error)?;
        let text = bech32::encode::<Bech32>(prefix, &self.0).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}
