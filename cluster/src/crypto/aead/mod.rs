//! AES-256-GCM over whole buffers, from two libraries behind the same two functions.

#[cfg(feature = "live")]
mod native;
#[cfg(any(test, not(feature = "live")))]
mod portable;

#[cfg(feature = "live")]
use native as chosen;
#[cfg(not(feature = "live"))]
use portable as chosen;

use zeroize::Zeroize;

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
    let mut plain = vec![0; ciphertext.len()];
    or_wipe(&mut plain, |plain| chosen::open(key, nonce, binding, ciphertext, tag, plain))?;
    Ok(plain)
}

/// Whatever a library leaves in the buffer when the tag is wrong is gone before the buffer is given back.
fn or_wipe(
    plain: &mut [u8],
    open: impl FnOnce(&mut [u8]) -> Result<(), SealBroken>,
) -> Result<(), SealBroken> {
    open(plain).inspect_err(|_| plain.zeroize())
}

#[cfg(test)]
mod wycheproof_tests;

#[cfg(all(test, feature = "live"))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Library<'a> = &'a dyn Fn(&mut [u8]) -> Result<(), SealBroken>;

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
            let mut wrong = tag;
            wrong[7] ^= 1;
            for open in [native::open, portable::open] {
                let mut opened = vec![0; plain.len()];
                prop_assert_eq!(open(&key, nonce, &binding, &here, &tag, &mut opened), Ok(()));
                prop_assert_eq!(&opened, &plain);
                prop_assert_eq!(open(&key, nonce, &binding, &here, &wrong, &mut opened), Err(SealBroken));
            }
        }
    }

    /// SEC-59: the buffer is looked at, behind either library and behind one that decrypts before it verifies.
    #[test]
    fn a_wrong_tag_leaves_nothing_in_the_buffer() {
        let (key, nonce, plain) = ([7; 32], [0; 12], [0x5a; 1_000]);
        let mut sealed = plain;
        let mut tag = native::seal(&key, nonce, b"", &mut sealed);
        tag[0] ^= 1;
        let careless = |out: &mut [u8]| {
            out.copy_from_slice(&plain);
            Err(SealBroken)
        };
        let native = |out: &mut [u8]| native::open(&key, nonce, b"", &sealed, &tag, out);
        let portable = |out: &mut [u8]| portable::open(&key, nonce, b"", &sealed, &tag, out);
        let libraries: [Library<'_>; 3] = [&careless, &native, &portable];
        for library in libraries {
            let mut buffer = [0xff; 1_000];
            assert_eq!(or_wipe(&mut buffer, library), Err(SealBroken));
            assert_eq!(buffer, [0; 1_000]);
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
