//! The fingerprint of a certificate: by it people tell a server that made its certificate itself.

use std::{fmt, str::FromStr};

use crate::hex;

/// SHA-256 of a certificate (DER), as browsers and `openssl x509 -fingerprint -sha256` show it. No secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

/// The text is no fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint is 64 hexadecimal digits (SHA-256), as the server shows it when it starts")]
pub struct NoFingerprint;

impl Fingerprint {
    /// The one with this digest.
    pub const fn of_digest(sha256: [u8; 32]) -> Self {
        Self(sha256)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hex::encode(&self.0))
    }
}

impl FromStr for Fingerprint {
    type Err = NoFingerprint;

    /// As we write it, or with the colons and capitals of other tools.
    fn from_str(text: &str) -> Result<Self, NoFingerprint> {
        let digits: String = text.trim().chars().filter(|letter| *letter != ':').collect();
        hex::digest(&digits).map(Self).ok_or(NoFingerprint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_of_a_fingerprint_are_one() {
        let print = Fingerprint::of_digest([0xab; 32]);
        let colons = ["AB"; 32].join(":");
        assert_eq!(print.to_string().parse(), Ok(print));
        assert_eq!(format!(" {colons}\n").parse(), Ok(print));
        for text in ["", "ab", &"ab".repeat(33), &"zz".repeat(32)] {
            assert_eq!(text.parse::<Fingerprint>(), Err(NoFingerprint), "{text}");
        }
    }
}
