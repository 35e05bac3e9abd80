//! AES-256-GCM of RustCrypto: pure Rust, for the browser.

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{AeadInOut, KeyInit, Nonce, Tag};
use zeroize::Zeroize;

use super::TAG_BYTES;

pub(super) fn seal(key: &[u8; 32], nonce: [u8; 12], binding: &[u8], text: &mut [u8]) -> [u8; TAG_BYTES] {
    let nonce = Nonce::<Aes256Gcm>::from(nonce);
    let tag = cipher(key)
        .encrypt_inout_detached(&nonce, binding, text.into())
        .expect("a chunk is shorter than 64 GiB");
    tag.into()
}

pub(super) fn open(
    key: &[u8; 32],
    nonce: [u8; 12],
    binding: &[u8],
    ciphertext: &[u8],
    tag: &[u8; TAG_BYTES],
) -> Option<Vec<u8>> {
    let nonce = Nonce::<Aes256Gcm>::from(nonce);
    let tag = Tag::<Aes256Gcm>::from(*tag);
    let mut plain = ciphertext.to_vec();
    match cipher(key).decrypt_inout_detached(&nonce, binding, plain.as_mut_slice().into(), &tag) {
        Ok(()) => Some(plain),
        Err(_) => {
            plain.zeroize();
            None
        }
    }
}

fn cipher(key: &[u8; 32]) -> Aes256Gcm {
    Aes256Gcm::new(key.into())
}
