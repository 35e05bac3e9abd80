//! AES-256-GCM of RustCrypto: pure Rust, for the browser.

use super::{SealBroken, TAG_BYTES};
use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{AeadInOut, KeyInit, Nonce, Tag};

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
    plain: &mut [u8],
) -> Result<(), SealBroken> {
    let nonce = Nonce::<Aes256Gcm>::from(nonce);
    let tag = Tag::<Aes256Gcm>::from(*tag);
    plain.copy_from_slice(ciphertext);
    cipher(key).decrypt_inout_detached(&nonce, binding, plain.into(), &tag).map_err(|_| SealBroken)
}

fn cipher(key: &[u8; 32]) -> Aes256Gcm {
    Aes256Gcm::new(key.into())
}
