//! Password hashes of other systems (K4, DV8): bcrypt and PBKDF2-SHA256. They are verified and never made: the first
//! right password replaces one by ours. Until then such an account can be told apart by the time that its wrong
//! passwords take, as no other can.
//!
//! How much work a hash asks for stands in the hash, so what is imported is bounded: at most about two seconds.
use std::fmt;

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use sha2::Sha256;
use subtle::ConstantTimeEq;

const BCRYPT_COSTS: std::ops::RangeInclusive<u32> = 4..=14;
const ROUNDS: std::ops::RangeInclusive<u32> = 1_000..=5_000_000;
const HASH_BYTES: std::ops::RangeInclusive<usize> = 16..=64;
const SALT_BYTES: std::ops::RangeInclusive<usize> = 1..=128;
const TEXT_BYTES_MAX: usize = 512;
/// Some write padding and some do not.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A hash that can be verified within its bounds.
pub struct OldHash(Kind);

enum Kind {
    Bcrypt(String),
    Pbkdf2 { rounds: u32, salt: Vec<u8>, hash: Vec<u8> },
}

/// Why a hash is not taken, in words that say what would be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OldHashError {
    /// None of the three forms.
    #[error("the hash is neither bcrypt ($2b$…) nor PBKDF2-SHA256 ($pbkdf2-sha256$… or pbkdf2_sha256$…)")]
    Unknown,
    /// One of them, with a part that cannot be.
    #[error("the hash is damaged")]
    Damaged,
    /// Verifying it would take too long, or hardly anything.
    #[error(
        "the hash asks for too much or too little work: bcrypt from 4 to 14, PBKDF2 from 1 000 to 5 000 000 rounds"
    )]
    Work,
}

impl OldHash {
    /// Reads `$2a$`, `$2b$` or `$2y$`, `$pbkdf2-sha256$i=…,l=…$salt$hash`, or Django's `pbkdf2_sha256$…$salt$hash`.
    pub fn parse(text: &str) -> Result<Self, OldHashError> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(OldHashError::Damaged);
        }
        if ["$2a$", "$2b$", "$2y$"].iter().any(|prefix| text.starts_with(prefix)) {
            bcrypt(text)
        } else if let Some(rest) = text.strip_prefix("$pbkdf2-sha256$") {
            phc(rest)
        } else if let Some(rest) = text.strip_prefix("pbkdf2_sha256$") {
            django(rest)
        } else {
            Err(OldHashError::Unknown)
        }
    }

    /// Whether the password is the hashed one.
    pub fn verify(&self, password: &[u8]) -> bool {
        match &self.0 {
            // Longer passwords were cut off at 72 bytes by those who made the hash, too.
            Kind::Bcrypt(text) => bcrypt::verify(password, text).unwrap_or(false),
            Kind::Pbkdf2 { rounds, salt, hash } => {
                let mut made = vec![0; hash.len()];
                pbkdf2::pbkdf2_hmac::<Sha256>(password, salt, *rounds, &mut made);
                made.ct_eq(hash).into()
            }
        }
    }
}

/// The hash stays inside.
impl fmt::Debug for OldHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OldHash")
    }
}

fn bcrypt(text: &str) -> Result<OldHash, OldHashError> {
    let parts: bcrypt::HashParts = text.parse().map_err(|_| OldHashError::Damaged)?;
    if !BCRYPT_COSTS.contains(&parts.get_cost()) {
        return Err(OldHashError::Work);
    }
    Ok(OldHash(Kind::Bcrypt(text.to_owned())))
}

fn phc(rest: &str) -> Result<OldHash, OldHashError> {
    let [parameters, salt, hash] = parts(rest)?;
    let (mut rounds, mut length) = (None, None);
    for parameter in parameters.split(',') {
        match parameter.split_once('=').ok_or(OldHashError::Damaged)? {
            ("i", value) => rounds = Some(number(value)?),
            ("l", value) => length = Some(number(value)?),
            _ => return Err(OldHashError::Damaged),
        }
    }
    let (salt, hash) = (decoded(salt)?, decoded(hash)?);
    if length.is_some_and(|length| length as usize != hash.len()) {
        return Err(OldHashError::Damaged);
    }
    pbkdf2(rounds.ok_or(OldHashError::Damaged)?, salt, hash)
}

/// Django's salt is its text.
fn django(rest: &str) -> Result<OldHash, OldHashError> {
    let [rounds, salt, hash] = parts(rest)?;
    pbkdf2(number(rounds)?, salt.as_bytes().to_vec(), decoded(hash)?)
}

