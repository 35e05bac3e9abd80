//! Digests and names as text: lower-case hex, one spelling each.
use std::fmt::Write;

use crate::clock::random;

/// A fresh, unguessable name for a row.
pub fn random_name() -> String {
    encode(&random::<16>())
}

/// The bytes as lower-case hex.
pub fn encode(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A 32-byte digest from its 64 hex digits, of either case.
pub fn digest(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}
