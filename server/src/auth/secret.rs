//! Opaque secrets of 256 bits: refresh tokens, tickets, the setup link, the cookie that binds a browser. Whoever holds
//! one may act; rows keep only its SHA-256, which nobody can turn back.
use aws_lc_rs::digest::{SHA256, digest};
use zeroize::Zeroizing;

use crate::{clock::random, service::hex};

const BYTES: usize = 32;
const CHARS: usize = 2 * BYTES;

/// A secret as it travels: 64 hex digits. It has no `Debug`, so that no log prints it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// A new one.
    pub fn fresh() -> Self {
        Self(Zeroizing::new(hex::encode(&random::<BYTES>())))
    }

    /// One that somebody presents; `None` when it cannot be one of ours.
    pub fn presented(text: &str) -> Option<Self> {
        let well_formed = text.len() == CHARS && text.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
        well_formed.then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// What travels.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What a row keeps.
    pub fn digest(&self) -> String {
        hex::encode(digest(&SHA256, self.0.as_bytes()).as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_secret_is_presented_again_and_nothing_else_is() {
        let secret = Secret::fresh();
        assert!(Secret::presented(secret.as_str()).is_some_and(|again| again.digest() == secret.digest()));
        for text in ["", "ab", &"AB".repeat(32), &"zz".repeat(32), &"ab".repeat(33)] {
            assert!(Secret::presented(text).is_none(), "{text}");
        }
    }
}