fn pbkdf2(rounds: u32, salt: Vec<u8>, hash: Vec<u8>) -> Result<OldHash, OldHashError> {
    if !SALT_BYTES.contains(&salt.len()) || !HASH_BYTES.contains(&hash.len()) {
        return Err(OldHashError::Damaged);
    }
    if !ROUNDS.contains(&rounds) {
        return Err(OldHashError::Work);
    }
    Ok(OldHash(Kind::Pbkdf2 { rounds, salt, hash }))
}

fn parts(text: &str) -> Result<[&str; 3], OldHashError> {
    let parts: Vec<&str> = text.split('$').collect();
    parts.try_into().map_err(|_| OldHashError::Damaged)
}

/// Digits alone; what does not fit is too much work.
fn number(text: &str) -> Result<u32, OldHashError> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(OldHashError::Damaged);
    }
    text.parse().map_err(|_| OldHashError::Work)
}

fn decoded(text: &str) -> Result<Vec<u8>, OldHashError> {
    BASE64.decode(text).map_err(|_| OldHashError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Made by glibc's `crypt` and Python's `hashlib.pbkdf2_hmac`.
    const PASSWORD: &str = "violet kettle under moon";
    const TRUE_HASHES: [&str; 5] = [
        "$2a$05$abcdefghijklmnopqrstuuMUC3Vq72eVBmOHaL5jpBNMdAZ7inHZm",
        "$2b$05$abcdefghijklmnopqrstuuMUC3Vq72eVBmOHaL5jpBNMdAZ7inHZm",
        "$2y$05$abcdefghijklmnopqrstuuMUC3Vq72eVBmOHaL5jpBNMdAZ7inHZm",
        "$pbkdf2-sha256$i=100000,l=32$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY$nVkuDeOC16ztPEWxDXcKakSBLivC5cScsOWovVv1T9c",
        "pbkdf2_sha256$100000$8vQzqkUoeLxP$uVnjM9vW7OHd9aTY8IYbOfur3c2HXoHpTUyTg0/2RJo=",
    ];

    #[test]
    fn hashes_of_other_systems_open_for_their_password_alone() {
        for hash in TRUE_HASHES {
            let old = OldHash::parse(hash).expect(hash);
            assert!(old.verify(PASSWORD.as_bytes()), "{hash}");
            for wrong in ["", "violet kettle under moo", "Violet kettle under moon"] {
                assert!(!old.verify(wrong.as_bytes()), "{hash} {wrong}");
            }
        }
    }

    #[test]
    fn what_cannot_be_verified_in_time_is_refused() {
        let salt_and_hash = "c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        for (text, wanted) in [
            ("", OldHashError::Unknown),
            ("$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAA", OldHashError::Unknown),
            ("$2x$10$abcdefghijklmnopqrstuuO", OldHashError::Unknown),
            ("$2b$10$short", OldHashError::Damaged),
            ("$2b$15$abcdefghijklmnopqrstuuMUC3Vq72eVBmOHaL5jpBNMdAZ7inHZm", OldHashError::Work),
            ("$2b$31$abcdefghijklmnopqrstuuMUC3Vq72eVBmOHaL5jpBNMdAZ7inHZm", OldHashError::Work),
            (&format!("$pbkdf2-sha256$i=999,l=32${salt_and_hash}"), OldHashError::Work),
            (&format!("$pbkdf2-sha256$i=5000001,l=32${salt_and_hash}"), OldHashError::Work),
            (&format!("$pbkdf2-sha256$i=99999999999,l=32${salt_and_hash}"), OldHashError::Work),
            (&format!("$pbkdf2-sha256$i=100000,l=31${salt_and_hash}"), OldHashError::Damaged),
            (&format!("$pbkdf2-sha256$l=32${salt_and_hash}"), OldHashError::Damaged),
            (&format!("$pbkdf2-sha256$i=+1000,l=32${salt_and_hash}"), OldHashError::Damaged),
            ("pbkdf2_sha256$100000$salt$AAAA", OldHashError::Damaged),
            ("pbkdf2_sha256$100000$$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", OldHashError::Damaged),
            ("pbkdf2_sha256$100000$salt", OldHashError::Damaged),
            (&"$2b$".repeat(1000), OldHashError::Damaged),
        ] {
            assert_eq!(OldHash::parse(text).err(), Some(wanted), "{text}");
        }
    }
}
