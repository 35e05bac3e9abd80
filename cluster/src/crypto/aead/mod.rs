//! AES-256-GCM over whole buffers, from two libraries behind the same two functions.

#[cfg(feature = "live")]
mod native;
#[cfg(any(test, not(feature = "live")))]
mod portable;

#[cfg(feature = "live")]
use native as chosen;
#[cfg(not(feature = "live"))]
use portable as chosen;

use super::SealBroken;

/// Bytes of the authentication tag behind the ciphertext.
pub(crate) const TAG_BYTES: usize = 16;

/// Appends the ciphertext of `plain` and its tag to `out`.
pub(crate) fn seal_with(key: &[u8; 32], nonce: [u8; 12], binding: &[u8], plain: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    out.reserve(plain.len() + TAG_BYTES);
    out.extend_from_slice(plain);
    let tag = chosen::seal(key, nonce, binding, &mut out[start..]);
    out.extend_from_slice(&tag);
}

/// The plaintext of `sealed` (ciphertext, then tag). A failed tag leaves no plaintext behind (SEC-59).
pub(crate) fn open_with(
    key: &[u8; 32],
    nonce: [u8; 12],
    binding: &[u8],
    sealed: &[u8],
) -> Result<Vec<u8>, SealBroken> {
    let (ciphertext, tag) = sealed.split_last_chunk::<TAG_BYTES>().ok_or(SealBroken)?;
    chosen::open(key, nonce, binding, ciphertext, tag).ok_or(SealBroken)
}

#[cfg(test)]
mod wycheproof_tests;

#[cfg(all(test, feature = "live"))]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Browser and server must read each other's bytes.
        #[test]
        fn both_libraries_make_and_read_the_same_bytes(
            key: [u8; 32],
            nonce: [u8; 12],
            binding: Vec<u8>,
            plain in proptest::collection::vec(any::<u8>(), 0..5000),
        ) {
            let (mut here, mut there) = (plain.clone(), plain.clone());
            let tag = native::seal(&key, nonce, &binding, &mut here);
            prop_assert_eq!(tag, portable::seal(&key, nonce, &binding, &mut there));
            prop_assert_eq!(&here, &there);
            prop_assert_eq!(&native::open(&key, nonce, &binding, &here, &tag).unwrap(), &plain);
            prop_assert_eq!(&portable::open(&key, nonce, &binding, &here, &tag).unwrap(), &plain);
            let mut wrong = tag;
            wrong[7] ^= 1;
            prop_assert!(native::open(&key, nonce, &binding, &here, &wrong).is_none());
            prop_assert!(portable::open(&key, nonce, &binding, &here, &wrong).is_none());
        }
    }

    /// Test case 14 of the GCM specification: AES-256, zero key, zero nonce, one zero block.
    #[test]
    fn the_specification_agrees() {
        let mut block = [0; 16];
        let tag = native::seal(&[0; 32], [0; 12], b"", &mut block);
        assert_eq!(u128::from_be_bytes(block), 0xcea7_403d_4d60_6b6e_074e_c5d3_baf3_9d18);
        assert_eq!(u128::from_be_bytes(tag), 0xd0d1_c8a7_9999_6bf0_265b_98b5_d48a_b919);
    }
}
