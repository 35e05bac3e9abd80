//! Backup codes: what lets somebody in whose authenticator is lost. Ten of them, each good once (SEC-20).
//!
//! A code is 120 random bits in [Crockford's base 32](https://www.crockford.com/base32.html), in groups of four:
//! `k7fq-2mzt-…`. So many bits that a plain SHA-256 of them can be kept: nobody can try them all.
use thiserror::Error;
use zeroize::Zeroizing;

/// Codes of one set.
pub const CODES: usize = 10;
/// Random bytes of a code.
pub const BYTES: usize = 15;
/// Unused codes from which on their owner is warned.
pub const FEW: u32 = 3;

const CHARS: usize = BYTES * 8 / 5;
const GROUP: usize = 4;
/// Without i, l, o and u: the first three are read as the digits that they look like.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A text that is no backup code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("A backup code has {CHARS} letters and digits.")]
pub struct ParseBackupCodeError;

/// A backup code, wiped when dropped. It has no `Debug`, so that no log prints it.
pub struct BackupCode(Zeroizing<String>);

impl BackupCode {
    /// The code of these random bytes: five bits a letter, the first byte's highest bits first.
    pub fn from_random(bytes: [u8; BYTES]) -> Self {
        let bit = |index: usize| (bytes[index / 8] >> (7 - index % 8)) & 1;
        let letter = |index: usize| {
            let value = (0..5).fold(0, |value, offset| value << 1 | bit(index * 5 + offset));
            char::from(ALPHABET[usize::from(value)])
        };
        Self(Zeroizing::new((0..CHARS).map(letter).collect()))
    }

    /// Reads a code as people type it: blanks and dashes are dropped, case does not count.
    pub fn parse(text: &str) -> Result<Self, ParseBackupCodeError> {
        let mut letters = Zeroizing::new(String::with_capacity(CHARS));
        for letter in text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-') {
            let letter = read_as(letter.to_ascii_lowercase());
            let is_ours = u8::try_from(letter).is_ok_and(|letter| ALPHABET.contains(&letter));
            if !is_ours || letters.len() == CHARS {
                return Err(ParseBackupCodeError);
            }
            letters.push(letter);
        }
        if letters.len() == CHARS { Ok(Self(letters)) } else { Err(ParseBackupCodeError) }
    }

    /// The letters without dashes, as they are hashed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `k7fq-2mzt-…`, as people are shown it.
    pub fn grouped(&self) -> Zeroizing<String> {
        let groups: Vec<&str> =
            (0..CHARS).step_by(GROUP).map(|start| &self.0[start..start + GROUP]).collect();
        Zeroizing::new(groups.join("-"))
    }
}

fn read_as(letter: char) -> char {
    match letter {
        'o' => '0',
        'i' | 'l' => '1',
        letter => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_back_as_people_type_it() {
        let code = BackupCode::from_random(*b"\x00\x44\x32\x14\xc7\x42\x54\xb6\x35\xcf\x84\x65\x3a\x56\xd7");
        assert_eq!(code.grouped().as_str(), "0123-4567-89ab-cdef-ghjk-mnpq");
        for typed in
            ["0123-4567-89ab-cdef-ghjk-mnpq", " OI23 4567 89AB CDEF GHJK MNPQ ", "o l23456789abcdefghjkmnpq"]
        {
            assert!(BackupCode::parse(typed).is_ok_and(|read| read.as_str() == code.as_str()), "{typed}");
        }
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for text in [
            "",
            "123456",
            "0123-4567-89ab-cdef-ghjk-mnp",
            "0123-4567-89ab-cdef-ghjk-mnpqr",
            "u123-4567-89ab-cdef-ghjk-mnpq",
            "٠123-4567-89ab-cdef-ghjk-mnpq",
        ] {
            assert!(BackupCode::parse(text).is_err(), "{text}");
        }
    }
}
