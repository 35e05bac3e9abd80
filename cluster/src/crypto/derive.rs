//! HKDF-SHA-256: many single-purpose keys from one key and a salt.

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// The extracted secret of one (key, salt) pair; every label expands it to another 32 bytes.
pub(crate) struct Derivation(Hkdf<Sha256>);

impl Derivation {
    pub(crate) fn new(key: &[u8; 32], salt: &[u8]) -> Self {
        Self(Hkdf::new(Some(salt), key))
    }

    pub(crate) fn key(&self, label: &str) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        self.0.expand(label.as_bytes(), key.as_mut()).expect("HKDF-SHA-256 gives up to 8160 bytes");
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 5869 needs keys of other lengths, so the vector here was computed with Python's `hmac`:
    /// prk = HMAC(salt = 32 x 0x01, key = 32 x 0x02), okm = HMAC(prk, "chunk/v1" 0x01).
    #[test]
    fn a_known_derivation() {
        let key = Derivation::new(&[2; 32], &[1; 32]).key("chunk/v1");
        assert_eq!(hex(key.as_ref()), KNOWN);
    }

    #[test]
    fn key_salt_and_label_all_matter() {
        let base = Derivation::new(&[2; 32], &[1; 32]);
        assert_ne!(base.key("chunk/v1"), base.key("chunk/v2"));
        assert_ne!(base.key("chunk/v1"), Derivation::new(&[3; 32], &[1; 32]).key("chunk/v1"));
        assert_ne!(base.key("chunk/v1"), Derivation::new(&[2; 32], &[2; 32]).key("chunk/v1"));
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    const KNOWN: &str = "2fcc3e2b7ba6b84828748d99448c07ea5c1903452451f0d8e9423e87f32b33e7";
}
